"""The journal's arithmetic: canonical bodies, salted commitments, the chain, and the check that finds every change.

Format: ``docs/reference/formats/journal.md``. An entry's body is canonical JSON; its commitment is
``SHA256(salt || body)``; its chain value is ``SHA256(previous chain || commitment)``, all over raw bytes. Publishing a
commitment reveals nothing of the body; destroying body and salt leaves the chain whole.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

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


def check_entries(entries: Iterable[Entry], *, checkpoint: tuple[int, str] | None = None) -> list[Fault]:
    """Every entry that was changed, removed, reordered or cut off, by number; an empty list means whole.

    ``checkpoint`` is (size, chain) noted outside the database: without it a journal cut at its end, or written anew
    from some entry on, still looks whole. A journal longer than its checkpoint is fine: a crash may fall between them.
    """
    faults: list[Fault] = []
    previous, expected, at_checkpoint = GENESIS, 1, None
    for entry in entries:
        faults += _check_entry(entry, expected=expected, previous=previous)
        previous, expected = entry.chain, max(entry.seq, expected) + 1
        if checkpoint and entry.seq == checkpoint[0]:
            at_checkpoint = entry.chain
    if checkpoint and checkpoint[0] > 0:
        if expected - 1 < checkpoint[0]:
            faults.append(Fault("journal_truncated", f"entry {expected}", detail=f"signed size {checkpoint[0]}"))
        elif at_checkpoint != checkpoint[1]:
            faults.append(
                Fault("journal_rewritten", f"entry {checkpoint[0]}", detail="differs from the signed checkpoint")
            )
    return faults


def _check_entry(entry: Entry, *, expected: int, previous: str) -> list[Fault]:
    where = f"entry {entry.seq}"
    if entry.seq > expected:
        missing = f"entry {expected}" if entry.seq == expected + 1 else f"entries {expected}-{entry.seq - 1}"
        return [Fault("journal_entry_missing", missing)]
    if entry.seq < expected:
        return [Fault("journal_entry_reordered", where)]
    return _oddities(entry, where=where, previous=previous)


def _oddities(entry: Entry, *, where: str, previous: str) -> list[Fault]:
    """What does not fit within one entry, the first reason only: the rest follows from it."""
    try:
        commitment = hashlib.sha256(bytes.fromhex(entry.salt) + entry.body.encode("utf-8", "surrogatepass")).hexdigest()
        chain = hashlib.sha256(bytes.fromhex(previous) + bytes.fromhex(entry.commitment)).hexdigest()
        named = json.loads(entry.body).get("n")
    except (ValueError, AttributeError):
        return [Fault("journal_entry_changed", where, detail="not readable")]
    if commitment != entry.commitment:
        return [Fault("journal_entry_changed", where, detail="body does not match its commitment")]
    if named != entry.seq:
        return [Fault("journal_entry_reordered", where, detail=f"it was written as entry {named}")]
    if chain != entry.chain:
        return [Fault("journal_entry_changed", where, detail="chain value does not follow")]
    return []
