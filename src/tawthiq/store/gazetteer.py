"""Gazetteers of any size: rows go into an index by the keys of their names, and are looked up without loading it."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tawthiq.core.place_keys import PlaceKeys, place_keys
from tawthiq.core.place_ranking import EXACT, SKELETON, SOUND, Fit, PlaceRow
from tawthiq.core.sounds import closeness
from tawthiq.errors import Unreadable

# A consonant skeleton that more places share tells nothing. Source: estimate of this project.
_FOUND_MAX = 400
_FAST = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
_TABLES = """
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
        """The row of this id; looks through the whole index, unless ``grow_index`` made it."""
        query = f"SELECT {_COLUMNS} FROM place WHERE ref = ?"  # noqa: S608 - only column names are put together
        found = self._connection.execute(query, (ref,)).fetchone()
        return _row_of(list(found)) if found else None

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def count(self) -> int:
        """How many places the index holds."""
        return int(self._connection.execute("SELECT count(*) FROM place").fetchone()[0])

    def rows(self, *, start: int = 0, most: int = 1_000) -> list[PlaceRow]:
        """Rows in the order in which they came, ``most`` from the one numbered ``start``."""
        query = f"SELECT {_COLUMNS} FROM place WHERE id > ? ORDER BY id LIMIT ?"  # noqa: S608 - only column names
        return [_row_of(list(values)) for values in self._connection.execute(query, (start, most))]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a newer edition of a gazetteer changes against an older one, in rows by their ids."""

    added: int
    changed: int
    gone: int


_ADDED = "SELECT count(*) FROM main.place n WHERE NOT EXISTS (SELECT 1 FROM older.place o WHERE o.ref = n.ref)"
_GONE = "SELECT count(*) FROM older.place o WHERE NOT EXISTS (SELECT 1 FROM main.place n WHERE n.ref = o.ref)"
# What makes a row another one.
_TOLD = ("kind", "name_en", "name_ar", "lat", "lon", "within")


def difference(newer: Path, older: Path) -> Difference:
    """How many rows the newer file of ``grow_index`` has more, tells otherwise, and has no longer."""
    with closing(sqlite3.connect(f"{newer.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("ATTACH DATABASE ? AS older", (f"{older.resolve().as_uri()}?mode=ro",))
        unlike = " OR ".join(f"n.{name} IS NOT o.{name}" for name in _TOLD)
        changed = f"SELECT count(*) FROM main.place n JOIN older.place o ON o.ref = n.ref WHERE {unlike}"  # noqa: S608
        asked = (_ADDED, changed, _GONE)
        return Difference(*(int(connection.execute(query).fetchone()[0]) for query in asked))


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
    connection.executescript(_FAST + _TABLES)
    _add_rows(connection, rows)
    connection.execute(_WHOLE)
    connection.commit()
    return Index(connection)


# A file that lacks this mark was cut off.
_WHOLE = "PRAGMA user_version = 1"


def _nobody(_number: int) -> None:
    """Nobody wants to know how far it is."""


def grow_index(path: Path, rows: Iterable[NamedRow], *, each_batch: Callable[[int], None] = _nobody) -> None:
    """The file holds these rows, found by name and by id; where it was cut off before, it goes on from there.

    The rows must come in the same order as before. ``each_batch`` is told how many are safe on disk. Raises Unreadable
    where the file is damaged; it can be removed then and begun anew.
    """
    try:
        with closing(sqlite3.connect(path)) as connection:
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'place'").fetchone():
                connection.executescript(f"BEGIN; {_TABLES} COMMIT;")
            kept = connection.execute("SELECT coalesce(max(id), 0) FROM place").fetchone()[0]
            _add_rows(connection, islice(rows, kept, None), first=kept + 1, each_batch=each_batch)
            connection.execute("CREATE INDEX IF NOT EXISTS place_ref ON place (ref)")
            connection.execute(_WHOLE)
            connection.commit()
    except sqlite3.DatabaseError as odd:
        raise Unreadable(f"{path.name}: {odd}") from odd


def _add_rows(
    connection: sqlite3.Connection,
    rows: Iterable[NamedRow],
    *,
    first: int = 1,
    each_batch: Callable[[int], None] = _nobody,
) -> None:
    places: list[tuple] = []
    names: set[tuple[str, int, int, str]] = set()
    for number, (row, spellings, loose) in enumerate(rows, start=first):
        point = (row.lat, row.lon, row.radius_m)
        told = (row.country, "\n".join(row.within), row.population, row.source)
        places.append((number, row.ref, row.kind, row.name_en, row.name_ar, *point, *told))
        for spelling in spellings:
            names.update(_entries(place_keys(spelling), number, loose=loose))
        if len(places) >= _BATCH:
            _write(connection, places, names)
            connection.commit()
            each_batch(number)
    _write(connection, places, names)


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
