"""The disclosure log of a case: what went to whom, when, what for, under whose consent, with what blacked out."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from tawthiq.core.consent import LEAVING
from tawthiq.desk import models as m
from tawthiq.desk.access import require_in_case
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.case_disclosures import consents_relied_on
from tawthiq.desk.queries.case_items import items_of_case
from tawthiq.errors import InvalidRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """What went out. ``redactions`` says what was blacked out; ``handover`` is the bundle, where it was one."""

    recipient: str
    purpose: str
    items: tuple[m.Item, ...]
    disclosed_on: date
    redactions: str = ""
    handover: m.Handover | None = None


def log_disclosure(user: m.User, case: m.Case, told: Disclosed) -> m.Disclosure:
    """The log holds it with the consents that stood. What has happened is logged whether or not it should have:
    the log shows where consent was lacking; a bundle or dossier that lacks it is refused before it is made.
    """
    require_in_case(user, case, "hand_over")
    if not told.recipient.strip():
        raise InvalidRecord("recipient_missing")
    if told.purpose not in LEAVING:
        raise InvalidRecord("unknown_purpose")
    if not told.items:
        raise InvalidRecord("no_items")
    if {item.pk for item in told.items} - {item.pk for item in items_of_case(case)}:
        raise InvalidRecord("item_not_in_case")
    if told.disclosed_on > timezone.now().date():
        raise InvalidRecord("disclosure_in_future")
    items = sorted(told.items, key=lambda item: int(item.pk))
    with transaction.atomic():
        row = m.Disclosure.objects.create(
            case=case,
            recipient=told.recipient.strip(),
            purpose=told.purpose,
            items=[item.ref for item in items],
            consents=[one.ref for one in consents_relied_on(items, purpose=told.purpose, on=told.disclosed_on)],
            redactions=told.redactions.strip(),
            handover=told.handover,
            made_by=user,
            disclosed_on=told.disclosed_on,
            recorded_at=timezone.now(),
        )
        record("disclosure_logged", actor=user.username, subject=case, changed=[row])
    return row
