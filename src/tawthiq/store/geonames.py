"""GeoNames as it is published: dumps of a country or of all, names by language, names of admin units (CC BY 4.0).

A dump holds points and codes; the names in every language lie in ``alternateNamesV2.txt``, the names of units in
``admin1CodesASCII.txt`` and ``admin2Codes.txt`` or in the dump's own rows. What is too large for memory goes through a
private temporary file.
"""

import io
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tawthiq.core.place_ranking import PlaceRow
from tawthiq.store.gazetteer import NamedRow
from tawthiq.store.gazetteer_rows import (
    UNIT_RADIUS,
    BadRow,
    Gathered,
    distinct,
    is_arabic,
    kind_by,
    number_of,
    point_of,
)
from tawthiq.store.world import radius_of

SOURCE = "GeoNames (CC BY 4.0)"
COLUMNS = 19
NAMES, UNITS = ("alternateNamesV2", "alternateNames"), ("admin1CodesASCII", "admin2Codes")
# Alternate "names" that are codes or addresses. Source: the readme of download.geonames.org.
_NO_NAMES = frozenset({"link", "wkdt", "post", "iata", "icao", "faac", "tcid", "unlc", "abbr", "phon", "piny"})
_KINDS = {"PCLI": "country", "PCLD": "country", "PCLS": "country", "ADM1": "governorate", "ADM2": "district"}
_KINDS |= {"ADM3": "district", "ADM4": "district", "PPLX": "neighbourhood", "STM": "river", "WAD": "river"}
_KINDS |= {"CMPRF": "camp", "RLF": "camp"}
_CLASSES = "APSTLHV"
_LEVELS = ("ADM1", "ADM2", "ADM3", "ADM4")
_FIRST_LEVEL = 10  # column of the code of the first level; the others follow
# Beyond so many rows the ids of a dump are not held in memory, and all names are kept instead of those asked for.
_IDS_MAX = 2_000_000
_BATCH = 50_000


def is_names(head: str) -> bool:
    """Whether a first line is of ``alternateNamesV2.txt``: two numbers, a language, a name, marks."""
    parts = head.rstrip("\r\n").split("\t")
    return 8 <= len(parts) <= 10 and parts[0].isdecimal() and parts[1].isdecimal()


def is_units(head: str) -> bool:
    """Whether a first line is of ``admin1CodesASCII.txt`` or ``admin2Codes.txt``: code, name, plain name, number."""
    parts = head.rstrip("\r\n").split("\t")
    return len(parts) == 4 and parts[3].isdecimal() and "." in parts[0]


def is_dump(head: str) -> bool:
    """Whether a first line is of a dump."""
    return head.count("\t") == COLUMNS - 1


@contextmanager
def open_lines(path: Path) -> Iterator[io.TextIOBase]:
    """The lines of a text file, or of the one that lies in an archive under the same name."""
    if path.suffix != ".zip":
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive, archive.open(f"{path.stem}.txt") as packed:
        yield io.TextIOWrapper(packed, encoding="utf-8")


def read_dump(path: Path, tally: Gathered, *, beside: Iterable[Path] = ()) -> Iterator[NamedRow]:
    """The rows of a dump with their units and every name; ``beside`` are files of names and of units."""
    names_files = []
    units: dict[str, str] = {}
    for file in beside:
        with open_lines(file) as lines:
            head = lines.readline()
        if is_units(head):
            units |= _read_units(file)
        elif is_names(head):
            names_files.append(file)
    ids = _scan(path, units)
    names = _Names(names_files, ids) if names_files else None
    with open_lines(path) as lines:
        for line, text in enumerate(lines, start=1):
            row = _row(line, text, tally, units=units, names=names)
            if row:
                yield row


def _read_units(path: Path) -> dict[str, str]:
    with open_lines(path) as lines:
        rows = (text.rstrip("\r\n").split("\t") for text in lines)
        return {row[0]: row[1] for row in rows if len(row) == 4 and row[1]}


def _scan(path: Path, units: dict[str, str]) -> set[int] | None:
    """The dump's own units go into ``units``; its ids come back, None where they are too many to hold."""
    ids: set[int] | None = set()
    with open_lines(path) as lines:
        for text in lines:
            values = text.rstrip("\r\n").split("\t")
            if len(values) != COLUMNS:
                continue
            if values[7] in _LEVELS:
                units[".".join(_codes(values)[: _LEVELS.index(values[7]) + 2])] = values[1]
            if ids is not None and values[0].isdecimal():
                ids.add(int(values[0]))
                ids = ids if len(ids) <= _IDS_MAX else None
    return ids


def _codes(values: list[str]) -> list[str]:
    """Country code and the codes of the levels, widest first."""
    return [values[8], *values[_FIRST_LEVEL : _FIRST_LEVEL + len(_LEVELS)]]


def _within(values: list[str], units: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the units around a row, nearest first."""
    codes = _codes(values)
    own = _LEVELS.index(values[7]) + 2 if values[7] in _LEVELS else len(codes) + 1
    known = (units.get(".".join(codes[: depth + 1]), "") for depth in range(len(codes) - 1, 0, -1) if depth + 1 < own)
    return distinct(known)


def _row(line: int, text: str, tally: Gathered, *, units: Mapping[str, str], names: "_Names | None") -> NamedRow | None:
    values = text.rstrip("\r\n").split("\t")
    if len(values) != COLUMNS:
        tally.bad.append(BadRow(line, "columns", str(len(values))))
        return None
    point = point_of(values[4], values[5], line, tally)
    if not point or values[6] not in _CLASSES:
        return None
    listed = [values[1], values[2], *values[3].split(",")]
    told = names.of(values[0]) if names else []
    found = distinct([*listed[:1], *told, *listed[1:]])
    if not found:
        tally.bad.append(BadRow(line, "no_name"))
        return None
    tally.used += 1
    arabic = next((name for name in told if is_arabic(name)), "")
    kind = _kind(values[6], values[7], number_of(values[14]))
    return geonames_row(
        values[0],
        found,
        point,
        kind=kind,
        country=values[8],
        within=_within(values, units),
        people=number_of(values[14]),
        arabic=arabic,
    )


def _kind(klass: str, code: str, people: int) -> str:
    if code in _KINDS:
        return _KINDS[code]
    if code.startswith("PPL"):
        return kind_by(people)
    return "facility" if klass == "S" else "area"


def geonames_row(
    number: str,
    names: tuple[str, ...],
    point: tuple[float, float],
    *,
    kind: str,
    country: str,
    within: tuple[str, ...] = (),
    people: int = 0,
    arabic: str = "",
) -> NamedRow:
    """A row under its GeoNames number; ``arabic`` is the preferred Arabic name where one is marked so."""
    radius = UNIT_RADIUS.get(kind) or radius_of(people)
    arabic = arabic or next((name for name in names if is_arabic(name)), "")
    row = PlaceRow(f"gn:{number}", kind, names[0], arabic, *point, radius, country, within, people, SOURCE)
    return NamedRow(row, names)


class _Names:
    """Names by GeoNames number, in a private temporary database: Arabic and English ones first."""

    def __init__(self, files: Iterable[Path], ids: set[int] | None) -> None:
        self._connection = sqlite3.connect("")
        self._connection.execute("CREATE TABLE name (id INTEGER, worth INTEGER, text TEXT)")
        for file in files:
            with open_lines(file) as lines:
                self._fill(lines, ids)
        self._connection.execute("CREATE INDEX name_id ON name (id, worth)")

    def _fill(self, lines: Iterable[str], ids: set[int] | None) -> None:
        batch: list[tuple[int, int, str]] = []
        for text in lines:
            values = text.rstrip("\r\n").split("\t")
            if len(values) < 4 or not values[1].isdecimal() or values[2] in _NO_NAMES:
                continue
            if ids is not None and int(values[1]) not in ids:
                continue
            is_preferred = len(values) > 4 and values[4] == "1"
            batch.append((int(values[1]), 2 * (values[2] not in ("ar", "en")) + (not is_preferred), values[3]))
            if len(batch) >= _BATCH:
                self._connection.executemany("INSERT INTO name VALUES (?,?,?)", batch)
                batch.clear()
        self._connection.executemany("INSERT INTO name VALUES (?,?,?)", batch)

    def of(self, number: str) -> list[str]:
        """The names of one place, the best first."""
        if not number.isdecimal():
            return []
        found = self._connection.execute("SELECT text FROM name WHERE id = ? ORDER BY worth, rowid", (int(number),))
        return [text for (text,) in found]
