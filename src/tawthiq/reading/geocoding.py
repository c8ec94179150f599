"""A place phrase resolved in gazetteers: its wider places first, then the place among them, then the way from it.

Used where there is no report around the words: the command line, lists, studies. What is not found is not invented: the
list of candidates is then empty, or holds only places whose scores say how little speaks for them.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from tawthiq.core.place_ranking import Candidate, Fit, Near, PlaceRow, Query, rank
from tawthiq.core.places import offset_point
from tawthiq.reading.place_phrases import Phrase, Way

Find = Callable[[str, tuple[str, ...]], Sequence[Fit]]
# "South of" without a distance: so far off, and so much doubt. Source: estimate of this project, the next village.
_STEP_M, _STEP_DOUBT_M = 4_000, 8_000
# A told distance is round, and measured from an edge or from the middle: this share of it may be wrong.
_DISTANCE_DOUBT = 0.35
_DOUBT_LEAST_M = 2_000
_AROUND_M = 30_000
# How far off an airport, a base or a bridge may lie that is called after its town. Source: estimate of this project.
_NAMED_AFTER_M = 10_000
_WIDER_MAX = 4
# A wider place that is less sure than this says nothing about where the place is.
_LEAN_ON = 0.3


def resolve_phrase(
    phrase: Phrase, *, find: Find, countries: tuple[str, ...] = (), near: tuple[Near, ...] = ()
) -> list[Candidate]:
    """Candidates for the place of the phrase, best first; ``countries`` and ``near`` are what is known beside it."""
    wider = [best for part in phrase.within[:_WIDER_MAX] if (best := _best(part, find, countries)) is not None]
    told = tuple(dict.fromkeys(row.country for row in wider if row.kind == "country" and row.country))
    countries = told or countries
    points = (*near, *(point for row in wider if (point := _near(row)) is not None and row.kind != "country"))
    found_as = (name for row in wider for name in (row.name_en, row.name_ar) if name)
    within = tuple(dict.fromkeys([*(name for part in phrase.within for name in part.names), *found_as]))
    beyond = _beyond(phrase, find, countries, points)
    if phrase.names:
        points += tuple(point for candidate in beyond[:1] if (point := _near(candidate.row)) is not None)
        found = _named(phrase, find, Query("", phrase.kind, within, countries, points))
        return [_around(candidate, phrase) for candidate in found]
    if beyond:
        return beyond
    return [] if not phrase.within else resolve_phrase(phrase.within[0], find=find, countries=countries, near=near)


def _best(phrase: Phrase, find: Find, countries: tuple[str, ...]) -> PlaceRow | None:
    """The row of a wider place where one is clear enough to lean on."""
    found = _named(phrase, find, Query("", phrase.kind or "governorate", (), countries, ()))
    return found[0].row if found and found[0].score >= _LEAN_ON else None


def _named(phrase: Phrase, find: Find, query: Query) -> list[Candidate]:
    """Candidates of all the phrase's names; each row keeps its best score."""
    best: dict[str, Candidate] = {}
    for name in phrase.names:
        for candidate in rank(find(name, query.countries), replace(query, name=name)):
            known = best.get(candidate.row.ref)
            if known is None or candidate.score > known.score:
                best[candidate.row.ref] = candidate
    return sorted(best.values(), key=lambda candidate: (-candidate.score, candidate.row.ref))


def _beyond(phrase: Phrase, find: Find, countries: tuple[str, ...], points: tuple[Near, ...]) -> list[Candidate]:
    """The points that lie so from the place of reference, under its own name and id, with a wider radius."""
    if phrase.beyond is None:
        return []
    found = resolve_phrase(phrase.beyond, find=find, countries=countries, near=points)
    return [moved(candidate, bearing=phrase.bearing, metres=phrase.metres) for candidate in found]


def moved(candidate: Candidate, *, bearing: float | None, metres: float | None) -> Candidate:
    """The candidate seen from: its point set off along the bearing, its radius as wide as the words leave open."""
    row = candidate.row
    if row.lat is None or row.lon is None:
        return candidate
    lat, lon, radius = set_off((row.lat, row.lon), row.radius_m, (bearing, metres))
    side = "" if bearing is None else f", {bearing:.0f}°"
    told = f"way: {(_STEP_M if metres is None else metres) / 1000:g} km{side}"
    return Candidate(replace(row, lat=lat, lon=lon, radius_m=radius), candidate.score, (*candidate.reasons, told))


def set_off(point: tuple[float, float], radius_m: int | None, way: Way) -> tuple[float, float, int]:
    """The point that lies that way from another (lat, lon), and the metres by which it may be off."""
    bearing, metres = way
    length = _STEP_M if metres is None else metres
    doubt = _STEP_DOUBT_M if metres is None else max(_DOUBT_LEAST_M, _DISTANCE_DOUBT * metres)
    if bearing is None:
        doubt += length
    else:
        point = offset_point(point, bearing=bearing, metres=length)
    return round(point[0], 5), round(point[1], 5), round((radius_m or 0) + doubt)


def _around(candidate: Candidate, phrase: Phrase) -> Candidate:
    row = candidate.row
    least = _AROUND_M if phrase.around else _NAMED_AFTER_M if phrase.kind in ("area", "facility", "street") else 0
    if row.kind not in ("city", "town", "village", "governorate", "district") or least <= (row.radius_m or 0):
        return candidate
    return Candidate(replace(row, radius_m=least), candidate.score, (*candidate.reasons, "around"))


def _near(row: PlaceRow) -> Near | None:
    if row.lat is None or row.lon is None:
        return None
    return Near(row.name_en, row.lat, row.lon, row.radius_m or 0)
