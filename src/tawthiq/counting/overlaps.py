"""Who is on which list: people counted by the lists that name them, the one input of every undercount estimate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from tawthiq.errors import InvalidRecord

Pattern = tuple[bool, ...]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Overlap:
    """People by pattern: for every list, in the order of ``lists``, whether it names them.

    ``counts`` holds only patterns that somebody has; nobody is on no list. ``on_none`` are rows that were given and lie
    on no list: they are not counted.
    """

    lists: tuple[str, ...]
    counts: Mapping[Pattern, int] = field(default_factory=dict)
    on_none: int = 0

    @property
    def observed(self) -> int:
        """How many people are on at least one list."""
        return sum(self.counts.values())

    @property
    def shared(self) -> int:
        """How many people are on two lists or more."""
        return sum(count for pattern, count in self.counts.items() if sum(pattern) > 1)

    def size(self, *indexes: int) -> int:
        """How many people are on all of these lists."""
        return sum(count for pattern, count in self.counts.items() if all(pattern[index] for index in indexes))

    def pairs(self) -> list[Pair]:
        """Every two lists, by their indexes."""
        return list(combinations(range(len(self.lists)), 2))

    def without_empty_lists(self) -> "Overlap":
        """The same people without the lists that name none of them."""
        kept = [index for index in range(len(self.lists)) if self.size(index)]
        patterns = {tuple(pattern[index] for index in kept): count for pattern, count in self.counts.items()}
        return Overlap(tuple(self.lists[index] for index in kept), patterns, self.on_none)


def tally(lists: Sequence[str], rows: Iterable[tuple[Sequence[bool], int]]) -> Overlap:
    """The overlap of rows (pattern, people); raises InvalidRecord for a pattern of another length."""
    counts: dict[Pattern, int] = {}
    on_none = 0
    for row, count in rows:
        if len(row) != len(lists):
            raise InvalidRecord(f"a pattern of {len(row)} values for {len(lists)} lists")
        pattern = tuple(map(bool, row))
        if not any(pattern):
            on_none += count
        elif count:
            counts[pattern] = counts.get(pattern, 0) + count
    return Overlap(tuple(lists), dict(sorted(counts.items())), on_none)
