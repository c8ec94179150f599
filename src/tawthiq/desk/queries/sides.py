"""Two or more accounts side by side: one row for each thing that is told, with a mark where the accounts part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tawthiq.core.claims import COUNTED
from tawthiq.desk import models as m
from tawthiq.desk.queries.facts import standing_values
from tawthiq.linking.incidents.differences import Difference

# Which rows a contradiction makes stand out.
_ROWS = {"party": "perpetrators", "place": "place", "date": "when", "kind": "kind", "denial": "status"}


@dataclass(frozen=True, slots=True)
class Side:
    """One column: a claim with its report, or an incident with how many claims it holds."""

    ref: str
    claim: m.ClaimRow | None = None
    incident: m.Incident | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SideRow:
    """One thing that is told, as each side tells it (None where it does not); ``is_apart`` where they contradict."""

    field: str
    values: tuple[Any, ...]
    is_apart: bool


def sides_of(records: Sequence[m.Incident | m.ClaimRow]) -> list[Side]:
    """The columns, in the order of the records."""
    return [_of_incident(one) if isinstance(one, m.Incident) else _of_claim(one) for one in records]


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
    return Side(ref=row.ref, claim=row, values=values, people=tuple(person["text"] for person in body["people"]))


def _of_incident(incident: m.Incident) -> Side:
    involved = incident.involvements.select_related("person").order_by("pk")
    names = tuple(dict.fromkeys(one.person.name_ar or one.person.name_en for one in involved))
    return Side(ref=incident.ref, incident=incident, values=standing_values(incident), people=names)


def rows_of(sides: Sequence[Side], contradictions: Sequence[Difference]) -> list[SideRow]:
    """The rows that at least one side tells anything in."""
    apart = {one.of if one.field == "toll" else _ROWS[one.field] for one in contradictions}
    fields = ("kind", "when", "place", "perpetrators", "target_class", *COUNTED)
    told = [(name, tuple(side.values.get(name) for side in sides)) for name in fields]
    return [SideRow(name, values, name in apart) for name, values in told if any(value for value in values)]


def codes_of(sides: Sequence[Side]) -> set[str]:
    """The places that the sides speak of."""
    return {str(side.values["place"]) for side in sides if side.values.get("place")}
