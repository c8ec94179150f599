"""Clusters follow from what people judged: who was said to be the same is one cluster, in whatever order."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations

Pair = tuple[str, str]
Two = frozenset[str]


@dataclass(frozen=True, slots=True)
class Said:
    """The standing words about records of a kind, as pairs of references."""

    same: frozenset[Two] = frozenset()
    different: frozenset[Two] = frozenset()
    unsure: frozenset[Two] = frozenset()


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


def settled(said: Said, *, known: Collection[str]) -> set[Two]:
    """The pairs that need no word any more: judged ones, those inside a cluster, and those between judged clusters."""
    of = {ref: members for members in clusters(map(_in_order, said.same)) for ref in members}
    others = said.different | said.unsure
    found: set[Two] = set(said.same | others)
    for members in dict.fromkeys(of.values()):
        found |= {frozenset(pair) for pair in combinations(members, 2)}
    for one, other in map(_in_order, others):
        if one in known and other in known:
            found |= {frozenset((a, b)) for a in of.get(one, (one,)) for b in of.get(other, (other,)) if a != b}
    return found


def _in_order(pair: Two) -> Pair:
    one, other = sorted(pair)
    return one, other
