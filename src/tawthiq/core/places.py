"""Places lie inside places, points are near points, and names of places have keys: what rules ask of a gazetteer.

``parents`` maps a place id to the id of the next wider place, or to None at the top.
"""

from collections.abc import Iterable, Mapping
from math import asin, atan2, cos, degrees, radians, sin, sqrt

Parents = Mapping[str, str | None]

# Mean radius of the Earth. Source: IUGG 1980, R1 = 6371.0088 km.
EARTH_RADIUS_M = 6_371_008.8


def chain_of(place: str, *, parents: Parents) -> tuple[str, ...]:
    """The place and every wider place around it, nearest first; a loop in the data ends the chain."""
    chain: list[str] = []
    step: str | None = place
    while step is not None and step not in chain:
        chain.append(step)
        step = parents.get(step)
    return tuple(chain)


def is_nested(a: str, b: str, *, parents: Parents) -> bool:
    """Whether one of the two lies inside the other, or they are the same place."""
    return b in chain_of(a, parents=parents) or a in chain_of(b, parents=parents)


def most_precise(places: Iterable[str], *, parents: Parents) -> tuple[str, ...]:
    """The places that hold none of the others, in the order given, each once."""
    distinct = tuple(dict.fromkeys(places))
    wider = {outer for place in distinct for outer in chain_of(place, parents=parents)[1:]}
    return tuple(place for place in distinct if place not in wider)


# A region of this radius is a stretch of country ("eastern countryside of Aleppo"), neither a town nor a governorate.
# Source: the radii of conflicts/*/places.yaml by kind of place.
REGION_M = range(10_000, 50_001)
Extent = tuple[float, float, int]


def with_regions(parents: Parents, *, extents: Mapping[str, Extent]) -> dict[str, str | None]:
    """The same nesting, with each place put inside the narrowest region around its point in the same province.

    ``extents`` are (lat, lon, radius in metres) of the places in question. A gazetteer nests by administration; reports
    say "Ariha in the southern countryside of Idlib", which is a stretch of country and no unit. Two places share a
    province when they share any wider place below the topmost.
    """
    regions = sorted((radius, region) for region, (_, _, radius) in extents.items() if radius in REGION_M)
    nested = dict(parents)
    for place, (lat, lon, radius) in extents.items():
        own = chain_of(place, parents=parents)
        for wide, region in regions:
            around = chain_of(region, parents=parents)
            is_near = 2 * radius < wide and distance_m((lat, lon), extents[region][:2]) <= wide
            if is_near and region not in own and set(own) & set(around[1:-1]):
                nested[place] = region
                break
    return nested


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres along the great circle between two (lat, lon) pairs in degrees.

    Source: haversine formula; a sphere is within 0.6 % of WGS 84, less than any radius a report allows.
    """
    lat_a, lon_a, lat_b, lon_b = map(radians, (*a, *b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))


def offset_point(point: tuple[float, float], *, bearing: float, metres: float) -> tuple[float, float]:
    """The (lat, lon) so far from a point along a bearing; degrees, the bearing clockwise from north."""
    lat, lon = map(radians, point)
    turn, angle = radians(bearing), metres / EARTH_RADIUS_M
    to_lat = asin(sin(lat) * cos(angle) + cos(lat) * sin(angle) * cos(turn))
    to_lon = lon + atan2(sin(turn) * sin(angle) * cos(lat), cos(angle) - sin(lat) * sin(to_lat))
    return degrees(to_lat), (degrees(to_lon) + 540) % 360 - 180
