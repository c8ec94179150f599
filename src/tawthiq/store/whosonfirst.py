"""Who's On First as it is distributed: CSV tables, SQLite databases, folders of GeoJSON (CC0 / CC BY 4.0)."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tawthiq.core.place_ranking import PlaceRow
from tawthiq.errors import Unreadable
from tawthiq.store.gazetteer import NamedRow
from tawthiq.store.gazetteer_rows import (
    UNIT_RADIUS,
    BadRow,
    Gathered,
    country_codes,
    distinct,
    is_arabic,
    kind_by,
    number_of,
    point_of,
)
from tawthiq.store.world import radius_of

SOURCE = "Who's On First"
KINDS = {"country": "country", "region": "governorate", "county": "district", "localadmin": "district"}
KINDS |= {"neighbourhood": "neighbourhood", "macrohood": "neighbourhood", "borough": "neighbourhood"}
KINDS |= {"campus": "facility", "venue": "facility"}
_PLACES = (*KINDS, "locality")
_WIDER = ("localadmin", "county", "region")
_TOP = ("country", "governorate")
_YES = ("true", "1", "1.0")
# A view of one of these names could be any query; only a table is read.
_TABLES = ("spr", "names", "ancestors")
_IS_TABLE = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN (?, ?, ?)"
_CELL_MOST = 10_000_000
_SQLITE_MARK = b"SQLite format 3\0"


def is_database(path: Path) -> bool:
    """Whether the file is an SQLite database; which tables it holds is seen when it is read."""
    with path.open("rb") as file:
        return file.read(len(_SQLITE_MARK)) == _SQLITE_MARK


@dataclass(frozen=True, slots=True)
class _Told:
    """What every form of distribution tells of one place."""

    number: object
    placetype: str
    names: tuple[str, ...]
    arabic: str
    country: str
    within: tuple[str, ...]
    people: int


def _named(told: _Told, point: tuple[float, float]) -> NamedRow:
    kind = KINDS.get(told.placetype) or kind_by(told.people)
    place = PlaceRow(
        f"wof:{told.number}",
        kind,
        told.names[0],
        told.arabic,
        *point,
        UNIT_RADIUS.get(kind) or radius_of(told.people),
        told.country,
        told.within if kind not in _TOP else (),
        told.people,
        SOURCE,
    )
    return NamedRow(place, told.names)


def read_rows(rows: Iterable[tuple[int, dict[str, str]]], tally: Gathered) -> Iterator[NamedRow]:
    """Rows of the CSV table by column, with their lines; the country of a table is that of its country row."""
    country = ""
    for line, row in rows:
        if row["placetype"] == "country":
            country = country_codes().get(row["name"], "") or country
        if row.get("deprecated", "").lower() in _YES or row.get("superseded_by"):
            tally.bad.append(BadRow(line, "superseded"))
            continue
        point = point_of(row["lat"], row["lon"], line, tally)
        if not point:
            continue
        arabic = _split(row.get("names_ar"))
        names = distinct([row["name"], *_split(row.get("names_en")), *_split(row.get("names_variant_und")), *arabic])
        if not names:
            tally.bad.append(BadRow(line, "no_name"))
            continue
        tally.used += 1
        within = distinct([row.get("county", ""), row.get("region", "")])
        told = _Told(
            row.get("wof_id", line),
            row["placetype"],
            names,
            next(iter(arabic), ""),
            row.get("country", "") or country,
            within,
            number_of(row.get("population")),
        )
        yield _named(told, point)


def _split(written: str | None) -> list[str]:
    return [name.strip() for name in (written or "").split("|") if name.strip()]


def read_database(path: Path, tally: Gathered) -> Iterator[NamedRow]:
    """The rows of a distribution with the tables ``spr``, ``names`` and ``ancestors``; raises Unreadable without."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        rows, names = (sqlite3.connect(address, uri=True) for _ in range(2))
        with closing(rows), closing(names):
            for connection in (rows, names):
                _distrust(connection)
            if names.execute(_IS_TABLE, _TABLES).fetchone()[0] != len(_TABLES):
                raise Unreadable(f"{path.name}: {', '.join(_TABLES)}?")
            yield from _database_rows(rows, names, tally)
    except sqlite3.DatabaseError as odd:
        raise Unreadable(f"{path.name}: {odd}") from odd


def _distrust(connection: sqlite3.Connection) -> None:
    """A database of somebody else: nothing that its schema says is run, and no cell is larger than a place needs."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _CELL_MOST)


def _database_rows(connection: sqlite3.Connection, more: sqlite3.Connection, tally: Gathered) -> Iterator[NamedRow]:
    wanted = ",".join("?" * len(_PLACES))
    query = (  # only question marks are put together
        "SELECT id, name, placetype, country, latitude, longitude, is_deprecated, is_superseded "  # noqa: S608
        f"FROM spr WHERE placetype IN ({wanted}) ORDER BY id"
    )
    rows = connection.execute(query, _PLACES)
    for line, (number, name, placetype, country, lat, lon, deprecated, superseded) in enumerate(rows, start=1):
        if str(deprecated) == "1" or str(superseded) == "1":
            tally.bad.append(BadRow(line, "superseded"))
            continue
        point = point_of(lat, lon, line, tally)
        if not point:
            continue
        spellings = more.execute("SELECT language, name FROM names WHERE id = ? ORDER BY rowid", (number,)).fetchall()
        arabic = [text for lang, text in spellings if lang in ("ara", "arb")]
        names = distinct([name, *(text for _lang, text in spellings)])
        if not names:
            tally.bad.append(BadRow(line, "no_name"))
            continue
        tally.used += 1
        within = tuple(_ancestors(more, number))
        yield _named(_Told(number, placetype, names, next(iter(arabic), ""), country or "", within, 0), point)


def _ancestors(connection: sqlite3.Connection, number: int) -> Iterator[str]:
    found = connection.execute(
        "SELECT ancestor_placetype, spr.name FROM ancestors JOIN spr ON spr.id = ancestor_id "
        "WHERE ancestors.id = ? AND ancestor_id != ?",
        (number, number),
    ).fetchall()
    for placetype in _WIDER:
        yield from (name for told, name in found if told == placetype and name)


def read_features(paths: list[Path], tally: Gathered) -> Iterator[NamedRow]:
    """The features of GeoJSON files, a feature or a collection each; units are named by the other files."""
    name_of: dict[int, str] = {}
    for _number, properties in _features(paths, Gathered()):
        if properties.get("wof:placetype") in _WIDER:
            name_of[int(properties["wof:id"])] = str(properties.get("wof:name") or "")
    for number, properties in _features(paths, tally):
        row = _feature_row(number, properties, name_of, tally)
        if row:
            yield row


def _features(paths: list[Path], tally: Gathered) -> Iterator[tuple[int, dict[str, Any]]]:
    """Properties of every feature that is a place of this distribution, with the number of its file."""
    for number, path in enumerate(paths, start=1):
        try:
            body = json.loads(path.read_bytes())
        except (ValueError, OSError) as odd:
            tally.bad.append(BadRow(number, "no_json", f"{path.name}: {odd}"))
            continue
        features = body.get("features", [body]) if isinstance(body, dict) else []
        for feature in features:
            properties = feature.get("properties") if isinstance(feature, dict) else None
            if isinstance(properties, dict) and str(properties.get("wof:id", "")).lstrip("-").isdecimal():
                yield number, properties
            else:
                tally.bad.append(BadRow(number, "no_place", path.name))


def _feature_row(number: int, told: Mapping[str, Any], name_of: Mapping[int, str], tally: Gathered) -> NamedRow | None:
    if told.get("wof:placetype") not in _PLACES:
        return None
    if told.get("wof:superseded_by") or str(told.get("edtf:deprecated") or "uuuu") not in ("uuuu", ""):
        tally.bad.append(BadRow(number, "superseded"))
        return None
    point = point_of(told.get("geom:latitude", ""), told.get("geom:longitude", ""), number, tally)
    if not point:
        return None
    listed = {key: value for key, value in told.items() if key.startswith("name:") and isinstance(value, list)}
    preferred = sorted(listed, key=lambda key: (not key.endswith("_preferred"), key))
    names = distinct([str(told.get("wof:name") or ""), *(str(name) for key in preferred for name in listed[key])])
    if not names:
        tally.bad.append(BadRow(number, "no_name"))
        return None
    in_arabic = (str(name) for key in preferred if key.startswith("name:ara") for name in listed[key])
    arabic = next(filter(is_arabic, in_arabic), "")
    steps = told.get("wof:hierarchy") or [{}]
    get: Callable[[str], object] = steps[0].get
    within = distinct(name_of.get(number_of(get(f"{placetype}_id")), "") for placetype in _WIDER)
    within = tuple(name for name in within if name != names[0])
    tally.used += 1
    people = number_of(told.get("wof:population") or told.get("gn:population"))
    country = str(told.get("wof:country") or "")
    return _named(_Told(told["wof:id"], str(told["wof:placetype"]), names, arabic, country, within, people), point)
