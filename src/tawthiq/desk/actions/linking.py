"""What a researcher says about a proposal: same, different or unsure; and every such word can be taken back.

Nothing is merged. Incidents, persons and places that were judged the same stay records of their own, and their cluster
is worked out from the words that stand. Only a yes about a report and an incident moves something: it attaches the
report's claims, and the judgement remembers which; taking it back detaches exactly those, and the incident's values
follow the claims that stay.
"""

from collections.abc import Sequence

from django.db import transaction

from tawthiq.core.ids import parse_ref
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.incidents import Scored, attach_claims, detach_claim, judge_pair
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.search import index_incident
from tawthiq.desk.queries.judgements import require_rooms
from tawthiq.errors import InvalidRecord


def judge_proposal(
    user: m.User, left: m.Record, rights: Sequence[m.Record], *, verdict: str, reason: str, scored: Scored
) -> list[m.Judgement]:
    """The same word about the left record and each of the right ones, all in one transaction.

    Where the left one is an incident and the right ones are claims, "same" attaches them.
    """
    require(user, "edit_incident")
    require_rooms(user, [left.ref, *(one.ref for one in rights)])
    if not rights:
        raise InvalidRecord("no_claims")
    moves = verdict == "same" and isinstance(left, m.Incident) and isinstance(rights[0], m.ClaimRow)
    with transaction.atomic():
        before = left.digest() if moves else ""
        if moves and isinstance(left, m.Incident):
            attach_claims(user, left, [one for one in rights if isinstance(one, m.ClaimRow)], why=reason)
        made = []
        for right in rights:
            moved = {"claims": [right.ref], "before": before} if moves else {}
            word = Scored(scored.score, scored.model, moved)
            made.append(judge_pair(user, left, right, verdict=verdict, reason=reason, scored=word))
    return made


def withdraw_judgement(user: m.User, judgement: m.Judgement, *, reason: str) -> None:
    """The word stands no more, and what it moved goes back to where it was; the word itself stays as history."""
    require(user, "edit_incident")
    require_rooms(user, (judgement.left, judgement.right))
    if not reason.strip():
        raise InvalidRecord("reason_missing")
    if not judgement.is_standing:
        raise InvalidRecord("judgement_withdrawn_already")
    with transaction.atomic():
        judgement.is_standing = False
        judgement.save()
        record("judgement_withdrawn", actor=user.username, subject=judgement, changed=[judgement], why=reason)
        for claim in _moved_by(judgement):
            if claim.incident is not None and claim.incident.ref in (judgement.left, judgement.right):
                incident = claim.incident
                detach_claim(user, incident, claim, reason=reason)
                _restore(incident, before=judgement.moved["before"], user=user, reason=reason)


def _moved_by(judgement: m.Judgement) -> list[m.ClaimRow]:
    numbers = [parse_ref(ref)[1] for ref in judgement.moved.get("claims", ())]
    return list(m.ClaimRow.objects.filter(pk__in=numbers).select_related("incident").order_by("pk"))


def _restore(incident: m.Incident, *, before: str, user: m.User, reason: str) -> None:
    """Where the incident is again to the letter what it was, the grade and the sign-off given to that stand again."""
    for state in ("signed", "graded"):
        incident.state = state
        if incident.digest() != before:
            continue
        incident.save()
        signoffs = list(incident.signoffs.filter(incident_digest=before)) if state == "signed" else []
        for signoff in signoffs:
            signoff.is_standing = True
            signoff.save()
        index_incident(incident)
        record("judgement_withdrawn", actor=user.username, subject=incident, changed=[incident, *signoffs], why=reason)
        return
    incident.state = "open"
