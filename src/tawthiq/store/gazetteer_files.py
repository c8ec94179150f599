"""Gazetteers of others, read as they are published: GeoNames, Who's On First, OCHA p-codes; a file or a folder of them.

Which of them a file is, its columns tell. A row that cannot be used is reported with its line and the reason and left
out; the rest is read. Licences stay with the files: Who's On First (CC0 / CC BY 4.0), OCHA COD-AB (CC BY-IGO or as
stated per country), GeoNames (CC BY 4.0).
"""

import csv
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tawthiq.errors import InvalidRecord, Unreadable
from tawthiq.store import geonames, pcodes, whosonfirst
from tawthiq.store.gazetteer import Index, NamedRow, build_index
from tawthiq.store.gazetteer_rows import BadRow, Gathered, distinct, kind_by, number_of, point_of
from tawthiq.store.tables import BadTable, open_table
from tawthiq.store.workbook_rows import ReadWorkbook, no_workbooks

__all__ = ["FORMATS", "BadRow", "Gathered", "Source", "find_sources", "load_gazetteer", "read_file", "read_source"]

FORMATS = ("geonames", "wof", "pcodes")
csv.field_size_limit(10_000_000)
_TEXTS = (".csv", ".txt", ".tsv", ".zip")


@dataclass(frozen=True, slots=True)
class Source:
    """A gazetteer to be read: one of ``FORMATS``, its main files, and files beside them that add names and units."""

    format: str
    files: tuple[Path, ...]
    beside: tuple[Path, ...] = ()
    workbooks: ReadWorkbook = no_workbooks

    @property
    def name(self) -> str:
        """What it is called by, so that a newer one of the same name takes its place."""
        first = self.files[0]
        return first.parent.name if len(self.files) > 1 else first.stem


def load_gazetteer(
    paths: Iterable[Path], *, workbooks: ReadWorkbook = no_workbooks
) -> tuple[Index, dict[Path, Gathered]]:
    """One index over all the files and folders, and what was left out of each.

    Raises InvalidRecord for a file of no known kind, and for a folder that holds none of a known kind.
    """
    gathered = {path: Gathered() for path in paths}
    rows = (row for path, tally in gathered.items() for row in read_file(path, tally, workbooks=workbooks))
    return build_index(rows), gathered


def read_file(path: Path, tally: Gathered, *, workbooks: ReadWorkbook = no_workbooks) -> Iterator[NamedRow]:
    """The usable rows of a gazetteer file or folder, one by one; ``tally`` collects the others."""
    for source in find_sources(path, workbooks=workbooks):
        yield from read_source(source, tally)


def find_sources(path: Path, *, workbooks: ReadWorkbook = no_workbooks) -> list[Source]:
    """The gazetteers of a file or folder; raises InvalidRecord or Unreadable.

    In a folder, files of names and units go with the dumps, and what is no gazetteer is passed over. A single file
    stands alone. ``workbooks`` reads XLSX files, in the sandbox.
    """
    if not path.is_dir():
        return [_source_of(path, workbooks)]
    features = tuple(sorted(path.rglob("*.geojson")))
    found = [Source("wof", features)] if features else []
    beside: list[Path] = []
    dumps: list[Path] = []
    for file in sorted(one for one in path.iterdir() if one.is_file() and one.suffix != ".geojson"):
        if _is_beside(file):
            beside.append(file)
            continue
        try:
            source = _source_of(file, workbooks)
        except (InvalidRecord, Unreadable):
            continue
        if source.format == "geonames":
            dumps.append(file)
        else:
            found.append(source)
    found += [Source("geonames", (dump,), tuple(beside)) for dump in dumps]
    if not found:
        raise InvalidRecord(f"{path.name}: the folder holds no gazetteer that is known")
    return found


def read_source(source: Source, tally: Gathered) -> Iterator[NamedRow]:
    """The usable rows of a gazetteer, in the same order each time; raises Unreadable where a file is broken."""
    path = source.files[0]
    try:
        yield from _reader_of(source)(tally)
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile, KeyError, csv.Error) as odd:
        raise Unreadable(f"{path.name}: {getattr(odd, 'strerror', None) or odd}") from odd


_Reader = Callable[[Gathered], Iterator[NamedRow]]


def _reader_of(source: Source) -> _Reader:
    path = source.files[0]
    if path.suffix == ".geojson":
        return lambda tally: whosonfirst.read_features(list(source.files), tally)
    if path.suffix == ".xlsx":
        return lambda tally: pcodes.read_workbook(path, tally, rows=source.workbooks(path))
    if whosonfirst.is_database(path):
        return lambda tally: whosonfirst.read_database(path, tally)
    if geonames.is_dump(_head(path)):
        return lambda tally: geonames.read_dump(path, tally, beside=source.beside)
    return lambda tally: _read_csv(path, tally)


def _source_of(path: Path, workbooks: ReadWorkbook) -> Source:
    """What a single file is, by its first bytes; raises InvalidRecord where it is no gazetteer."""
    try:
        if path.suffix == ".geojson" or whosonfirst.is_database(path):
            return Source("wof", (path,))
        if path.suffix == ".xlsx":
            return Source("pcodes", (path,), workbooks=workbooks)
        head = _head(path)
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile, KeyError) as odd:
        raise Unreadable(f"{path.name}: {getattr(odd, 'strerror', None) or odd}") from odd
    if geonames.is_dump(head):
        return Source("geonames", (path,))
    return Source(_format_of(path, _columns_of(path)), (path,))


def _is_beside(path: Path) -> bool:
    if not path.stem.startswith((*geonames.NAMES, *geonames.UNITS)) or path.suffix not in _TEXTS:
        return False
    try:
        head = _head(path)
    except (OSError, UnicodeDecodeError, zipfile.BadZipFile, KeyError):
        return False
    return geonames.is_names(head) or geonames.is_units(head)


def _head(path: Path) -> str:
    """The first line, in whatever encoding; of an archive the first of the file named as it is."""
    if path.suffix == ".zip":
        with geonames.open_lines(path) as lines:
            return lines.readline()
    with path.open("rb") as file:
        return file.readline(100_000).decode("utf-8-sig", errors="replace")


def _columns_of(path: Path) -> list[str]:
    try:
        return list(open_table(path).headings)
    except BadTable:
        return []


def _format_of(path: Path, columns: list[str]) -> str:
    known = set(columns)
    if {"wof_id", "name", "lang"} <= known:
        raise InvalidRecord(f"{path.name}: holds spellings alone; give the file of the places (its names are in there)")
    if {"name", "placetype", "lat", "lon"} <= known:
        return "wof"
    if known >= pcodes.LIST_COLUMNS or pcodes.table_columns(columns):
        return "pcodes"
    if {"geonameid", "name", "lat", "lon"} <= known:
        return "geonames"
    raise InvalidRecord(
        f"{path.name}: is no GeoNames dump, no Who's On First table, database or GeoJSON, no table of OCHA p-codes"
    )


def _read_csv(path: Path, tally: Gathered) -> Iterator[NamedRow]:
    table = open_table(path)
    columns = list(table.headings)
    known = set(columns)
    if {"name", "placetype", "lat", "lon"} <= known:
        yield from whosonfirst.read_rows(_by_column(path, tally), tally)
    elif known >= pcodes.LIST_COLUMNS:
        yield from pcodes.read_list(_by_column(path, tally), tally)
    elif {"geonameid", "name", "lat", "lon"} <= known:
        yield from _read_subset(_by_column(path, tally), tally)
    elif found := pcodes.table_columns(columns):
        yield from pcodes.read_table(_whole_rows(path, tally), found, tally, seen=set())


def _whole_rows(path: Path, tally: Gathered) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Rows with as many values as headings, with their lines; the others are noted."""
    for row in open_table(path).rows():
        if row.fault:
            tally.bad.append(BadRow(row.line, row.fault, str(len(row.values)) if row.fault == "columns" else ""))
        else:
            yield row.line, row.values


def _by_column(path: Path, tally: Gathered) -> Iterator[tuple[int, dict[str, str]]]:
    columns = open_table(path).headings
    return ((line, dict(zip(columns, values, strict=True))) for line, values in _whole_rows(path, tally))


def _read_subset(rows: Iterable[tuple[int, dict[str, str]]], tally: Gathered) -> Iterator[NamedRow]:
    """A table of GeoNames settlements with a heading: geonameid, name, lat, lon, cc, pop, alt (by "|")."""
    for line, row in rows:
        point = point_of(row["lat"], row["lon"], line, tally)
        if point:
            names = distinct(chain([row["name"]], row.get("alt", "").split("|")))
            people = number_of(row.get("pop"))
            if not names:
                tally.bad.append(BadRow(line, "no_name"))
                continue
            tally.used += 1
            kind, country = kind_by(people), row.get("cc", "")
            yield geonames.geonames_row(row["geonameid"], names, point, kind=kind, country=country, people=people)
