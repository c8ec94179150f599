"""Two or more records side by side: one row for each thing that is told, with a mark where the records part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tawthiq.core.claims import COUNTED
from tawthiq.core.places import distance_m
from tawthiq.core.times import is_valid_edtf, overlap
from tawthiq.desk import models as m
from tawthiq.desk.queries.facts import standing_values
from tawthiq.linking.incidents.differences import Difference

# Which rows a contradiction makes stand out.
_ROWS = {"party": "perpetrators", "place": "place", "date": "when", "kind": "kind", "denial": "status"}


# Two points further apart are told apart on the page. Source: core.place_ranking, twice the error of the coarser file.
_APART_M = 5_000


@dataclass(frozen=True, slots=True)
class Side:
    """One column: the record of its kind, what it tells by field (each a tuple, empty where it tells nothing of it).

    ``claims`` are those whose words speak for it, ``people`` the names that an account gives.
    """

    ref: str
    claim: m.ClaimRow | None = None
    incident: m.Incident | None = None
    person: m.Person | None = None
    place: m.Place | None = None
    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    claims: tuple[m.ClaimRow, ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SideRow:
    """One thing that is told, as each side tells it; ``is_apart`` where they contradict."""

    field: str
    values: tuple[tuple[Any, ...], ...]
    is_apart: bool


def sides_of(records: Sequence[m.Record]) -> list[Side]:
    """The columns, in the order of the records."""
    return [_MAKERS[type(one)](one) for one in records]


def _of_claim(row: m.ClaimRow) -> Side:
    body = row.body
    scenes = [place["place"] for place in body["places"] if place["role"] == "scene" and place["place"]]
    values: dict[str, Any] = {
        "kind": row.kind,
        "status": row.status,
        "when": (body["when"] or {}).get("edtf"),
        "place": scenes[0] if scenes else None,
        "perpetrators": [one["party"] for one in body["perpetrators"]] or None,
        "target_class": (body["target"] or {}).get("class"),
        **{name: body["counts"].get(name) for name in COUNTED},
    }
    people = tuple(person["text"] for person in body["people"])
    return Side(ref=row.ref, claim=row, values=_told(values), claims=(row,), people=people)


def _of_incident(incident: m.Incident) -> Side:
    involved = incident.involvements.select_related("person").order_by("pk")
    names = tuple(dict.fromkeys(one.person.name_ar or one.person.name_en for one in involved))
    return Side(ref=incident.ref, incident=incident, values=_told(standing_values(incident)), people=names)


def _of_person(person: m.Person) -> Side:
    """A person by everything that claims say of them; the involvements are at hand."""
    parts = list(person.involvements.all())
    claims = {one.claim.pk: one.claim for one in parts}
    told = [_of_claim(claim).values for claim in claims.values()]
    return Side(
        ref=person.ref,
        person=person,
        values={
            "names": _once(person.name_ar, person.name_en),
            "person_status": _once(*(one.status for one in parts)),
            "role": _once(*(one.role for one in parts)),
            **{name: _once(*(value for one in told for value in one[name])) for name in ("when", "place", "kind")},
            "incident": tuple({one.incident.pk: one.incident for one in parts}.values()),
        },
        claims=tuple(claims.values()),
    )


def _of_place(place: m.Place) -> Side:
    spellings = [one.text for one in place.spellings.all()]
    spellings += [one.text for one in place.own_names.all() if not one.undone_at]
    is_placed = place.lat is not None and place.lon is not None
    return Side(
        ref=place.ref,
        place=place,
        values={
            "names": _once(place.name_en, place.name_ar),
            "spelling": _once(*(one for one in spellings if one not in (place.name_en, place.name_ar))),
            "place_kind": (place.kind,),
            "within": (place.parent,) if place.parent else (),
            "point": (place,) if is_placed else (),
            "source": (place.source,),
        },
    )


_MAKERS: Mapping[type[m.Record], Callable[[Any], Side]] = {
    m.ClaimRow: _of_claim,
    m.Incident: _of_incident,
    m.Person: _of_person,
    m.Place: _of_place,
}


def _told(values: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {name: (value,) if value else () for name, value in values.items()}


def _once(*values: Any) -> tuple[Any, ...]:
    found: list[Any] = []
    for value in values:
        if value and value not in found:
            found.append(value)
    return tuple(found)


def rows_of(sides: Sequence[Side], contradictions: Sequence[Difference]) -> list[SideRow]:
    """The rows that at least one side tells anything in."""
    if sides and (sides[0].person or sides[0].place):
        rows = [(name, tuple(side.values[name] for side in sides)) for name in sides[0].values]
        return [SideRow(name, values, _are_apart(name, values)) for name, values in rows if any(values)]
    apart = {one.of if one.field == "toll" else _ROWS[one.field] for one in contradictions}
    fields = ("kind", "when", "place", "perpetrators", "target_class", *COUNTED)
    told = [(name, tuple(side.values.get(name, ()) for side in sides)) for name in fields]
    return [SideRow(name, values, name in apart) for name, values in told if any(values)]


def _are_apart(name: str, values: Sequence[tuple[Any, ...]]) -> bool:
    """Whether two records tell of a thing and have nothing of it in common; names are for the eye of a person."""
    if not all(values):
        return False
    first, second = values
    if name == "when":
        days = [(one, other) for one in first for other in second if is_valid_edtf(one) and is_valid_edtf(other)]
        return bool(days) and not any(overlap(one, other) for one, other in days)
    if name == "point":
        return distance_m((first[0].lat, first[0].lon), (second[0].lat, second[0].lon)) > _APART_M
    return name in ("place", "place_kind", "within") and not set(first) & set(second)


def codes_of(sides: Sequence[Side]) -> set[str]:
    """The places that the sides speak of."""
    return {str(code) for side in sides for code in side.values.get("place", ())}
