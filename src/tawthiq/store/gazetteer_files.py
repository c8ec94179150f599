"""Gazetteer files of others, read as they are published: Who's On First CSV, OCHA p-codes CSV, GeoNames dumps.

Which of them a file is, its columns tell. A row that cannot be used is reported with its line and the reason and left
out; the rest is read. Licences stay with the files: Who's On First (CC0 / CC BY 4.0), OCHA COD-AB (CC BY-IGO or as
stated per country), GeoNames (CC BY 4.0).
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tawthiq.core.place_ranking import PlaceRow
from tawthiq.errors import InvalidRecord, Unreadable
from tawthiq.store.gazetteer import Index, NamedRow, build_index
from tawthiq.store.packs import load_countries
from tawthiq.store.world import radius_of

# Metres that a unit's middle may be off where the file gives no extent. Source: breadth of Syrian units, OCHA COD-AB.
_UNIT_RADIUS = {"country": 350_000, "governorate": 60_000, "district": 20_000}
_WOF_KINDS = {"country": "country", "region": "governorate", "county": "district", "localadmin": "district"}
_WOF_KINDS |= {"neighbourhood": "neighbourhood", "macrohood": "neighbourhood", "borough": "neighbourhood"}
_WOF_KINDS |= {"campus": "facility", "venue": "facility"}
_OCHA_KINDS = {"0": "country", "1": "governorate", "2": "district", "3": "district", "4": "district"}
_GEONAMES_COLUMNS = 19
_CITY, _TOWN = 100_000, 5_000
_DEPRECATED = ("true", "1")
csv.field_size_limit(10_000_000)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row left out: its line, why (columns, superseded, no_name, no_point, off_earth), and the odd value."""

    line: int
    code: str
    value: str = ""


@dataclass(slots=True)
class Gathered:
    """What reading a file gave: the rows with their spellings and the rows left out."""

    bad: list[BadRow] = field(default_factory=list)
    used: int = 0


def load_gazetteer(paths: Iterable[Path]) -> tuple[Index, dict[Path, Gathered]]:
    """One index over all the files, and what was left out of each; raises InvalidRecord for a file of no known kind."""
    gathered = {path: Gathered() for path in paths}
    rows = (row for path, tally in gathered.items() for row in read_file(path, tally))
    return build_index(rows), gathered


def read_file(path: Path, tally: Gathered) -> Iterator[NamedRow]:
    """The usable rows of a gazetteer file, one by one; ``tally`` collects the others."""
    try:
        with _open(path) as file:
            head = file.readline()
            read, columns = _reader_for(head, path)
            lines = file if columns else _with_first(head, file)
            yield from read(lines, columns, tally)
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile, csv.Error) as odd:
        raise Unreadable(f"{path.name}: {getattr(odd, 'strerror', None) or odd}") from odd


def _open(path: Path) -> io.TextIOBase:
    if path.suffix == ".zip":  # as GeoNames publishes a country: XX.zip with XX.txt
        archive = zipfile.ZipFile(path)
        return io.TextIOWrapper(archive.open(f"{path.stem}.txt"), encoding="utf-8")
    return path.open(encoding="utf-8-sig", newline="")


def _with_first(head: str, file: Iterable[str]) -> Iterator[str]:
    yield head
    yield from file


_Reader = Callable[[Iterable[str], list[str], Gathered], Iterator[NamedRow]]


def _reader_for(head: str, path: Path) -> tuple[_Reader, list[str]]:
    columns = next(csv.reader([head]), [])
    if {"wof_id", "name", "lang"} <= set(columns):
        raise InvalidRecord(f"{path.name}: holds spellings alone; give the file of the places (its names are in there)")
    if {"name", "placetype", "lat", "lon"} <= set(columns):
        return _read_wof, columns
    if {"P-Code", "Name", "Admin Level"} <= set(columns):
        return _read_ocha, columns
    if {"geonameid", "name", "lat", "lon"} <= set(columns):
        return _read_geonames_csv, columns
    if head.count("\t") == _GEONAMES_COLUMNS - 1:
        return _read_geonames_dump, []
    raise InvalidRecord(f"{path.name}: is no Who's On First CSV, OCHA p-code CSV or GeoNames dump")


def _rows(lines: Iterable[str], columns: list[str], tally: Gathered) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows by column with their lines; the heading is line 1."""
    reader = csv.reader(lines)
    for values in reader:
        line = reader.line_num + 1
        if len(values) == len(columns):
            yield line, dict(zip(columns, values, strict=True))
        elif values:
            tally.bad.append(BadRow(line, "columns", str(len(values))))


def _read_wof(lines: Iterable[str], columns: list[str], tally: Gathered) -> Iterator[NamedRow]:
    country = ""
    for line, row in _rows(lines, columns, tally):
        if row["placetype"] == "country":
            country = _code_of(row["name"]) or country
        if row.get("deprecated", "").lower() in _DEPRECATED or row.get("superseded_by"):
            tally.bad.append(BadRow(line, "superseded"))
            continue
        point = _point(row["lat"], row["lon"], line, tally)
        if not point:
            continue
        arabic, english = _split(row.get("names_ar")), _split(row.get("names_en"))
        names = _distinct([row["name"], *english, *_split(row.get("names_variant_und")), *arabic])
        if not names:
            tally.bad.append(BadRow(line, "no_name"))
            continue
        people = _number(row.get("population"))
        kind = _WOF_KINDS.get(row["placetype"]) or _kind_by(people)
        within = (
            _distinct([row.get("county", ""), row.get("region", "")]) if kind not in ("country", "governorate") else ()
        )
        tally.used += 1
        place = PlaceRow(
            f"wof:{row.get('wof_id', line)}",
            kind,
            names[0],
            next(iter(arabic), ""),
            *point,
            _UNIT_RADIUS.get(kind) or radius_of(people),
            country,
            within,
            people,
            "Who's On First",
        )
        yield NamedRow(place, names)


def _read_ocha(lines: Iterable[str], columns: list[str], tally: Gathered) -> Iterator[NamedRow]:
    """P-codes name units and have no points; parents stand before their children."""
    codes = {country.iso3: country.iso2 for country in load_countries()}
    name_of: dict[str, str] = {}
    parent_of: dict[str, str] = {}
    for line, row in _rows(lines, columns, tally):
        code, name, level = row["P-Code"].strip(), row["Name"].strip(), row["Admin Level"].strip()
        if not code or not name or level not in _OCHA_KINDS:
            tally.bad.append(BadRow(line, "no_name"))
            continue
        name_of[code], parent_of[code] = name, row.get("Parent P-Code", "").strip()
        within: list[str] = []
        above = parent_of[code]
        while above in name_of and len(within) < len(_OCHA_KINDS):
            within.append(name_of[above])
            above = parent_of[above]
        tally.used += 1
        country = codes.get(row.get("Location", "").strip(), "")
        kind = _OCHA_KINDS[level]
        place = PlaceRow(f"ocha:{code}", kind, name, "", None, None, None, country, tuple(within), 0, "OCHA COD-AB")
        yield NamedRow(place, (name,))


def _read_geonames_csv(lines: Iterable[str], columns: list[str], tally: Gathered) -> Iterator[NamedRow]:
    for line, row in _rows(lines, columns, tally):
        point = _point(row["lat"], row["lon"], line, tally)
        if point:
            tally.used += 1
            names = _distinct([row["name"], *_split(row.get("alt"))])
            people = _number(row.get("pop"))
            yield _geonames_row(row["geonameid"], names, point, country=row.get("cc", ""), code="PPL", people=people)


def _read_geonames_dump(lines: Iterable[str], _columns: list[str], tally: Gathered) -> Iterator[NamedRow]:
    """The tab-separated table of download.geonames.org: 19 columns, no heading."""
    for line, text in enumerate(lines, start=1):
        values = text.rstrip("\r\n").split("\t")
        if len(values) != _GEONAMES_COLUMNS:
            tally.bad.append(BadRow(line, "columns", str(len(values))))
            continue
        point = _point(values[4], values[5], line, tally)
        if point and values[6] in "APSTLHV":
            tally.used += 1
            names = _distinct([values[1], values[2], *values[3].split(",")])
            people = _number(values[14])
            yield _geonames_row(values[0], names, point, country=values[8], code=values[7], people=people)


def _geonames_row(
    number: str, names: tuple[str, ...], point: tuple[float, float], *, country: str, code: str, people: int
) -> NamedRow:
    kind = {
        "PCLI": "country",
        "ADM1": "governorate",
        "ADM2": "district",
        "ADM3": "district",
        "PPLX": "neighbourhood",
    }.get(code) or (_kind_by(people) if code.startswith("PPL") else "area")
    radius = _UNIT_RADIUS.get(kind) or radius_of(people)
    arabic = next((name for name in names if "\u0621" <= name[0] <= "\u064a"), "")
    row = PlaceRow(f"gn:{number}", kind, names[0], arabic, *point, radius, country, (), people, "GeoNames (CC BY 4.0)")
    return NamedRow(row, names)


def _kind_by(people: int) -> str:
    return "city" if people >= _CITY else "town" if people >= _TOWN else "village"


def _point(lat: str, lon: str, line: int, tally: Gathered) -> tuple[float, float] | None:
    try:
        point = float(lat), float(lon)
    except ValueError:
        tally.bad.append(BadRow(line, "no_point", f"{lat!r}, {lon!r}"))
        return None
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        tally.bad.append(BadRow(line, "off_earth", f"{lat}, {lon}"))
        return None
    return point


def _number(written: str | None) -> int:
    try:
        return int(float(written or 0))
    except (ValueError, OverflowError):
        return 0


def _split(written: str | None) -> list[str]:
    return [name.strip() for name in (written or "").split("|") if name.strip()]


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name and name.strip()))


def _code_of(country: str) -> str:
    """The ISO code of a country by any of its English names."""
    return _codes().get(country, "")


def _codes() -> Mapping[str, str]:
    return {name: row.iso2 for row in load_countries() for name in (row.names["en"], *row.spellings["en"])}
