"""Conflict folders and vocabularies: YAML data with sources, read into plain records.

A conflict is the folder ``conflicts/<name>/`` with ``parties.yaml``, ``places.yaml`` and ``words.yaml``; vocabularies
are ``data/*.yaml``. Nothing here is code that runs.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tawthiq.errors import InvalidRecord, NotFound

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """A party under its neutral id, with every spelling seen in reports, per language."""

    id: str
    name_en: str
    name_ar: str
    kind: str
    spellings_en: tuple[str, ...]
    spellings_ar: tuple[str, ...]
    sources: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A place: point in degrees (WGS 84), radius in metres, parent id, spellings in both scripts."""

    id: str
    kind: str
    name_en: str
    name_ar: str
    lat: float | None
    lon: float | None
    radius_m: int | None
    parent: str | None
    spellings_en: tuple[str, ...]
    spellings_ar: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict folder, whole. ``words`` is the raw mapping of ``words.yaml`` (conflict-specific vocabulary)."""

    name: str
    title_en: str
    title_ar: str
    parties: tuple[PartyEntry, ...]
    places: tuple[PlaceEntry, ...]
    words: dict[str, Any]


@cache
def load_table(name: str) -> tuple[dict[str, Any], ...]:
    """The rows of ``data/<name>.yaml``; every row has ``id``, ``en``, ``ar`` and ``source``."""
    rows = _load_yaml("data", f"{name}.yaml")["rows"]
    for row in rows:
        for key in ("id", "en", "ar", "source"):
            if not row.get(key):
                raise InvalidRecord(f"data/{name}.yaml: row {row.get('id', row)!r} lacks {key!r}")
    return tuple(rows)


@cache
def load_conflict(name: str) -> Conflict:
    """The conflict folder ``conflicts/<name>``; raises NotFound or InvalidRecord naming the row."""
    folder = f"conflicts/{name}"
    parties, places, words = (_load_yaml(folder, f"{part}.yaml") for part in ("parties", "places", "words"))
    return Conflict(
        name=name,
        title_en=parties["title_en"],
        title_ar=parties["title_ar"],
        parties=tuple(_entry(PartyEntry, row, folder=folder) for row in parties["parties"]),
        places=tuple(_entry(PlaceEntry, row, folder=folder) for row in places["places"]),
        words=words,
    )


def _entry(kind: type[Any], row: dict[str, Any], *, folder: str) -> Any:
    lists = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    try:
        return kind(**(row | lists))
    except TypeError as odd:
        raise InvalidRecord(f"{folder}: row {row.get('id', row)!r}: {odd}") from odd


def _load_yaml(folder: str, name: str) -> Any:
    file = resources.files("tawthiq").joinpath(folder, name)
    if not file.is_file():
        raise NotFound(f"{folder}/{name} does not exist")
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader, the C one
