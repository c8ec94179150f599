"""Nothing goes out that was not signed by a second person, and nothing protected goes out at all."""

import json
from datetime import date, timedelta

import pyrage
import pytest
from django.conf import settings
from django.utils import timezone

from tawthiq.core.disclosure import MARK
from tawthiq.desk import models as m
from tawthiq.desk.actions.articles import mark_ready, save_article
from tawthiq.desk.actions.comments import collect_comments, handle_comment
from tawthiq.desk.actions.evidence import name_source
from tawthiq.desk.actions.grading import grade_incident, set_certainty, sign_off
from tawthiq.desk.actions.incidents import create_incident, describe_incident
from tawthiq.desk.actions.releases import build_release, sign_release, take_back
from tawthiq.desk.queries.protected import _is_name
from tawthiq.desk.queries.releasing import outgoing
from tawthiq.errors import InvalidRecord, NotFound, NotReleasable
from tawthiq.store.release import current_number, folder_name, open_release, public_numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(own_workspace, accepted, people) -> m.Incident:
    incident = create_incident(people["researcher"], accepted, title_en="Market of Manbij", title_ar="سوق منبج")
    for act in incident.acts.all():
        set_certainty(
            people["researcher"], act, party="syrian_government", certainty="reasonable_suspicion", basis="Both say so."
        )
    grade = {"grade": "reasonable_grounds", "basis": "two sources apart", "contrary": "none found"}
    grade_incident(people["researcher"], incident, **grade)
    sign_off(people["reviewer"], incident)
    return incident


def test_a_release_is_public_when_a_second_person_signed(signed, people, own_workspace):
    release = build_release(people["editor"])
    assert current_number(own_workspace.releases) is None
    with pytest.raises(NotFound):
        sign_release(people["editor"], release)
    sign_release(people["reviewer"], release)
    reader = open_release(own_workspace.releases / folder_name(1))
    shown = reader.incident(signed.ref)
    assert (shown.counts["killed"].min, shown.counts["killed"].max) == (9, 11)
    entry = m.JournalEntry.objects.filter(event="received").earliest("seq")
    assert shown.claims[0].evidence.commitment == entry.commitment
    assert current_number(own_workspace.releases) == 1


def test_an_incident_that_changed_after_its_signature_is_held_back(signed, people):
    describe_incident(people["researcher"], signed, title_en="Another title")
    held = outgoing().held_back
    assert [(one.incident, one.reason) for one in held] == [(signed, "not_signed_off")]
    release = build_release(people["editor"])
    with pytest.raises(NotReleasable, match="nothing_to_release"):
        sign_release(people["reviewer"], release)


def test_a_protected_name_in_a_title_stops_the_release(signed, people):
    m.Person.objects.create(name_en="Rashid al-Mustafa")
    describe_incident(people["researcher"], signed, title_en="The killing of Rashid al-Mustafa")
    grade_incident(
        people["researcher"], signed, grade="reasonable_grounds", basis="two sources apart", contrary="none found"
    )
    sign_off(people["reviewer"], signed)
    with pytest.raises(NotReleasable, match="leak_found") as caught:
        build_release(people["editor"])
    assert "Mustafa" not in str(caught.value)
    assert not m.Release.objects.exists()


def test_a_source_is_hidden_in_a_quote_even_where_the_reader_did_not_see_that_it_speaks(signed, accepted, people):
    pseudonym = " ".join(accepted[0].quote.split()[:2])
    name_source(pseudonym=pseudonym, kind="activist", actor="test")
    assert build_release(people["editor"]).state == "built"
    (incident,) = outgoing().incidents
    assert pseudonym not in incident.claims[0].quote
    assert MARK in incident.claims[0].quote


def test_a_release_changed_on_disk_cannot_be_signed(signed, people, own_workspace):
    release = build_release(people["editor"])
    path = own_workspace.releases / folder_name(1) / "claims.csv"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(NotReleasable, match=r"release_changed_on_disk: claims\.csv"):
        sign_release(people["reviewer"], release)


def test_what_is_public_can_be_taken_back(signed, people, own_workspace):
    for _ in range(2):
        sign_release(people["reviewer"], build_release(people["editor"]))
    second, first = m.Release.objects.order_by("-number")
    with pytest.raises(InvalidRecord, match="reason_missing"):
        take_back(people["reviewer"], second, reason=" ")
    assert public_numbers(own_workspace.releases) == (2, 1)
    take_back(people["reviewer"], second, reason="a name went out")
    assert current_number(own_workspace.releases) == first.number
    assert public_numbers(own_workspace.releases) == (1,)
    take_back(people["reviewer"], first, reason="and this one")
    assert current_number(own_workspace.releases) is None
    assert public_numbers(own_workspace.releases) == ()


def test_an_earlier_release_is_taken_back_while_the_later_one_stays(signed, people, own_workspace):
    for _ in range(2):
        sign_release(people["reviewer"], build_release(people["editor"]))
    take_back(people["reviewer"], m.Release.objects.get(number=1), reason="consent withdrawn")
    assert public_numbers(own_workspace.releases) == (2,)
    assert current_number(own_workspace.releases) == 2


def test_a_folder_that_a_crash_left_behind_keeps_its_number(signed, people, own_workspace):
    (own_workspace.releases / folder_name(1)).mkdir()
    assert build_release(people["editor"]).number == 2


def write(people, **changes):
    words = {
        "title_en": "A market",
        "title_ar": "سوق",
        "body_en": "{{figure:all:all:killed}} killed",
        "body_ar": "نص",
        "category": "news",
    } | changes
    return save_article(people["editor"], None, published=date(2015, 9, 20), incidents=[], **words)


def test_an_article_goes_out_with_its_incidents_and_figures(signed, people, own_workspace):
    article = write(people)
    article.incidents.add(signed)
    mark_ready(people["editor"], article)
    write(people)
    assert list(m.Article.objects.order_by("pk").values_list("slug", flat=True)) == ["a-market", "a-market-2"]
    sign_release(people["reviewer"], build_release(people["editor"]))
    shown = open_release(own_workspace.releases / folder_name(1)).articles()
    assert [one.incidents for one in shown] == [(signed.ref,)]


def test_an_article_waits_for_its_day(signed, people, own_workspace):
    article = write(people)
    mark_ready(people["editor"], article)
    m.Article.objects.update(published=timezone.now().date() + timedelta(days=1))
    sign_release(people["reviewer"], build_release(people["editor"]))
    assert open_release(own_workspace.releases / folder_name(1)).articles() == ()
    m.Article.objects.update(published=timezone.now().date())
    sign_release(people["reviewer"], build_release(people["editor"]))
    assert [one.slug for one in open_release(own_workspace.releases / folder_name(2)).articles()] == ["a-market"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title_ar": ""}, "title_missing"),
        ({"body_ar": "{{figure:party:russia}}"}, "figure_unknown"),
        ({"body_en": "{{figure:moon:russia:killed}}"}, "figure_unknown"),
    ],
)
def test_an_article_that_cannot_be_is_refused(own_workspace, people, change, code):
    with pytest.raises(InvalidRecord, match=code):
        write(people, **change)


def seal(workspace, name: str, body: dict) -> None:
    recipient = pyrage.x25519.Recipient.from_str((workspace.keys / "drop.recipient").read_text().strip())
    (workspace.drop / name).write_bytes(pyrage.encrypt(json.dumps(body).encode(), [recipient]))


def test_comments_come_in_once_and_what_does_not_open_stays(own_workspace, people):
    seal(
        own_workspace,
        "one.age",
        {"article": "a-market", "email": "x@example.org", "text": "He was my uncle", "lang": "en"},
    )
    (own_workspace.drop / "two.age").write_bytes(b"not age at all")
    assert collect_comments() == (1, ["two.age"])
    comment = m.Comment.objects.get()
    assert (comment.email, comment.text) == ("x@example.org", "He was my uncle")
    assert [path.name for path in own_workspace.drop.glob("*.age")] == ["two.age"]
    assert "example.org" not in m.JournalEntry.objects.get(event="comment_received").body
    seal(own_workspace, "one.age", {"article": "a-market", "text": "again", "lang": "en"})
    assert collect_comments()[0] == 0
    handle_comment(people["editor"], comment, note="Answered through the family.")
    assert m.Comment.objects.get().state == "handled"
    assert own_workspace == settings.WORKSPACE


@pytest.mark.parametrize(
    ("voice", "is_name"),
    [
        ("Siraj al-Hasakawi", True),
        ("Abu Layth", True),
        ("a teacher", False),
        ("A relative", False),
        ("Residents", False),
        ("medical sources in Raqqa", False),
        ("ناشطين", False),
        ("", False),
    ],
)
def test_a_role_is_no_secret_and_a_name_is(voice, is_name):
    assert _is_name(voice) is is_name
