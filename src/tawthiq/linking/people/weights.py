"""What each level is worth, in whole thousandths of a bit: the same sum on every engine, to the last digit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tawthiq.linking.people.levels import MISSING, Comparison

MILLI = 1000
# Below anything that could be added up; a vetoed pair weighs this.
VETOED = -999_000


@dataclass(frozen=True, slots=True)
class Weights:
    """Thousandths of a bit by comparison and rank: against the pair being two strangers, and being two relatives.

    The starting points are pairs: between lists (or in a single list), and within one of several lists.
    """

    stranger: Mapping[str, tuple[int, ...]]
    relative: Mapping[str, tuple[int, ...]]
    start_stranger: tuple[int, int]
    start_relative: tuple[int, int]


def weigh(comparisons: Sequence[Comparison], ranks: Sequence[int], *, weights: Weights, within: int = 0) -> int:
    """The weight of a pair from the ranks of its levels: the lesser of the two sums, or ``VETOED``."""
    stranger, relative = weights.start_stranger[within], weights.start_relative[within]
    for comparison, rank in zip(comparisons, ranks, strict=True):
        if rank == MISSING:
            continue
        if any(level.veto and level.rank == rank for level in comparison.levels):
            return VETOED
        if not comparison.silent:
            stranger += weights.stranger[comparison.id][rank]
            relative += weights.relative[comparison.id][rank]
    return min(stranger, relative)
