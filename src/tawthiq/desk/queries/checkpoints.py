"""What was published of the journal, who confirmed it and when, and the proof that an entry stands in it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tawthiq.core.merkle import inclusion_path
from tawthiq.desk import models as m
from tawthiq.desk.queries.log_check import published_sizes, told_of
from tawthiq.errors import NotFound, Tampered
from tawthiq.store import keys
from tawthiq.store.log import STAMPS, WITNESSES, PublicLog
from tawthiq.store.notes import parse_note, read_head
from tawthiq.store.partners import read_authorities, read_witnesses

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Stamp:
    """A timestamp authority confirmed the checkpoint at this time; the digest is of its reply in the log."""

    authority: str
    at: datetime
    token_sha256: str


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness confirmed that the checkpoint continues the one it saw before."""

    witness: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """A published checkpoint; ``entry`` is the number of the journal's entry about it, ``root`` is hexadecimal.

    ``waiting`` are the configured authorities that have not confirmed it; ``root`` is empty while its file is missing.
    """

    size: int
    entry: int
    published_at: datetime
    root: str
    stamps: tuple[Stamp, ...]
    waiting: tuple[str, ...]
    cosigned: tuple[Cosigned, ...]
    unwitnessed: tuple[str, ...]

    @property
    def is_untimestamped(self) -> bool:
        """True until an authority has confirmed it."""
        return not self.stamps


@dataclass(frozen=True, slots=True)
class ProvenEntry:
    """An opened entry with the path from its commitment to the root; ``index`` is its number less one."""

    seq: int
    index: int
    body: str
    salt: str
    commitment: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proven:
    """Entries under one published checkpoint, and all that others said of it.

    ``note`` holds the log's own signature only; ``tokens`` are (authority, DER), ``destroyed`` numbers without words.
    """

    size: int
    note: bytes
    root: str
    entries: tuple[ProvenEntry, ...]
    destroyed: tuple[int, ...]
    tokens: tuple[tuple[str, bytes], ...]
    witness_lines: tuple[str, ...]
    public_key: bytes


def public_log() -> PublicLog:
    """The log of this workspace."""
    return PublicLog(settings.WORKSPACE.log)


def published(*, among: Collection[int] | None = None) -> list[Published]:
    """Every published checkpoint, or those of the sizes in ``among``, the newest first."""
    log, home = public_log(), settings.WORKSPACE.home
    authorities = [one.name for one in read_authorities(home)]
    witnesses = [one.name for one in read_witnesses(home)]
    stamped, cosigned = _told_of("timestamped"), _told_of("witnessed")
    sizes = published_sizes()
    times = dict(m.JournalEntry.objects.filter(event="checkpoint_published").values_list("seq", "recorded_at"))
    found = []
    for size, entry in sorted(sizes.items(), reverse=True):
        if among is not None and size not in among:
            continue
        stamps = tuple(Stamp(d["authority"], _time(d), d["sha256"]) for d in stamped[size])
        lines = tuple(Cosigned(d["witness"], _time(d)) for d in cosigned[size])
        waiting = tuple(name for name in authorities if name not in {one.authority for one in stamps})
        unwitnessed = tuple(name for name in witnesses if name not in {one.witness for one in lines})
        root = root_of(log, size)
        found.append(Published(size, entry, times[entry], root, stamps, waiting, lines, unwitnessed))
    return found


def covering(seqs: Iterable[int]) -> dict[int, Published | None]:
    """The first published checkpoint that covers each entry, None for one that is not published yet."""
    rows = published()[::-1]
    sizes = [one.size for one in rows]
    places = {seq: bisect_left(sizes, seq) for seq in seqs}
    return {seq: rows[place] if place < len(rows) else None for seq, place in places.items()}


def proven_entries(seqs: Iterable[int], *, size: int | None = None) -> Proven:
    """These entries, opened and proven to stand under the checkpoint of this size, the newest where none is given.

    Raises NotFound where that was never published, or an entry does not stand under it.
    """
    log, numbers = public_log(), sorted(set(seqs))
    chosen = size if size is not None else max(log.sizes(), default=0)
    note = log.note(chosen)
    if numbers and not 1 <= numbers[0] <= numbers[-1] <= chosen:
        raise NotFound(f"not every entry stands under the checkpoint of size {chosen}")
    rows = [row for at in range(0, len(numbers), CHUNK) for row in _rows(numbers[at : at + CHUNK])]
    if len(rows) != len(numbers):
        raise Tampered("the journal lacks an entry: run `tawthiq verify`")
    return Proven(
        size=chosen,
        note=note,
        root=read_head(parse_note(note).text)[1].root,
        entries=tuple(_proven(row, log=log, size=chosen) for row in rows if row.body),
        destroyed=tuple(row.seq for row in rows if not row.body),
        tokens=tuple(log.beside(STAMPS, size=chosen)),
        witness_lines=tuple(line.decode().rstrip("\n") for _, line in log.beside(WITNESSES, size=chosen)),
        public_key=keys.public_key(settings.WORKSPACE.keys),
    )


def _rows(numbers: list[int]) -> Iterable[m.JournalEntry]:
    return m.JournalEntry.objects.filter(pk__in=numbers).order_by("seq")


def _proven(row: m.JournalEntry, *, log: PublicLog, size: int) -> ProvenEntry:
    path = inclusion_path(row.seq - 1, size=size, node=log.node)
    return ProvenEntry(row.seq, row.seq - 1, row.body, row.salt, row.commitment, tuple(one.hex() for one in path))


def root_of(log: PublicLog, size: int) -> str:
    """The root in a published checkpoint; empty while its file is missing or damaged."""
    try:
        return _root_in(log.folder, size)
    except (NotFound, Tampered):
        return ""


@lru_cache(maxsize=10_000)
def _root_in(folder: Path, size: int) -> str:
    """A published checkpoint never changes; whether its file did is for `tawthiq verify` to say."""
    return read_head(parse_note(PublicLog(folder).note(size)).text)[1].root


def _told_of(event: str) -> dict[int, list[dict[str, Any]]]:
    """What entries of this event tell, by the size that they are about, in order."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for detail in told_of(event):
        found[detail["size"]].append(detail)
    return found


def _time(detail: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(detail["time"])
