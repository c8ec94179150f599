"""Model averaging over decomposable graphs: which lists depend on which is not chosen, every answer is weighed.

Source: Madigan and York, "Bayesian methods for estimation of the size of a closed population", Biometrika 84 (1997).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import ceil
from typing import Any

import numpy as np
from scipy.special import gammaln, logsumexp

from tawthiq.counting.overlaps import Overlap, Pair

LISTS_LEAST, LISTS_MOST = 3, 5
# Prior weight of each cell of the table, 1/2^lists. Source: the default that Madigan and York (1997) end at, as HRDAG's
# package dga takes it in its examples.
# The posterior is worked out for so many unseen people per seen one; more grow where it has not died away there.
_REACH, _REACH_MOST, _TAIL = 8, 200, 1e-4
_POINTS = 20_000
Array = np.ndarray[Any, np.dtype[np.float64]]
Graph = tuple[Pair, ...]
Subset = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Averaged:
    """Posterior of how many people there are in all.

    ``estimate`` is the best one under squared relative error, ``mode`` the likeliest number. ``best`` is the likeliest
    graph by itself: its edges, its probability, its own estimate and mode. ``dies_away`` tells whether the posterior
    ends within what was worked out; where it does not there is no estimate to give.
    """

    estimate: float
    low: float
    high: float
    mode: int
    best: Graph
    best_probability: float
    best_estimate: float
    best_mode: int
    dies_away: bool


@dataclass(frozen=True, slots=True)
class GammaPrior:
    """What was thought of everybody before: Poisson about a mean that is gamma with this shape and scale."""

    shape: float
    scale: float

    def log(self, everybody: Array) -> Array:
        """Logarithm of the prior probability, up to a constant."""
        share = np.log(self.scale / (1 + self.scale))
        found: Array = gammaln(everybody + self.shape) - gammaln(everybody + 1) + everybody * share
        return found


def average_graphs(
    overlap: Overlap, *, cell_weight: float | None = None, prior: GammaPrior | None = None, level: float = 0.95
) -> Averaged:
    """The posterior over all decomposable graphs, each as likely as the next before the lists are seen.

    Without a ``prior`` for everybody it is 1/N. ``cell_weight`` is 1/2^lists when it is not given.
    """
    weight = cell_weight if cell_weight is not None else 0.5 ** len(overlap.lists)
    reach = _REACH
    while True:
        unseen, width = _grid(overlap.observed * reach)
        found = _posterior(overlap, unseen, width, weight=weight, prior=prior)
        dies_away = float(np.exp(found[:, -1] - np.log(width[-1])).sum() * unseen[-1]) < _TAIL
        if dies_away or reach >= _REACH_MOST:
            return _summary(overlap, unseen, found, level=level, dies_away=dies_away)
        reach *= 5


def _grid(most: int) -> tuple[Array, Array]:
    """Numbers of unseen people from none on, one by one or with gaps, and how many each stands for."""
    step = max(1, ceil(most / _POINTS))
    unseen = np.arange(0, most + step, step, dtype=float)
    return unseen, np.full(len(unseen), float(step))


def _posterior(overlap: Overlap, unseen: Array, width: Array, *, weight: float, prior: GammaPrior | None) -> Array:
    """Logarithms of the probability of each graph (rows) with each number of unseen people (columns)."""
    lists = len(overlap.lists)
    everybody = overlap.observed + unseen
    parts = _margins(overlap, unseen, weight=weight)
    total = weight * 2**lists
    blank = gammaln(total) - gammaln(everybody + total)
    rows = [
        sum(parts[clique] for clique in cliques) - sum(parts[cut] for cut in cuts) + (len(cliques) - len(cuts)) * blank
        for _graph, cliques, cuts in decomposable_graphs(lists)
    ]
    ways = gammaln(everybody + 1) - gammaln(unseen + 1)
    before = prior.log(everybody) if prior else -np.log(everybody)
    found = np.array(rows) + ways + before + np.log(width)
    normal: Array = found - logsumexp(found)
    return normal


def _margins(overlap: Overlap, unseen: Array, *, weight: float) -> dict[Subset, Array]:
    """For every set of lists the log marginal likelihood of its own table, its empty cell holding the unseen too."""
    lists = len(overlap.lists)
    found: dict[Subset, Array] = {(): np.zeros(len(unseen))}
    for size in range(1, lists + 1):
        share = weight * 2 ** (lists - size)
        for subset in combinations(range(lists), size):
            cells: dict[tuple[bool, ...], int] = {}
            for pattern, count in overlap.counts.items():
                cell = tuple(pattern[index] for index in subset)
                cells[cell] = cells.get(cell, 0) + count
            empty = cells.pop((False,) * size, 0)
            seen = sum(gammaln(count + share) - gammaln(share) for count in cells.values())
            found[subset] = gammaln(empty + unseen + share) - gammaln(share) + seen
    return found


@cache
def decomposable_graphs(lists: int) -> tuple[tuple[Graph, tuple[Subset, ...], tuple[Subset, ...]], ...]:
    """Every decomposable graph of so many lists with its cliques and the separators between them.

    Parts that do not hang together are joined by no separator. There are 8, 61 and 822 for 3, 4 and 5 lists.
    """
    return tuple(_decomposable(lists))


def _decomposable(lists: int) -> Iterator[tuple[Graph, tuple[Subset, ...], tuple[Subset, ...]]]:
    pairs = list(combinations(range(lists), 2))
    for size in range(len(pairs) + 1):
        for graph in combinations(pairs, size):
            parted = _cliques_and_cuts(lists, graph)
            if parted:
                yield graph, *parted


def _cliques_and_cuts(lists: int, graph: Graph) -> tuple[tuple[Subset, ...], tuple[Subset, ...]] | None:
    """By maximum cardinality search; None where the graph has a hole (Tarjan and Yannakakis, 1984)."""
    beside = {index: {one for pair in graph for one in pair if index in pair} - {index} for index in range(lists)}
    numbered: list[int] = []
    cliques: list[set[int]] = []
    cuts: list[Subset] = []
    while len(numbered) < lists:
        rest = [index for index in range(lists) if index not in numbered]
        at = max(rest, key=lambda index: (len(beside[index] & set(numbered)), -index))
        before = beside[at] & set(numbered)
        if any(other not in beside[one] for one, other in combinations(sorted(before), 2)):
            return None
        if cliques and before == cliques[-1]:
            cliques[-1] = before | {at}
        else:
            if cliques and before:
                cuts.append(tuple(sorted(before)))
            cliques.append(before | {at})
        numbered.append(at)
    return tuple(tuple(sorted(clique)) for clique in cliques), tuple(cuts)


def _summary(overlap: Overlap, unseen: Array, log: Array, *, level: float, dies_away: bool) -> Averaged:
    everybody = overlap.observed + unseen
    table = np.exp(log)
    by_graph = table.sum(axis=1)
    best = int(by_graph.argmax())
    averaged = table.sum(axis=0)
    low, high = (float(np.interp(share, averaged.cumsum(), everybody)) for share in ((1 - level) / 2, (1 + level) / 2))
    return Averaged(
        estimate=_relative_best(averaged, everybody),
        low=low,
        high=high,
        mode=int(everybody[averaged.argmax()]),
        best=decomposable_graphs(len(overlap.lists))[best][0],
        best_probability=float(by_graph[best]),
        best_estimate=_relative_best(table[best], everybody),
        best_mode=int(everybody[table[best].argmax()]),
        dies_away=dies_away,
    )


def _relative_best(weights: Sequence[float] | Array, everybody: Array) -> float:
    """The number with the least expected squared relative error."""
    weights = np.asarray(weights)
    return float((weights / everybody).sum() / (weights / everybody**2).sum())
