"""Rows of a list as they were written: what every reader of a file gives."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

MAIN = ""  # the table of a file that has only one


@dataclass(frozen=True, slots=True)
class Written:
    """One row as written: ``cells`` by heading, empty ones left out.

    ``table`` is the sheet or the repeated group, ``line`` the line, row or number in the file, ``part`` which repeat
    inside that record (``victims[2]``). ``fault`` is "" or why the row does not fit: columns, bytes, quotes, json.
    """

    table: str
    line: int
    cells: dict[str, Any]
    part: str = ""
    fault: str = ""


@dataclass(slots=True)
class Headings:
    """The headings of each table, in the order in which the file shows them; complete when all was read."""

    of: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, table: str, names: Sequence[str]) -> None:
        """These headings follow those that are known."""
        known = self.of.setdefault(table, {})
        for name in names:
            known.setdefault(name)

    def lists(self) -> dict[str, list[str]]:
        """Plain lists by table."""
        return {table: list(names) for table, names in self.of.items()}


def unlike(headings: Sequence[str]) -> list[str]:
    """The headings, each once: an empty one is named by its column, a second of the same name by its number."""
    found: dict[str, None] = {}
    for number, heading in enumerate(headings, start=1):
        name = heading or f"column {number}"
        turn, one = 2, name
        while one in found:
            one, turn = f"{name} ({turn})", turn + 1
        found[one] = None
    return list(found)


def in_cells(headings: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    """Values by heading without the empty ones; those beyond the last heading under the number of their column."""
    cells = {heading: value for heading, value in zip(headings, values, strict=False) if value not in ("", None)}
    for number, value in enumerate(values[len(headings) :], start=len(headings) + 1):
        if value not in ("", None):
            cells[f"column {number}"] = value
    return cells
