"""Linkage: from the unit that is alleged to have acted, up to whoever is charged, on the day it happened.

A chain goes over "part of" and "commands" only, each step with its certainty and its source; support and alliance are
no command. Where no tie is known there is a gap, and a gap is said, never bridged.
Source: Rome Statute, article 28 (effective command and control, or effective authority and control, at the time).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tawthiq.core.parties import CERTAIN, CERTAINTIES, POSSIBLE, Tie, ties_on

COMMAND_KINDS = frozenset({"part_of", "commands"})


@dataclass(frozen=True, slots=True)
class Edge:
    """One step up: ``lower`` stood under ``upper`` by this tie; ``standing`` is what its dates say of the day."""

    tie: Tie
    lower: str
    upper: str
    standing: str


@dataclass(frozen=True, slots=True)
class Chain:
    """From ``unit`` up to ``top`` on a day. Without edges between two parties there is a gap: nothing is known."""

    unit: str
    top: str
    day: str
    edges: tuple[Edge, ...] = ()

    @property
    def is_gap(self) -> bool:
        """Whether no way up is known."""
        return self.unit != self.top and not self.edges

    @property
    def certainty(self) -> str:
        """The weakest certainty on the way; "" for a gap and where the unit itself is charged."""
        told = [edge.tie.certainty for edge in self.edges]
        return max(told, key=CERTAINTIES.index, default="")

    @property
    def standing(self) -> str:
        """``CERTAIN`` only where every step is, by the dates."""
        return CERTAIN if all(edge.standing == CERTAIN for edge in self.edges) else POSSIBLE


def chain_up(unit: str, top: str, day: str, *, ties: Iterable[Tie]) -> Chain:
    """The chain of command from a unit to a party on a day: of all ways the one whose weakest step is the surest.

    Of equally sure ways the shortest. A day that is not known ("") leaves every step possible.
    """
    if unit == top:
        return Chain(unit, top, day)
    steps = _steps(ties, day)
    best: dict[str, tuple[tuple[int, int, int], tuple[Edge, ...]]] = {unit: ((0, 0, 0), ())}
    waiting = [unit]
    while waiting:
        here = min(waiting, key=lambda code: (best[code][0], code))
        waiting.remove(here)
        cost, edges = best[here]
        for edge in steps:
            if edge.lower != here:
                continue
            doubt, is_possible, length = cost
            reached = (
                max(doubt, CERTAINTIES.index(edge.tie.certainty)),
                max(is_possible, int(edge.standing != CERTAIN)),
                length + 1,
            )
            if edge.upper not in best or reached < best[edge.upper][0]:
                best[edge.upper] = (reached, (*edges, edge))
                waiting = [*{*waiting, edge.upper}]
    return Chain(unit, top, day, best[top][1] if top in best else ())


def _steps(ties: Iterable[Tie], day: str) -> list[Edge]:
    held = ties_on([tie for tie in ties if tie.kind in COMMAND_KINDS], day)
    upwards = []
    for one in held:
        lower, upper = (one.tie.left, one.tie.right) if one.tie.kind == "part_of" else (one.tie.right, one.tie.left)
        upwards.append(Edge(one.tie, lower, upper, one.standing))
    return upwards


@dataclass(frozen=True, slots=True)
class Seen:
    """An incident as the patterns read it: its month ("2015-09") and what it shows under each aspect."""

    ref: str
    month: str
    traits: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Incidents that share a trait (an aspect and its value) over several months."""

    aspect: str
    value: str
    months: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def incidents(self) -> int:
        """How many incidents show it."""
        return sum(len(refs) for _month, refs in self.months)


# Source: own rule of what is shown as a pattern and not as a coincidence of two: three incidents in two months. Whether
# it amounts to an attack "widespread or systematic" (Rome Statute, article 7 (1)) is argued by a person.
LEAST_INCIDENTS, LEAST_MONTHS = 3, 2


def find_patterns(seen: Sequence[Seen]) -> list[Pattern]:
    """Traits that come back, the most frequent first; an incident without a month tells of no pattern over time."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for one in sorted(seen, key=lambda one: (one.month, one.ref)):
        for trait in one.traits if one.month else ():
            found.setdefault(trait, {}).setdefault(one.month, []).append(one.ref)
    patterns = [
        Pattern(aspect, value, tuple((month, tuple(refs)) for month, refs in months.items()))
        for (aspect, value), months in found.items()
        if len(months) >= LEAST_MONTHS and sum(map(len, months.values())) >= LEAST_INCIDENTS
    ]
    return sorted(patterns, key=lambda one: (-one.incidents, one.aspect, one.value))
