"""A file and the folder of its source, put together: rows with what they tell, a key, a digest, and their faults.

The same file with the same decisions gives the same rows in the same order, always: that is what makes an import
resumable.
"""

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

from tawthiq.store.exports.guarding import unguarded
from tawthiq.store.lists.fields import Fault, FieldReader
from tawthiq.store.lists.files import ListFile
from tawthiq.store.lists.proposing import columns_for
from tawthiq.store.lists.rows import Written
from tawthiq.store.lists.sources import SourceFolder

_KEY_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """One row: ``number`` counts from 1 through the file; ``faults`` empty where it is taken.

    ``key`` tells the row from all others of the source: its own id, else its words and which of several alike it is.
    ``digest`` covers the words and what was read from them.
    """

    number: int
    written: Written
    about: str
    fields: dict[str, Any]
    key: str
    digest: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides how the rows are read; ``digest`` is the same only for the same decisions.

    ``tables`` are by name ``{"about": …, "columns": {field: [heading, …]}, "headings": […], "has_own_ids": bool,
    "decided": bool}``.
    """

    tables: dict[str, dict[str, Any]]
    values: dict[str, dict[str, str | None]]
    date_order: str
    leave_out: tuple[str, ...]
    guarded: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain values, as the register keeps them; whether a person or the program mapped a table is no part."""
        plain = {
            name: {key: one for key, one in told.items() if key != "decided"} for name, told in self.tables.items()
        }
        rest = {"values": self.values, "date_order": self.date_order, "leave_out": list(self.leave_out)}
        return {"tables": plain, **rest} | ({"guarded": True} if self.guarded else {})

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Recipe":
        """The recipe as the register kept it."""
        return cls(
            dict(body["tables"]),
            dict(body.get("values", {})),
            str(body.get("date_order", "")),
            tuple(body.get("leave_out", ())),
            guarded=bool(body.get("guarded")),
        )

    @property
    def digest(self) -> str:
        """SHA-256 of all of it."""
        return digest_of_values(self.as_json())


def make_recipe(file: ListFile, source: SourceFolder) -> Recipe:
    """How this file is read: goes through the file once to know its tables and headings; raises BadTable."""
    for _row in file.rows():
        pass
    tables: dict[str, dict[str, Any]] = {}
    for at, (table, headings) in enumerate(file.headings.lists().items()):
        if table in source.leave_out:
            continue
        about, columns, decided = columns_for(source, table, headings, is_first=at == 0)
        plain = {field: list(names) for field, names in columns.items()}
        tables[table] = {"about": about, "columns": plain, "headings": headings, "decided": decided}
    _look_at_ids(file, tables)
    values = {field: dict(words) for field, words in source.values.items()}
    return Recipe(tables, values, source.date_order, source.leave_out, guarded=source.guarded)


def _look_at_ids(file: ListFile, tables: dict[str, dict[str, Any]]) -> None:
    """Notes for each table whether its ids are the rows' own, or shared by rows of other words and so no key.

    A list of victims often numbers their incidents: then two rows alike are two people.
    """
    headings = {table: told["columns"].get("id", ()) for table, told in tables.items()}
    seen: dict[tuple[str, str], int] = {}
    shared: set[str] = set()
    for row in file.rows() if any(headings.values()) else ():
        own = next((str(row.cells[one]) for one in headings.get(row.table, ()) if one in row.cells), "")
        if own and not row.fault:
            words = hash(str(row.cells))
            if seen.setdefault((row.table, own), words) != words:
                shared.add(row.table)
    for table, told in tables.items():
        told["has_own_ids"] = bool(headings[table]) and table not in shared


def take_rows(file: ListFile, recipe: Recipe) -> Generator[Taken, None, None]:
    """Every row of the tables that the recipe has, in the order of the file."""
    readers = {
        name: FieldReader(
            {field: tuple(names) for field, names in told["columns"].items()},
            values=recipe.values,
            date_order=recipe.date_order,
        )
        for name, told in recipe.tables.items()
    }
    alike: Counter[str] = Counter()
    number = 0
    for one in file.rows():
        told = recipe.tables.get(one.table)
        if told is None:
            continue
        number += 1
        row = _storable(_without_guard(one) if recipe.guarded else one)
        fields, faults = readers[row.table].read(row.cells) if not row.fault else ({}, [Fault(row.fault)])
        digest = digest_of_values([row.table, told["about"], row.cells, fields])
        own = fields.get("id")
        if isinstance(own, str) and told["has_own_ids"]:
            key = f"{row.table}:{own}"[:_KEY_LETTERS]
        else:
            words = digest_of_values([row.table, row.cells])
            alike[words] += 1
            key = f"{words}#{alike[words]}"
        yield Taken(number, row, told["about"], fields, key, digest, tuple(faults))


def digest_of_values(value: Any) -> str:
    """SHA-256 of plain values, whatever the order of their keys."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _without_guard(row: Written) -> Written:
    cells = {key: unguarded(value) if isinstance(value, str) else value for key, value in row.cells.items()}
    return Written(row.table, row.line, cells, row.part, row.fault)


_UNKEPT = re.compile("[\0\ud800-\udfff]")


def _storable(row: Written) -> Written:
    """The row without what no database keeps: NUL and halves of letters are written out as ``\\u0000``."""
    if not any(_is_unkept(one) for pair in row.cells.items() for one in pair):
        return row
    return Written(
        row.table, row.line, {_clean(key): _clean(one) for key, one in row.cells.items()}, row.part, row.fault
    )


def _is_unkept(value: Any) -> bool:
    if isinstance(value, str):
        return _UNKEPT.search(value) is not None
    if isinstance(value, float):
        return not math.isfinite(value)
    if isinstance(value, list):
        return any(map(_is_unkept, value))
    return isinstance(value, dict) and any(_is_unkept(one) for pair in value.items() for one in pair)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "\\u0000").encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return {_clean(key): _clean(one) for key, one in value.items()} if isinstance(value, dict) else value
