"""The disclosure log of a case as its members read it, and what consent says of the case's items now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tawthiq.core.consent import PURPOSES, may_use
from tawthiq.desk import models as m
from tawthiq.desk.queries.consents import Blocked, behind_items, blocked, statement_of
from tawthiq.desk.queries.handovers import handovers_with

_NO = frozenset({"consent_refused", "consent_withdrawn", "keeping_refused"})


def consents_relied_on(items: Sequence[m.Item], *, purpose: str, on: date) -> list[m.Consent]:
    """The records of consent of those behind the items that stood for this purpose on that day."""
    behind = [party for parties in behind_items(items).values() for party in parties]
    sources = [one.source.pk for one in behind if one.source]
    people = [one.person.pk for one in behind if one.person]
    rows = m.Consent.objects.filter(Q(source__in=sources) | Q(person__in=people), purpose=purpose).order_by("pk")
    return [row for row in rows if may_use([statement_of(row)], purpose=purpose, on=on)]


@dataclass(frozen=True, slots=True)
class Logged:
    """A line of the log; ``lacking`` is for which of its items consent is lacking today, and why."""

    disclosure: m.Disclosure
    lacking: tuple[Blocked, ...]


def disclosure_log(case: m.Case, *, on: date) -> list[Logged]:
    """The log, newest first."""
    rows = list(case.disclosures.select_related("made_by", "handover").order_by("-disclosed_on", "-pk"))
    refs = {ref for row in rows for ref in row.items}
    numbers = {int(ref[3:]) for ref in refs}
    items = {item.ref: item for item in m.Item.objects.filter(pk__in=numbers)}
    lacking: dict[str, list[Blocked]] = {
        purpose: blocked(sorted(items.values(), key=lambda item: int(item.pk)), purpose=purpose, on=on)
        for purpose in sorted({row.purpose for row in rows})
    }
    return [Logged(row, tuple(one for one in lacking[row.purpose] if one.item.ref in set(row.items))) for row in rows]


def unlogged_handovers(case: m.Case, items: Sequence[m.Item]) -> list[m.Handover]:
    """Hand-overs of items of this case that its log does not name."""
    logged = set(case.disclosures.exclude(handover=None).values_list("handover", flat=True))
    return [one for one in handovers_with([item.ref for item in items]) if one.pk not in logged]


def refused_items(items: Sequence[m.Item], *, on: date) -> dict[str, str]:
    """Items behind which somebody said no, or took a yes back, for keeping or any sharing: reference and reason."""
    found: dict[str, str] = {}
    for purpose in PURPOSES:
        if purpose in ("keep", "internal_analysis") or purpose.startswith("share_"):
            found |= {one.item.ref: one.reason for one in blocked(items, purpose=purpose, on=on) if one.reason in _NO}
    return found
