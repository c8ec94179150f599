"""What a third record of a cluster says of two: they are one person at least as surely as both are the one between.

Three rows of one person may hold a pair that says little by itself (one row lacks the family, another the date). Alone
its score is low, and such pairs are right far more often than that: 92 in 100 where .04 was stated. Source:
benchmarks/linking.py, historical figures, the half that is tuned on.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class Scored(NamedTuple):
    """The records of a pair by their numbers, and the probability that they are one person."""

    left: int
    right: int
    score: float


def supported(pairs: Sequence[Scored], clusters: Sequence[int]) -> list[float]:
    """For each pair its own score, or the best product of two over one record between where that is more.

    ``pairs`` are all pairs of all clusters; ``clusters`` gives each record the number of its cluster.
    """
    scores = [pair.score for pair in pairs]
    members: dict[int, list[int]] = {}
    for at, pair in enumerate(pairs):
        members.setdefault(clusters[pair.left], []).append(at)
    for own in members.values():
        if len(own) > 1:
            for at, score in zip(own, _between([pairs[at] for at in own]), strict=True):
                scores[at] = max(scores[at], round(score, 4))
    return scores


def _between(pairs: Sequence[Scored]) -> list[float]:
    """The best product over one record between for each pair of a cluster."""
    records = sorted({one for pair in pairs for one in (pair.left, pair.right)})
    place = {record: at for at, record in enumerate(records)}
    table = np.zeros((len(records), len(records)))
    for pair in pairs:
        table[place[pair.left], place[pair.right]] = table[place[pair.right], place[pair.left]] = pair.score
    best = [np.max(row[:, None] * table, axis=0) for row in table]
    return [float(best[place[pair.left]][place[pair.right]]) for pair in pairs]
