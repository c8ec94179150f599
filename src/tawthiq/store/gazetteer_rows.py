"""What every gazetteer file is read into: rows with spellings, and the rows left out with line and reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from tawthiq.store.packs import load_countries

# Metres that a unit's middle may be off where the file gives no extent. Source: breadth of Syrian units, OCHA COD-AB.
UNIT_RADIUS = {"country": 350_000, "governorate": 60_000, "district": 20_000}
_CITY, _TOWN = 100_000, 5_000


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row left out: its line, why (columns, superseded, no_name, no_point, off_earth, bytes, quotes), the odd value.

    Of a database or a folder of files ``line`` is the number of the row or the file.
    """

    line: int
    code: str
    value: str = ""


@dataclass(slots=True)
class Gathered:
    """What reading a file gave: how many rows were used, and the rows left out."""

    bad: list[BadRow] = field(default_factory=list)
    used: int = 0


def kind_by(people: int) -> str:
    """City, town or village, by how many live there."""
    return "city" if people >= _CITY else "town" if people >= _TOWN else "village"


def point_of(lat: object, lon: object, line: int, tally: Gathered) -> tuple[float, float] | None:
    """A point in degrees; None where it is none or not on Earth, which the tally notes."""
    try:
        point = float(str(lat)), float(str(lon))
    except ValueError:
        tally.bad.append(BadRow(line, "no_point", f"{lat!r}, {lon!r}"))
        return None
    if not (-90 <= point[0] <= 90 and -180 <= point[1] <= 180):
        tally.bad.append(BadRow(line, "off_earth", f"{lat}, {lon}"))
        return None
    return point


def number_of(written: object) -> int:
    """A whole number; 0 where there is none."""
    try:
        return int(float(str(written or 0)))
    except (ValueError, OverflowError):
        return 0


def distinct(names: Iterable[str | None]) -> tuple[str, ...]:
    """The names that say something, each once, in order."""
    return tuple(dict.fromkeys(name.strip() for name in names if name and name.strip()))


def is_arabic(name: str) -> bool:
    """Whether a name begins with an Arabic letter."""
    return "\u0621" <= name[:1] <= "\u064a"


@cache
def country_codes() -> Mapping[str, str]:
    """ISO alpha-2 codes by every English name, alpha-3 code and alpha-2 code of a country."""
    found: dict[str, str] = {}
    for row in load_countries():
        found |= dict.fromkeys((row.names["en"], *row.spellings["en"], row.iso3, row.iso2), row.iso2)
    return found
