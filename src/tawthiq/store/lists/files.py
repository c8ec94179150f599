"""One file of somebody's list, of any usual kind, as rows that can be read again and again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tawthiq.errors import Unreadable
from tawthiq.store.lists.json_rows import json_rows
from tawthiq.store.lists.rows import MAIN, Headings, Written, in_cells, unlike
from tawthiq.store.tables import open_table
from tawthiq.store.workbook_rows import read_workbook_rows

KINDS = ("csv", "json", "sheets")
_HEAD_BYTES = 4096
_TAG = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+[a-z][a-z0-9_]*)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListFile:
    """The file, how it is read, and the name it came under. ``headings`` fills while the rows are read."""

    path: Path
    kind: str
    headings: Headings = field(default_factory=Headings)

    def rows(self) -> Iterator[Written]:
        """Every row in the order of the file; raises Unreadable and BadTable where it is no table at all."""
        reader = {"csv": _csv_rows, "json": _json_rows, "sheets": _sheet_rows}[self.kind]
        yield from reader(self.path, self.headings)

    def first_rows(self, most: int) -> list[Written]:
        """The first rows of each table; with them every table and heading of the file is known."""
        found: dict[str, list[Written]] = {}
        for row in self.rows():
            kept = found.setdefault(row.table, [])
            if len(kept) < most:
                kept.append(row)
        return [row for rows in found.values() for row in rows]


def kind_of(path: Path) -> str:
    """``json`` for what begins as JSON does, ``xlsx`` for a zip, else ``csv``; raises Unreadable where it is absent."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as odd:
        raise Unreadable(f"{path.name}: {odd.strerror or odd}") from odd
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return "json" if bare[:1] in (b"{", b"[") else "csv"


def _csv_rows(path: Path, headings: Headings) -> Iterator[Written]:
    table = open_table(path)
    names = unlike(table.headings)
    headings.add(MAIN, names)
    for at, row in enumerate(table.written()):
        values = row.values
        if at == 0 and _is_tags(values):
            continue
        if row.fault == "bytes":
            values = tuple(
                value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace") for value in values
            )
        cells = {"column 1": values[0]} if row.fault == "quotes" else in_cells(names, values)
        yield Written(MAIN, row.line, cells, fault=row.fault)


def _is_tags(values: Sequence[str]) -> bool:
    """Whether the line below the heading is one of HXL tags. Source: HXL Standard 1.1, hashtag row."""
    said = [value.strip() for value in values if value.strip()]
    return bool(said) and all(_TAG.fullmatch(value) for value in said)


def _json_rows(path: Path, headings: Headings) -> Iterator[Written]:
    for row in json_rows(path):
        headings.add(row.table, list(row.cells) if not row.fault else [])
        yield row


def _sheet_rows(path: Path, headings: Headings) -> Iterator[Written]:
    """The rows of a workbook; a sheet's first is its heading."""
    names: dict[str, list[str]] = {}
    for sheet, number, values in read_workbook_rows(path, name=path.name):
        if sheet not in names:
            names[sheet] = unlike([str(value).strip() for value in values])
            headings.add(sheet, names[sheet])
            continue
        cells = in_cells(names[sheet], values)
        headings.add(sheet, [one for one in cells if one not in names[sheet]])  # a remark in a column without one
        yield Written(sheet, number, cells)
