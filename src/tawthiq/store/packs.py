"""Conflict folders and vocabularies: YAML data with sources, read into plain records.

A conflict is the folder ``conflicts/<name>/`` with ``parties.yaml``, ``places.yaml`` and ``words.yaml``; vocabularies
are ``data/*.yaml``. Nothing here is code that runs. ``conflicts/world/`` lies beneath every conflict: what is true
anywhere (every country with its words, parties that are no side of one war). Where both know an id or a spelling, the
conflict's own row counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from tawthiq.core.places import chain_of
from tawthiq.errors import InvalidRecord, NotFound

# The folder beneath every conflict.
WORLD = "world"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# The two languages of every screen and export: a row has its name and spellings in both; more languages may be added.
HOUSE_LANGUAGES = ("en", "ar")


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """A party under its neutral id, with its name and every spelling seen in reports, per language.

    ``names`` and ``spellings`` map a language code to what the row has under ``name_<code>`` and ``spellings_<code>``.
    ``generic`` words ("the army") are read only where no conflict is named.
    """

    id: str
    kind: str
    sources: tuple[str, ...]
    names: Mapping[str, str] = field(hash=False)
    spellings: Mapping[str, tuple[str, ...]] = field(hash=False)
    note: str = ""
    generic: bool = False

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
    """A place: point in degrees (WGS 84), radius in metres, parent id, names and spellings by language.

    ``country`` is the ISO 3166 alpha-2 code, None where the folder's parents do not lead to a country.
    """

    id: str
    kind: str
    lat: float | None
    lon: float | None
    radius_m: int | None
    parent: str | None
    source: str
    names: Mapping[str, str] = field(hash=False)
    spellings: Mapping[str, tuple[str, ...]] = field(hash=False)
    country: str | None = None
    population: int = 0

    @property
    def name_en(self) -> str:
        """The name in English, in the house romanisation."""
        return self.names["en"]

    @property
    def name_ar(self) -> str:
        """The name in Arabic."""
        return self.names["ar"]


@dataclass(frozen=True, slots=True)
class CountryEntry:
    """A country or territory: ISO 3166 codes, words by language, capital by name, point and radius as a place.

    ``spellings`` are looked for in texts; adjectives are as a dictionary lists them (Arabic: masculine singular).
    """

    id: str
    iso2: str
    iso3: str
    capital: str | None
    lat: float
    lon: float
    radius_m: int
    names: Mapping[str, str] = field(hash=False)
    spellings: Mapping[str, tuple[str, ...]] = field(hash=False)
    adjectives: Mapping[str, tuple[str, ...]] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One conflict folder, whole. ``words`` is the raw mapping of ``words.yaml`` (conflict-specific vocabulary)."""

    name: str
    title_en: str
    title_ar: str
    parties: tuple[PartyEntry, ...]
    places: tuple[PlaceEntry, ...]
    words: dict[str, Any]
    countries: tuple[CountryEntry, ...] = ()


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
    """The conflict folder ``conflicts/<name>`` alone; raises NotFound or InvalidRecord naming the row."""
    return read_conflict(resources.files("tawthiq").joinpath("conflicts", name))


def read_conflict(where: Traversable) -> Conflict:
    """A conflict folder wherever it lies; its name is that of the folder."""
    folder = f"conflicts/{where.name}"
    parties, places, words = (_load_yaml(where, f"{part}.yaml", folder) for part in ("parties", "places", "words"))
    own = tuple(_entry(PlaceEntry, row, folder=folder) for row in places["places"])
    countries = load_countries() if where.name == WORLD else ()
    return Conflict(
        name=where.name,
        title_en=parties["title_en"],
        title_ar=parties["title_ar"],
        parties=tuple(_entry(PartyEntry, row, folder=folder) for row in parties["parties"]),
        places=(*_in_countries(own), *map(_as_place, countries)),
        words=words or {},
        countries=countries,
    )


@cache
def load_layered(name: str) -> Conflict:
    """The conflict with the world beneath it: of a party or place that both have, the conflict's row counts.

    The world's generic parties stay out: which side "the army" is, the conflict's own folder says.
    """
    own, world = load_conflict(name), load_conflict(WORLD)
    if name == WORLD:
        return world
    return replace(
        own,
        parties=(*own.parties, *_others((party for party in world.parties if not party.generic), own.parties)),
        places=(*own.places, *_others(world.places, own.places)),
        countries=world.countries,
    )


@cache
def load_countries() -> tuple[CountryEntry, ...]:
    """Every country and territory of ``conflicts/world/countries.yaml``."""
    folder = f"conflicts/{WORLD}"
    rows = _load_yaml(resources.files("tawthiq").joinpath(folder), "countries.yaml", folder)["countries"]
    return tuple(_entry(CountryEntry, row, folder=folder) for row in rows)


def _as_place(country: CountryEntry) -> PlaceEntry:
    return PlaceEntry(
        id=country.id,
        kind="country",
        lat=country.lat,
        lon=country.lon,
        radius_m=country.radius_m,
        parent=None,
        source="Unicode CLDR; GeoNames (CC BY 4.0)",
        names=country.names,
        spellings=country.spellings,
        country=country.iso2,
    )


def _in_countries(places: tuple[PlaceEntry, ...]) -> Iterable[PlaceEntry]:
    """The places with the code of the country that their parents lead to."""
    parents = {place.id: place.parent for place in places}
    code_of = {country.id: country.iso2 for country in load_countries()}
    for place in places:
        top = chain_of(place.id, parents=parents)[-1]
        yield replace(place, country=code_of.get(top))


def _others(world: Iterable[Any], own: Iterable[Any]) -> Iterable[Any]:
    known = {entry.id for entry in own}
    return (entry for entry in world if entry.id not in known)


def _entry(kind: type[Any], row: dict[str, Any], *, folder: str) -> Any:
    values: dict[str, Any] = {"names": {}, "spellings": {}}
    for key, value in row.items():
        part, _, lang = key.partition("_")
        if lang and part == "name":
            values["names"][lang] = value
        elif lang and part == "spellings":
            values["spellings"][lang] = tuple(value)
        elif lang and part == "adjectives":
            values.setdefault(part, {})[lang] = tuple(value)
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
