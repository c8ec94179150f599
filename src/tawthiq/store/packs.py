"""Conflict folders and vocabularies: YAML data with sources, read into plain records.

A conflict is the folder ``conflicts/<name>/`` with ``parties.yaml``, ``places.yaml`` and ``words.yaml``; vocabularies
are ``data/*.yaml``. Nothing here is code that runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from tawthiq.errors import InvalidRecord, NotFound

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# The two languages of every screen and export: a row has its name and spellings in both; more languages may be added.
HOUSE_LANGUAGES = ("en", "ar")


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """A party under its neutral id, with its name and every spelling seen in reports, per language.

    ``names`` and ``spellings`` map a language code to what the row has under ``name_<code>`` and ``spellings_<code>``.
    """

    id: str
    kind: str
    sources: tuple[str, ...]
    names: Mapping[str, str] = field(hash=False)
    spellings: Mapping[str, tuple[str, ...]] = field(hash=False)
    note: str = ""

    @property
    def name_en(self) -> str:
        """The neutral name in English."""
        return self.names["en"]

    @property
    def name_ar(self) -> str:
        """The neutral name in Arabic."""
        return self.names["ar"]


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A place: point in degrees (WGS 84), radius in metres, parent id, names and spellings by language."""

    id: str
    kind: str
    lat: float | None
    lon: float | None
    radius_m: int | None
    parent: str | None
    source: str
    names: Mapping[str, str] = field(hash=False)
    spellings: Mapping[str, tuple[str, ...]] = field(hash=False)

    @property
    def name_en(self) -> str:
        """The name in English, in the house romanisation."""
        return self.names["en"]

    @property
    def name_ar(self) -> str:
        """The name in Arabic."""
        return self.names["ar"]


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
    rows = _load_yaml(resources.files("tawthiq").joinpath("data"), f"{name}.yaml", "data")["rows"]
    for row in rows:
        for key in ("id", "en", "ar", "source"):
            if not row.get(key):
                raise InvalidRecord(f"data/{name}.yaml: row {row.get('id', row)!r} lacks {key!r}")
    return tuple(rows)


@cache
def load_conflict(name: str) -> Conflict:
    """The conflict folder ``conflicts/<name>``; raises NotFound or InvalidRecord naming the row."""
    return read_conflict(resources.files("tawthiq").joinpath("conflicts", name))


def read_conflict(where: Traversable) -> Conflict:
    """A conflict folder wherever it lies; its name is that of the folder."""
    folder = f"conflicts/{where.name}"
    parties, places, words = (_load_yaml(where, f"{part}.yaml", folder) for part in ("parties", "places", "words"))
    return Conflict(
        name=where.name,
        title_en=parties["title_en"],
        title_ar=parties["title_ar"],
        parties=tuple(_entry(PartyEntry, row, folder=folder) for row in parties["parties"]),
        places=tuple(_entry(PlaceEntry, row, folder=folder) for row in places["places"]),
        words=words,
    )


def _entry(kind: type[Any], row: dict[str, Any], *, folder: str) -> Any:
    values: dict[str, Any] = {"names": {}, "spellings": {}}
    for key, value in row.items():
        part, _, lang = key.partition("_")
        if lang and part == "name":
            values["names"][lang] = value
        elif lang and part == "spellings":
            values["spellings"][lang] = tuple(value)
        else:
            values[key] = tuple(value) if isinstance(value, list) else value
    for lang in HOUSE_LANGUAGES:
        if not values["names"].get(lang) or lang not in values["spellings"]:
            raise InvalidRecord(f"{folder}: row {row.get('id', row)!r} lacks 'name_{lang}' or 'spellings_{lang}'")
    try:
        return kind(**values)
    except TypeError as odd:
        raise InvalidRecord(f"{folder}: row {row.get('id', row)!r}: {odd}") from odd


def _load_yaml(where: Traversable, name: str, folder: str) -> Any:
    file = where.joinpath(name)
    if not file.is_file():
        raise NotFound(f"{folder}/{name} does not exist")
    return yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader, the C one
