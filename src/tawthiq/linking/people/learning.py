"""What levels are worth in a list, learnt from it by expectation maximisation between three kinds of pairs.

A pair is one person, two relatives (who share family, father and place as one person does) or two strangers. All
blocking rules together find nearly every pair of one person, so pairs that no rule found are taken for strangers and no
rule needs a training of its own; nor does the agreement that a rule demands count as evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tawthiq.linking.people.levels import Comparison, Level
from tawthiq.linking.people.weights import MILLI, Weights

Floats = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.int64]
ROUNDS, STILL = 80, 1e-5
# So many pairs does the level table count for beside the pairs of the list: a short list leans on the table.
PRIOR_PAIRS = 40.0
# A level seen among all pairs stays possible among strangers, however few of the pairs at it seem to be.
_LEAST_REST, _HARDLY = 0.05, 0.02
# Relatives beyond one household, who share a grandfather and not the father, a family and not the place.
_COUSINS = 0.25
# Somebody is a stranger, also in a list of one family of which every pair was brought together.
_MOST_ALIKE = 0.9
_TINY, _LEAST_M = 1e-9, 1e-6
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Seen:
    """How often levels are met in a list.

    ``patterns`` has a row of ranks for each kind of candidate pair, ``within`` whether it lies within one of several
    lists, ``counts`` how many pairs it stands for. ``shares`` has for each comparison the share of every rank among all
    pairs that could be, ``banded`` the share of records by rank for each banded level, ``totals`` the number of pairs
    between and within lists.
    """

    patterns: Ranks
    within: Ranks
    counts: Floats
    shares: Mapping[str, Floats]
    banded: Mapping[tuple[str, str], Mapping[int, float]]
    totals: tuple[float, float]


class _Table:
    """Shares of the levels of one comparison: ``m`` of one person, ``kin`` of relatives, ``u`` of strangers."""

    def __init__(self, comparison: Comparison, seen: Seen) -> None:
        self.comparison = comparison
        self.all = seen.shares[comparison.id] / seen.shares[comparison.id].sum()
        self.groups = _groups(comparison)
        self.m = np.array([level.m for level in sorted(comparison.levels, key=lambda level: level.rank)])
        for name, levels in self.groups.items():
            found = seen.banded[comparison.id, name]
            ranks = [level.rank for level in levels]
            self.m[ranks] = self.m[ranks[0]] * np.array([found.get(rank, _TINY) for rank in ranks])
        self.m = np.maximum(self.m, _TINY) / np.maximum(self.m, _TINY).sum()
        self.prior = self.m.copy()
        self.u = self.all.copy()
        self.kin_prior = (1 - _COUSINS) * self.m + _COUSINS * self.all
        self.own_kin = self.kin_prior.copy()

    @property
    def kin(self) -> Floats:
        if self.comparison.kin:
            return self.own_kin
        twins = self.comparison.twins
        return twins * self.m + (1 - twins) * self.u

    def renew(self, ranks: Ranks, is_same: Floats, is_kin: Floats, share: float) -> None:
        self.m = self._renewed(ranks, is_same, self.prior)
        if self.comparison.kin:
            self.own_kin = self._renewed(ranks, is_kin, self.kin_prior)
        rest = (self.all - share * self.m) / (1 - share)
        self.u = np.maximum(rest, np.maximum(_LEAST_REST * self.all, _TINY))
        self.u /= self.u.sum()
        self._cap()

    def _renewed(self, ranks: Ranks, weight: Floats, prior: Floats) -> Floats:
        told = ranks >= 0
        found = np.bincount(ranks[told], weights=weight[told], minlength=len(prior))
        new = (found + PRIOR_PAIRS * prior) / (found.sum() + PRIOR_PAIRS)
        for levels in self.groups.values():
            own = [level.rank for level in levels]
            new[own] = new[own].sum() * self.prior[own] / self.prior[own].sum()
        return np.maximum(new, _TINY)

    def _cap(self) -> None:
        """No lesser level is worth more than equal values are on average: what it depends on is counted beside it."""
        first = self.comparison.levels[0].id
        same = [level.rank for level in self.comparison.levels if level.id == first]
        rest = [level.rank for level in self.comparison.levels if level.id != first]
        if self.m[same].sum() < _HARDLY:
            return  # a list of years, say, whose days are never equal
        most = self.m[same].sum() / self.u[same].sum()
        self.u[rest] = np.maximum(self.u[rest], self.m[rest] / most)


def _groups(comparison: Comparison) -> dict[str, list[Level]]:
    names = dict.fromkeys(level.id for level in comparison.levels if level.band_of)
    return {name: [level for level in comparison.levels if level.id == name] for name in names}


def learn(comparisons: Sequence[Comparison], *, seen: Seen, records: int) -> Weights:
    """The weights of a list of so many records."""
    loud = [(at, _Table(one, seen)) for at, one in enumerate(comparisons) if not one.silent]
    vetoed = _vetoed(comparisons, seen.patterns)
    starts = np.array([[records / 4, records / 2]] * 2) / np.maximum(np.array(seen.totals), 1)[:, None]
    starts[1] /= 10
    starts = np.minimum(starts, 0.2)
    for _round in range(ROUNDS):
        is_same, is_kin = _expected(loud, seen, starts=starts, vetoed=vetoed)
        before = starts.copy()
        for kind in (0, 1):
            of_kind = seen.within == kind
            total = max(seen.totals[kind], 1.0)
            starts[kind] = (is_same[of_kind].sum() + 1) / (total + 2), (is_kin[of_kind].sum() + 1) / (total + 2)
        starts /= np.maximum(starts.sum(axis=1, keepdims=True) / _MOST_ALIKE, 1.0)
        share = is_same.sum() / max(sum(seen.totals), 1.0)
        for at, table in loud:
            table.renew(seen.patterns[:, at], is_same, is_kin, share)
        if np.all(np.abs(starts - before) < STILL * before):
            break
    if not seen.totals[1]:
        starts[1] = starts[0]
    return _weights(comparisons, [table for _at, table in loud], starts)


def _expected(
    loud: Sequence[tuple[int, _Table]], seen: Seen, *, starts: Floats, vetoed: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """How many pairs of each pattern are one person, and how many are relatives."""
    first = np.concatenate([starts, 1 - starts.sum(axis=1, keepdims=True)], axis=1)
    logs = [np.log(first[seen.within, kind]) for kind in (0, 1, 2)]
    for at, table in loud:
        for kind, shares in enumerate((table.m, table.kin, table.u)):
            logs[kind] += np.append(np.log(np.maximum(shares, _TINY)), 0.0)[seen.patterns[:, at]]
    logs[0][vetoed] = _NEVER
    top = np.maximum.reduce(logs)
    parts = [np.exp(one - top) for one in logs]
    whole = parts[0] + parts[1] + parts[2]
    return seen.counts * parts[0] / whole, seen.counts * parts[1] / whole


def _vetoed(comparisons: Sequence[Comparison], patterns: Ranks) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(patterns), dtype=bool)
    for at, one in enumerate(comparisons):
        for level in one.levels:
            if level.veto:
                found |= patterns[:, at] == level.rank
    return found


def _weights(comparisons: Sequence[Comparison], tables: Sequence[_Table], starts: Floats) -> Weights:
    same, kin = starts[:, 0], starts[:, 1]
    silent = {one.id: tuple(range(1, len(one.levels) + 1)) for one in comparisons if one.silent}
    return Weights(
        {table.comparison.id: _told_apart(_milli(table.m, table.u)) for table in tables} | silent,
        {table.comparison.id: _milli(table.m, table.kin) for table in tables} | silent,
        _pair(same / (1 - same - kin)),
        _pair(same / kin),
    )


def _milli(shares: Floats, others: Floats) -> tuple[int, ...]:
    ratio = np.log2(np.maximum(shares, _LEAST_M) / np.maximum(others, _TINY))
    return tuple(round(MILLI * float(one)) for one in ratio)


def _told_apart(weights: Sequence[int]) -> tuple[int, ...]:
    """No two levels weigh the same, and none nothing: a level is known by its weight."""
    taken = {0}
    found = []
    for weight in weights:
        while weight in taken:
            weight += 1  # noqa: PLW2901 - moved by a thousandth of a bit
        taken.add(weight)
        found.append(weight)
    return tuple(found)


def _pair(odds: Floats) -> tuple[int, int]:
    first, second = (round(MILLI * float(one)) for one in np.log2(odds))
    return first, second
