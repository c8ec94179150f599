"""How the places of two accounts stand to each other: the same, one in the other, near, elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tawthiq.core.places import distance_m
from tawthiq.linking.incidents.accounts import Account, Point, Site

# Two points this close are one spot. Source: accuracy of a coordinate read off a map.
SAME_SPOT_M = 300
# Sites of victims of one event may lie so far apart (people taken from their homes in one sweep). Source: fitted.
SWEEP_M = 50_000
_FEW_SOUNDS = 2
# Words of place names up to this length are articles and the like.
_SHORT_WORD = 3


@dataclass(frozen=True, slots=True)
class Sites:
    """``relation`` is a row of ``incident_evidence``; ``keys`` and ``shared`` tell of the sites that are the same.

    ``point`` is one of two that are near each other.
    """

    relation: str
    keys: tuple[object, ...] = ()
    shared: int = 0
    point: Point | None = None


def sites_compared(a: Account, b: Account) -> Sites:
    """The closest relation that any of their sites have; ``place_unknown`` where there is nothing to compare."""
    keys = [key for one in a.sites for other in b.sites if (key := same_site(one, other)) is not None]
    if keys:
        shared = min(_shared(a.sites, b.sites), _shared(b.sites, a.sites))
        is_all = len(a.sites) == len(b.sites) == shared
        return Sites("same_place" if is_all else "shared_place", keys=tuple(keys), shared=shared)
    if _inside(a, b) or _inside(b, a):
        return Sites("nested_place")
    alike = [("sound", one.sound) for one in a.sites for other in b.sites if _are_alike(one, other)]
    if alike:
        return Sites("alike_place", keys=tuple(alike), shared=1)
    return _by_distance(a, b) or Sites("other_place" if _are_other_places(a, b) else "place_unknown")


def _are_alike(one: Site, other: Site) -> bool:
    """Whether two names of lists are spellings of one name (Serrin, Sarrin, صرين) and no points speak against it.

    Two consonants are enough only across the scripts, where vowels tell nothing.
    """
    if not one.sound or one.sound != other.sound:
        return False
    if len(one.sound) <= _FEW_SOUNDS and one.name.isascii() == other.name.isascii():
        return False
    gap = distance_m(one.point, other.point) if one.point and other.point else None
    return gap is None or gap <= one.reach_m + other.reach_m


def _inside(a: Account, b: Account) -> bool:
    return any((one.place or one.name) in b.within for one in a.sites)


def _are_other_places(a: Account, b: Account) -> bool:
    """The gazetteer knows a place of each, and they are not the same."""
    return any(one.place for one in a.sites) and any(other.place for other in b.sites)


def _by_distance(a: Account, b: Account) -> Sites | None:
    """By the two sites that are nearest to each other for what is known of them."""
    gaps = [
        (distance_m(one.point, other.point), one, other)
        for one in a.sites
        for other in b.sites
        if one.point and other.point
    ]
    if not gaps:
        return None
    gap, one, other = min(gaps, key=lambda found: found[0] - found[1].reach_m - found[2].reach_m)
    if gap <= SAME_SPOT_M and _is_spot(one) and _is_spot(other):
        return Sites("same_point", point=one.point)
    if gap <= one.reach_m + other.reach_m:
        return Sites("near_place", point=one.point)
    if a.is_person and b.is_person and gap <= SWEEP_M:
        return Sites("same_area", point=one.point)
    return Sites("other_place")


def _is_spot(site: Site) -> bool:
    """A place of a list; the gazetteer's places of one point are other places, and a claim's point is no name."""
    return bool(site.name) and not site.place


def _shared(some: Iterable[Site], others: Iterable[Site]) -> int:
    listed = list(others)
    return sum(any(same_site(one, other) is not None for other in listed) for one in some)


def same_site(one: Site, other: Site) -> object:
    """The key that both sites share, or None."""
    if one.place and other.place:
        return one.place if one.place == other.place else None
    gap = distance_m(one.point, other.point) if one.point and other.point else None
    if one.name and one.name == other.name:
        is_namesake = gap is not None and gap > one.reach_m + other.reach_m + SWEEP_M
        return None if is_namesake else ("name", one.name)
    is_list = not one.place and not other.place
    if is_list and one.point and gap is not None and gap <= SAME_SPOT_M and may_be_one_name(one.name, other.name):
        return spot_of(one.point)
    return None


def spot_of(point: Point) -> Point:
    """The point to about a hundred metres."""
    return round(point[0], 3), round(point[1], 3)


@cache
def may_be_one_name(one: str, other: str) -> bool:
    """Whether two folded place names leave it open: one is missing or in another script, or they share a word.

    Lists give every street of a town the town's point; then only the names tell the streets apart.
    """
    if not one or not other or one.isascii() != other.isascii():
        return True
    shared = set(one.split()) & set(other.split())
    return any(len(word) > _SHORT_WORD for word in shared)
