"""Incidents: assembled from claims, mended by hand with a reason, graded by one, signed by another."""

import pytest

from tawthiq.core.claims import Claim, PlaceMention, Span
from tawthiq.desk import models as m
from tawthiq.desk.actions.gazetteer import keep_places
from tawthiq.desk.actions.grading import grade_incident, set_certainty, sign_off
from tawthiq.desk.actions.incidents import (
    allow_naming,
    attach_claims,
    create_incident,
    describe_incident,
    detach_claim,
    judge_pair,
    set_value,
)
from tawthiq.desk.actions.review import accept_claim, mend_claim
from tawthiq.desk.queries.facts import standing_values
from tawthiq.errors import InvalidRecord, NotFound
from tawthiq.store import known_places

from .conftest import ENGLISH

pytestmark = pytest.mark.django_db
GRADE = {
    "grade": "reasonable_grounds",
    "basis": "two who do not know each other",
    "contrary": "none found by 1 October",
}


@pytest.fixture
def incident(accepted, people) -> m.Incident:
    return create_incident(people["researcher"], accepted, title_en="Market of Manbij", title_ar="سوق منبج")


def values(incident: m.Incident) -> dict:
    return standing_values(m.Incident.objects.get(pk=incident.pk))


def test_values_come_from_claims_and_disagreement_stays(incident, accepted):
    killed = incident.values.get(field="killed", is_current=True)
    assert (killed.body["value"]["min"], killed.body["value"]["max"]) == (9, 11)
    assert killed.body["disagreement"]
    assert {claim.pk for claim in killed.claims.all()} == {claim.pk for claim in accepted}
    assert values(incident)["perpetrators"] == ["syrian_government"]
    assert values(incident)["place"] == "manbij.manbij_market"
    assert incident.acts.get().group.counts["killed"]["max"] == 11


def test_every_value_rests_on_claims_or_a_signed_reason(incident, people):
    set_value(people["researcher"], incident, field="target_class", value="civilian", reason="Both say so.")
    for value in incident.values.filter(is_current=True):
        assert value.claims.exists() or (value.why and value.set_by)


def test_a_value_set_by_hand_stands_when_claims_change(incident, accepted, people):
    by_hand = {"min": 10, "max": 10, "approximate": False}
    set_value(people["researcher"], incident, field="killed", value=by_hand, reason="Names were compared.")
    detach_claim(people["researcher"], incident, accepted[1], reason="another strike")
    killed = incident.values.get(field="killed", is_current=True)
    assert (killed.body["value"], killed.why) == (by_hand, "Names were compared.")
    assert not killed.body["disagreement"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("killed", {"min": 9, "max": 3, "approximate": False}, "value_invalid"),
        ("killed", 9, "value_invalid"),
        ("when", "yesterday", "value_invalid"),
        ("place", "atlantis", "unknown_place"),
        ("perpetrators", ["martians"], "unknown_party"),
        ("kind", "picnic", "value_invalid"),
        ("colour", "red", "value_invalid"),
    ],
)
def test_a_value_that_cannot_be_is_refused(incident, people, field, value, code):
    with pytest.raises(InvalidRecord, match=code):
        set_value(people["researcher"], incident, field=field, value=value, reason="why not")


def test_only_accepted_unattached_claims_are_attached(incident, accepted, people, receive_text):
    fresh = receive_text(ENGLISH + "More.", source="Reporter 3").claims.first()
    with pytest.raises(InvalidRecord, match="claim_not_accepted"):
        attach_claims(people["researcher"], incident, [fresh])
    with pytest.raises(InvalidRecord, match="claim_attached_already"):
        attach_claims(people["researcher"], incident, [accepted[0]])
    with pytest.raises(InvalidRecord, match="no_claims"):
        create_incident(people["researcher"], [], title_en="x", title_ar="س")


def test_the_same_person_cannot_sign_what_they_graded(incident, people):
    reviewer = people["reviewer"]
    grade_incident(reviewer, incident, **GRADE)
    with pytest.raises(InvalidRecord, match="same_person"):
        sign_off(reviewer, incident)
    assert not incident.signoffs.exists()


def test_a_second_person_signs_and_any_change_takes_it_away(incident, people):
    grade_incident(people["researcher"], incident, **GRADE)
    signoff = sign_off(people["reviewer"], incident)
    incident.refresh_from_db()
    assert (incident.state, signoff.incident_digest) == ("signed", incident.digest())
    describe_incident(people["researcher"], incident, summary_en="More words.")
    incident.refresh_from_db()
    signoff.refresh_from_db()
    assert (incident.state, signoff.is_standing) == ("open", False)


def test_who_may_not_sign_finds_nothing(incident, people):
    grade_incident(people["researcher"], incident, **GRADE)
    with pytest.raises(NotFound):
        sign_off(people["analyst"], incident)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"grade": "clear_and_convincing"}, "too_few_independent_sources"),
        ({"grade": "beyond_reasonable_doubt"}, "grade_is_for_a_court"),
        ({"basis": ""}, "basis_missing"),
        ({"contrary": ""}, "contrary_information_missing"),
    ],
)
def test_a_grade_needs_what_the_rule_asks(incident, people, change, code):
    with pytest.raises(InvalidRecord, match=code):
        grade_incident(people["researcher"], incident, **(GRADE | change))


def test_attribution_needs_a_basis_and_reopens(incident, people):
    act = incident.acts.get()
    ask = {"party": "syrian_government", "certainty": "reasonable_suspicion"}
    with pytest.raises(InvalidRecord, match="basis_missing"):
        set_certainty(people["researcher"], act, **ask, basis=" ")
    with pytest.raises(InvalidRecord, match="unknown_party"):
        set_certainty(people["researcher"], act, party="us_coalition", certainty="reported", basis="x")
    set_certainty(people["researcher"], act, **ask, basis="Both name its aircraft.")
    assert act.perpetrators.get().basis


def test_mending_an_attached_claim_moves_the_values(incident, accepted, people):
    claim = accepted[1]
    claim.refresh_from_db()
    killed = claim.body["counts"]["killed"] | {"min": 12, "max": 12}
    body = claim.body | {"counts": claim.body["counts"] | {"killed": killed}}
    mend_claim(people["researcher"], claim, body=body, reason="Read again.")
    assert values(incident)["killed"]["max"] == 12


def test_a_judgement_replaces_the_earlier_word_about_the_pair(incident, people, receive_text):
    other = m.Incident.objects.create(title_en="o", title_ar="أ", created_at=incident.created_at)
    judge_pair(people["researcher"], incident, other, verdict="unsure", reason="far apart")
    judge_pair(people["reviewer"], other, incident, verdict="different", reason="other town")
    assert list(m.Judgement.objects.order_by("pk").values_list("verdict", "is_standing")) == [
        ("unsure", False),
        ("different", True),
    ]
    with pytest.raises(InvalidRecord, match="same_record"):
        judge_pair(people["reviewer"], incident, incident, verdict="same", reason="x")


def test_naming_a_person_needs_a_reviewer_and_a_reason(people):
    person = m.Person.objects.create(name_en="Somebody")
    with pytest.raises(NotFound):
        allow_naming(people["researcher"], person, reason="the family agreed")
    allow_naming(people["reviewer"], person, reason="the family agreed, recorded in the file")
    person.refresh_from_db()
    assert person.may_publish


def test_a_place_of_the_world_comes_into_the_register_with_its_country(receive_text, people):
    report = receive_text("A car bomb exploded in Kandahar on Monday and killed three civilians.")
    claim = report.claims.get(kind="explosion_ied")
    accept_claim(people["researcher"], claim)
    incident = create_incident(people["researcher"], [claim], title_en="Kandahar", title_ar="قندهار")
    place = m.Place.objects.get(code=values(incident)["place"])
    assert (place.name_ar, place.kind) == ("قندهار", "city")
    assert place.source.startswith("GeoNames")
    assert {spelling.lang for spelling in place.spellings.all()} == {"en", "ar"}
    assert m.Place.objects.filter(code=place.code).count() == 1
    again = receive_text("Two bombs exploded in Kandahar on Friday and killed five civilians.", source="Reporter 2")
    other = again.claims.get(kind="explosion_ied")
    accept_claim(people["researcher"], other)
    create_incident(people["researcher"], [other], title_en="Kandahar again", title_ar="قندهار مرة أخرى")
    assert m.Place.objects.filter(code=place.code).count() == 1


@pytest.fixture
def village_table(monkeypatch):
    """The conflict folder brings a table with one village."""
    table = "geonames_id,names,names_ar,lat,lon,parent\n7,Tall Zayn,تل زين,35.3,36.7,hama_gov\n"
    monkeypatch.setattr(known_places, "read_villages", lambda _name: table)
    known_places.load_known_places.cache_clear()
    yield
    known_places.load_known_places.cache_clear()


def test_a_village_stands_under_its_governorate_and_a_place_elsewhere_under_its_country(register, village_table):
    hama = m.Place.objects.create(
        code="hama_gov", kind="governorate", name_en="Hama Governorate", name_ar="محافظة حماة"
    )
    afghanistan = m.Place.objects.create(code="afghanistan", kind="country", name_en="Afghanistan", name_ar="أفغانستان")
    claims = [a_claim_at("gn:7"), a_claim_at("gn:1138336"), a_claim_at("gn:0"), a_claim_at(None)]
    made = {place.code: place for place in keep_places(claims)}
    assert set(made) == {"gn:7", "gn:1138336"}
    assert (made["gn:7"].parent, made["gn:1138336"].parent) == (hama, afghanistan)


def a_claim_at(place: str | None) -> Claim:
    return Claim("shelling", Span(0, 1, "x"), places=(PlaceMention(0, 1, "x", place),))
