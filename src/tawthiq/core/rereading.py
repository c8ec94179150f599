"""What a new reading changes in a report: pure rules over the claims that stand and the claims read now.

A person's decision is never touched. What nobody decided yet is replaced by the new reading; what was decided once is
not proposed again; a decided claim that the reader no longer finds stays, and is said to be no longer found.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tawthiq.core.claims import Claim, to_json

# Two readings of one act share so much of their words, whatever each calls it. Source: own, half of the joint words.
SAME_WORDS = 0.5


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim of the report: ``claim`` as it stands, ``proposed`` as the machine read it (None: a person added it)."""

    number: int
    is_decided: bool
    claim: Claim
    proposed: Claim | None

    @property
    def readings(self) -> tuple[Claim, ...]:
        """What the new reading may find it as: as it stands, and as the machine once read it."""
        return (self.claim,) if self.proposed is None else (self.claim, self.proposed)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the new reading does; ``decided`` are left alone, whatever else it says of them.

    ``found`` and ``lost`` are decided claims that it finds or finds no more (those that a person added are never lost);
    ``kept`` are undecided ones that it reads as before, ``changed`` otherwise, ``withdrawn`` not at all; ``new`` it
    proposes for the first time; ``known`` it reads and does not propose, since a person decided about it.
    """

    found: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()
    changed: tuple[tuple[int, Claim], ...] = ()
    withdrawn: tuple[int, ...] = ()
    new: tuple[Claim, ...] = ()
    known: tuple[Claim, ...] = ()

    @property
    def is_idle(self) -> bool:
        """Whether no undecided claim changes."""
        return not (self.changed or self.withdrawn or self.new)


def plan_rereading(standing: Sequence[Standing], now: Sequence[Claim]) -> Plan:
    """How the claims read now replace those that stand; the order of either does not matter but for exact ties."""
    pairs = match(standing, now)
    by_number = {one.number: one for one in standing}
    taken = set(pairs.values())
    left = [claim for at, claim in enumerate(now) if at not in taken]
    decided = [one for one in standing if one.is_decided]
    lost = [one for one in decided if one.number not in pairs]
    known = [claim for claim in left if _is_known(claim, decided) or _is_other_reading(claim, lost)]
    undecided = [one for one in standing if not one.is_decided]
    read = {number: now[at] for number, at in pairs.items() if not by_number[number].is_decided}
    return Plan(
        found=tuple(one.number for one in decided if one.number in pairs),
        lost=tuple(one.number for one in lost if one.proposed is not None),
        kept=tuple(number for number, claim in read.items() if is_same_claim(claim, by_number[number].claim)),
        changed=tuple(
            (number, claim) for number, claim in read.items() if not is_same_claim(claim, by_number[number].claim)
        ),
        withdrawn=tuple(one.number for one in undecided if one.number not in pairs),
        new=tuple(claim for claim in left if claim not in known),
        known=tuple(known),
    )


def match(standing: Sequence[Standing], now: Sequence[Claim]) -> dict[int, int]:
    """Numbers of standing claims to places in the new reading, one to one: same kind, shared words, likest first."""
    spans = _Spans(now)
    pairs = [
        (-_likeness(reading, now[at]), one.number, at)
        for one in standing
        for reading in one.readings
        for at in spans.overlapping(reading)
        if now[at].kind == reading.kind
    ]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _likeness_of, number, at in sorted(pairs):
        if number not in found and at not in taken:
            found[number] = at
            taken.add(at)
    return found


def is_same_claim(one: Claim, other: Claim) -> bool:
    """Whether the two say the same in every part; who read it, in which version, is not asked."""
    return _said(one) == _said(other)


def _said(claim: Claim) -> dict[str, Any]:
    votes = tuple(replace(vote, version="") for vote in claim.readers)
    return to_json(replace(claim, reader="", version="", readers=votes))


class _Spans:
    """The quotes of the claims, to be asked which of them share words with another: no look at all of them."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._claims = claims
        self._order = sorted(range(len(claims)), key=lambda at: claims[at].quote.start)
        self._starts = [claims[at].quote.start for at in self._order]
        self._longest = max((claim.quote.end - claim.quote.start for claim in claims), default=0)

    def overlapping(self, claim: Claim) -> Iterator[int]:
        first = bisect_left(self._starts, claim.quote.start - self._longest)
        for at in self._order[first : bisect_left(self._starts, claim.quote.end)]:
            if self._claims[at].quote.end > claim.quote.start:
                yield at


def _likeness(one: Claim, other: Claim) -> float:
    """The share of their words, and a quarter for each of place, time, party and counts in which the two agree."""
    agree = (
        _places(one) == _places(other),
        _when(one) == _when(other),
        {party.party for party in one.perpetrators} == {party.party for party in other.perpetrators},
        _counts(one) == _counts(other),
    )
    return shared_words(one, other) + sum(agree) / 4


def shared_words(one: Claim, other: Claim) -> float:
    """The characters that both quotes cover, of those that either covers: 0 to 1."""
    both = min(one.quote.end, other.quote.end) - max(one.quote.start, other.quote.start)
    either = max(one.quote.end, other.quote.end) - min(one.quote.start, other.quote.start)
    return max(0, both) / either if either else 0.0


def _places(claim: Claim) -> set[str]:
    return {place.place for place in claim.places if place.place and place.role == "scene"}


def _when(claim: Claim) -> str | None:
    return claim.when.edtf if claim.when else None


def _counts(claim: Claim) -> Counter[tuple[str, int | None, int | None]]:
    return Counter((name, count.min, count.max) for name, count in claim.counts.items())


def _is_known(claim: Claim, decided: Iterable[Standing]) -> bool:
    """Whether a person decided about this act already: same kind and shared words, and no place or time of its own."""
    return any(
        reading.kind == claim.kind and shared_words(reading, claim) > 0 and not _is_apart(reading, claim)
        for one in decided
        for reading in one.readings
    )


def _is_apart(one: Claim, other: Claim) -> bool:
    places, times = (_places(one), _places(other)), (_when(one), _when(other))
    return (all(places) and not places[0] & places[1]) or (all(times) and times[0] != times[1])


def _is_other_reading(claim: Claim, lost: Iterable[Standing]) -> bool:
    """Whether it is a decided claim read as another kind: the same words, and the old reading is found no more."""
    return any(shared_words(reading, claim) >= SAME_WORDS for one in lost for reading in one.readings)
