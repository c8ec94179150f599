"""What somebody learns who lays two releases side by side, and what the later one says instead.

A sensitive number that changes by a few between two releases tells of those few, however large it is. The later release
therefore gives the range that was public already, open at the end that moved: true, and no narrower than it was.
Source: Hundepool and others, Statistical Disclosure Control (2012), section 5.4, differencing of published tables.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from tawthiq.core.claims import Claim
from tawthiq.core.counts import Bounds
from tawthiq.core.disclosure import SMALL, is_sensitive, is_small
from tawthiq.core.releases import PublicClaim, PublicCount
from tawthiq.core.texts import fold

Earlier = Mapping[str, Sequence[PublicCount]]
# The numbers below ``SMALL`` as they are written; dual and singular nouns are not among them.
_NUMERALS = {
    1: ("1", "one", "واحد", "واحدة"),
    2: ("2", "two", "اثنان", "اثنين", "اثنتان", "اثنتين"),
    3: ("3", "three", "ثلاثة", "ثلاث"),
    4: ("4", "four", "أربعة", "أربع"),
}
_WORDS_OF = {number: {fold(word) for word in words} for number, words in _NUMERALS.items()}
_WORD = re.compile(r"[^\W_]+")


def counts_beside(counts: Mapping[str, PublicCount], *, kind: str, earlier: Earlier) -> dict[str, PublicCount]:
    """The public counts of an incident as they may stand beside ``earlier``: what earlier releases gave for each.

    6 after 7 becomes "up to 7", 8 after 7 "at least 7"; a change of ``SMALL`` or more, and equal numbers, stay exact.
    """
    return {
        counted: _beside(given, earlier=earlier.get(counted, ())) if is_sensitive(kind=kind, counted=counted) else given
        for counted, given in counts.items()
    }


def _beside(given: PublicCount, *, earlier: Sequence[PublicCount]) -> PublicCount:
    low, high = given.min, given.max
    for before in earlier:
        if given.min is not None and before.min is not None and _is_near(given.min, before.min):
            low = None if low is None or before.min > given.min else min(low, before.min)
        if given.max is not None and before.max is not None and _is_near(given.max, before.max):
            high = None if high is None or before.max < given.max else max(high, before.max)
    return PublicCount(low, high, approximate=given.approximate)


def _is_near(now: int, before: int) -> bool:
    return 0 < abs(now - before) < SMALL


def hidden_counts(claim: Claim, *, kind: str, earlier: Earlier) -> tuple[str, ...]:
    """The counts of a claim that its incident may not say: small by its ``kind``, or near an earlier number."""
    hidden = []
    for counted, count in claim.counts.items():
        given = PublicCount(count.min, count.max)
        is_near = _beside(given, earlier=earlier.get(counted, ())) != given
        if is_small(given, kind=kind, counted=counted) or (is_near and is_sensitive(kind=kind, counted=counted)):
            hidden.append(counted)
    return tuple(hidden)


def without_counts(claim: PublicClaim, *, hidden: Collection[str]) -> PublicClaim:
    """The public claim with the numbers of these counts not said."""
    shown = {name: PublicCount(None, None) if name in hidden else count for name, count in claim.counts.items()}
    return replace(claim, counts=shown)


def says_small_number(text: str, *, counts: Mapping[str, Bounds], kind: str, days: Collection[str] = ()) -> bool:
    """Whether the text says a small number that is hidden; the numbers of ``days`` (ISO) are no such number."""
    hidden = {
        number
        for counted, given in counts.items()
        if is_small(given, kind=kind, counted=counted)
        for number in (given.min, given.max)
        if number in _WORDS_OF
    }
    of_days = {str(part) for day in days if day for part in _day_parts(day)}
    said = set(_WORD.findall(fold(text))) - of_days
    return any(said & _WORDS_OF[number] for number in hidden if number is not None)


def _day_parts(day: str) -> tuple[int, int]:
    found = date.fromisoformat(day)
    return found.month, found.day
