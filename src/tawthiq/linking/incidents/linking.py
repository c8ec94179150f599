"""Accounts to pairs and groups: the one way by which lists and the desk link incidents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tawthiq.linking.incidents.accounts import Account
from tawthiq.linking.incidents.background import Background
from tawthiq.linking.incidents.blocking import pairs_to_compare
from tawthiq.linking.incidents.evidence import Comparison, compare

# Pairs below this score are not worth a line. Source: own convention; the groups are made from JOIN on.
SHOWN = 0.1


@dataclass(frozen=True, slots=True)
class LinkedPair:
    """Two accounts by their places in the list, the earlier first, and what speaks for and against."""

    left: int
    right: int
    comparison: Comparison


def link(
    accounts: Sequence[Account], *, shown: float = SHOWN, progress: Callable[[int], None] | None = None
) -> list[LinkedPair]:
    """The pairs that score at least ``shown``, the best first, equal ones in the order of the list."""
    background = Background(accounts)
    found = []
    for left, right in pairs_to_compare(accounts, progress=progress):
        comparison = compare(accounts[left], accounts[right], background)
        if comparison is not None and comparison.score >= shown:
            found.append(LinkedPair(left, right, comparison))
    return sorted(found, key=lambda pair: (-pair.comparison.score, pair.left, pair.right))
