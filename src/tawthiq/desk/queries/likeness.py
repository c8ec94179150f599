"""Persons and places of the register as the linking room takes them, and the pairs of them that wait for a word."""

from collections.abc import Iterable
from typing import Any

from tawthiq.core.times import bounds, is_valid_edtf
from tawthiq.desk import models as m
from tawthiq.desk.queries.judgements import said_about
from tawthiq.desk.queries.own_places import bare_row
from tawthiq.desk.queries.rooms import persons_for
from tawthiq.linking.likely import Proposal, ask_about
from tawthiq.linking.people.likely import Row, likely_pairs
from tawthiq.linking.places import likely_places
from tawthiq.store.gazetteer import NamedRow

_OPEN, _CLOSE = "date_start", "date_end"


def like_persons(user: m.User) -> list[Proposal]:
    """Persons who may be one, of the rooms that this user may enter and across them."""
    people = list(persons_for(user).exclude(name_en="", name_ar=""))
    told: dict[int, list[tuple[Any, Any]]] = {}
    parts = m.Involvement.objects.filter(person__in=[one.pk for one in people]).order_by("pk")
    for key, when, places in parts.values_list("person", "claim__body__when", "claim__body__places"):
        told.setdefault(key, []).append((when, places))
    rows = tuple(_person_row(one, told.get(one.pk, [])) for one in people)
    pairs = likely_pairs(rows) if len(rows) > 1 else ()
    return ask_about("one_person", [one.ref for one in people], pairs, said=said_about(("person",)))


def _person_row(person: m.Person, parts: Iterable[tuple[Any, Any]]) -> Row:
    """The name with the days and the first scene that claims give; a role is written in the language of its report."""
    told = list(parts)
    days = [day for when, _places in told for day in _days((when or {}).get("edtf"))]
    mentions = (mention for _when, places in told for mention in places or ())
    scenes = [one["place"] for one in mentions if one["role"] == "scene" and one["place"]]
    fields: dict[str, tuple[str, ...]] = {"name": (person.name_ar or person.name_en,)}
    if days:
        fields |= {_OPEN: (min(days),), _CLOSE: (max(days),)}
    if scenes:
        fields["place"] = (scenes[0],)
    return tuple(fields.items())


def _days(edtf: str | None) -> list[str]:
    return [day.isoformat() for day in bounds(edtf) if day] if edtf and is_valid_edtf(edtf) else []


def like_places() -> list[Proposal]:
    """Places of the register that may be one."""
    places = list(m.Place.objects.order_by("pk"))
    by_key = {one.pk: one for one in places}
    names: dict[int, list[str]] = {one.pk: [one.name_en, one.name_ar] for one in places}
    for key, text in m.PlaceSpelling.objects.order_by("pk").values_list("place", "text"):
        names[key].append(text)
    for key, text in m.PlaceName.objects.filter(undone_at=None).order_by("pk").values_list("place", "text"):
        names[key].append(text)
    for one in places:
        one.parent = by_key.get(one.parent_id or 0)  # at hand, so that no wider place is asked for again
    rows = [NamedRow(bare_row(one), tuple(dict.fromkeys(filter(None, names[one.pk])))) for one in places]
    parents = tuple((one.code, one.parent.code if one.parent else None) for one in places)
    pairs = likely_places(tuple(rows), parents) if len(rows) > 1 else ()
    return ask_about("one_place", [one.ref for one in places], pairs, said=said_about(("place",)))
