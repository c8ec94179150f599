"""Rows of a workbook, cell by cell, as JSON Lines: ``[sheet, row number, [value, …]]``, empty rows left out.

Formulas are never calculated: what the program that saved the file had calculated counts, else the formula as words.
"""

import datetime
import json
import warnings
import zipfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from tawthiq.capture.parsers import zips
from tawthiq.capture.parsers.office import MALFORMED
from tawthiq.capture.parsers.pieces import CannotRead, Piece

MOST_CELLS, MOST_ROWS, MOST_COLUMNS, MOST_LETTERS = 20_000_000, 1_048_576, 2_000, 400_000_000
# What an Office program keeps as words behind a number.
_FORMULA = (b"<f>", b"<f ")


def parse(path: str, *, media_type: str, start: int) -> Iterator[Piece]:  # noqa: ARG001 - one form for all parsers
    """One piece with all rows of all sheets."""
    with zips.opened(path) as archive:
        zips.must_be_no_bomb(archive)
        has_formulas = _has_formulas(archive)
    lines = [json.dumps(row, ensure_ascii=False) for row in _rows(path, has_formulas=has_formulas)]
    yield Piece("rows", ("\n".join(lines) + "\n").encode("utf-8", "replace"), facts={"rows": len(lines)})


def _has_formulas(archive: zipfile.ZipFile) -> bool:
    names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
    return any(mark in data for name in names if (data := zips.read_member(archive, name)) for mark in _FORMULA)


def _rows(path: str, *, has_formulas: bool) -> Iterator[list[Any]]:
    import openpyxl

    try:
        with warnings.catch_warnings(), Path(path).open("rb") as stream, Path(path).open("rb") as again:
            warnings.simplefilter("ignore")
            told: dict[str, Any] = {"read_only": True, "keep_links": False}
            book = openpyxl.load_workbook(stream, data_only=True, **told)
            formulas = openpyxl.load_workbook(again, data_only=False, **told) if has_formulas else None
            left = [MOST_CELLS, MOST_LETTERS]
            for sheet in book.worksheets:
                yield from _sheet(sheet, formulas[sheet.title] if formulas else None, left)
    except MALFORMED as odd:
        raise CannotRead("malformed") from odd


def _sheet(sheet: Any, formulas: Any, left: list[int]) -> Iterator[list[Any]]:
    for one in (sheet, formulas):
        if one is not None:
            one.reset_dimensions()  # a file may say anything of its size
    bounds: dict[str, Any] = {"values_only": True, "max_row": MOST_ROWS, "max_col": MOST_COLUMNS}
    shown = sheet.iter_rows(**bounds)
    behind = formulas.iter_rows(**bounds) if formulas is not None else iter(())
    for number, (row, other) in enumerate(zip_longest(shown, behind, fillvalue=()), start=1):
        values = [
            _cell(value if value is not None else hidden) for value, hidden in zip_longest(row, other, fillvalue=None)
        ]
        while values and values[-1] == "":
            values.pop()
        left[0] -= len(values)
        left[1] -= sum(len(value) for value in values if isinstance(value, str))
        if min(left) < 0:
            raise CannotRead("too_large")
        if any(value != "" for value in values):
            yield [str(sheet.title), number, values]


def _cell(value: Any) -> Any:
    """Text, whole numbers, truth values; days and times as ISO text, fractions as Python writes them."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value if isinstance(value, str | bool | int | float) else str(value)
