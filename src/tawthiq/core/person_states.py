"""What is known of a person over time: which state may be the latest, what contradicts what, when to ask again.

A state has an EDTF day or span, or none. Only what the days make certain is drawn from them: a state gives way to
another that certainly began after it. Sources that disagree stay side by side, and the desk shows that they do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from tawthiq.core.times import bounds, overlap

ALIVE, DEAD, UNKNOWN = "alive", "dead", "unknown"
HELD, FREE = "held", "free"
# In what two states contradict each other.
CONTRADICTIONS = (
    "alive_after_death",
    "alive_or_dead",
    "held_or_free",
    "day_of_death",
    "holder",
    "died_held_after_release",
)


@dataclass(frozen=True, slots=True)
class StateKind:
    """What a state says of life and of liberty; ``look_again_months`` is None where nothing is left to ask."""

    code: str
    life: str
    liberty: str
    look_again_months: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """One state of a person; ``when`` is EDTF or "", ``party`` who held the person, or ""."""

    id: str
    kind: StateKind
    when: str = ""
    party: str = ""

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day that are meant; None where not known."""
        return bounds(self.when) if self.when else (None, None)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two states that cannot both be so, and in what."""

    left: str
    right: str
    of: str


def is_certainly_before(one: State, other: State) -> bool:
    """Whether every day that ``one`` may mean lies before every day that ``other`` may mean."""
    last, first = one.days[1], other.days[0]
    return last is not None and first is not None and last < first


def in_order(states: Iterable[State]) -> list[State]:
    """By the first day, the undated last; the order of what may be the same day is that of the records."""
    return sorted(states, key=lambda one: (one.days[0] or one.days[1] or date.max, one.days[1] or date.max, one.id))


def current_states(states: Sequence[State]) -> list[State]:
    """The states that may be the latest: none certainly began after them. An undated one may always be."""
    return [one for one in in_order(states) if not any(is_certainly_before(one, other) for other in states)]


def contradictions(states: Sequence[State]) -> list[Contradiction]:
    """Every two states that cannot both be so, each pair once with the first thing that they part in."""
    ordered = in_order(states)
    found = ((one, other, _parted(one, other, among=ordered)) for one, other in combinations(ordered, 2))
    return [Contradiction(one.id, other.id, of) for one, other, of in found if of]


def _parted(one: State, other: State, *, among: Sequence[State]) -> str:
    lives = {one.kind.life, other.kind.life}
    dead, living = (one, other) if one.kind.life == DEAD else (other, one)
    if lives == {ALIVE, DEAD}:
        if is_certainly_before(dead, living):
            return "alive_after_death"
        if _may_be_both_last(one, other, among=among) and living.kind.liberty == FREE:
            return "alive_or_dead"
        return "died_held_after_release" if _died_held_after(living, dead, among=among) else ""
    if lives == {DEAD}:
        return "" if _may_meet(one, other) or "remains_returned" in (one.kind.code, other.kind.code) else "day_of_death"
    if {one.kind.liberty, other.kind.liberty} == {HELD, FREE}:
        return "held_or_free" if _is_same_span(one, other) else ""
    both_held = one.kind.liberty == other.kind.liberty == HELD
    differ = one.party and other.party and one.party != other.party
    return "holder" if both_held and differ and _is_same_span(one, other) else ""


def _may_meet(one: State, other: State) -> bool:
    return not (one.when and other.when) or overlap(one.when, other.when)


def _is_same_span(one: State, other: State) -> bool:
    """Whether both tell of the very same days; two months that touch may follow each other."""
    return bool(one.when) and one.days == other.days


def _may_be_both_last(one: State, other: State, *, among: Sequence[State]) -> bool:
    """Whether no day tells which of them came first, and nothing came after either."""
    latest = current_states(among)
    return one in latest and other in latest and _may_meet(one, other)


def _died_held_after(free: State, dead: State, *, among: Sequence[State]) -> bool:
    """Whether somebody died in detention after being let go, with nothing that tells of being taken again."""
    if free.kind.liberty != FREE or dead.kind.liberty != HELD or not is_certainly_before(free, dead):
        return False
    taken = (one for one in among if one.kind.liberty == HELD and one.kind.life != DEAD)
    return not any(not is_certainly_before(one, free) and not is_certainly_before(dead, one) for one in taken)


def due_on(states: Sequence[State]) -> date | None:
    """From which day the desk has to ask again; None where nothing is left to ask, or no day is known.

    The latest state that says the most often to ask decides, from the last day that any state is known for.
    """
    latest = current_states(states)
    months = [one.kind.look_again_months for one in latest if one.kind.look_again_months is not None]
    days = [day for one in states for day in one.days if day]
    return _months_later(max(days), min(months)) if months and days else None


def is_overdue(states: Sequence[State], *, today: date) -> bool:
    """Whether nothing newer is known for longer than the states allow."""
    due = due_on(states)
    return due is not None and due < today


def _months_later(day: date, months: int) -> date:
    """The same day so many months on; the first of the month after, where that month has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year + (month == 11), (month + 1) % 12 + 1, 1)
