"""Parties over time: what binds one to another for a period, and so who stood with whom on a day.

A tie holds for a period whose ends may be partly known (EDTF). On a day it is therefore *certain* (the day lies inside
whatever the ends may mean), *possible* (it may lie inside) or not there. Nothing is drawn from a tie that it does not
say: who supports a party does not command it, and the friend of a friend is no friend.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tawthiq.core.texts import fold
from tawthiq.core.times import bounds, parse_edtf

# What ``left`` is to ``right``; the last holds both ways. Source: Draft Articles on Responsibility of States, articles
# 4, 8, 16 and 17 (organs; direction and control; aid); the Tadić appeal judgment, IT-94-1-A, 120-137 (overall control).
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
    (since, since_last), since_doubt = _end(valid_from)
    (until, until_last), until_doubt = _end(valid_to)
    if (last or date.max) < _moved(since, -since_doubt) or (first or date.min) > _moved(until_last, until_doubt):
        return ""
    begins = not valid_from or (first is not None and first >= _moved(since_last, since_doubt))
    ends = not valid_to or (last is not None and last <= _moved(until, -until_doubt))
    return CERTAIN if begins and ends and not _doubt_of(day) else POSSIBLE


# "About" and "perhaps" may be off by as much as the date is long, and by a week at least. Source: own estimate.
_WEEK = timedelta(days=7)
_NO_DOUBT = timedelta()


def _end(edtf: str) -> tuple[tuple[date, date], timedelta]:
    """The first and the last day that an end may mean, of all days where it is open, and how far they may be off."""
    if not edtf:
        return (date.min, date.max), _NO_DOUBT
    first, last = bounds(edtf)
    return (first or date.min, last or date.max), _doubt_of(edtf)


def _doubt_of(edtf: str) -> timedelta:
    """How far a date may be off that is marked as approximate or uncertain; nothing for any other."""
    parsed = parse_edtf(edtf)
    parts = [part for part in (parsed.start, parsed.end) if part and (part.approximate or part.uncertain)]
    return max((max(part.last - part.first, _WEEK) for part in parts), default=_NO_DOUBT)


def _moved(day: date, by: timedelta) -> date:
    """The day so much later, or earlier; as far as there are days."""
    number = min(max(day.toordinal() + by.days, 1), date.max.toordinal())
    return date.fromordinal(number)


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
            if member not in (one.tie.left, one.tie.right) or one.tie.kind == "part_of":
                continue
            other = one.tie.right if one.tie.left == member else one.tie.left
            relation = _SIDES[one.tie.kind][0 if one.tie.left == member else 1]
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
    """Whether one party is known to have backed another on a day.

    ``standing`` is that of ``Beside``, "" where nothing is known; ``over`` are the ties that say so.
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
