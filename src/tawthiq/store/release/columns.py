"""What each column of the downloads means, and the same rows as Parquet and GeoJSON."""

import io
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from tawthiq.errors import InvalidRecord
from tawthiq.store.packs import load_table

Row = dict[str, Any]


@cache
def column_row(file: str, column: str) -> Row:
    """The row of ``data/release_columns.yaml`` for a column of a file; raises InvalidRecord for an unknown one."""
    known = {row["id"]: row for row in load_table("release_columns")}
    for name in (f"{file}.{column}", column, f"*_{column.rpartition('_')[2]}"):
        if name in known:
            return known[name]
    raise InvalidRecord(f"data/release_columns.yaml: nothing says what {file}.{column} means")


def dictionary_rows(tables: dict[str, Sequence[Row]]) -> list[Row]:
    """One row per column of each table that has rows: file, column, type, and its meaning in both languages."""
    found = []
    for file, rows in tables.items():
        for column in rows[0] if rows else ():
            meaning = column_row(file, column)
            said = {"type": meaning["type"], "meaning_en": meaning["en"], "meaning_ar": meaning["ar"]}
            found.append({"file": file, "column": column} | said | {"source": meaning["source"]})
    return found


def to_parquet(file: str, rows: Sequence[Row]) -> bytes:
    """The rows as one Parquet file, typed by the dictionary; the same bytes each time with the same pyarrow."""
    # Only who builds a release needs the engine, so no other command pays for loading it.
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = {"text": pa.string(), "texts": pa.list_(pa.string()), "number": pa.int64()}
    arrow |= {"degrees": pa.float64(), "yes_no": pa.bool_()}
    columns = list(rows[0]) if rows else ["ref"]
    kinds = {column: column_row(file, column)["type"] for column in columns}
    arrays = {
        column: pa.array([_typed(row[column], kind) for row in rows], type=arrow[kind])
        for column, kind in kinds.items()
    }
    out = io.BytesIO()
    pq.write_table(pa.table(arrays), out, compression="zstd")
    return out.getvalue()


def _typed(value: Any, kind: str) -> Any:
    if kind == "texts":
        return list(value)
    return "; ".join(value) if isinstance(value, list | tuple) else value


def to_geojson(rows: Sequence[Row], *, about: Row) -> bytes:
    """A FeatureCollection (RFC 7946): a feature per incident, its geometry null where no point is published."""
    features = [
        {
            "type": "Feature",
            "id": row["ref"],
            "geometry": None if row["lat"] is None else {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": {
                column: _typed(value, column_row("incidents", column)["type"])
                for column, value in row.items()
                if column not in ("lat", "lon")
            },
        }
        for row in rows
    ]
    body = {"type": "FeatureCollection", **about, "features": features}
    return json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1).encode()
