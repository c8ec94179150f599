"""Lists of people as keys: rows of CSV files whose columns are known, prepared by as many processes as it is worth."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context

import pyarrow as pa

from tawthiq.linking.people.preparing import KEYS, NUMBER, TEXT, Preparer
from tawthiq.store.table_columns import Columns, record_ids
from tawthiq.store.tables import Row, Table

SUBJECT = "people"
_ROWS_AT_ONCE, _WORTH_A_PROCESS = 20_000, 60_000
_TYPES = {TEXT: pa.string(), NUMBER: pa.int32()}
SCHEMA = pa.schema(
    [
        ("unique_id", pa.int32()),
        ("list", pa.int32()),
        *((name, _TYPES.get(kind, pa.list_(pa.string()))) for name, kind in KEYS.items()),
    ]
)
Batch = tuple[int, int, list[list[str]]]
Progress = Callable[[str, int], None]
_preparer: Preparer | None = None


@dataclass(frozen=True, slots=True)
class PeopleList:
    """One file: its table and which column holds what."""

    table: Table
    columns: Columns


@dataclass(frozen=True, slots=True)
class Prepared:
    """All rows of all lists: ``ids`` as they are written out, ``sizes`` the rows of each list, ``keys`` by column."""

    ids: list[str]
    sizes: list[int]
    keys: pa.Table

    @property
    def list_of(self) -> list[int]:
        """The number of the list of each record."""
        return [number for number, size in enumerate(self.sizes) for _row in range(size)]


def prepare(lists: Sequence[PeopleList], *, progress: Progress) -> Prepared:
    """The keys of every row, faulty ones too: a row that does not fit its heading still names somebody."""
    ids = record_ids([(one.table, one.columns) for one in lists])
    sizes = [len(found) for found in ids]
    fields = [[(field, places) for field, places in one.columns.of.items() if field != "id"] for one in lists]
    number = sum(sizes)
    batches = _batches(lists)
    made: list[pa.RecordBatch] = []
    processes = min(os.cpu_count() or 1, 1 + number // _WORTH_A_PROCESS)
    if processes > 1:
        with ProcessPoolExecutor(processes, get_context("spawn"), _begin) as pool:
            for batch in pool.map(_prepared, batches, [fields] * (number // _ROWS_AT_ONCE + len(lists) + 1)):
                made.append(batch)
                progress("prepared", sum(one.num_rows for one in made))
    else:
        _begin()
        for one in batches:
            made.append(_prepared(one, fields))
            progress("prepared", sum(batch.num_rows for batch in made))
    return Prepared([one for found in ids for one in found], sizes, pa.Table.from_batches(made, SCHEMA))


def _batches(lists: Sequence[PeopleList]) -> Iterator[Batch]:
    first = 0
    for number, one in enumerate(lists):
        rows = one.table.rows()
        while taken := list(islice(rows, _ROWS_AT_ONCE)):
            yield number, first, [list(_known(row, one.columns)) for row in taken]
            first += len(taken)


def _known(row: Row, columns: Columns) -> Iterator[str]:
    """The values of the columns that mean something, those of one field as one value."""
    for field in columns.of:
        if field != "id":
            yield " ".join(columns.all(row, field))


def _begin() -> None:
    global _preparer  # noqa: PLW0603 - one for each process, which is what keeps its words
    _preparer = _preparer or Preparer()


def _prepared(batch: Batch, fields: Sequence[Sequence[tuple[str, object]]]) -> pa.RecordBatch:
    if _preparer is None:
        raise RuntimeError("a process that prepares rows was not begun")
    number, first, rows = batch
    names = [field for field, _places in fields[number]]
    columns: dict[str, list[object]] = {name: [] for name in KEYS}
    adders = [(name, column.append) for name, column in columns.items()]
    for values in rows:
        made = _preparer.keys_of({name: (value,) for name, value in zip(names, values, strict=True) if value})
        for name, add in adders:
            add(made[name])
    arrays = [pa.array(range(first, first + len(rows)), pa.int32()), pa.array([number] * len(rows), pa.int32())]
    arrays += [pa.array(columns[name], SCHEMA.field(name).type) for name in KEYS]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)
