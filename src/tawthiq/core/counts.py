"""How many: a count is a pair of bounds, and vague words become bounds by a fixed table.

The table is the organisation's counting guide; where a word has no number in it both bounds stay unknown (None).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce


@dataclass(frozen=True, slots=True)
class Bounds:
    """At least ``min`` and at most ``max``; None is unbounded or unknown on that side."""

    min: int | None
    max: int | None
    approximate: bool = False

    @property
    def is_vague(self) -> bool:
        """True for "a number of": something was counted, nothing was said."""
        return self.min is None and self.max is None


VAGUE = Bounds(None, None)
# Source: counting guide of the organisation, "tens" and "dozens"; hundreds and thousands follow by doubling the unit.
TENS = Bounds(20, None)
DOZENS = Bounds(24, None)
SCORES = Bounds(40, None)
HUNDREDS = Bounds(200, None)
THOUSANDS = Bounds(2000, None)


def exactly(number: int) -> Bounds:
    """N..N."""
    return Bounds(number, number)


def more_than(number: int) -> Bounds:
    """N+1 and above."""
    return Bounds(number + 1, None)


def at_least(number: int) -> Bounds:
    """N and above; also "N so far", "N and rising"."""
    return Bounds(number, None)


def up_to(number: int) -> Bounds:
    """N and below, nothing known about the least."""
    return Bounds(None, number)


def fewer_than(number: int) -> Bounds:
    """N-1 and below, never below zero."""
    return Bounds(None, max(number - 1, 0))


def about(number: int) -> Bounds:
    """N..N, marked approximate."""
    return Bounds(number, number, approximate=True)


def between(first: int, second: int) -> Bounds:
    """The lower to the higher, in whichever order they were written."""
    return Bounds(min(first, second), max(first, second))


def add(parts: Iterable[Bounds]) -> Bounds:
    """The sum of counts of different people or things; a vague part adds nothing to the least and opens the most.

    "2 leaders and more than 17 members" is 20..None; "3 killed and a number of others" is 3..None.
    """
    found = list(parts)
    if not found or all(part.is_vague for part in found):
        return VAGUE
    opened = any(part.max is None for part in found)
    is_least_known = any(part.min is not None for part in found)  # "up to 30" says nothing of the least
    return Bounds(
        sum(part.min or 0 for part in found) if is_least_known else None,
        None if opened else sum(part.max or 0 for part in found),
        approximate=any(part.approximate for part in found),
    )


def reconcile(first: Bounds, second: Bounds) -> Bounds:
    """Two accounts of the same count: the narrower where they agree, lowest to highest where they do not.

    8 against 6 is 6..8; "tens" against "about 200" is 200; 36 "and rising" against "around 30" is 30..None.
    """
    if first.is_vague:
        return second
    if second.is_vague or first == second:
        return first
    approximate = first.approximate or second.approximate
    least = max((bound for bound in (first.min, second.min) if bound is not None), default=None)
    most = min((bound for bound in (first.max, second.max) if bound is not None), default=None)
    if least is None or most is None or least <= most:
        return Bounds(least, most, approximate=approximate)
    lowest = None if first.min is None or second.min is None else min(first.min, second.min)
    highest = None if first.max is None or second.max is None else max(first.max, second.max)
    return Bounds(lowest, highest)


def reconcile_all(accounts: Iterable[Bounds]) -> Bounds:
    """All accounts of one count, reconciled in order."""
    return reduce(reconcile, accounts, VAGUE)
