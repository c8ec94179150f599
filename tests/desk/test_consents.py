"""Consent in the register: recorded, taken back, asked of everybody behind an item, and silence allows nothing."""

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.actions.consents import Agreed, record_consent, withdraw_consent
from tawthiq.desk.actions.evidence import Provenance, name_source, receive
from tawthiq.desk.actions.grading import grade_incident, sign_off
from tawthiq.desk.actions.incidents import allow_naming, create_incident
from tawthiq.desk.queries.consents import (
    blocked,
    consents_of_item,
    consents_of_person,
    consents_of_source,
    state_of,
    unwilling_items,
)
from tawthiq.desk.queries.releasing import outgoing
from tawthiq.errors import InvalidRecord, NotFound

pytestmark = pytest.mark.django_db
DAY = date(2016, 3, 1)


def item_from(pseudonym: str, kind: str = "witness", data: bytes = b"") -> m.Item:
    """An item given by this source, or by nobody known."""
    source = name_source(pseudonym=pseudonym, kind=kind, actor="test") if pseudonym else None
    stream = io.BytesIO(data or f"\x00 told by {pseudonym}".encode())
    return receive(stream, name="a.bin", actor="reporter-1", channel="test", provenance=Provenance(source=source)).item


def agreed(item: m.Item, **more: Any) -> Agreed:
    """A yes of the item's source to a sharing with the court."""
    receipt = item.receipts.order_by("pk")[0]
    told = Agreed(
        purpose="share_icc",
        is_given=True,
        lang="ar",
        explained_by="researcher-1",
        how="in person, read aloud",
        given_on=date(2016, 1, 1),
        source=receipt.source,
    )
    return replace(told, **more)


def reasons(*items: m.Item, purpose: str = "share_icc") -> list[tuple[str, str, str]]:
    return [(one.item.ref, one.reason, one.subject) for one in blocked(items, purpose=purpose, on=DAY)]


def test_silence_forbids_and_a_yes_allows_this_and_nothing_else(people):
    item = item_from("Witness 1")
    source = item.receipts.get().source
    assert reasons(item) == [(item.ref, "consent_missing", source.ref)]
    consent = record_consent(people["researcher"], agreed(item))
    assert reasons(item) == []
    assert reasons(item, purpose="share_un") == [(item.ref, "consent_missing", source.ref)]
    assert consents_of_source(source) == consents_of_item(item) == [consent]
    entry = m.JournalEntry.objects.get(event="consent_recorded")
    assert (entry.subject, entry.actor) == (consent.ref, "researcher-1")
    assert "Witness 1" not in entry.body


def test_press_and_parties_need_not_be_asked_but_may_say_no(people):
    items = [item_from(kind, kind) for kind in ("media", "party")]
    assert reasons(*items) == []
    record_consent(people["lawyer"], agreed(items[0], is_given=False))
    assert [reason for _, reason, _ in reasons(*items)] == ["consent_refused"]


@pytest.mark.parametrize("kind", ["own_reporter", "activist", "medic", "witness", "organisation", "official", "odd"])
def test_all_others_are_asked_also_a_kind_nobody_knows(people, kind):
    item = item_from("Somebody", "witness")
    m.Source.objects.update(kind=kind)
    assert [reason for _, reason, _ in reasons(item)] == ["consent_missing"]


def test_who_is_not_recorded_cannot_have_agreed(people):
    assert [(reason, subject) for _, reason, subject in reasons(item_from(""))] == [("source_unknown", "")]


def test_what_we_fetched_from_a_public_address_is_behind_nobody(people):
    item = item_from("")
    capture = m.Capture.objects.create(
        url="https://example.org/", asked_by="x", asked_at=timezone.now(), why="x", state="done"
    )
    m.CaptureFile.objects.create(capture=capture, item=item, role="source")
    assert reasons(item) == []
    assert [reason for _, reason, _ in reasons(item, purpose="nonsense")] == ["unknown_purpose"]


def test_every_source_of_the_same_bytes_is_asked(people):
    first, _ = item_from("Witness 1", data=b"same"), item_from("Witness 2", data=b"same")
    record_consent(people["researcher"], agreed(first, source=m.Source.objects.get(pseudonym="Witness 1")))
    assert [subject for _, _, subject in reasons(first)] == [m.Source.objects.get(pseudonym="Witness 2").ref]


def test_a_person_who_spoke_is_asked_and_of_a_victim_a_no_counts(people, accepted):
    claim = accepted[0]
    incident = m.Incident.objects.create(title_en="x", title_ar="x", created_at=timezone.now())
    witness, victim = (m.Person.objects.create(name_en=name) for name in ("A witness", "A victim"))
    for person, status in ((witness, "witness"), (victim, "victim")):
        m.Involvement.objects.create(person=person, incident=incident, claim=claim, status=status)
    item = claim.report.item
    record_consent(people["researcher"], agreed(item))
    assert reasons(item) == [(item.ref, "consent_missing", witness.ref)]
    yes = record_consent(people["researcher"], agreed(item, source=None, person=witness))
    assert reasons(item) == []
    assert consents_of_person(witness) == [yes]
    record_consent(people["researcher"], agreed(item, source=None, person=victim, is_given=False))
    assert reasons(item) == [(item.ref, "consent_refused", victim.ref)]


def test_a_withdrawal_stops_every_record_of_the_purpose_and_names_what_left(people):
    item = item_from("Witness 1")
    first, again = (record_consent(people["researcher"], agreed(item)) for _ in range(2))
    other = record_consent(people["researcher"], agreed(item, purpose="share_un"))
    given = {"recipient": "ICC", "checkpoint_size": 256, "made_by": "lawyer-1", "made_at": timezone.now()}
    handover = m.Handover.objects.create(purpose="share_icc", items=[item.ref], tag_manifest_sha256="0" * 64, **given)
    m.Handover.objects.create(purpose="share_un", items=[item.ref], tag_manifest_sha256="0" * 64, **given)
    told = withdraw_consent(people["custodian"], again, reason="they called")
    assert (told.consents, told.items, told.handovers) == ((first, again), (item.ref,), (handover,))
    assert [reason for _, reason, _ in reasons(item)] == ["consent_withdrawn"]
    assert reasons(item, purpose="share_un") == []
    other.refresh_from_db()
    assert other.withdrawn_at is None
    with pytest.raises(InvalidRecord, match="withdrawn_already"):
        withdraw_consent(people["custodian"], again, reason="again")
    with pytest.raises(InvalidRecord, match="reason_missing"):
        withdraw_consent(people["custodian"], other, reason=" ")


def test_who_takes_keeping_back_has_everything_that_left_named(people):
    item = item_from("Witness 1")
    consent = record_consent(people["researcher"], agreed(item, purpose="keep"))
    for purpose in ("share_icc", "share_un"):
        m.Handover.objects.create(
            recipient="x",
            purpose=purpose,
            items=[item.ref],
            checkpoint_size=1,
            tag_manifest_sha256="0" * 64,
            made_by="x",
            made_at=timezone.now(),
        )
    told = withdraw_consent(people["researcher"], consent, reason="they called")
    assert [one.purpose for one in told.handovers] == ["share_icc", "share_un"]
    assert [reason for _, reason, _ in reasons(item)] == ["keeping_refused"]
    assert unwilling_items(purpose="publish_anonymous", on=DAY) == {item.pk}


def test_what_somebody_does_not_want_published_does_not_go_out(people, accepted):
    incident = create_incident(people["researcher"], accepted, title_en="Market", title_ar="سوق")
    grade_incident(people["researcher"], incident, grade="reported", basis="two reports", contrary="none found")
    sign_off(people["reviewer"], incident)
    assert [one.ref for one in outgoing().incidents] == [incident.ref]
    item = accepted[0].report.item
    no = record_consent(people["researcher"], agreed(item, purpose="publish_anonymous", is_given=False))
    assert [(one.incident, one.reason) for one in outgoing().held_back] == [(incident, "consent_refused")]
    record_consent(people["researcher"], agreed(item, purpose="publish_anonymous", given_on=no.given_on))
    assert outgoing().held_back == ()


def test_a_person_who_says_no_to_the_name_is_named_no_more(people):
    person = m.Person.objects.create(name_en="Somebody")
    allow_naming(people["reviewer"], person, reason="told so")
    told = agreed(item_from("Witness 1"), source=None, person=person, purpose="publish_named")
    consent = record_consent(people["researcher"], told)
    person.refresh_from_db()
    assert person.may_publish
    withdraw_consent(people["researcher"], consent, reason="afraid")
    person.refresh_from_db()
    assert not person.may_publish


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"source": None}, "consent_of_whom"),
        ({"purpose": "sell"}, "unknown_purpose"),
        ({"lang": "Arabic"}, "unknown_language"),
        ({"explained_by": " "}, "explained_by_missing"),
        ({"how": ""}, "how_missing"),
        ({"given_on": date.max}, "consent_day_in_future"),
        ({"expires_on": date(2015, 1, 1)}, "consent_ends_before_it_begins"),
    ],
)
def test_what_is_no_consent_is_refused(people, change, code):
    with pytest.raises(InvalidRecord, match=code):
        record_consent(people["researcher"], agreed(item_from("Witness 1"), **change))
    assert not m.Consent.objects.exists()


def test_of_one_only(people):
    told = agreed(item_from("Witness 1"), person=m.Person.objects.create(name_en="x"))
    with pytest.raises(InvalidRecord, match="consent_of_whom"):
        record_consent(people["researcher"], told)


@pytest.mark.parametrize("role", ["reporter", "analyst", "editor", "auditor", "administrator"])
def test_others_may_not_record(people, role):
    with pytest.raises(NotFound):
        record_consent(people[role], agreed(item_from("Witness 1")))


def test_the_item_page_has_a_row_for_each_purpose(people):
    item = item_from("Witness 1")
    record_consent(people["researcher"], agreed(item, expires_on=DAY - timedelta(days=1)))
    state = {purpose: decision.reason for purpose, decision in state_of(item, on=DAY)}
    assert (state["share_icc"], state["share_un"], len(state)) == ("consent_expired", "consent_missing", 9)
    assert {decision.reason for _, decision in state_of(item_from(""), on=DAY)} == {"source_unknown"}


def test_no_more_queries_for_more_items(people, django_assert_max_num_queries):
    items = [item_from(f"Witness {number}") for number in range(12)]
    with django_assert_max_num_queries(6):
        assert len(reasons(*items)) == 12
