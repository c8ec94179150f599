"""Incidents: made from accepted claims, added to, described, set by hand with a signed reason, judged in pairs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from tawthiq.core.claims import COUNTED, KINDS, TARGET_CLASSES
from tawthiq.core.times import is_valid_edtf
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.assembling import reassemble, reopen, replace_value
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.search import index_incident
from tawthiq.errors import InvalidRecord


@dataclass(frozen=True, slots=True)
class Scored:
    """The machine's score of a pair and the version that gave it; ``moved`` is what a yes moved, to take it back by."""

    score: float | None = None
    model: str = ""
    moved: Mapping[str, Any] = field(default_factory=dict)


UNSCORED = Scored()


def create_incident(user: m.User, claims: Sequence[m.ClaimRow], *, title_en: str, title_ar: str) -> m.Incident:
    """A new incident of accepted claims, its values assembled from them; a title in both languages is asked for."""
    require(user, "edit_incident")
    if not title_en.strip() or not title_ar.strip():
        raise InvalidRecord("title_missing")
    _check_attachable(claims)
    with transaction.atomic():
        incident = m.Incident.objects.create(
            title_en=title_en.strip(), title_ar=title_ar.strip(), created_at=timezone.now()
        )
        record("incident_created", actor=user.username, subject=incident, changed=[incident])
        _attach(user, incident, claims, why="")
    return incident


def attach_claims(user: m.User, incident: m.Incident, claims: Sequence[m.ClaimRow], *, why: str = "") -> None:
    """The claims belong to the incident, and its values follow them."""
    require(user, "edit_incident")
    _check_attachable(claims)
    with transaction.atomic():
        _attach(user, incident, claims, why=why)


def detach_claim(user: m.User, incident: m.Incident, claim: m.ClaimRow, *, reason: str) -> None:
    """The claim belongs to no incident any more; the incident's values follow those that stay."""
    require(user, "edit_incident")
    _need(reason)
    if claim.incident_id != incident.pk:
        raise InvalidRecord("claim_elsewhere")
    with transaction.atomic():
        claim.incident = None
        claim.save()
        record("claim_detached", actor=user.username, subject=incident, changed=[claim], why=reason)
        reassemble(incident, actor=user.username, why=reason)


def set_value(user: m.User, incident: m.Incident, *, field: str, value: Any, reason: str) -> m.IncidentValue:
    """The field holds what this person says, under their name and reason, beside what the claims say."""
    require(user, "edit_incident")
    _need(reason)
    _check_value(field, value)
    with transaction.atomic():
        standing = incident.values.filter(field=field, is_current=True).prefetch_related("claims").first()
        body = (standing.body if standing else {"disagreement": False, "alternatives": [], "contrary": []}) | {
            "value": value
        }
        new = replace_value(incident, field=field, body=body)
        new.why, new.set_by = reason.strip(), user
        new.save()
        new.claims.set(standing.claims.all() if standing else [])
        reopen(incident)
        index_incident(incident)
        changed: list[m.Record] = [incident, *incident.signoffs.all()]
        detail = {"field": field}
        record("value_set", actor=user.username, subject=incident, changed=changed, why=reason, detail=detail)
    return new


def describe_incident(user: m.User, incident: m.Incident, **words: str) -> None:
    """Titles and summary (``title_en``, ``title_ar``, ``summary_en``, ``summary_ar``) say what this person wrote."""
    require(user, "edit_incident")
    if not words.get("title_en", incident.title_en).strip() or not words.get("title_ar", incident.title_ar).strip():
        raise InvalidRecord("title_missing")
    with transaction.atomic():
        for name in ("title_en", "title_ar", "summary_en", "summary_ar"):
            setattr(incident, name, words.get(name, getattr(incident, name)).strip())
        reopen(incident)
        index_incident(incident)
        changed: list[m.Record] = [incident, *incident.signoffs.all()]
        record("incident_described", actor=user.username, subject=incident, changed=changed)


def judge_pair(
    user: m.User, left: m.Record, right: m.Record, *, verdict: str, reason: str, scored: Scored = UNSCORED
) -> m.Judgement:
    """What this person says about the pair; an earlier word about the same pair stays, and stands no more.

    ``scored`` is what the machine had said, kept beside the person's word.
    """
    require(user, "edit_incident")
    _need(reason)
    if verdict not in m.Judgement.VERDICTS:
        raise InvalidRecord("unknown_verdict")
    first, second = sorted((left.ref, right.ref))
    if first == second:
        raise InvalidRecord("same_record")
    with transaction.atomic():
        earlier = list(m.Judgement.objects.filter(left=first, right=second, is_standing=True))
        for one in earlier:
            one.is_standing = False
            one.save()
        judgement = m.Judgement.objects.create(
            left=first,
            right=second,
            verdict=verdict,
            reason=reason.strip(),
            score=scored.score,
            model=scored.model,
            moved=dict(scored.moved),
            by=user,
            judged_at=timezone.now(),
        )
        changed: list[m.Record] = [judgement, *earlier]
        detail = {"left": first, "right": second, "verdict": verdict, "score": scored.score, "model": scored.model}
        record("pair_judged", actor=user.username, subject=left, changed=changed, why=reason, detail=detail)
    return judgement


def allow_naming(user: m.User, person: m.Person, *, reason: str) -> None:
    """The person may be named in public; the reason says who consented, and how."""
    require(user, "sign_off")
    _need(reason)
    with transaction.atomic():
        person.may_publish = True
        person.save()
        record("naming_allowed", actor=user.username, subject=person, changed=[person], why=reason)


def _attach(user: m.User, incident: m.Incident, claims: Sequence[m.ClaimRow], *, why: str) -> None:
    for claim in claims:
        claim.incident = incident
        claim.save()
    detail = {"claims": [claim.ref for claim in claims]}
    record("claims_attached", actor=user.username, subject=incident, changed=claims, why=why, detail=detail)
    reassemble(incident, actor=user.username, why=why)


def _check_attachable(claims: Sequence[m.ClaimRow]) -> None:
    if not claims:
        raise InvalidRecord("no_claims")
    for claim in claims:
        if claim.decision not in ("accepted", "mended"):
            raise InvalidRecord(f"claim_not_accepted: {claim.ref}")
        if claim.incident_id:
            raise InvalidRecord(f"claim_attached_already: {claim.ref}")


def _check_value(field: str, value: Any) -> None:
    if field in COUNTED:
        is_right = isinstance(value, dict) and set(value) == {"min", "max", "approximate"} and _is_range(value)
    elif field == "perpetrators":
        is_right = isinstance(value, list) and bool(value)
        if is_right and m.Party.objects.filter(code__in=value).count() != len(set(value)):
            raise InvalidRecord("unknown_party")
    elif field == "place":
        is_right = isinstance(value, str)
        if not m.Place.objects.filter(code=value).exists():
            raise InvalidRecord("unknown_place")
    elif field == "when":
        is_right = isinstance(value, str) and is_valid_edtf(value)
    else:
        is_right = value in {"kind": KINDS, "target_class": TARGET_CLASSES}.get(field, ())
    if not is_right:
        raise InvalidRecord(f"value_invalid: {field}")


def _is_range(value: dict[str, Any]) -> bool:
    low, high = value["min"], value["max"]
    numbers = all(n is None or (isinstance(n, int) and n >= 0) for n in (low, high))
    return numbers and (low is None or high is None or low <= high)


def _need(reason: str) -> None:
    if not reason.strip():
        raise InvalidRecord("reason_missing")
