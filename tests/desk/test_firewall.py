"""Two releases side by side, and every file of one: nothing protected is told by either."""

import pytest
from django.conf import settings

from tawthiq.core.disclosure import MARK
from tawthiq.desk import models as m
from tawthiq.desk.actions.grading import grade_incident, set_certainty, sign_off
from tawthiq.desk.actions.incidents import create_incident, describe_incident, set_value
from tawthiq.desk.actions.releases import build_release, sign_release
from tawthiq.desk.queries.earlier import difference_to_last
from tawthiq.desk.queries.protected import protected_values
from tawthiq.desk.queries.releasing import outgoing, shown_no_more
from tawthiq.errors import NotReleasable
from tawthiq.store.release import Changed, public_numbers, texts_in_files

pytestmark = pytest.mark.django_db


def sign_anew(people, incident: m.Incident) -> None:
    grade = {"grade": "reasonable_grounds", "basis": "two sources apart", "contrary": "none found"}
    grade_incident(people["researcher"], incident, **grade)
    sign_off(people["reviewer"], incident)


@pytest.fixture
def signed(own_workspace, accepted, people) -> m.Incident:
    incident = create_incident(people["researcher"], accepted, title_en="Market of Manbij", title_ar="سوق منبج")
    for act in incident.acts.all():
        words = {"certainty": "reasonable_suspicion", "basis": "Both say so."}
        set_certainty(people["researcher"], act, party="syrian_government", **words)
    sign_anew(people, incident)
    return incident


def put_out(people) -> m.Release:
    release = build_release(people["editor"])
    sign_release(people["reviewer"], release)
    return release


def set_number(people, incident: m.Incident, field: str, low: int, high: int) -> None:
    value = {"min": low, "max": high, "approximate": False}
    set_value(people["researcher"], incident, field=field, value=value, reason="counted again by hand")
    sign_anew(people, incident)


def count_of(incident: m.Incident, field: str) -> tuple[int | None, int | None]:
    (public,) = [one for one in outgoing().incidents if one.ref == incident.ref]
    return public.counts[field].min, public.counts[field].max


def test_a_sensitive_number_that_moves_by_a_few_is_told_as_a_range_beside_what_is_public(signed, people):
    set_number(people, signed, "detained", 7, 7)
    assert count_of(signed, "detained") == (7, 7)
    put_out(people)
    assert count_of(signed, "detained") == (7, 7)
    set_number(people, signed, "detained", 8, 8)
    assert count_of(signed, "detained") == (7, None)
    put_out(people)
    set_number(people, signed, "detained", 13, 13)
    assert count_of(signed, "detained") == (13, 13)
    set_number(people, signed, "killed", 12, 12)
    assert count_of(signed, "killed") == (12, 12)


@pytest.mark.parametrize("other", [2, 3, 4])
def test_registers_that_differ_in_a_hidden_number_give_equal_records(signed, people, other):
    told = []
    for number in (1, other):
        set_number(people, signed, "detained", number, number)
        told.append(outgoing().incidents)
    assert told[0] == told[1]


def test_a_hidden_number_is_not_said_by_the_title(signed, people):
    describe_incident(people["researcher"], signed, title_en="Three detained at the market")
    set_number(people, signed, "detained", 3, 3)
    assert [one.reason for one in outgoing().held_back] == ["small_number_in_words"]


def named(incident: m.Incident, name: str, *, status: str = "killed") -> m.Person:
    person = m.Person.objects.create(name_en=name, name_ar="", may_publish=True)
    claim = incident.claims.first()
    m.Involvement.objects.create(person=person, incident=incident, claim=claim, status=status)
    return person


def test_a_name_taken_back_takes_back_the_releases_that_show_it(signed, people, own_workspace):
    put_out(people)
    person = named(signed, "Zubaydah Qasim")
    sign_anew(people, signed)
    put_out(people)
    assert shown_no_more() == []
    person.may_publish = False
    person.save()
    sign_anew(people, signed)
    assert {(one.number, one.what) for one in shown_no_more()} == {(2, "person")}
    assert "Zubaydah" not in str(shown_no_more())
    third = build_release(people["editor"])
    assert public_numbers(own_workspace.releases) == (2, 1)
    sign_release(people["reviewer"], third)
    assert public_numbers(own_workspace.releases) == (3, 1)
    assert m.Release.objects.get(number=2).state == "withdrawn"
    entry = m.JournalEntry.objects.get(event="release_withdrawn")
    assert "release 3 hides" in entry.body
    assert shown_no_more() == []


def test_the_editor_sees_what_a_release_changes(signed, people):
    first = put_out(people)
    assert difference_to_last(first) is None
    named(signed, "Zubaydah Qasim")
    set_number(people, signed, "killed", 12, 12)
    number, difference = difference_to_last(build_release(people["editor"]))
    assert number == 1
    assert difference.changed == (Changed(signed.ref, ("counts", "people")),)
    assert difference.named == (("Zubaydah Qasim", ""),)
    assert [(one.counted, one.was.max, one.now.max) for one in difference.figures] == [("killed", 11, 12)]
    assert (difference.added, difference.removed, difference.named_no_more) == ((), (), ())


def test_where_somebody_could_be_looked_for_the_point_is_coarser(signed, people):
    (before,) = outgoing().incidents
    named(signed, "Zubaydah Qasim", status="witness")
    sign_anew(people, signed)
    (after,) = outgoing().incidents
    assert after.place.radius_m > before.place.radius_m
    assert after.people == ()


def test_every_file_is_read_before_the_signature(signed, people, own_workspace):
    put_out(people)
    copy = (own_workspace.releases / "0001").rename(own_workspace.releases / "copy")
    (copy / "manifest.sig").unlink()
    found = {where.partition(":")[0] for where, _text in texts_in_files(copy)}
    assert {"release.sqlite", "claims.parquet", "incidents.csv", "incidents.json", "SHA256SUMS"} <= found
    (copy / "photo.jpg").write_bytes(b"\xff\xd8")
    with pytest.raises(NotReleasable, match=r"file_unreadable: photo\.jpg"):
        list(texts_in_files(copy))


def test_what_is_protected_holds_the_exact_points_and_the_notes(signed, people):
    m.Place.objects.filter(code="manbij").update(lat=36.52811, lon=-37.95532)
    m.Source.objects.get(pseudonym="Reporter 1")
    protected = protected_values()
    assert {"36.52811", "37.95532"} <= protected["exact_point"]
    assert not {"36.2", "37.2"} & protected["exact_point"]
    describe_incident(people["researcher"], signed, title_en="At 36.52811, 37.95532")
    sign_anew(people, signed)
    with pytest.raises(NotReleasable, match="exact_point"):
        build_release(people["editor"])


def test_the_desk_shows_the_difference_and_what_has_to_go(signed, people, client):
    put_out(people)
    person = named(signed, "Zubaydah Qasim")
    sign_anew(people, signed)
    put_out(people)
    person.may_publish = False
    person.save()
    set_number(people, signed, "killed", 12, 12)
    client.force_login(people["reviewer"])
    listed = client.get("/releases/").content.decode()
    assert "Public releases show what may be shown no more" in listed
    built = build_release(people["editor"])
    shown = client.get(f"/releases/{built.ref}/").content.decode()
    assert "Changed since release 2" in shown
    assert "taken back in the same step" in shown
    assert "Zubaydah" not in shown
    client.force_login(people["analyst"])
    assert "Changed since" not in client.get(f"/releases/{built.ref}/").content.decode()


def test_a_mask_put_over_words_that_are_public_is_seen(signed, people):
    put_out(people)
    quote = outgoing().incidents[0].claims[0].quote
    m.Source.objects.create(pseudonym=" ".join(quote.split()[:2]), kind="activist")
    assert MARK in outgoing().incidents[0].claims[0].quote
    assert {one.what for one in shown_no_more()} >= {"masked_words"}
    assert settings.WORKSPACE.releases.is_dir()
