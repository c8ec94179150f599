"""Which records are one person, from the weights of pairs: joined best first, never through a pair that is forbidden.

Two clusters are joined by a pair above the threshold when the pairs between them, taken together, speak for it: a pair
that was weighed counts by its weight, one that no blocking rule found counts against. So a chain of likenesses from a
brother over a cousin to a stranger breaks where it should. The result is the same in whatever order pairs come.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tawthiq.linking.people.weights import MILLI, VETOED

# Thousandths of a bit that a pair counts for at most, and that one which nothing brought together counts for.
MOST, UNMET = 8 * MILLI, -MILLI * 3 // 2
# The same for two records of a list that names everybody once.
UNMET_IN_SINGLE = -8 * MILLI


@dataclass(slots=True)
class Links:
    """Weighed pairs of records numbered from 0: ``weights`` by (lower, higher), those far below the threshold left out.

    ``lists`` says which list a record is of; lists in ``single`` name every person once, without exception where
    ``strict``, and else unless two of their records weigh enough to be doubles.
    """

    number: int
    weights: Mapping[tuple[int, int], int]
    lists: Sequence[int]
    single: frozenset[int] = field(default_factory=frozenset)
    strict: bool = False


def clusters_of(links: Links, *, threshold: int) -> list[int]:
    """For each record the lowest number of its cluster; ``threshold`` is a weight in thousandths of a bit."""
    joined = [(-weight, pair) for pair, weight in links.weights.items() if weight >= threshold]
    joined.sort()
    home = list(range(links.number))
    members: dict[int, list[int]] = {}
    for _weight, (left, right) in joined:
        a, b = home[left], home[right]
        if a == b:
            continue
        first, second = members.get(a, [a]), members.get(b, [b])
        if not _may_join(links, first, second):
            continue
        keep, gone = (a, b) if a < b else (b, a)
        merged = sorted([*first, *second])
        members.pop(gone, None)
        members[keep] = merged
        for one in merged:
            home[one] = keep
    return home


def _may_join(links: Links, first: Sequence[int], second: Sequence[int]) -> bool:
    if len(first) == len(second) == 1:
        return True
    if links.strict and {links.lists[one] for one in first} & {links.lists[one] for one in second} & links.single:
        return False
    total = 0
    for one in first:
        for other in second:
            weight = links.weights.get((one, other) if one < other else (other, one))
            if weight is None:
                alike = links.lists[one] == links.lists[other] and links.lists[one] in links.single
                weight = UNMET_IN_SINGLE if alike else UNMET
            if weight == VETOED:
                return False
            total += max(-MOST, min(MOST, weight))
    return total > 0
