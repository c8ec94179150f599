"""Lists in JSON and JSON Lines: records of any depth as rows, groups as ``a/b``, repeated groups as further tables.

So are exports of KoboToolbox and ODK; a GeoJSON file gives its properties and, beside them, its ``geometry``.
Source: KoboToolbox API v2 and ODK Central, form of submissions; RFC 7946; https://jsonlines.org/.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tawthiq.errors import Unreadable
from tawthiq.store.lists.rows import MAIN, Written
from tawthiq.store.tables import BadTable

LARGEST_BYTES = 512 << 20  # one document is held in memory whole; JSON Lines of any size are not
DEEPEST = 20
GEOMETRY = "geometry"
_RECORDS = ("results", "value", "features", "data", "records", "rows")  # where exports keep their records


def json_rows(path: Path) -> Iterator[Written]:
    """Every record as a row and, behind it, the rows of its repeated groups; raises Unreadable and BadTable."""
    if _is_lines(path):
        yield from _lines(path)
        return
    if path.stat().st_size > LARGEST_BYTES:
        raise Unreadable(f"{path.name}: JSON of more than {LARGEST_BYTES >> 20} MiB; write it as JSON Lines")
    try:
        body = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=str)
    except (ValueError, RecursionError) as odd:
        raise Unreadable(f"{path.name}: {' '.join(str(odd).split())[:200]}") from odd
    for number, record in enumerate(_records(body, name=path.name), start=1):
        yield from _rows_of(record, line=number)


def _is_lines(path: Path) -> bool:
    """Whether the first line that says something is a whole object by itself, and another line follows."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        line = next((line for line in file if line.strip()), "")
        if not line.lstrip().startswith("{") or (path.suffix.lower() in (".json", ".geojson") and not next(file, "")):
            return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines(path: Path) -> Iterator[Written]:
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            if not raw.strip():
                continue
            try:
                record = json.loads(raw.decode("utf-8-sig"), parse_constant=str)
            except (ValueError, RecursionError):
                yield Written(MAIN, number, {"column 1": raw.decode("utf-8", "backslashreplace").strip()}, fault="json")
                continue
            yield from _rows_of(record, line=number)


def _records(body: Any, *, name: str) -> list[Any]:
    if isinstance(body, list):
        return body
    if isinstance(body, dict):
        for key in _RECORDS:
            if isinstance(body.get(key), list):
                return list(body[key])
    raise BadTable("empty_table", name=name)


def _rows_of(record: Any, *, line: int) -> Iterator[Written]:
    if not isinstance(record, dict):
        yield Written(MAIN, line, {"column 1": record}, fault="json")
        return
    if record.get("type") == "Feature" and isinstance(record.get("properties"), dict):
        record = {**record["properties"], GEOMETRY: record.get(GEOMETRY)}
    cells: dict[str, Any] = {}
    repeats: list[Written] = []
    try:
        _flatten(record, "", cells=cells, repeats=repeats, at=(MAIN, line, ""))
    except RecursionError:
        yield Written(MAIN, line, {"column 1": json.dumps(record)}, fault="json")
        return
    yield Written(MAIN, line, cells)
    yield from repeats


def _flatten(
    value: dict[str, Any], prefix: str, *, cells: dict[str, Any], repeats: list[Written], at: tuple[str, int, str]
) -> None:
    if prefix.count("/") > DEEPEST:
        raise RecursionError
    for key, one in value.items():
        name = f"{prefix}{key}"
        if isinstance(one, dict) and key != GEOMETRY:
            _flatten(one, f"{name}/", cells=cells, repeats=repeats, at=at)
        elif isinstance(one, list) and one and all(isinstance(part, dict) for part in one):
            _repeat(one, name, repeats=repeats, at=at)
        elif one not in ("", None, []):
            cells[name] = one


def _repeat(parts: list[dict[str, Any]], name: str, *, repeats: list[Written], at: tuple[str, int, str]) -> None:
    """Rows of a repeated group; Kobo writes the whole path before each of its names, which stays."""
    _table, line, part = at
    for number, one in enumerate(parts, start=1):
        cells: dict[str, Any] = {}
        inner: list[Written] = []
        where = f"{part}/{name}[{number}]" if part else f"{name}[{number}]"
        _flatten(one, "", cells=cells, repeats=inner, at=(name, line, where))
        repeats.append(Written(name, line, cells, part=where))
        repeats.extend(inner)
