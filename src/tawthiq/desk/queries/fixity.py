"""How the preserved bytes were found when they were last looked at."""

import json
from dataclasses import dataclass
from datetime import datetime

from tawthiq.core.ids import parse_ref
from tawthiq.desk import models as m
from tawthiq.desk.queries.objects import standing_items

LATEST = 1000


@dataclass(frozen=True, slots=True)
class FixityFault:
    """An item, or something made from it (``object``), that was not whole; ``what`` is a finding's code."""

    item: str
    object: str
    sha256: str
    what: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class FixityState:
    """``oldest_check_at`` is None while an item was never checked since its receipt; ``faults`` are those of now."""

    items: int
    never_checked: int
    oldest_check_at: datetime | None
    last_run_at: datetime | None
    faults: tuple[FixityFault, ...]


def fixity_state() -> FixityState:
    """In five queries, whatever the number of items."""
    items = standing_items()
    never = items.filter(fixity_checked_at__isnull=True).count()
    oldest = (
        items.order_by("fixity_checked_at")
        .values_list("fixity_checked_at", flat=True)
        .exclude(fixity_checked_at__isnull=True)
    )
    runs = m.JournalEntry.objects.filter(event="fixity_checked", subject="").order_by("-seq")
    return FixityState(
        items=items.count(),
        never_checked=never,
        oldest_check_at=None if never else oldest.first(),
        last_run_at=runs.values_list("recorded_at", flat=True).first(),
        faults=tuple(_standing_faults()),
    )


def found_faulty_since(moment: datetime) -> list[int]:
    """Items that the journal says were found damaged since then."""
    entries = m.JournalEntry.objects.filter(event="fixity_checked", recorded_at__gte=moment).exclude(subject="")
    return sorted({parse_ref(ref)[1] for ref in entries.values_list("subject", flat=True)})


def _standing_faults() -> list[FixityFault]:
    """Faults that no later check of the same item found mended, newest first, each object once."""
    entries = m.JournalEntry.objects.filter(event="fixity_checked").exclude(subject="").order_by("-seq")[:LATEST]
    told = [(entry, json.loads(entry.body)["detail"]) for entry in entries]
    numbers = {parse_ref(entry.subject)[1] for entry, _ in told}
    seen_whole = dict(m.Item.objects.filter(pk__in=numbers).values_list("pk", "fixity_checked_at"))
    found: dict[str, FixityFault] = {}
    for entry, detail in told:
        whole_at = seen_whole.get(parse_ref(entry.subject)[1])
        if whole_at is None or whole_at < entry.recorded_at:
            fault = FixityFault(entry.subject, detail["object"], detail["sha256"], detail["what"], entry.recorded_at)
            found.setdefault(fault.object, fault)
    return list(found.values())
