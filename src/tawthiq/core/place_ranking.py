"""Which of several places of one name is meant: candidates ranked by what else the report says, each with its reasons.

Nothing is chosen by chance and nothing is hidden: a candidate carries every reason that moved it, and its score falls
when another candidate is as good. Weights are in one table, so that a person can read and contest them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log10

from tawthiq.core.place_keys import place_keys
from tawthiq.core.places import distance_m
from tawthiq.core.sounds import closeness

# How a name fits: written so, sounding so, or the consonants alone.
EXACT, SOUND, SKELETON = 0, 1, 2
SETTLEMENTS = ("city", "town", "village", "neighbourhood", "camp")
UNITS = ("country", "governorate", "district")
# In points; the score is a logistic share of them. Source: set by hand on one half of the Syrian rows of the UCDP GED
# sample (benchmarks/geocoding.py scores the other half); rounded to quarters so that nothing hangs on the last digit.
WEIGHTS = {
    "name_exact": 3.0,
    "name_sound": 2.5,
    "name_unlike": -3.0,  # times how far the spellings are apart where only the sounds are one
    "name_skeleton": 3.0,  # times how close the sounds are, less the next line
    "name_skeleton_less": 1.5,
    "within": 1.5,
    "within_nearest": 0.5,  # more, where it is the narrowest of the wider places named
    "not_within": -1.5,
    "near": 1.5,
    "near_region": 1.0,
    "country": 1.5,
    "not_country": -2.5,
    "kind": 0.5,
    "unit": 1.5,
    "not_kind": -1.25,
    "population": 0.25,  # per power of ten
    "nothing": 1.5,  # points of the answer "none of these", and more where context lifts every candidate alike:
    "nothing_in_country": 1.5,
    "nothing_of_kind": 0.5,
    "nothing_near": 0.75,
}
# Sounds further apart than this share consonants by accident. Source: the same half of the rows.
CLOSE_ENOUGH = 0.75
# Two rows of one name this near each other are one place in two files. Source: twice the error of the coarser file.
_SAME_M = 5_000
_SAME_DEGREES = 0.05
# Behind so many the rest weighs nothing.
_RANKED_MAX = 40
_NEAR_M, _NEAR_REGION_M = 40_000, 400_000


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A row of a gazetteer, whatever its file looked like.

    ``within`` names the wider places around it, nearest first, as the file writes them. ``country`` is the ISO alpha-2
    code or "". Points are WGS 84 degrees, None where the file has none (OCHA p-codes); ``radius_m`` is how far the true
    spot may lie from the point.
    """

    ref: str
    kind: str
    name_en: str
    name_ar: str
    lat: float | None
    lon: float | None
    radius_m: int | None
    country: str
    within: tuple[str, ...]
    population: int
    source: str


@dataclass(frozen=True, slots=True)
class Near:
    """A point that the place is near or in: how it is called, and how far from it counts as near."""

    label: str
    lat: float
    lon: float
    radius_m: int


@dataclass(frozen=True, slots=True)
class Query:
    """What is known of the place beside its name: its type, wider places named around it, countries, points nearby."""

    name: str
    kind: str = ""
    within: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """A row whose name fits, by which key, and that name: the exact key for ``SOUND``, the sound for ``SKELETON``."""

    row: PlaceRow
    level: int
    by: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ranked row: ``score`` 0 to 1 is its share among all candidates and "none of these"; not a probability.

    ``reasons`` are codes, some with a value behind ": " (docs/reference/formats/claim.md lists them).
    """

    row: PlaceRow
    score: float
    reasons: tuple[str, ...]


def rank(fits: Iterable[Fit], query: Query) -> list[Candidate]:
    """The candidates, best first; rows of one spot count once against each other."""
    judged = [(fit.row, *_points(fit, query)) for fit in fits if _is_close(fit, query)]
    judged.sort(key=lambda item: (-item[1], -item[0].population, item[0].ref))
    distinct: list[tuple[PlaceRow, float, tuple[str, ...]]] = []
    for row, points, reasons in judged[:_RANKED_MAX]:
        if not any(_is_same_spot(row, other) for other, _points_of, _reasons in distinct):
            distinct.append((row, points, reasons))
    whole = exp(_nothing(query)) + sum(exp(points) for _row, points, _reasons in distinct)
    return [Candidate(row, round(exp(points) / whole, 3), reasons) for row, points, reasons in distinct]


def _nothing(query: Query) -> float:
    told = ((query.countries, "nothing_in_country"), (query.kind, "nothing_of_kind"), (query.near, "nothing_near"))
    return WEIGHTS["nothing"] + sum(WEIGHTS[name] for given, name in told if given)


def _is_close(fit: Fit, query: Query) -> bool:
    return fit.level != SKELETON or closeness(place_keys(query.name).sound, fit.by) >= CLOSE_ENOUGH


def _is_same_spot(row: PlaceRow, other: PlaceRow) -> bool:
    if row.lat is None or row.lon is None or other.lat is None or other.lon is None:
        return row.ref == other.ref
    if abs(row.lat - other.lat) > _SAME_DEGREES:  # most pairs, without the sines
        return False
    return distance_m((row.lat, row.lon), (other.lat, other.lon)) <= _SAME_M


def _points(fit: Fit, query: Query) -> tuple[float, tuple[str, ...]]:
    row = fit.row
    found = [_name_points(fit, query), *_kind_points(row, query), *_within_points(row, query)]
    if query.countries and row.country:
        code = "country" if row.country in query.countries else "not_country"
        found.append((WEIGHTS[code], f"{code}: {row.country}"))
    found += _near_points(row, query)
    if row.population and row.kind not in UNITS:
        found.append((WEIGHTS["population"] * log10(row.population), f"people: {row.population}"))
    return sum(points for points, _reason in found), tuple(reason for _points_of, reason in found)


def _name_points(fit: Fit, query: Query) -> tuple[float, str]:
    if fit.level == EXACT:
        return WEIGHTS["name_exact"], "name_exact"
    if fit.level == SOUND:
        unlike = 1 - closeness(*(key.replace(" ", "") for key in (place_keys(query.name).exact, fit.by or "")))
        return WEIGHTS["name_sound"] + WEIGHTS["name_unlike"] * unlike, "name_sound"
    alike = closeness(place_keys(query.name).sound, fit.by)
    return WEIGHTS["name_skeleton"] * alike - WEIGHTS["name_skeleton_less"], f"name_skeleton: {alike:.2f}"


def _kind_points(row: PlaceRow, query: Query) -> list[tuple[float, str]]:
    if not query.kind or "area" in (row.kind, query.kind):
        return []
    if query.kind in UNITS and row.kind == query.kind:
        return [(WEIGHTS["unit"], f"kind: {row.kind}")]
    is_quarter = query.kind == "district" and row.kind == "neighbourhood"
    if is_quarter or (query.kind in SETTLEMENTS and row.kind in SETTLEMENTS):
        return [(WEIGHTS["kind"], f"kind: {row.kind}")]
    return [(WEIGHTS["not_kind"], f"not_kind: {row.kind}")]


def _within_points(row: PlaceRow, query: Query) -> list[tuple[float, str]]:
    if not query.within or not row.within:
        return []
    for number, name in enumerate(query.within):
        for wider in row.within:
            if is_same_name(name, wider):
                points = WEIGHTS["within"] + (WEIGHTS["within_nearest"] if number == 0 else 0.0)
                return [(points, f"within: {wider}")]
    nearest = _nearest(row, query)
    if nearest and nearest[0] <= nearest[1].radius_m + _NEAR_M:
        return []  # "Jarn near Safra": Safra is no wider place
    return [(WEIGHTS["not_within"], f"not_within: {row.within[-1]}")]


def is_same_name(one: str, other: str) -> bool:
    """Whether two names sound alike, in whichever scripts they are written."""
    left, right = place_keys(one), place_keys(other)
    if left.sound == right.sound:
        return True
    return left.skeleton == right.skeleton != "" and closeness(left.sound, right.sound) >= CLOSE_ENOUGH


def _nearest(row: PlaceRow, query: Query) -> tuple[float, Near] | None:
    """The point that the row is nearest to, by how far it is beyond what "near" means there, and the metres to it."""
    if row.lat is None or row.lon is None or not query.near:
        return None
    away = [(distance_m((row.lat, row.lon), (near.lat, near.lon)), near) for near in query.near]
    return min(away, key=lambda item: max(0.0, item[0] - item[1].radius_m))


def _near_points(row: PlaceRow, query: Query) -> list[tuple[float, str]]:
    found = _nearest(row, query)
    if found is None:
        return []
    metres, nearest = found
    beyond = max(0.0, metres - nearest.radius_m)
    points = WEIGHTS["near"] * exp(-beyond / _NEAR_M) + WEIGHTS["near_region"] * exp(-beyond / _NEAR_REGION_M)
    return [(points, f"near: {metres / 1000:.0f} km, {nearest.label}")]
