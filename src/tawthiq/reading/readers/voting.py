"""Several readers of one report: one list of claims, each telling which readers make it and where they differ.

Nothing is voted away. A claim is worded by the first reader that makes it, in the order in which they were named; the
others stand in its ``readers`` (``core.claims.Vote``) with what they say otherwise.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tawthiq.core.claims import COUNTED, Claim, PlaceMention, Vote, to_json
from tawthiq.core.texts import fold
from tawthiq.errors import Unreachable, Unreadable
from tawthiq.reading.reader import Document, Reader, ReaderWithWords, Reading, read_checked

# Two quotes are of one claim when they share this part of the shorter; of two kinds, this part of the longer.
_SHARED, _SHARED_ACROSS_KINDS = 0.5, 0.6

_Row = dict[int, Claim]


class VotingReader:
    """Reads with every one of its readers; one that cannot read is noted on each claim and does not stop the others."""

    name = "voting"

    def __init__(self, readers: Sequence[Reader]) -> None:
        self._readers = tuple(readers)
        self.version = "+".join(reader.name for reader in self._readers)

    def read(self, document: Document) -> list[Claim]:
        """The claims of all readers."""
        return self.read_checked(document).claims

    def lexicon_digest(self, lang: str) -> str:
        """SHA-256 over the word lists of those of its readers that have any."""
        digests = [reader.lexicon_digest(lang) for reader in self._readers if isinstance(reader, ReaderWithWords)]
        return hashlib.sha256(" ".join(digests).encode()).hexdigest()

    def read_checked(self, document: Document) -> Reading:
        """The claims of all readers with their votes; raises Unreachable where none could read."""
        whole = Reading([])
        readings: list[list[Claim] | None] = []
        reasons: list[str] = []
        for reader in self._readers:
            try:
                reading = read_checked(reader, document)
            except (Unreachable, Unreadable) as odd:
                whole.silent[f"{reader.name} {reader.version}"] = str(odd)
                readings.append(None)
                reasons.append(str(odd))
                continue
            whole.refused.extend(reading.refused)
            readings.append(reading.claims)
            reasons.append("")
        if readings and all(claims is None for claims in readings):
            raise Unreachable("; ".join(f"{name}: {reason}" for name, reason in whole.silent.items()))
        names = [(reader.name, reader.version) for reader in self._readers]
        rows = align([claims or [] for claims in readings])
        claims = [_with_votes(row, names, readings, reasons) for row in rows]
        whole.claims.extend(sorted(claims, key=lambda claim: (claim.quote.start, claim.quote.end, claim.kind)))
        return whole


def _with_votes(
    row: _Row, names: list[tuple[str, str]], readings: list[list[Claim] | None], reasons: list[str]
) -> Claim:
    base = row[min(row)]
    votes = []
    for index, (name, version) in enumerate(names):
        if readings[index] is None:
            votes.append(Vote(name, version, None, reason=reasons[index]))
        elif index in row:
            votes.append(Vote(name, version, True, differs=differences(base, row[index])))
        else:
            votes.append(Vote(name, version, False))
    return replace(base, readers=tuple(votes))


def align(readings: Sequence[Sequence[Claim]]) -> list[_Row]:
    """The claims of the readers in rows: what is one claim by kind and words stands in one row, by reader number."""
    rows: list[_Row] = []
    for index, claims in enumerate(readings):
        left = list(claims)
        for is_same_kind in (True, False):
            left = _join(rows, left, index, is_same_kind=is_same_kind)
        rows += [{index: claim} for claim in left]
        rows.sort(key=lambda row: row[min(row)].quote.start)
    return rows


def _join(rows: list[_Row], claims: list[Claim], index: int, *, is_same_kind: bool) -> list[Claim]:
    """Puts each claim into the row it fits best; returns those that fit none."""
    starts = [row[min(row)].quote.start for row in rows]
    longest = max((len(row[min(row)].quote.text) for row in rows), default=0)
    left: list[Claim] = []
    for claim in claims:
        first, last = bisect_left(starts, claim.quote.start - longest), bisect_left(starts, claim.quote.end)
        fitting = [row for row in rows[first:last] if index not in row and _fits(row, claim, is_same_kind=is_same_kind)]
        best = max(fitting, key=lambda row: _nearness(row[min(row)], claim), default=None)
        if best is None:
            left.append(claim)
        else:
            best[index] = claim
    return left


def _fits(row: _Row, claim: Claim, *, is_same_kind: bool) -> bool:
    base = row[min(row)]
    lengths = sorted((len(base.quote.text), len(claim.quote.text)))
    if is_same_kind:
        return base.kind == claim.kind and _overlap(base, claim) >= _SHARED * lengths[0]
    return _overlap(base, claim) >= _SHARED_ACROSS_KINDS * lengths[1]


def _overlap(one: Claim, other: Claim) -> int:
    return min(one.quote.end, other.quote.end) - max(one.quote.start, other.quote.start)


def _nearness(one: Claim, other: Claim) -> float:
    """How alike two claims are: shared words of their quotes, and the same places or none."""
    union = max(one.quote.end, other.quote.end) - min(one.quote.start, other.quote.start)
    mine, theirs = _places(one), _places(other)
    return _overlap(one, other) / union + (len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0)


def differences(base: Claim, other: Claim) -> dict[str, Any]:
    """What the other says that the base does not say, or says otherwise; saying nothing is no difference."""
    mine, theirs = _values(base), _values(other)
    body = to_json(other)
    return {
        key: body["counts"][key.partition(".")[2]] if key.startswith("counts.") else body[key]
        for key, value in theirs.items()
        if value and value != mine[key]
    }


def _values(claim: Claim) -> dict[str, Any]:
    """What is compared, freed of where it stands: ids, dates and bounds."""
    target = claim.target
    values: dict[str, Any] = {
        "kind": claim.kind,
        "status": claim.status,
        "places": _places(claim),
        "when": claim.when.edtf if claim.when else None,
        "perpetrators": {party.party for party in claim.perpetrators},
        "target": (target.party, target.target_class)
        if target and (target.party, target.target_class) != _NOBODY
        else None,
    }
    for slot in COUNTED:
        count = claim.counts.get(slot)
        values[f"counts.{slot}"] = (count.min, count.max) if count else None
    return values


_NOBODY = (None, "unknown")


def _places(claim: Claim) -> set[str]:
    return {_place_key(place) for place in claim.places}


def _place_key(place: PlaceMention) -> str:
    return place.place or fold(place.text)
