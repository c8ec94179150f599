"""P-codes of OCHA as the Humanitarian Data Exchange gives them: one list of all countries, or tables of a country.

The list has a row for each unit with the code of its parent. A table has a row for each of the lowest units with the
names and codes of all that it lies in (``ADM2_EN``, ``admin2Name_ar``, ``adm2_pcode``); a table of populated places
has points besides. P-codes of units have no points.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tawthiq.core.place_ranking import PlaceRow
from tawthiq.errors import Unreadable
from tawthiq.store.gazetteer import NamedRow
from tawthiq.store.gazetteer_rows import UNIT_RADIUS, BadRow, Gathered, country_codes, distinct, is_arabic, point_of
from tawthiq.store.workbook_rows import WorkbookRow
from tawthiq.store.world import radius_of

SOURCE = "OCHA COD-AB"
KINDS = {"0": "country", "1": "governorate", "2": "district", "3": "district", "4": "district"}
LIST_COLUMNS = frozenset({"P-Code", "Name", "Admin Level"})
_CODE = re.compile(r"adm(?:in)?(\d)_?p_?code")
_NAME = re.compile(r"adm(?:in)?(\d)_?(?:alt)?\d?_?(?:(?:alt)?name\d?)?\d?_?(en|ar|fr|tr|ku|ref)?")
_LAT = ("latitude_y", "latitude", "lat", "center_lat", "y")
_LON = ("longitude_x", "longitude", "lon", "long", "center_lon", "x")

Line = tuple[int, Sequence[str]]


def read_list(rows: Iterable[tuple[int, dict[str, str]]], tally: Gathered) -> Iterator[NamedRow]:
    """Rows of the list of all countries; parents stand before their children."""
    name_of: dict[str, str] = {}
    parent_of: dict[str, str] = {}
    for line, row in rows:
        code, name, level = row["P-Code"].strip(), row["Name"].strip(), row["Admin Level"].strip()
        if not code or not name or level not in KINDS:
            tally.bad.append(BadRow(line, "no_name"))
            continue
        name_of[code], parent_of[code] = name, row.get("Parent P-Code", "").strip()
        within: list[str] = []
        above = parent_of[code]
        while above in name_of and len(within) < len(KINDS):
            within.append(name_of[above])
            above = parent_of[above]
        tally.used += 1
        country = country_codes().get(row.get("Location", "").strip(), "")
        place = PlaceRow(f"ocha:{code}", KINDS[level], name, "", None, None, None, country, tuple(within), 0, SOURCE)
        yield NamedRow(place, (name,))


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Which columns of a table hold the code and the names of each level, and the point of the lowest."""

    code: Mapping[int, int]
    names: Mapping[int, tuple[int, ...]]
    point: tuple[int, int] | None

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels that have a code and a name, lowest first."""
        return tuple(sorted((level for level in self.code if level in self.names), reverse=True))


def table_columns(headings: Sequence[object]) -> TableColumns | None:
    """The columns of a table of units; None where the headings are of no such table."""
    written = [str(heading or "").strip().lower() for heading in headings]
    code: dict[int, int] = {}
    names: dict[int, list[tuple[int, int]]] = {}
    for at, heading in enumerate(written):
        if found := _CODE.fullmatch(heading):
            code.setdefault(int(found[1]), at)
        elif found := _NAME.fullmatch(heading):
            order = ("en", None, "ar").index(found[2]) if found[2] in ("en", None, "ar") else 3
            names.setdefault(int(found[1]), []).append((order + 4 * ("alt" in heading), at))
    lat, lon = (next((written.index(name) for name in known if name in written), None) for known in (_LAT, _LON))
    ordered = {level: tuple(at for _order, at in sorted(found)) for level, found in names.items()}
    columns = TableColumns(code, ordered, (lat, lon) if lat is not None and lon is not None else None)
    return columns if any(level > 0 for level in columns.levels) else None


def read_table(lines: Iterable[Line], columns: TableColumns, tally: Gathered, *, seen: set[str]) -> Iterator[NamedRow]:
    """Each unit of a table once, widest first; ``seen`` are the codes of units that other tables gave already."""
    levels = columns.levels
    for line, values in lines:
        if any(value.startswith("#adm") for value in values):  # the row of HXL tags
            continue
        units = {level: _unit(values, columns, level) for level in levels}
        chain = [level for level in levels if units[level][0]]
        if not chain:
            tally.bad.append(BadRow(line, "no_name"))
            continue
        country = country_codes().get(next((units[0][1][0] for _ in [0] if units.get(0, ("", ()))[1]), ""), "")
        for at in range(len(chain) - 1, -1, -1):
            code, names = units[chain[at]]
            if code in seen:
                continue
            if not names:
                tally.bad.append(BadRow(line, "no_name", code))
                continue
            seen.add(code)
            point = _point(values, columns, line, tally) if chain[at] == levels[0] else None
            within = tuple(units[wider][1][0] for wider in chain[at + 1 :] if wider > 0 and units[wider][1])
            tally.used += 1
            yield _row(code, names, chain[at], (point, country or country_codes().get(code[:2], ""), within))


def _unit(values: Sequence[str], columns: TableColumns, level: int) -> tuple[str, tuple[str, ...]]:
    code = values[columns.code[level]].strip() if columns.code[level] < len(values) else ""
    return code, distinct(values[at] for at in columns.names[level] if at < len(values))


def _point(values: Sequence[str], columns: TableColumns, line: int, tally: Gathered) -> tuple[float, float] | None:
    if columns.point is None or max(columns.point) >= len(values):
        return None
    lat, lon = (values[at].strip() for at in columns.point)
    return point_of(lat, lon, line, tally) if lat or lon else None


def _row(
    code: str,
    names: tuple[str, ...],
    level: int,
    told: tuple[tuple[float, float] | None, str, tuple[str, ...]],
) -> NamedRow:
    point, country, within = told
    kind = "village" if point and level == 4 else KINDS.get(str(level), "district")
    radius = (UNIT_RADIUS.get(kind) or radius_of(0)) if point else None
    lat, lon = point or (None, None)
    arabic = next((name for name in names if is_arabic(name)), "")
    row = PlaceRow(f"ocha:{code}", kind, names[0], arabic, lat, lon, radius, country, within, 0, SOURCE)
    return NamedRow(row, names)


def read_workbook(path: Path, tally: Gathered, *, rows: Iterable[WorkbookRow]) -> Iterator[NamedRow]:
    """Every sheet of an XLSX file that is such a table, from the ``rows`` of all; raises Unreadable where none is."""
    seen: set[str] = set()
    was_found = False
    for _sheet, of_sheet in groupby(rows, key=lambda row: row[0]):
        columns = table_columns(next(of_sheet)[2])
        if columns:
            was_found = True
            lines = ((number, [str(value) for value in values]) for _name, number, values in of_sheet)
            yield from read_table(lines, columns, tally, seen=seen)
    if not was_found:
        raise Unreadable(f"{path.name}: no sheet holds p-codes")
