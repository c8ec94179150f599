"""Review: a person accepts, mends, rejects or adds a claim; what the machine proposed stays beside it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from tawthiq.core.claims import Claim, check_claim, from_json
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.assembling import reassemble
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.learning import learn_spellings
from tawthiq.desk.actions.search import index_report
from tawthiq.errors import InvalidRecord


def accept_claim(user: m.User, claim: m.ClaimRow, *, reason: str = "", seen: str = "") -> None:
    """The claim stands as it is written; ``seen`` is the mark of the wording that the person looked at."""
    _decide(user, claim, decision="accepted", reason=reason, seen=seen)


def reject_claim(user: m.User, claim: m.ClaimRow, *, reason: str, seen: str = "") -> None:
    """The claim does not stand; the reason is kept, and so is the claim."""
    if not reason.strip():
        raise InvalidRecord("reason_missing")
    if claim.incident_id:
        raise InvalidRecord("claim_attached_already")
    _decide(user, claim, decision="rejected", reason=reason, seen=seen)


def mend_claim(user: m.User, claim: m.ClaimRow, *, body: dict[str, Any], reason: str) -> None:
    """The claim stands as the person wrote it; ``body`` is the reading contract's JSON, spans and all."""
    if not reason.strip():
        raise InvalidRecord("reason_missing")
    mended = _checked(body, text=claim.report.text)
    _decide(user, claim, decision="mended", reason=reason, mended=mended)


def add_claim(user: m.User, report: m.Report, *, body: dict[str, Any], reason: str) -> m.ClaimRow:
    """A claim that the machine missed, accepted as it comes: the person who wrote it stands for it."""
    require(user, "review_claim")
    if not reason.strip():
        raise InvalidRecord("reason_missing")
    claim = _checked(body | {"reader": "person", "version": "", "rules": [], "score": 1.0}, text=report.text)
    with transaction.atomic():
        row = m.ClaimRow(report=report, decision="accepted", decided_by=user, decided_at=timezone.now(), reason=reason)
        row.write(claim)
        row.save()
        record("claim_added", actor=user.username, subject=row, changed=[row], why=reason)
        learn_spellings(user, row, before=None, now=claim)
    return row


def finish_report(user: m.User, report: m.Report) -> None:
    """The report leaves the inbox; every one of its claims has been decided."""
    require(user, "review_claim")
    if report.claims.filter(decision="proposed").exists():
        raise InvalidRecord("claims_open")
    with transaction.atomic():
        report.state = "done"
        report.save()
        index_report(report)
        record("report_finished", actor=user.username, subject=report, changed=[report])


def _decide(
    user: m.User, claim: m.ClaimRow, *, decision: str, reason: str, mended: Claim | None = None, seen: str = ""
) -> None:
    require(user, "review_claim")
    with transaction.atomic():
        _lock(claim, seen=seen)
        before = from_json(claim.body)
        claim.decision, claim.reason = decision, reason.strip()
        claim.decided_by, claim.decided_at = user, timezone.now()
        if mended:
            claim.write(mended)
        claim.save()
        record(f"claim_{decision}", actor=user.username, subject=claim, changed=[claim], why=claim.reason)
        if mended:
            learn_spellings(user, claim, before=before, now=mended)
        if mended and claim.incident:
            reassemble(claim.incident, actor=user.username, why=claim.reason)


def _checked(body: dict[str, Any], *, text: str) -> Claim:
    claim = from_json(body)
    check_claim(claim, text=text)
    return claim


def _lock(claim: m.ClaimRow, *, seen: str) -> None:
    """The claim as it is now, and so until the decision is written; a new reading must not change it unseen."""
    try:
        claim.refresh_from_db(from_queryset=m.ClaimRow.objects.select_for_update())
    except m.ClaimRow.DoesNotExist as gone:
        raise InvalidRecord("claim_reread") from gone
    if seen and claim.decision == "proposed" and seen != claim.mark:
        raise InvalidRecord("claim_reread")
