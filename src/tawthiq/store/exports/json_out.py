"""Records out as JSON: JSON Lines, GeoJSON, FollowTheMoney entities, and records after the HURIDOCS events standard."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tawthiq.store.exports.guarding import as_text
from tawthiq.store.exports.records import About, Outgoing, days_of, texts_of
from tawthiq.store.packs import load_countries, load_table

_GENDERS = {"male": "male", "female": "female", "m": "male", "f": "female", "ذكر": "male", "أنثى": "female"}


def write_jsonl(path: Path, records: Iterable[Outgoing], *, about: About) -> int:
    """Everything of each record on a line of its own; how many."""
    return _write_lines(path, (_whole(one, about) for one in records))


def _whole(one: Outgoing, about: About) -> dict[str, Any]:
    if one.whole is not None:
        return dict(one.whole)
    told = {"ref": one.ref, "about": one.about, "table": one.table, "cells": dict(one.cells), "told": dict(one.told)}
    return {**told, "origin": dict(one.origin), "publisher": about.publisher, "terms": about.terms}


def write_geojson(path: Path, records: Iterable[Outgoing], *, about: About) -> int:
    """A FeatureCollection: the cells are properties; without a single known point the geometry is null. How many.

    Source: RFC 7946.
    """
    head = {"name": about.title, "tawthiq": {"publisher": about.publisher, "terms": about.terms}}
    number = 0
    with path.open("w", encoding="utf-8") as out:
        out.write('{"type": "FeatureCollection", ' + json.dumps(head, ensure_ascii=False)[1:-1] + ', "features": [')
        for number, one in enumerate(records, start=1):
            out.write((",\n" if number > 1 else "\n") + json.dumps(_feature(one), ensure_ascii=False))
        out.write("\n]}\n")
    return number


def _feature(one: Outgoing) -> dict[str, Any]:
    lat, lon = one.told.get("lat"), one.told.get("lon")
    is_point = isinstance(lat, int | float) and isinstance(lon, int | float)
    point = {"type": "Point", "coordinates": [lon, lat]} if is_point else None
    return {"type": "Feature", "id": one.ref, "geometry": point, "properties": dict(one.cells)}


def write_ftm(path: Path, records: Iterable[Outgoing], *, about: About) -> int:
    """An Event or a Person for each record; what has no property of its own is said in ``notes``. How many.

    Source: FollowTheMoney, schemata Thing, Interval, Event, LegalEntity, Person.
    """
    return _write_lines(path, (_entity(one, about) for one in records))


def _entity(one: Outgoing, about: About) -> dict[str, Any]:
    is_person = one.about == "people"
    names = _names_of("ftm_person" if is_person else "ftm_event")
    properties: dict[str, list[str]] = {}
    for field, value in one.told.items():
        for text in texts_of(value):
            _put(properties, names.get(field, ""), text)
    if not is_person:
        first, last = days_of(one.told)
        _put(properties, "startDate", first)
        _put(properties, "endDate", last)
        title = texts_of(one.cells.get("title_en")) or [_title(one)]
        properties["name"] = title
    elif "name" not in properties:
        parts = (texts_of(one.told.get(name)) for name in ("given", "father", "grandfather", "family"))
        properties["name"] = [" ".join(part[0] for part in parts if part) or one.ref]
    _put(properties, "publisher", about.publisher)
    properties["notes"] = [f"{heading}: {as_text(value)}" for heading, value in one.cells.items()]
    return {"id": f"tawthiq-{one.ref}", "schema": "Person" if is_person else "Event", "properties": properties}


def _put(properties: dict[str, list[str]], name: str, text: str) -> None:
    if name == "country":
        text = _iso2(text)
    elif name == "gender":
        text = _GENDERS.get(text.casefold(), "")
    elif name == "birthDate":
        text = text if text[:4].isdigit() and "/" not in text else ""
    if name and text and text not in properties.get(name, ()):
        properties.setdefault(name, []).append(text)


def _title(one: Outgoing) -> str:
    told = [*texts_of(one.told.get("kind"))[:1], *texts_of(one.told.get("place"))[:1], *texts_of(one.told.get("when"))]
    return ", ".join(told) or one.ref


@cache
def _names_of(form: str) -> dict[str, str]:
    return {row["id"]: row[form] for row in load_table("export_fields")}


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in load_countries():
        for name in (
            row.iso2,
            row.iso3,
            *row.names.values(),
            *(one for many in row.spellings.values() for one in many),
        ):
            found.setdefault(name.casefold(), row.iso2.lower())
    return found


def _iso2(text: str) -> str:
    return _countries().get(text.casefold(), "")


def write_huridocs(path: Path, records: Iterable[Outgoing], *, about: About) -> int:
    """One document with records of Event, Act, Person, Involvement and Information; how many records went in.

    Source: HURIDOCS Events Standard Formats, second edition (2001): formats and their fields by name; the layout as
    JSON is ours (``docs/reference/formats/exports.md``).
    """
    number = 0
    with path.open("w", encoding="utf-8") as out:
        head = {"standard": "HURIDOCS events", "title": about.title, "publisher": about.publisher, "terms": about.terms}
        out.write("{" + json.dumps(head, ensure_ascii=False)[1:-1] + ', "records": [')
        is_first = True
        for one in records:
            number += 1
            for record in _formats(one, about):
                out.write(("\n" if is_first else ",\n") + json.dumps(record, ensure_ascii=False))
                is_first = False
        out.write("\n]}\n")
    return number


def _formats(one: Outgoing, about: About) -> Iterator[dict[str, Any]]:
    """The event with what was done in it, to whom, by whom, and who says so; every cell stands among its remarks."""
    found: dict[str, dict[str, Any]] = {}
    for field, value in one.told.items():
        name, _, key = _names_of("huridocs").get(field, "").partition(".")
        if key:
            held = found.setdefault(name, {})
            before = texts_of(held.get(key))
            held[key] = value if not before else [*before, *texts_of(value)]
    first, last = days_of(one.told)
    title = (texts_of(one.cells.get("title_en")) or [_title(one)])[0]
    event: dict[str, Any] = {"event_title": title, "initial_date": first, "final_date": last}
    event |= {**found.get("event", {}), "remarks": dict(one.cells)}
    yield {"format": "Event", "event_record_number": one.ref, **event}
    if "person" in found:
        yield {"format": "Person", "person_record_number": f"{one.ref}-P", **found["person"]}
    if "act" in found or "person" in found:
        victim = {"victim": f"{one.ref}-P"} if "person" in found else {}
        yield {"format": "Act", "act_record_number": f"{one.ref}-A", "event": one.ref, **victim, **found.get("act", {})}
    if "involvement" in found:
        yield {"format": "Involvement", "event": one.ref, **found["involvement"]}
    information = {"source": about.publisher, **found.get("information", {})}
    yield {"format": "Information", "event": one.ref, **information, "reference": dict(one.origin)}


def _write_lines(path: Path, lines: Iterable[Mapping[str, Any]]) -> int:
    number = 0
    with path.open("w", encoding="utf-8") as out:
        for line in lines:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            number += 1
    return number
