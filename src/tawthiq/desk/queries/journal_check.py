"""The journal read once from its first entry to its last: the chain, the columns beside it, what it vouches for."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from tawthiq.core.journal import GENESIS, Entry, JournalCheck, SignedHead
from tawthiq.desk import models as m
from tawthiq.desk.queries.findings import Finding, items_of_entries, read_body, refs_of
from tawthiq.desk.queries.vouching import Notes

CHUNK = 1000
DESTROYED = "destroyed"  # the event of a row whose words a disposal has taken
# What the second migration puts in place, asked of each database in its own words: (statement, rows that must come).
GUARDS = {
    "sqlite": ("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'desk_journalentry'", 2),
    "postgresql": (
        "SELECT 1 FROM pg_trigger WHERE tgrelid = 'desk_journalentry'::regclass AND tgname = 'journal_no_change' "
        "AND tgenabled IN ('O', 'A')",
        1,
    ),
}


def check_journal(signed: Iterable[SignedHead], *, notes: Notes) -> list[Finding]:
    """Every entry that is not as it was written, held against every signed head.

    ``notes`` holds afterwards what the entries vouch for.
    """
    watch, check = _Watch(notes), JournalCheck(signed)
    for entry in watch.entries():
        check.take(entry)
    faults = check.finish()
    found = [Finding(f.what, f.where, items=items_of_entries(_numbers(f.where)), detail=f.detail) for f in faults]
    found += watch.findings + list(_check_destroyed(watch.emptied))
    return found + list(_check_head(watch.last, frontier=check.frontier)) + list(_check_guard())


def _numbers(where: str) -> list[int]:
    """The entry numbers in ``entry 5`` or ``entries 5-9``, at most a hundred of them."""
    ends = [int(number) for number in re.findall(r"\d+", where)]
    return list(range(ends[0], min(ends[-1], ends[0] + 99) + 1))


class _Watch:
    """Passes entries on to the check and looks at what stands beside them."""

    def __init__(self, notes: Notes) -> None:
        self.notes, self.findings = notes, list[Finding]()
        self.last: tuple[int, str] = (0, GENESIS)
        self.emptied = set[int]()

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
        self.last = (row.seq, row.chain)
        if not row.body:
            self._look_at_emptied(row)
            return
        body = read_body(row.body)
        self.notes.take(body)
        for column in ("event", "subject", "actor"):
            if getattr(row, column) != body.get(column):
                self._note("journal_column_changed", row.seq, column)
        if not _is_same_time(row.recorded_at, body.get("t")):
            self._note("journal_column_changed", row.seq, "recorded_at")
        if mentioned != refs_of(body):
            self._note("journal_mention_changed", row.seq, "the records it is listed under are not those it names")

    def _look_at_emptied(self, row: m.JournalEntry) -> None:
        """Where the words are gone, nothing beside them may still tell of them; what it was about is not listed."""
        self.notes.entries += 1
        self.emptied.add(row.seq)
        for column, expected in (("event", DESTROYED), ("subject", ""), ("actor", "")):
            if getattr(row, column) != expected:
                self._note("journal_column_changed", row.seq, column)

    def _note(self, what: str, number: int, detail: str) -> None:
        self.findings.append(Finding(what, f"entry {number}", items=items_of_entries([number]), detail=detail))


def _is_same_time(recorded_at: datetime, told: Any) -> bool:
    try:
        return datetime.fromisoformat(str(told)) == recorded_at
    except (ValueError, TypeError):
        return False


def _check_destroyed(emptied: set[int]) -> Iterator[Finding]:
    """The list of what disposals destroyed is that of the entries whose words are gone."""
    listed = set(m.DestroyedEntry.objects.values_list("pk", flat=True))
    for number in sorted(emptied ^ listed):
        told = "it is listed as destroyed and is not" if number in listed else "it is not listed as destroyed"
        yield Finding("journal_destroyed_list", f"entry {number}", detail=told)


def _check_head(last: tuple[int, str], *, frontier: str) -> Iterator[Finding]:
    """The head stands where the journal ends, and the tree's right edge that it keeps is that of the commitments."""
    head = m.JournalHead.objects.filter(pk=1).first()
    stands = (head.size, head.chain) if head else (0, GENESIS)
    if stands != last:
        words = f"the head says {stands[0]} entries, there are {last[0]}"
        yield Finding("journal_head", f"entry {last[0]}", detail=words)
    elif head and head.frontier and frontier and head.frontier != frontier:
        yield Finding("journal_head", f"entry {last[0]}", detail="the head's Merkle tree is not that of the entries")


def _check_guard() -> Iterator[Finding]:
    """That the database still refuses to change the journal: who took that away had a reason."""
    statement, expected = GUARDS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement)
        if len(cursor.fetchall()) < expected:
            yield Finding("journal_unguarded", "desk_journalentry")
