"""Clusters follow from what people judged: who was said to be the same is one cluster, in whatever order."""

from collections.abc import Iterable

Pair = tuple[str, str]


def clusters(same: Iterable[Pair]) -> list[tuple[str, ...]]:
    """The clusters of two or more records that judgements join, each in order, the clusters by their first record."""
    leader: dict[str, str] = {}

    def root(ref: str) -> str:
        leader.setdefault(ref, ref)
        while leader[ref] != ref:
            leader[ref] = leader[leader[ref]]
            ref = leader[ref]
        return ref

    for one, other in same:
        first, second = sorted((root(one), root(other)))
        leader[second] = first
    found: dict[str, list[str]] = {}
    for ref in sorted(leader):
        found.setdefault(root(ref), []).append(ref)
    return sorted(tuple(refs) for refs in found.values() if len(refs) > 1)


def conflicts(same: Iterable[Pair], different: Iterable[Pair]) -> list[Pair]:
    """Pairs judged different that other judgements have made one cluster of: somebody has to look again."""
    of = {ref: number for number, refs in enumerate(clusters(same)) for ref in refs}
    return sorted((one, other) for one, other in different if one in of and of.get(other) == of[one])
