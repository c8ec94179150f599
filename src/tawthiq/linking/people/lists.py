"""Lists of people as keys: rows of CSV files whose columns are known, prepared by as many processes as it is worth."""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context

import pyarrow as pa

from tawthiq.linking.people.preparing import KEYS, NUMBER, TEXT, Preparer
from tawthiq.store.table_columns import Columns, known, record_ids
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
Progress = Callable[[str, int], None]
Fault = Callable[[int, Row], None]
_preparer: Preparer | None = None


@dataclass(frozen=True, slots=True)
class PeopleList:
    """One file: its table and which column holds what."""

    table: Table
    columns: Columns


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of the list of this number, the first of them having this number of its own; ``places`` by field."""

    number: int
    first: int
    places: tuple[tuple[str, tuple[int, ...]], ...]
    rows: list[tuple[str, ...]]


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


def prepare(lists: Sequence[PeopleList], *, progress: Progress, fault: Fault = lambda _number, _row: None) -> Prepared:
    """The keys of every row, faulty ones too: a row that does not fit its heading still names somebody.

    ``fault`` is told of each such row with the number of its list.
    """
    ids = record_ids([(one.table, one.columns) for one in lists])
    sizes = [len(found) for found in ids]
    made: list[pa.RecordBatch] = []
    for batch in _each_prepared(_batches(lists, fault), rows=sum(sizes)):
        made.append(batch)
        progress("prepared", sum(one.num_rows for one in made))
    return Prepared([one for found in ids for one in found], sizes, pa.Table.from_batches(made, SCHEMA))


def _each_prepared(batches: Iterator[Batch], *, rows: int) -> Iterator[pa.RecordBatch]:
    """The batches as keys in their order, made by as many processes as so many rows are worth."""
    processes = min(os.cpu_count() or 1, 1 + rows // _WORTH_A_PROCESS)
    if processes == 1:
        _begin()
        yield from map(_prepared, batches)
        return
    waiting: deque[Future[pa.RecordBatch]] = deque()
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin) as pool:
        for batch in batches:
            waiting.append(pool.submit(_prepared, batch))
            if len(waiting) > 2 * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _batches(lists: Sequence[PeopleList], fault: Fault) -> Iterator[Batch]:
    first = 0
    for number, one in enumerate(lists):
        places = tuple((field, at) for field, at in one.columns.of.items() if field != "id")
        rows = one.table.rows()
        while taken := list(islice(rows, _ROWS_AT_ONCE)):
            for row in taken:
                if row.fault:
                    fault(number, row)
            yield Batch(number, first, places, [row.values for row in taken])
            first += len(taken)


def _begin() -> None:
    global _preparer  # noqa: PLW0603 - one for each process, which is what keeps its words
    _preparer = _preparer or Preparer()


def _prepared(batch: Batch) -> pa.RecordBatch:
    if _preparer is None:
        raise RuntimeError("a process that prepares rows was not begun")
    made: list[tuple[object, ...]] = []
    for values in batch.rows:
        fields = {}
        for field, places in batch.places:
            told = [value for at in places if at < len(values) and (value := known(values[at]))]
            if told:
                fields[field] = told
        made.append(tuple(_preparer.keys_of(fields).values()))
    size = len(batch.rows)
    arrays = [pa.array(range(batch.first, batch.first + size), pa.int32()), pa.array([batch.number] * size, pa.int32())]
    columns = zip(*made, strict=True)
    arrays += [pa.array(column, SCHEMA.field(name).type) for name, column in zip(KEYS, columns, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)
