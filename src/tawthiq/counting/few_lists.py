"""Estimates by hand: two lists (Lincoln and Petersen, in Chapman's form), and Chao's lower bound for any number.

Source: Chapman, "Some properties of the hypergeometric distribution …", University of California Publications in
Statistics 1 (1951); Chao, "Estimating the population size for capture-recapture data with unequal catchability",
Biometrics 43 (1987), for the bound and for intervals on the scale of logarithms.
"""

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

from tawthiq.counting.overlaps import Overlap, Pair


@dataclass(frozen=True, slots=True)
class Interval:
    """People in all, and between which bounds they are with the probability that was asked for."""

    estimate: float
    low: float
    high: float


def chapman(overlap: Overlap, pair: Pair = (0, 1), *, level: float = 0.95) -> Interval:
    """What two lists say that were made independently, each person as likely to be on either as the next."""
    first, second, both = overlap.size(pair[0]), overlap.size(pair[1]), overlap.size(*pair)
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    seen = first + second - both
    return around_unseen(seen, estimate - seen, variance=variance, level=level)


def chao_bound(overlap: Overlap, *, level: float = 0.95) -> Interval:
    """The least number of people in all, from those on one list and on two (with the correction for small numbers)."""
    lists = len(overlap.lists)
    once = sum(count for pattern, count in overlap.counts.items() if sum(pattern) == 1)
    twice = sum(count for pattern, count in overlap.counts.items() if sum(pattern) == 2)
    share = (lists - 1) / lists
    unseen = share * once * (once - 1) / (2 * (twice + 1))
    variance = (
        unseen
        + share**2 * once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
        + share**2 * once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    )
    return around_unseen(overlap.observed, unseen, variance=variance, level=level)


def around_unseen(seen: int, unseen: float, *, variance: float, level: float) -> Interval:
    """The interval that never falls below those seen: the unseen are log-normal."""
    if unseen <= 0:
        return Interval(seen, seen, seen)
    reach = exp(NormalDist().inv_cdf((1 + level) / 2) * sqrt(log(1 + variance / unseen**2)))
    return Interval(seen + unseen, seen + unseen / reach, seen + unseen * reach)
