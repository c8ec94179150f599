"""Consent: recorded as it was given or refused, and taken back at any time."""

import re
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from tawthiq.core.consent import PURPOSES
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.handovers import handovers_with
from tawthiq.errors import InvalidRecord

LANGUAGE = re.compile(r"[a-z]{2,3}")  # ISO 639: whichever the two of them spoke


@dataclass(frozen=True, slots=True)
class Agreed:
    """What one source, or one person, said to one purpose. ``evidence`` is the item that shows it, if there is one."""

    purpose: str
    is_given: bool
    lang: str
    explained_by: str
    how: str
    given_on: date
    source: m.Source | None = None
    person: m.Person | None = None
    expires_on: date | None = None
    guardian: str = ""
    evidence: m.Item | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was taken back, the items it is about, and what had left the house before: people have to see to that."""

    consents: tuple[m.Consent, ...]
    items: tuple[str, ...]
    handovers: tuple[m.Handover, ...]
    releases: tuple[int, ...]


def record_consent(user: m.User, agreed: Agreed) -> m.Consent:
    """The consent, or the refusal, is recorded under this person's name."""
    require(user, "record_consent")
    today = timezone.now().date()
    _check(agreed, today=today)
    with transaction.atomic():
        consent = m.Consent.objects.create(
            source=agreed.source,
            person=agreed.person,
            purpose=agreed.purpose,
            is_given=agreed.is_given,
            lang=agreed.lang,
            explained_by=agreed.explained_by.strip(),
            how=agreed.how.strip(),
            guardian=agreed.guardian.strip(),
            evidence=agreed.evidence,
            given_on=agreed.given_on,
            expires_on=agreed.expires_on,
            recorded_by=user.username,
        )
        detail = {"purpose": agreed.purpose, "is_given": agreed.is_given, "of": _whom(consent).ref}
        changed: list[m.Record] = [consent, *_unnamed(consent if not agreed.is_given else None)]
        record("consent_recorded", actor=user.username, subject=consent, changed=changed, detail=detail)
    return consent


def withdraw_consent(user: m.User, consent: m.Consent, *, reason: str) -> Withdrawn:
    """This record, and every other that the same person or source gave for the purpose, counts no more from now on.

    What was handed over or published before is named in the answer: it cannot be called back from here.
    """
    require(user, "record_consent")
    if not reason.strip():
        raise InvalidRecord("reason_missing")
    if consent.withdrawn_at is not None:
        raise InvalidRecord("withdrawn_already")
    with transaction.atomic():
        same = m.Consent.objects.filter(source=consent.source, person=consent.person, purpose=consent.purpose)
        standing = list(same.filter(withdrawn_at=None).order_by("pk"))
        now = timezone.now()
        for one in standing:
            one.withdrawn_at = now
            one.save()
        told = _left_the_house(consent)
        detail = {
            "purpose": consent.purpose,
            "of": _whom(consent).ref,
            "handovers": [one.ref for one in told[1]],
            "releases": list(told[2]),
        }
        changed: list[m.Record] = [*standing, *_unnamed(consent)]
        why = reason.strip()
        record("consent_withdrawn", actor=user.username, subject=consent, changed=changed, why=why, detail=detail)
    consent.refresh_from_db()
    return Withdrawn(consents=tuple(standing), items=told[0], handovers=told[1], releases=told[2])


def _check(agreed: Agreed, *, today: date) -> None:
    if (agreed.source is None) == (agreed.person is None):
        raise InvalidRecord("consent_of_whom")
    if agreed.purpose not in PURPOSES:
        raise InvalidRecord("unknown_purpose")
    if not LANGUAGE.fullmatch(agreed.lang):
        raise InvalidRecord(f"unknown_language: {agreed.lang}")
    if not agreed.explained_by.strip():
        raise InvalidRecord("explained_by_missing")
    if not agreed.how.strip():
        raise InvalidRecord("how_missing")
    if agreed.given_on > today:
        raise InvalidRecord("consent_day_in_future")
    if agreed.expires_on is not None and agreed.expires_on < agreed.given_on:
        raise InvalidRecord("consent_ends_before_it_begins")


def _whom(consent: m.Consent) -> m.Record:
    found = consent.source or consent.person
    if found is None:
        raise InvalidRecord("consent_of_whom")
    return found


def _unnamed(refusal: m.Consent | None) -> list[m.Record]:
    """A person who does not want to be named, or kept, is named in no later release."""
    person = refusal.person if refusal and refusal.purpose in ("keep", "publish_named") else None
    if person is None or not person.may_publish:
        return []
    person.may_publish = False
    person.save()
    return [person]


def _left_the_house(consent: m.Consent) -> tuple[tuple[str, ...], tuple[m.Handover, ...], tuple[int, ...]]:
    """Items that come from them, hand-overs these were in, and public releases where the consent was for publishing."""
    if consent.source_id:
        mine = m.Item.objects.filter(receipts__source=consent.source) | m.Item.objects.filter(
            report__source=consent.source
        )
    else:
        mine = m.Item.objects.filter(report__claims__involvements__person=consent.person)
    items = tuple(item.ref for item in mine.distinct().order_by("pk"))
    concerns_sharing = consent.purpose.startswith("share_") or consent.purpose == "keep"
    given = tuple(one for one in handovers_with(items) if concerns_sharing and consent.purpose in ("keep", one.purpose))
    concerns_public = consent.purpose.startswith("publish_") or consent.purpose == "keep"
    public = m.Release.objects.filter(state="public").order_by("number").values_list("number", flat=True)
    return items, given, tuple(public) if concerns_public and items else ()
