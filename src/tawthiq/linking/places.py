"""Pairs of a register's places that may be one: found by three keys of every name, ranked as the resolver ranks.

Each place asks for the others as a report would: by each of its names, with its kind, its wider places and its point.
"""

from collections.abc import Mapping
from functools import lru_cache

from tawthiq.core.place_ranking import SETTLEMENTS, SKELETON, UNITS, Candidate, Near, PlaceRow, Query, rank
from tawthiq.core.places import distance_m, is_nested
from tawthiq.linking.likely import LikelyPair
from tawthiq.store.gazetteer import Index, NamedRow, build_index

MODEL = "places-1"
# From here on both places find each other. Source: own convention; names by consonants alone score below it.
SHOWN = 0.35
# Drawn around other places and named after them: their names tell them from no neighbour.
_DRAWN = frozenset({"country", "countryside", "area"})
# Two points of one place in two files are so far apart at most. Source: core.place_ranking, twice the coarser file's.
_APART_M = 5_000
Parents = tuple[tuple[str, str | None], ...]


@lru_cache(maxsize=4)
def likely_places(rows: tuple[NamedRow, ...], parents: Parents) -> tuple[LikelyPair, ...]:
    """The pairs from ``SHOWN`` on; worked out once for what the rows say. ``parents`` are codes with the next wider."""
    index = build_index(rows)
    nested, numbers = dict(parents), {one.row.ref: number for number, one in enumerate(rows)}
    try:
        found = {one.row.ref: _asked(one, index, parents=nested) for one in rows}
    finally:
        index.close()
    pairs = []
    for ref, others in found.items():
        for other, candidate in others.items():
            back = found[other].get(ref)
            if back and numbers[ref] < numbers[other] and (score := min(candidate.score, back.score)) >= SHOWN:
                reasons = _reasons(rows[numbers[ref]].row, rows[numbers[other]].row, candidate)
                pairs.append(LikelyPair(numbers[ref], numbers[other], score, reasons))
    return tuple(sorted(pairs, key=lambda one: (one.left, one.right)))


def _asked(place: NamedRow, index: Index, *, parents: Mapping[str, str | None]) -> dict[str, Candidate]:
    """The best ranked answer for each other place that any name of this one finds."""
    best: dict[str, Candidate] = {}
    for name in dict.fromkeys(filter(None, place.names)):
        query = _query(place.row, name)
        for fit in index.find(name):
            is_loose = fit.level == SKELETON and fit.row.kind in UNITS
            if fit.row.ref == place.row.ref or is_loose or not may_be_one(place.row, fit.row, parents=parents):
                continue
            # alone against "none of these": a third place of the name makes two of them no less alike
            for candidate in rank([fit], query):
                known = best.get(fit.row.ref)
                if known is None or candidate.score > known.score:
                    best[fit.row.ref] = candidate
    return best


def _query(row: PlaceRow, name: str) -> Query:
    near: tuple[Near, ...] = ()
    if row.lat is not None and row.lon is not None:
        near = (Near(row.name_en, row.lat, row.lon, row.radius_m or 0),)
    countries = (row.country,) if row.country else ()
    return Query(name, kind=row.kind, within=row.within, countries=countries, near=near)


def may_be_one(one: PlaceRow, other: PlaceRow, *, parents: Mapping[str, str | None]) -> bool:
    """Whether two places of like names can be one: a town is not its district, and nothing is what it lies in."""
    if is_nested(one.ref, other.ref, parents=parents) or {one.kind, other.kind} & _DRAWN:
        return False
    if one.kind != other.kind and not {one.kind, other.kind} <= set(SETTLEMENTS):
        return False
    if None in (one.lat, one.lon, other.lat, other.lon):
        around = {parents.get(one.ref), parents.get(other.ref)}
        return len(around) == 1 or None in around
    apart = distance_m((one.lat or 0.0, one.lon or 0.0), (other.lat or 0.0, other.lon or 0.0))
    return apart <= max(_APART_M, (one.radius_m or 0) + (other.radius_m or 0))


def _reasons(one: PlaceRow, other: PlaceRow, found: Candidate) -> tuple[str, ...]:
    """How the names fit, as the resolver says it, and what two places of a register have in common beside them."""
    told = [reason for reason in found.reasons if reason.startswith("name_")]
    wider = {reason.partition(":")[0] for reason in found.reasons}
    told += [code for reason, code in (("within", "in_one"), ("not_within", "in_other")) if reason in wider]
    told.append(f"same_kind: {one.kind}" if one.kind == other.kind else f"other_kind: {other.kind}")
    if None not in (one.lat, one.lon, other.lat, other.lon):
        metres = distance_m((one.lat or 0.0, one.lon or 0.0), (other.lat or 0.0, other.lon or 0.0))
        told.append(f"apart: {metres / 1000:.1f}")
    return tuple(told)
