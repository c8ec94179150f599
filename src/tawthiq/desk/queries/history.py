"""History, custody and audit: the journal's rows about one record, or about everything."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tawthiq.desk import models as m
from tawthiq.desk.queries.journal_check import DESTROYED
from tawthiq.desk.queries.paging import Page, page_of


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One journal entry as people read it; ``records`` are the references it touched.

    A destroyed entry has number, time and commitment, and nothing else.
    """

    seq: int
    at: datetime
    actor: str
    event: str
    subject: str
    why: str
    commitment: str
    detail: dict[str, Any]
    records: tuple[str, ...]

    @property
    def is_destroyed(self) -> bool:
        """Whether a disposal destroyed what the entry told."""
        return self.event == DESTROYED


def line_of(entry: m.JournalEntry) -> HistoryLine:
    """An entry as a line."""
    body: dict[str, Any] = json.loads(entry.body) if entry.body else {"why": "", "detail": {}, "records": {}}
    return HistoryLine(
        seq=entry.seq,
        at=entry.recorded_at,
        actor=entry.actor,
        event=entry.event,
        subject=entry.subject,
        why=body["why"],
        commitment=entry.commitment,
        detail=body["detail"],
        records=tuple(body["records"]),
    )


def history_of(ref: str, *, most: int = 200) -> list[HistoryLine]:
    """What happened to the record, newest first, at most ``most`` lines."""
    entries = m.JournalEntry.objects.filter(mentions__ref=ref).distinct().order_by("-seq")[:most]
    return [line_of(entry) for entry in entries]


# What lets protected data out of the register: opened as it came, copied, handed over, certified; looks into a room.
ACCESSES = ("accessed_original", "data_exported", "exported", "custody_certified", "room_entered")


def journal_page(*, ref: str = "", event: str = "", who: str = "", page: int = 1) -> Page[m.JournalEntry]:
    """The journal, newest first, of one record, person or event where asked for; "accesses" stands for all of them."""
    entries = m.JournalEntry.objects.order_by("-seq")
    if who:
        entries = entries.filter(actor=who)
    if ref:
        entries = entries.filter(mentions__ref=ref).distinct()
    if event:
        entries = entries.filter(event__in=ACCESSES if event == "accesses" else [event])
    return page_of(entries, number=page)


def lines_of(entries: Iterable[m.JournalEntry]) -> list[HistoryLine]:
    """Entries as lines."""
    return [line_of(entry) for entry in entries]
