"""Persons followed over time: the list of who is missing or held, and a person's page with the timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.db.models import QuerySet

from tawthiq.core.ids import parse_ref
from tawthiq.core.kinds import TAKING
from tawthiq.core.people import ROOMS
from tawthiq.core.person_states import (
    DEAD,
    HELD,
    Contradiction,
    State,
    StateKind,
    contradictions,
    current_states,
    due_on,
    in_order,
    is_overdue,
)
from tawthiq.core.times import overlap
from tawthiq.desk import models as m
from tawthiq.desk.access import may_do
from tawthiq.desk.queries.judgements import same_cluster, standing_judgements
from tawthiq.desk.queries.paging import PER_PAGE, Page, page_of
from tawthiq.desk.queries.rooms import persons_in
from tawthiq.store.packs import load_table

_WIDTH, _LABELS, _ROW, _TOP, _LEAST = 1000.0, 330.0, 46.0, 40.0, 6.0
_YEARS_SPACED = 60.0


@cache
def state_kinds() -> dict[str, StateKind]:
    """The states by their codes."""
    rows = load_table("person_states")
    return {row["id"]: StateKind(row["id"], row["life"], row["liberty"], row["look_again_months"]) for row in rows}


@cache
def _by_status() -> dict[str, str]:
    return {status: row["id"] for row in load_table("person_states") for status in row["statuses"]}


def to_state(row: m.PersonState) -> State:
    """A state of the register as the rules take it; ``party`` is at hand."""
    return State(row.ref, state_kinds()[row.code], row.when, row.party.code if row.party else "")


@dataclass(frozen=True, slots=True)
class Followed:
    """A person with the states that may be the latest, what contradicts, and whether it is time to ask again."""

    person: m.Person
    latest: list[m.PersonState]
    contradicted: int
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to; "" narrows nothing. ``since`` is an EDTF date: none that ended before it."""

    room: str = "victims"
    state: str = ""
    place: str = ""
    party: str = ""
    since: str = ""
    only: str = ""


def followed_for(user: m.User, wanted: Wanted, *, today: date, page: int = 1) -> Page[Followed]:
    """Who is followed, the latest told first; nobody for who may not enter the room."""
    found: list[Followed] = []
    if may_do(user, ROOMS.get(wanted.room, "")) and may_do(user, "see_report"):
        by_person: dict[int, list[m.PersonState]] = {}
        for row in _standing().filter(person__in=persons_in(wanted.room)):
            by_person.setdefault(row.person_id, []).append(row)
        found = [_followed(rows, today=today) for rows in by_person.values()]
        found = [one for one in found if _fits(one, wanted)]
        if wanted.room != "victims":
            others = persons_in(wanted.room).exclude(pk__in=by_person)
            found += [Followed(one, [], 0, False) for one in others if not _is_narrowed(wanted)]
    found.sort(key=lambda one: (not one.is_overdue, -one.person.pk))
    return page_of(found, number=page, per_page=PER_PAGE)


def _standing() -> QuerySet[m.PersonState]:
    rows = m.PersonState.objects.filter(undone_at=None).order_by("pk")
    return rows.select_related("person", "place", "party", "claim__report__source", "added_by")


def _followed(rows: Sequence[m.PersonState], *, today: date) -> Followed:
    states, by_ref = [to_state(row) for row in rows], {row.ref: row for row in rows}
    latest = [by_ref[one.id] for one in current_states(states)]
    return Followed(rows[0].person, latest, len(contradictions(states)), is_overdue(states, today=today))


def _is_narrowed(wanted: Wanted) -> bool:
    return any((wanted.state, wanted.place, wanted.party, wanted.since, wanted.only))


def _fits(one: Followed, wanted: Wanted) -> bool:
    """Whether one of the latest states is as asked for."""
    if (wanted.only == "overdue" and not one.is_overdue) or (wanted.only == "contradicted" and not one.contradicted):
        return False
    if wanted.only == "missing" and all(state_kinds()[row.code].life == DEAD for row in one.latest):
        return False
    return any(
        (not wanted.state or row.code == wanted.state)
        and (not wanted.place or (row.place is not None and row.place.code == wanted.place))
        and (not wanted.party or (row.party is not None and row.party.code == wanted.party))
        and (not wanted.since or not row.when or overlap(row.when, f"{wanted.since}/.."))
        for row in one.latest
    )


@dataclass(frozen=True, slots=True)
class StateBar:
    """A state in the timeline: ``x`` to ``x + width`` are all days that it may mean; undated ones have no bar."""

    row: m.PersonState
    is_latest: bool
    parted: str
    x: float
    width: float
    y: float

    @property
    def text_y(self) -> float:
        """Where the words beside the bar stand."""
        return self.y + 15


@dataclass(frozen=True, slots=True)
class StateTimeline:
    """The states over the years; ``years`` are (x, year)."""

    height: float
    bars: tuple[StateBar, ...]
    years: tuple[tuple[float, int], ...]
    width: float = _WIDTH
    labels: float = _LABELS


@dataclass(frozen=True, slots=True)
class Offer:
    """A claim that names the person and that no state rests on yet, with what it gives."""

    claim: m.ClaimRow
    initial: dict[str, str]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that a person's page shows; ``alike`` are persons who were judged the same."""

    person: m.Person
    room: str
    alike: list[m.Person]
    states: list[m.PersonState]
    undone: list[m.PersonState]
    latest: frozenset[str]
    contradictions: list[Contradiction]
    due: date | None
    is_overdue: bool
    offers: list[Offer]
    timeline: StateTimeline | None
    involvements: list[m.Involvement] = field(default_factory=list)
    judgements: list[m.Judgement] = field(default_factory=list)


def person_page(user: m.User, person: m.Person, *, room: str, today: date) -> PersonPage:
    """The page of a person whom the caller may see; whoever was judged the same stands on it, of the same room only."""
    refs = [ref for ref in same_cluster(person.ref) if ref.startswith("PS-")]
    numbers = [parse_ref(ref)[1] for ref in refs] or [person.pk]
    people = [person, *persons_in(room).filter(pk__in=numbers).exclude(pk=person.pk)]
    rows = list(_standing().filter(person__in=people))
    by_ref = {row.ref: row for row in rows}
    states = in_order(to_state(row) for row in rows)
    parted, latest = contradictions(states), frozenset(one.id for one in current_states(states))
    involvements = list(
        m.Involvement.objects.filter(person__in=people)
        .select_related("claim__report__source", "incident")
        .order_by("pk")
    )
    return PersonPage(
        person=person,
        room=room,
        alike=people[1:],
        states=[by_ref[one.id] for one in states],
        undone=list(_undone(people)),
        latest=latest,
        contradictions=parted,
        due=due_on(states),
        is_overdue=is_overdue(states, today=today),
        offers=_offers(person, involvements, used={row.claim_id for row in rows}),
        timeline=draw_states([by_ref[one.id] for one in states], latest=latest, parted=parted),
        involvements=involvements,
        judgements=standing_judgements(user, [person.ref]),
    )


def _undone(people: Sequence[m.Person]) -> QuerySet[m.PersonState]:
    rows = m.PersonState.objects.filter(person__in=people).exclude(undone_at=None)
    return rows.select_related("undone_by").order_by("pk")


def _offers(person: m.Person, involvements: Iterable[m.Involvement], *, used: set[int | None]) -> list[Offer]:
    own = (one for one in involvements if one.person_id == person.pk and one.claim_id not in used)
    return [Offer(one.claim, _initial(one)) for one in own if one.claim.decision in ("accepted", "mended")]


def _initial(part: m.Involvement) -> dict[str, str]:
    """What the claim says of state, day, place and holder."""
    body: dict[str, Any] = part.claim.body
    code = _by_status().get(part.status, "")
    scenes = [place["place"] for place in body["places"] if place["role"] == "scene" and place["place"]]
    return {
        "code": code,
        "when": str((body["when"] or {}).get("edtf") or ""),
        "place": scenes[0] if scenes else "",
        "party": _holder(part.claim) if code and state_kinds()[code].liberty == HELD else "",
        "claim": part.claim.ref,
    }


def _holder(claim: m.ClaimRow) -> str:
    """The party of which the claim's own words say that it took or holds the person; "" where they do not.

    Who bombed a prison does not hold those in it; a party that the reader only inferred is not said to hold anybody.
    """
    if claim.kind not in TAKING or claim.status != "asserted":
        return ""
    told = {one["party"] for one in claim.body["perpetrators"] if one["text"] or claim.decision == "mended"}
    return told.pop() if len(told) == 1 and "unknown" not in told else ""


def draw_states(
    rows: Sequence[m.PersonState], *, latest: frozenset[str], parted: Sequence[Contradiction]
) -> StateTimeline | None:
    """A bar for each dated state, in the order of the rows; None where none is dated."""
    spans = [(row, to_state(row).days) for row in rows]
    told = [day for _row, days in spans for day in days if day]
    if not told:
        return None
    first, last = date(min(told).year, 1, 1), date(min(max(told).year, 9998), 12, 31)
    scale = (_WIDTH - _LABELS - 20) / max((last - first).days, 1)
    why = {ref: one.of for one in parted for ref in (one.left, one.right)}

    def at(day: date) -> float:
        return round(_LABELS + (day - first).days * scale, 1)

    bars = []
    for number, (row, (since, until)) in enumerate(span for span in spans if any(span[1])):
        left, right = at(since or first), at(until or last)
        place = (left, max(right - left, _LEAST), _TOP + number * _ROW)
        bars.append(StateBar(row, row.ref in latest, why.get(row.ref, ""), *place))
    step = max(1, round(_YEARS_SPACED / max(365 * scale, 1)))
    years = tuple((at(date(year, 1, 1)), year) for year in range(first.year, last.year + 1, step))
    return StateTimeline(_TOP + len(bars) * _ROW + 10, tuple(bars), years)
