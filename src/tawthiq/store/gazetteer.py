"""Gazetteers of any size: rows go into an index by the keys of their names, and are looked up without loading it."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tawthiq.core.place_keys import PlaceKeys, place_keys
from tawthiq.core.place_ranking import EXACT, SKELETON, SOUND, Fit, PlaceRow
from tawthiq.core.sounds import closeness

# A consonant skeleton that more places share tells nothing. Source: estimate of this project.
_FOUND_MAX = 400
_TABLES = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
CREATE TABLE place (id INTEGER PRIMARY KEY, ref TEXT, kind TEXT, name_en TEXT, name_ar TEXT, lat REAL, lon REAL,
    radius_m INTEGER, country TEXT, within TEXT, population INTEGER, source TEXT);
CREATE TABLE name (key TEXT, level INTEGER, place INTEGER, written TEXT, PRIMARY KEY (key, level, place, written))
    WITHOUT ROWID;
"""
_COLUMNS = "ref, kind, name_en, name_ar, lat, lon, radius_m, country, within, population, source"
_BATCH = 5_000


class Index:
    """Rows to be found by the keys of their names, over an open SQLite connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, name: str, *, countries: tuple[str, ...] = (), loose: bool = True) -> list[Fit]:
        """Places of this name, the best fit first; ``countries`` narrows, ``loose`` lets the consonants alone fit."""
        keys = place_keys(name)
        wanted = [(keys.exact, EXACT), (keys.sound, SOUND), *([(keys.skeleton, SKELETON)] if loose else [])]
        found: dict[int, Fit] = {}
        for key, level in wanted:
            own = keys.exact if level == SOUND else keys.sound
            for place, written, *row in self._rows(key, level, countries) if key else ():
                known = found.get(place)
                if known is None or (known.level == level and _is_closer(written, known.by, own)):
                    found[place] = Fit(_row_of(row), level, written)
        return list(found.values())

    def _rows(self, key: str, level: int, countries: tuple[str, ...]) -> Iterator[tuple]:
        narrowed = f" AND country IN ({','.join('?' * len(countries))})" if countries else ""
        query = (  # only column names and question marks are put together
            f"SELECT place.id, written, {_COLUMNS} FROM name JOIN place ON place.id = name.place "  # noqa: S608
            f"WHERE key = ? AND level = ?{narrowed} ORDER BY population DESC, place.id LIMIT {_FOUND_MAX}"
        )
        return iter(self._connection.execute(query, (key, level, *countries)).fetchall())

    def row(self, ref: str) -> PlaceRow | None:
        """The row of this id; looks through the whole index."""
        query = f"SELECT {_COLUMNS} FROM place WHERE ref = ?"  # noqa: S608 - only column names are put together
        found = self._connection.execute(query, (ref,)).fetchone()
        return _row_of(list(found)) if found else None

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def count(self) -> int:
        """How many places the index holds."""
        return int(self._connection.execute("SELECT count(*) FROM place").fetchone()[0])


def _is_closer(written: str, than: str, to: str) -> bool:
    return closeness(written, to) > closeness(than, to)


def _row_of(values: list) -> PlaceRow:
    ref, kind, name_en, name_ar, lat, lon, radius_m, country, within, population, source = values
    parents = tuple(within.split("\n")) if within else ()
    return PlaceRow(ref, kind, name_en, name_ar, lat, lon, radius_m, country, parents, population, source)


class NamedRow(NamedTuple):
    """A row with every spelling that shall find it; ``loose``: also by its consonants."""

    row: PlaceRow
    names: tuple[str, ...]
    loose: bool = True


def build_index(rows: Iterable[NamedRow], *, path: Path | None = None) -> Index:
    """An index of these rows in memory (large ones spill to a private temporary file), or in the file ``path``."""
    connection = sqlite3.connect(str(path) if path else "", check_same_thread=False)
    connection.executescript(_TABLES)
    places: list[tuple] = []
    names: set[tuple[str, int, int, str]] = set()
    for number, (row, spellings, loose) in enumerate(rows, start=1):
        parents = "\n".join(row.within)
        point = (row.lat, row.lon, row.radius_m)
        places.append(
            (
                number,
                row.ref,
                row.kind,
                row.name_en,
                row.name_ar,
                *point,
                row.country,
                parents,
                row.population,
                row.source,
            )
        )
        for spelling in spellings:
            names.update(_entries(place_keys(spelling), number, loose=loose))
        if len(places) >= _BATCH:
            _write(connection, places, names)
    _write(connection, places, names)
    connection.execute("PRAGMA user_version = 1")  # whole; a file that lacks it was cut off
    connection.commit()
    return Index(connection)


def _entries(keys: PlaceKeys, place: int, *, loose: bool) -> Iterator[tuple[str, int, int, str]]:
    if keys.exact:
        yield keys.exact, EXACT, place, ""
    if keys.sound:
        yield keys.sound, SOUND, place, keys.exact
    if keys.skeleton and loose:
        yield keys.skeleton, SKELETON, place, keys.sound


def _write(connection: sqlite3.Connection, places: list[tuple], names: set[tuple[str, int, int, str]]) -> None:
    connection.executemany("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", places)
    connection.executemany("INSERT OR IGNORE INTO name VALUES (?,?,?,?)", sorted(names))
    places.clear()
    names.clear()


def open_index(path: Path) -> Index | None:
    """The index of this file, read-only; None where there is none or it is not whole."""
    with suppress(sqlite3.Error):
        if path.is_file():
            connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            if connection.execute("PRAGMA user_version").fetchone()[0]:
                return Index(connection)
    return None
