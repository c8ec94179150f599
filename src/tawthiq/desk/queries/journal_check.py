"""The journal read once from its first entry to its last: the chain, the columns beside it, what it vouches for."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from tawthiq.core.journal import GENESIS, Entry, check_entries
from tawthiq.desk import models as m
from tawthiq.desk.queries.findings import Finding, items_of_entries, read_body, refs_of
from tawthiq.desk.queries.vouching import Notes

CHUNK = 1000
# What the second migration puts in place, asked of each database in its own words: (statement, rows that must come).
GUARDS = {
    "sqlite": ("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'desk_journalentry'", 2),
    "postgresql": (
        "SELECT 1 FROM pg_trigger WHERE tgrelid = 'desk_journalentry'::regclass AND tgname = 'journal_no_change' "
        "AND tgenabled IN ('O', 'A')",
        1,
    ),
}


def check_journal(checkpoint: tuple[int, str] | None, *, notes: Notes) -> list[Finding]:
    """Every entry that is not as it was written; ``notes`` holds afterwards what the entries vouch for."""
    watch = _Watch(notes)
    faults = check_entries(watch.entries(), checkpoint=checkpoint)
    found = [Finding(f.what, f.where, items=items_of_entries(_numbers(f.where)), detail=f.detail) for f in faults]
    return found + watch.findings + list(_check_head(watch.last)) + list(_check_guard())


def _numbers(where: str) -> list[int]:
    """The entry numbers in ``entry 5`` or ``entries 5-9``, at most a hundred of them."""
    ends = [int(number) for number in re.findall(r"\d+", where)]
    return list(range(ends[0], min(ends[-1], ends[0] + 99) + 1))


class _Watch:
    """Passes entries on to the check and looks at what stands beside them."""

    def __init__(self, notes: Notes) -> None:
        self.notes, self.findings = notes, list[Finding]()
        self.last: tuple[int, str] = (0, GENESIS)

    def entries(self) -> Iterator[Entry]:
        first = 0
        while rows := list(m.JournalEntry.objects.filter(seq__gt=first).order_by("seq")[:CHUNK]):
            mentioned = self._mentions(first, rows[-1].seq)
            for row in rows:
                self._look_at(row, mentioned=sorted(mentioned.pop(row.seq, [])))
                yield row.to_entry()
            for number in mentioned:
                self._note("journal_mention_changed", number, "names an entry that is not there")
            first = rows[-1].seq
        for number in self._mentions(first, None):
            self._note("journal_mention_changed", number, "names an entry that is not there")

    def _mentions(self, after: int, until: int | None) -> dict[int, list[str]]:
        rows = m.JournalMention.objects.filter(entry_id__gt=after)
        found: dict[int, list[str]] = defaultdict(list)
        for number, ref in (rows.filter(entry_id__lte=until) if until else rows).values_list("entry_id", "ref"):
            found[number].append(ref)
        return found

    def _look_at(self, row: m.JournalEntry, *, mentioned: list[str]) -> None:
        body = read_body(row.body)
        self.last = (row.seq, row.chain)
        self.notes.take(body)
        for column in ("event", "subject", "actor"):
            if getattr(row, column) != body.get(column):
                self._note("journal_column_changed", row.seq, column)
        if not _is_same_time(row.recorded_at, body.get("t")):
            self._note("journal_column_changed", row.seq, "recorded_at")
        if mentioned != refs_of(body):
            self._note("journal_mention_changed", row.seq, "the records it is listed under are not those it names")

    def _note(self, what: str, number: int, detail: str) -> None:
        self.findings.append(Finding(what, f"entry {number}", items=items_of_entries([number]), detail=detail))


def _is_same_time(recorded_at: datetime, told: Any) -> bool:
    try:
        return datetime.fromisoformat(str(told)) == recorded_at
    except (ValueError, TypeError):
        return False


def _check_head(last: tuple[int, str]) -> Iterator[Finding]:
    head = m.JournalHead.objects.filter(pk=1).first()
    stands = (head.size, head.chain) if head else (0, GENESIS)
    if stands != last:
        yield Finding(
            "journal_head", f"entry {last[0]}", detail=f"the head says {stands[0]} entries, there are {last[0]}"
        )


def _check_guard() -> Iterator[Finding]:
    """That the database still refuses to change the journal: who took that away had a reason."""
    statement, expected = GUARDS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement)
        if len(cursor.fetchall()) < expected:
            yield Finding("journal_unguarded", "desk_journalentry")
