"""A map as plain numbers: which part of the world is shown, and where points, circles and outlines lie in the picture.

Positions are in units of the picture; x grows eastwards, y southwards. The projection is equirectangular, true to scale
at the middle latitude.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

Point = tuple[float, float]
# A point on the ground: latitude and longitude in degrees, and how far the truth may lie from it in metres.
Spot = tuple[float, float, int]
WIDTH = 1000.0
MARGIN_DEGREES, LEAST_SPAN_DEGREES = 0.6, 1.6
_RATIO_LEAST, _RATIO_MOST = 0.62, 1.0  # height to width: fits a phone and a desk
_KM_PER_DEGREE = 111.2
_SCALE_STEPS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class View:
    """The part of the world that is shown; ``height`` is that of the picture, whose width is ``WIDTH``."""

    west: float
    north: float
    unit: float  # picture units per degree of longitude
    squeeze: float  # degrees of longitude per degree of latitude on the ground
    height: float

    def at(self, lat: float, lon: float) -> Point:
        """The position of a point."""
        return (lon - self.west) * self.unit, (self.north - lat) * self.unit / self.squeeze

    def units(self, metres: float) -> float:
        """A distance on the ground in picture units."""
        return metres / 1000 / _KM_PER_DEGREE / self.squeeze * self.unit

    def scale(self) -> tuple[int, float]:
        """A round number of kilometres that fits a quarter of the picture, and its length in picture units."""
        per_km = self.units(1000)
        km = max((km for km in _SCALE_STEPS_KM if km * per_km <= WIDTH / 4), default=1)
        return km, round(km * per_km, 1)


def fit_view(
    spots: Sequence[Spot],
    *,
    margin: float = MARGIN_DEGREES,
    least: float = LEAST_SPAN_DEGREES,
    tallest: float = _RATIO_MOST,
) -> View:
    """The view that holds all spots with their circles.

    ``margin`` and the ``least`` span are in degrees of latitude; ``tallest`` is the most height to width.
    """
    lats, lons = [lat for lat, _lon, _radius in spots], [lon for _lat, lon, _radius in spots]
    middle = (min(lats) + max(lats)) / 2
    squeeze = cos(radians(middle))
    margin += max(radius / 1000 / _KM_PER_DEGREE for _lat, _lon, radius in spots)
    tall = max(max(lats) - min(lats) + 2 * margin, least)
    wide = max(max(lons) - min(lons) + 2 * margin / squeeze, least / squeeze)
    ratio = tall / (wide * squeeze)
    if ratio > tallest:
        wide = tall / squeeze / tallest
    elif ratio < _RATIO_LEAST:
        tall = wide * squeeze * _RATIO_LEAST
    west = (min(lons) + max(lons)) / 2 - wide / 2
    unit = WIDTH / wide
    return View(west, middle + tall / 2, unit, squeeze, round(tall * unit / squeeze, 1))


def path_of(points: Iterable[Point]) -> str:
    """A closed outline as an SVG path."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def touches(points: Sequence[Point], *, height: float) -> bool:
    """Whether an outline may show in the picture, by its bounds."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(xs) > 0 and min(xs) < WIDTH and max(ys) > 0 and min(ys) < height


def middle_inside(points: Sequence[Point], *, height: float) -> Point | None:
    """The point of a coarse grid over the picture that lies deepest inside the outline, or None for a sliver."""
    best, depth = None, 60.0
    for x in range(100, int(WIDTH) - 60, 50):
        for y in range(50, int(height) - 30, 30):
            most = min(x, WIDTH - x, 2.0 * y, 2.0 * (height - y))
            if most <= depth or not is_inside((x, y), points):
                continue
            edge = min(most, sqrt(min((x - px) ** 2 + (y - py) ** 2 for px, py in points)))
            if edge > depth:
                best, depth = (float(x), float(y)), edge
    return best


def is_inside(spot: Point, ring: Sequence[Point]) -> bool:
    """Whether a point lies in a ring. Source: the even-odd rule, W. R. Franklin's pnpoly."""
    x, y = spot
    inside = False
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside
