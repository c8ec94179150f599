"""Parties over time: what binds one to another for a period, and so who stood with whom on a day.

A tie holds for a period whose ends may be partly known (EDTF). On a day it is therefore *certain* (the day lies inside
whatever the ends may mean), *possible* (it may lie inside) or not there. Nothing is drawn from a tie that it does not
say: who supports a party does not command it, and the friend of a friend is no friend.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tawthiq.core.texts import fold
from tawthiq.core.times import bounds, parse_edtf

# What ``left`` is to ``right``; the last holds both ways. Source: Draft Articles on Responsibility of States, articles 4,
# 8, 16 and 17 (organs; direction and control; aid), and the Tadić appeal judgment, IT-94-1-A, 120-137 (overall control).
KINDS = ("part_of", "commands", "supports", "fights_beside")
MUTUAL = frozenset({"fights_beside"})
# How firmly a tie is known, the surest first.
CERTAINTIES = ("established", "likely", "alleged", "disputed")
CERTAIN, POSSIBLE = "certain", "possible"


@dataclass(frozen=True, slots=True)
class Tie:
    """``left`` is part of, commands, supports or fights beside ``right``, from and to an EDTF date ("" is open).

    ``place`` confines it to a place (a code), "" anywhere.
    """

    id: str
    kind: str
    left: str
    right: str
    valid_from: str = ""
    valid_to: str = ""
    certainty: str = "established"
    place: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A tie on a day: ``standing`` is ``CERTAIN`` or ``POSSIBLE`` by the dates alone."""

    tie: Tie
    standing: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A party that stood with another on a day: over which ties, widest step last, and how surely by their dates.

    ``relation`` is what it is to the other: one of ``RELATIONS``.
    """

    party: str
    relation: str
    over: tuple[Tie, ...]
    standing: str


# What a party can be to another, from the other's side.
RELATIONS = ("whole", "part", "commander", "commanded", "supporter", "supported", "ally")
_SIDES = {
    "part_of": ("whole", "part"),
    "commands": ("commanded", "commander"),
    "supports": ("supported", "supporter"),
    "fights_beside": ("ally", "ally"),
}


def standing_on(valid_from: str, valid_to: str, day: str) -> str:
    """``CERTAIN``, ``POSSIBLE`` or "": whether a period holds on a day, each an EDTF date; an open end reaches any day.

    A day that is itself only a month or a year is certain where all of it lies inside.
    """
    first, last = bounds(day)
    since_first, since_last = _ends(valid_from)
    until_first, until_last = _ends(valid_to)
    if (last or date.max) < (since_first or date.min) or (first or date.min) > (until_last or date.max):
        return ""
    begins = not valid_from or (since_last is not None and first is not None and first >= since_last)
    ends = not valid_to or (until_first is not None and last is not None and last <= until_first)
    return CERTAIN if begins and ends and not _is_doubted(valid_from, valid_to, day) else POSSIBLE


def _ends(edtf: str) -> tuple[date | None, date | None]:
    return bounds(edtf) if edtf else (None, None)


def _is_doubted(*written: str) -> bool:
    parts = [part for edtf in written if edtf for part in (parse_edtf(edtf).start, parse_edtf(edtf).end) if part]
    return any(part.uncertain or part.approximate for part in parts)


def ties_on(ties: Iterable[Tie], day: str) -> list[Held]:
    """The ties that hold or may hold on a day; with "" for the day, those at any time, all of them possible."""
    if not day:
        return [Held(tie, POSSIBLE) for tie in ties]
    told = ((tie, standing_on(tie.valid_from, tie.valid_to, day)) for tie in ties)
    return [Held(tie, standing) for tie, standing in told if standing]


def stood_with(party: str, day: str, *, ties: Sequence[Tie]) -> list[Beside]:
    """Who stood with a party on a day: over one tie, and through its wholes and parts; nearest and surest first.

    A part stands with whom its whole stands with, and the other way round; nothing is passed on through support or
    alliance. A disputed tie is told like any other: its certainty stands with it.
    """
    held = ties_on(ties, day)
    own = _body(party, held)
    found: dict[tuple[str, str], Beside] = {}
    for member, (over, standing) in own.items():
        for one in held:
            if member not in (one.tie.left, one.tie.right):
                continue
            other = one.tie.right if one.tie.left == member else one.tie.left
            relation = _SIDES[one.tie.kind][0 if one.tie.left == member else 1]
            if other in own and one.tie.kind == "part_of":
                continue
            _keep(found, Beside(other, relation, (*over, one.tie), _weaker(standing, one.standing)), party)
    for member, (over, standing) in own.items():
        if over:
            relation = _SIDES["part_of"][0 if over[-1].right == member else 1]
            _keep(found, Beside(member, relation, over, standing), party)
    return sorted(found.values(), key=lambda one: (len(one.over), one.standing, one.party, one.relation))


def _keep(found: dict[tuple[str, str], Beside], one: Beside, party: str) -> None:
    if one.party == party:
        return
    known = found.get((one.party, one.relation))
    if known is None or (len(one.over), one.standing) < (len(known.over), known.standing):
        found[(one.party, one.relation)] = one


def _body(party: str, held: Sequence[Held]) -> dict[str, tuple[tuple[Tie, ...], str]]:
    """The party, what it is part of and what is part of it, each way by itself: sisters of one whole are not joined."""
    found: dict[str, tuple[tuple[Tie, ...], str]] = {party: ((), CERTAIN)}
    for upwards in (True, False):
        reached = [party]
        while reached:
            step = reached.pop(0)
            over, standing = found[step]
            for one in held:
                near, far = (one.tie.left, one.tie.right) if upwards else (one.tie.right, one.tie.left)
                if one.tie.kind == "part_of" and near == step and far not in found:
                    found[far] = ((*over, one.tie), _weaker(standing, one.standing))
                    reached.append(far)
    return found


def _weaker(left: str, right: str) -> str:
    return CERTAIN if left == right == CERTAIN else POSSIBLE


@dataclass(frozen=True, slots=True)
class Backing:
    """Whether one party is known to have backed another on a day: ``standing`` as of ``Beside``, "" where nothing is known.

    ``over`` are the ties that say so.
    """

    standing: str
    over: tuple[Tie, ...] = ()


def backing(party: str, backer: str, day: str, *, ties: Sequence[Tie]) -> Backing:
    """What is known of ``backer`` standing behind or beside ``party`` on a day ("regime forces backed by YPG").

    Any relation counts in which the backer could have fought with or for the party: command, support, alliance, or one
    being part of the other. Not known is not the same as not so: the claim's words stay.
    """
    found = [one for one in stood_with(party, day, ties=ties) if one.party == backer]
    sure = sorted(found, key=lambda one: (one.standing != CERTAIN, _doubt(one.over), len(one.over)))
    return Backing(sure[0].standing, sure[0].over) if sure else Backing("")


def _doubt(over: Sequence[Tie]) -> int:
    return max((CERTAINTIES.index(tie.certainty) for tie in over), default=0)


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name that meant one party for a time and in a country: "" for ``country`` is anywhere."""

    text: str
    party: str
    valid_from: str = ""
    valid_to: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A party that a name may mean on a day, and how surely by the dates."""

    name: DatedName
    standing: str


def meanings_of(text: str, *, day: str, country: str, names: Iterable[DatedName]) -> list[Meaning]:
    """The parties that a name meant on a day in a country, the surest first; with "" for either, any day or country."""
    folded = fold(text)
    fitting = (
        name
        for name in names
        if fold(name.text) == folded and (not country or not name.country or name.country == country)
    )
    told = ((name, standing_on(name.valid_from, name.valid_to, day) if day else POSSIBLE) for name in fitting)
    return sorted((Meaning(*one) for one in told if one[1]), key=lambda one: (one.standing, one.name.party))
