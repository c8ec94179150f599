"""One record against others while a person waits: the same levels and weights, in this process, without an engine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tawthiq.linking.people.levels import MISSING, Comparison, level_of
from tawthiq.linking.people.weights import Weights, weigh


@dataclass(frozen=True, slots=True)
class Weighed:
    """A pair that was weighed: ``reasons`` are comparison and level in their order, those that are missing left out."""

    weight: int
    reasons: tuple[tuple[str, str], ...]


def weigh_pair(
    left: Mapping[str, Any],
    right: Mapping[str, Any],
    *,
    comparisons: Sequence[Comparison],
    weights: Weights,
    within: int = 0,
) -> Weighed:
    """The weight of two records given by their keys, bands of rarity among them (``<key>_band``)."""
    ranks = [level_of(one, left, right) for one in comparisons]
    reasons = tuple(
        (one.id, next(level.id for level in one.levels if level.rank == rank))
        for one, rank in zip(comparisons, ranks, strict=True)
        if rank != MISSING and not one.silent
    )
    return Weighed(weigh(comparisons, ranks, weights=weights, within=within), reasons)


def best_matches(
    record: Mapping[str, Any],
    others: Iterable[tuple[int, Mapping[str, Any]]],
    *,
    comparisons: Sequence[Comparison],
    weights: Weights,
    least: int,
) -> list[tuple[int, Weighed]]:
    """The other records, by their numbers, that weigh at least so much, the heaviest first."""
    found = [(number, weigh_pair(record, other, comparisons=comparisons, weights=weights)) for number, other in others]
    kept = [(number, weighed) for number, weighed in found if weighed.weight >= least]
    return sorted(kept, key=lambda pair: (-pair[1].weight, pair[0]))
