"""Every text in the files of a release as they lie on disk: what the leak check reads last, before the signature."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tawthiq.errors import NotReleasable

_PLAIN = (".csv", ".json", ".geojson", ".txt", ".cff", ".pem")
_NAMED = ("SHA256SUMS",)


def texts_in_files(folder: Path) -> Iterator[tuple[str, str]]:
    """Each text with its file and row; raises NotReleasable for a file whose texts nobody can read.

    A release holds no picture, film or sound: one that got in is such a file.
    """
    for path in sorted(folder.iterdir()):
        yield path.name, path.name
        if path.suffix == ".sqlite":
            yield from _in_database(path)
        elif path.suffix == ".parquet":
            yield from _in_parquet(path)
        elif path.suffix in _PLAIN or path.name in _NAMED:
            lines = path.read_bytes().decode("utf-8-sig", "replace").splitlines()
            yield from ((f"{path.name}:{number}", line) for number, line in enumerate(lines, start=1))
        else:
            raise NotReleasable(f"file_unreadable: {path.name}")


def _in_database(path: Path) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for number, row in enumerate(connection.execute(f"SELECT * FROM {table}"), start=1):  # noqa: S608 - its own
                yield from _in_value(list(row), where=f"{path.name}:{table}:{number}")


def _in_parquet(path: Path) -> Iterator[tuple[str, str]]:
    # Only who builds a release needs the engine.
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    notes = {str(key): str(value) for key, value in (table.schema.metadata or {}).items()}
    yield from _in_value(notes, where=f"{path.name}:metadata")
    for column in table.column_names:
        for number, value in enumerate(table.column(column).to_pylist(), start=1):
            yield from _in_value(value, where=f"{path.name}:{column}:{number}")


def _in_value(value: Any, *, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, float):
        yield where, repr(value)
    elif isinstance(value, bytes):
        yield where, value.decode("utf-8", "replace")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield where, key
            yield from _in_value(inner, where=where)
    elif isinstance(value, list):
        for inner in value:
            yield from _in_value(inner, where=where)
