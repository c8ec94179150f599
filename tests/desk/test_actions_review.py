"""Deciding about claims: what the machine said stays, what the person said carries a reason."""

import pytest

from tawthiq.desk import models as m
from tawthiq.desk.actions.incidents import create_incident
from tawthiq.desk.actions.review import accept_claim, add_claim, finish_report, mend_claim, reject_claim
from tawthiq.errors import InvalidRecord, NotFound

from .conftest import ENGLISH

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(receive_text) -> m.ClaimRow:
    return receive_text(ENGLISH).claims.get(kind="airstrike")


def last(event: str) -> m.JournalEntry:
    return m.JournalEntry.objects.filter(event=event).latest("seq")


def test_accepting_names_the_person(claim, people):
    accept_claim(people["researcher"], claim)
    claim.refresh_from_db()
    assert (claim.decision, claim.decided_by) == ("accepted", people["researcher"])
    assert last("claim_accepted").actor == "researcher-1"


@pytest.mark.parametrize("role", ["reporter", "analyst", "editor", "auditor", "administrator", "lawyer", "custodian"])
def test_who_may_not_review_finds_nothing(claim, people, role):
    with pytest.raises(NotFound):
        accept_claim(people[role], claim)
    claim.refresh_from_db()
    assert claim.decision == "proposed"


def test_rejecting_and_mending_ask_for_a_reason(claim, people):
    with pytest.raises(InvalidRecord, match="reason_missing"):
        reject_claim(people["researcher"], claim, reason=" ")
    with pytest.raises(InvalidRecord, match="reason_missing"):
        mend_claim(people["researcher"], claim, body=claim.body, reason="")


def test_mending_keeps_what_the_machine_proposed(claim, people):
    killed = claim.body["counts"]["killed"] | {"min": 8, "max": 9}
    body = claim.body | {"counts": claim.body["counts"] | {"killed": killed}}
    mend_claim(people["researcher"], claim, body=body, reason="The text says nine, the list eight.")
    claim.refresh_from_db()
    assert claim.body["counts"]["killed"]["min"] == 8
    assert claim.proposed["counts"]["killed"]["min"] == 9
    assert claim.decision == "mended"


@pytest.mark.parametrize("break_it", [{"kind": "party"}, {"quote": {"start": 0, "end": 3, "text": "xyz"}}])
def test_a_mended_claim_must_still_hold(claim, people, break_it):
    with pytest.raises(InvalidRecord):
        mend_claim(people["researcher"], claim, body=claim.body | break_it, reason="odd")
    claim.refresh_from_db()
    assert claim.decision == "proposed"


def test_a_person_may_add_what_the_machine_missed(claim, people):
    row = add_claim(people["researcher"], claim.report, body=claim.body | {"kind": "shelling"}, reason="Missed.")
    assert (row.decision, row.proposed, row.body["reader"]) == ("accepted", None, "person")


def test_a_report_is_done_when_every_claim_is_decided(claim, people):
    with pytest.raises(InvalidRecord, match="claims_open"):
        finish_report(people["researcher"], claim.report)
    for one in claim.report.claims.all():
        accept_claim(people["researcher"], one)
    finish_report(people["researcher"], claim.report)
    assert m.Report.objects.get().state == "done"


def test_a_claim_of_an_incident_is_not_rejected_but_detached_first(claim, people):
    accept_claim(people["researcher"], claim)
    create_incident(people["researcher"], [claim], title_en="t", title_ar="ت")
    claim.refresh_from_db()
    with pytest.raises(InvalidRecord, match="claim_attached_already"):
        reject_claim(people["researcher"], claim, reason="misread")
