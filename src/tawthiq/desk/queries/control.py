"""Who held an incident's place at its time, or any place on a day, as accepted claims of a change of control say."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from tawthiq.core.claims import from_json
from tawthiq.core.control import Holder, Taking, held_at
from tawthiq.core.places import Parents, chain_of, most_precise
from tawthiq.core.times import bounds
from tawthiq.desk import models as m
from tawthiq.desk.queries.dossier_drawings import CaseMap, Told, draw_map
from tawthiq.desk.queries.facts import parents_of_places, place_of, standing_values


@dataclass(frozen=True, slots=True)
class HeldBy:
    """A party that held the place, with the claims that say so and those that deny it, the latest first."""

    holder: Holder
    claims: tuple[m.ClaimRow, ...]
    denials: tuple[m.ClaimRow, ...]


def control_of(incident: m.Incident) -> list[HeldBy]:
    """Who held the incident's place in its days; nothing where place or time is not known, or no claim says."""
    values = standing_values(incident)
    place = values.get("place")
    first, last = bounds(values["when"]) if values.get("when") else (None, None)
    if not place or first is None or last is None:
        return []
    parents = parents_of_places()
    rows = {row.ref: row for row in _claims_about(chain_of(place, parents=parents))}
    takings = [one for row in rows.values() for one in takings_of(row, parents=parents)]
    control = held_at(takings, place=place, first=first, last=last, parents=parents)
    return [_held_by(holder, rows) for holder in control.holders]


@dataclass(frozen=True, slots=True)
class HeldPlace:
    """A place with every party that held it on a day, as claimed; ``numbers`` are the parties' in the legend."""

    place: m.Place
    held: tuple[HeldBy, ...]
    numbers: tuple[int, ...]
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class ControlDay:
    """Who held what on a day: places by name, parties of the legend in its order, and the map if a point is known."""

    places: tuple[HeldPlace, ...]
    parties: tuple[str, ...]
    map: CaseMap | None


def control_on(day: date, *, lang: str) -> ControlDay:
    """Every place that an accepted claim of a change of control names, with who held it on the day as claimed."""
    parents = parents_of_places()
    accepted = m.ClaimRow.objects.filter(kind="control_change", decision__in=("accepted", "mended"))
    rows = {row.ref: row for row in accepted.select_related("report__source").order_by("pk")}
    by_place: dict[str, list[Taking]] = defaultdict(list)
    for taking in (one for row in rows.values() for one in takings_of(row, parents=parents)):
        by_place[taking.place].append(taking)
    found = {}
    for code in by_place:
        near = [one for wider in chain_of(code, parents=parents) for one in by_place.get(wider, ())]
        found[code] = held_at(near, place=code, first=day, last=day, parents=parents)
    parties = sorted({holder.party for control in found.values() for holder in control.holders})
    numbers = {party: number for number, party in enumerate(parties, start=1)}
    named = m.Place.objects.filter(code__in=[code for code, control in found.items() if control.holders])
    places = tuple(
        HeldPlace(
            place,
            tuple(_held_by(holder, rows) for holder in found[place.code].holders),
            tuple(numbers[holder.party] for holder in found[place.code].holders),
            found[place.code].is_disputed,
        )
        for place in named.select_related("parent__parent__parent").order_by(f"name_{lang}", "code")
    )
    told = [Told(number, place_of(one.place), None, None) for one in places for number in one.numbers]
    return ControlDay(places, tuple(parties), draw_map(told))


def _held_by(holder: Holder, rows: Mapping[str, m.ClaimRow]) -> HeldBy:
    return HeldBy(
        holder=holder,
        claims=tuple(rows[one.claim] for one in holder.since),
        denials=tuple(rows[one.claim] for one in holder.denied),
    )


def takings_of(row: m.ClaimRow, *, parents: Parents) -> list[Taking]:
    """What the claim says of who holds what; without a time of its own, that it was so by the day it was made known."""
    claim = from_json(row.body)
    first, last = bounds(claim.when.edtf) if claim.when and claim.when.edtf else (None, None)
    told = bounds(row.report.published)[1] if row.report.published else None
    end: date | None = last or told
    if end is None or claim.status not in ("asserted", "denied"):
        return []
    scenes = [one.place for one in claim.places if one.role == "scene" and one.place]
    return [
        Taking(row.ref, place, party.party, first, end, is_denied=claim.status == "denied")
        for place in most_precise(scenes, parents=parents)
        for party in claim.perpetrators
    ]


def _claims_about(places: tuple[str, ...]) -> list[m.ClaimRow]:
    """Accepted claims of a change of control that name one of the places."""
    named = Q()
    for code in places:
        named |= Q(words__contains=f'"{code}"')
    accepted = m.ClaimRow.objects.filter(kind="control_change", decision__in=("accepted", "mended"))
    found = accepted.annotate(words=Cast("body", TextField())).filter(named)
    return list(found.select_related("report__source").order_by("pk"))
