"""What the sandbox made of a workbook: lines of sheet, row number and cells, as JSON (``capture.parsers.sheets``)."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tawthiq.errors import Unreadable

WorkbookRow = tuple[str, int, list[Any]]
# Who may start the sandbox hands this down; a workbook is never opened in a process of ours.
ReadWorkbook = Callable[[Path], Iterator[WorkbookRow]]


def read_workbook_rows(path: Path, *, name: str) -> Iterator[WorkbookRow]:
    """The rows; what came out of the sandbox is taken for hostile until it was looked at. Raises Unreadable."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield _checked(line, name=name)


def _checked(line: str, *, name: str) -> WorkbookRow:
    try:
        sheet, number, values = json.loads(line)
    except (ValueError, TypeError, RecursionError) as odd:
        raise Unreadable(f"{name}: bad_answer") from odd
    plain = isinstance(values, list) and all(isinstance(value, str | bool | int | float) for value in values)
    if not (isinstance(sheet, str) and isinstance(number, int) and plain):
        raise Unreadable(f"{name}: bad_answer")
    return sheet, number, values


def no_workbooks(path: Path) -> Iterator[WorkbookRow]:
    """Raises Unreadable: whoever reads here cannot shut a program in."""
    raise Unreadable(f"{path.name}: a workbook is only read where there is a sandbox")
