"""The journal's arithmetic: canonical bodies, salted commitments, the chain, and the check that finds every change.

Format: ``docs/reference/formats/journal.md``. An entry's body is canonical JSON; its commitment is
``SHA256(salt || body)``; its chain value is ``SHA256(previous chain || commitment)``, all over raw bytes. Publishing a
commitment reveals nothing of the body; destroying body and salt leaves the chain and every Merkle proof whole.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tawthiq.core.merkle import Frontier, leaf_hash
from tawthiq.errors import InvalidRecord

VERSION = 1
GENESIS = "00" * 32
SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal entry as stored; ``salt``, ``commitment`` and ``chain`` are 64 hex characters."""

    seq: int
    body: str
    salt: str
    commitment: str
    chain: str


@dataclass(frozen=True, slots=True)
class SignedHead:
    """What a signature outside the database holds the journal to: its size, chain value and Merkle root, in hex.

    ``root`` is empty in a checkpoint of the first form, which had none.
    """

    size: int
    chain: str
    root: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something is not as it was written: ``what`` is a code, ``where`` names the record, ``sha256`` its bytes."""

    what: str
    where: str
    sha256: str = ""
    detail: str = ""


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces, the same everywhere; raises InvalidRecord for NaN, Infinity or bytes."""
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as odd:
        raise InvalidRecord(f"not canonical JSON: {odd}") from odd


def digest_of(state: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a record's state: what the journal notes so that a later edit of the row shows."""
    return hashlib.sha256(canonical(state).encode("utf-8", "surrogatepass")).hexdigest()


def seal_entry(body: Mapping[str, Any], *, seq: int, previous: str, salt: bytes) -> Entry:
    """The entry that follows ``previous`` (chain value in hex, GENESIS for the first). ``salt`` is 32 random bytes."""
    if len(salt) != SALT_BYTES:
        raise InvalidRecord(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    text = canonical({"v": VERSION, "n": seq, **body})
    commitment = hashlib.sha256(salt + text.encode("utf-8", "surrogatepass")).digest()
    chain = hashlib.sha256(bytes.fromhex(previous) + commitment).hexdigest()
    return Entry(seq=seq, body=text, salt=salt.hex(), commitment=commitment.hex(), chain=chain)


def check_entries(entries: Iterable[Entry], *, signed: Iterable[SignedHead] = ()) -> list[Fault]:
    """Every entry that was changed, removed, reordered or cut off, by number; an empty list means whole.

    ``signed`` was noted outside the database: without it a journal cut at its end, or written anew from some entry on,
    still looks whole. A journal longer than all of them is fine: a crash may fall between entry and signature. An entry
    without body and salt is right where a later ``disposed`` entry names its number, and nowhere else.
    """
    check = JournalCheck(signed)
    for entry in entries:
        check.take(entry)
    return check.finish()


class JournalCheck:
    """One pass over the journal; holds what the next entry is compared with, never the journal itself."""

    def __init__(self, signed: Iterable[SignedHead] = ()) -> None:
        """``signed`` as in ``check_entries``."""
        self.faults: list[Fault] = []
        self._previous, self._expected, self._tree = GENESIS, 1, Frontier()
        self._emptied: set[int] = set()
        self._signed = sorted(signed, key=lambda head: head.size, reverse=True)

    def take(self, entry: Entry) -> None:
        """The next entry as it is stored."""
        body, faults = _read_entry(entry, expected=self._expected, previous=self._previous)
        self.faults += faults
        if body is None and not faults:
            self._emptied.add(entry.seq)
        elif body and not faults and body.get("event") == "disposed":
            self._settle(entry.seq, body)
        self._previous, self._expected = entry.chain, max(entry.seq, self._expected) + 1
        if not self.faults:
            self._tree.append(leaf_hash(bytes.fromhex(entry.commitment)))
        self._compare(entry)

    def _settle(self, seq: int, body: Mapping[str, Any]) -> None:
        """What a disposal says it destroyed is destroyed, and was there before it."""
        detail = body.get("detail")
        named = detail.get("entries", []) if isinstance(detail, dict) else []
        for number in named if isinstance(named, list) else [named]:
            if type(number) is not int or number not in self._emptied:
                words = f"names entry {number} as destroyed, which is not"
                self.faults.append(Fault("journal_disposal_untrue", f"entry {seq}", detail=words))
            else:
                self._emptied.discard(number)

    def _compare(self, entry: Entry) -> None:
        while self._signed and self._signed[-1].size <= entry.seq:
            head = self._signed.pop()
            is_same = head.size == entry.seq and head.chain == entry.chain
            if is_same and head.root and not self.faults:  # after a fault there is no root to compare
                is_same = head.root == self._tree.root().hex()
            if head.size > 0 and not is_same:
                words = "differs from the signed checkpoint"
                self.faults.append(Fault("journal_rewritten", f"entry {head.size}", detail=words))

    @property
    def frontier(self) -> str:
        """The tree's right edge after the last entry; empty where a fault was found."""
        return "" if self.faults else self._tree.to_text()

    def finish(self) -> list[Fault]:
        """All that was found, when no entry is left."""
        for number in sorted(self._emptied):
            self.faults.append(Fault("journal_entry_emptied", f"entry {number}", detail="no disposal names it"))
        if self._signed and self._signed[0].size >= self._expected:
            words = f"signed size {self._signed[0].size}"
            self.faults.append(Fault("journal_truncated", f"entry {self._expected}", detail=words))
        return self.faults


def _read_entry(entry: Entry, *, expected: int, previous: str) -> tuple[dict[str, Any] | None, list[Fault]]:
    """The entry's body, None where it was emptied or is not readable; and what does not fit, the first reason only."""
    where = f"entry {entry.seq}"
    if entry.seq > expected:
        missing = f"entry {expected}" if entry.seq == expected + 1 else f"entries {expected}-{entry.seq - 1}"
        return None, [Fault("journal_entry_missing", missing)]
    if entry.seq < expected:
        return None, [Fault("journal_entry_reordered", where)]
    try:
        chain = hashlib.sha256(bytes.fromhex(previous) + bytes.fromhex(entry.commitment)).hexdigest()
        is_emptied = not entry.body and not entry.salt
        commitment = entry.commitment if is_emptied else _commitment_of(entry)
        body: Any = None if is_emptied else json.loads(entry.body)
        named = entry.seq if is_emptied else body.get("n")
    except (ValueError, AttributeError):
        return None, [Fault("journal_entry_changed", where, detail="not readable")]
    return body, _oddities(entry, named=named, commitment=commitment, chain=chain)


def _oddities(entry: Entry, *, named: object, commitment: str, chain: str) -> list[Fault]:
    """What does not fit within one entry, the first reason only: the rest follows from it."""
    where = f"entry {entry.seq}"
    if commitment != entry.commitment:
        return [Fault("journal_entry_changed", where, detail="body does not match its commitment")]
    if named != entry.seq:
        return [Fault("journal_entry_reordered", where, detail=f"it was written as entry {named}")]
    if chain != entry.chain:
        return [Fault("journal_entry_changed", where, detail="chain value does not follow")]
    return []


def _commitment_of(entry: Entry) -> str:
    return hashlib.sha256(bytes.fromhex(entry.salt) + entry.body.encode("utf-8", "surrogatepass")).hexdigest()
