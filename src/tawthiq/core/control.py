"""Who held a place at a time, as claimed and by whom: what follows from accepted claims of a change of control.

Nothing here decides who held it. A claim that a party took a place stands until a later one that another took it;
claims whose times cannot be put in order stand side by side, and denials stay beside what they deny. A place lies
inside wider ones: who took the town took its quarters, unless a claim about the quarter is later. Nothing goes from a
part to the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tawthiq.core.places import Parents, chain_of

CERTAIN, POSSIBLE = "certain", "possible"


@dataclass(frozen=True, slots=True)
class Taking:
    """A claim that a party took a place or held it: ``first`` to ``last`` are the days that it may mean.

    ``first`` is None where no beginning is known ("by Tuesday the town was theirs"). ``is_denied``: the claim says that
    it did not happen.
    """

    claim: str
    place: str
    party: str
    first: date | None
    last: date
    is_denied: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """A party that held the place as the claims have it; ``standing`` is ``CERTAIN`` where none of the times is open.

    ``since`` are the claims that say so, the latest first; ``denied`` are claims that deny just this.
    """

    party: str
    standing: str
    since: tuple[Taking, ...]
    denied: tuple[Taking, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """Who held a place within a span of days. ``is_disputed`` where more than one party did, or one is denied."""

    place: str
    holders: tuple[Holder, ...]

    @property
    def is_disputed(self) -> bool:
        """Whether the claims part."""
        return len(self.holders) > 1 or any(holder.denied for holder in self.holders)


def held_at(takings: Sequence[Taking], *, place: str, first: date, last: date, parents: Parents) -> Control:
    """Who held the place from the first to the last day, as claimed; the order of the claims changes nothing.

    ``standing`` is about the claims' times only. How firmly a claim stands is not weighed here.
    """
    around = chain_of(place, parents=parents)
    near = [one for one in takings if one.place in around]
    said = [one for one in near if not one.is_denied and (one.first is None or one.first <= last)]
    standing = [one for one in said if not any(_replaces(later, one, before=first) for later in said)]
    parties = sorted({one.party for one in standing})
    return Control(place, tuple(_holder(party, standing, near=near, first=first) for party in parties))


def _replaces(later: Taking, earlier: Taking, *, before: date) -> bool:
    """Whether the later one certainly came after the earlier, and before the days that are asked about."""
    if later.party == earlier.party or later.first is None:
        return False
    return later.first > earlier.last and later.last < before


def _holder(party: str, standing: Sequence[Taking], *, near: Sequence[Taking], first: date) -> Holder:
    mine = sorted((one for one in standing if one.party == party), key=lambda one: (one.last, one.claim), reverse=True)
    alone = all(one.party == party for one in standing)
    is_before = any(one.last < first for one in mine)
    denied = sorted(
        (one for one in near if one.is_denied and one.party == party), key=lambda one: (one.last, one.claim)
    )
    return Holder(party, CERTAIN if alone and is_before else POSSIBLE, tuple(mine), tuple(denied))
