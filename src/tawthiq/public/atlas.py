"""The map, drawn on the server: outlines for orientation, a circle per published place. No script, no tile server.

Positions are in units of the picture; x grows eastwards, y southwards. The projection is equirectangular, true to scale
at the middle latitude.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sqrt

from tawthiq.core.releases import PublicIncident, PublicPlace
from tawthiq.store.packs import load_table
from tawthiq.store.release import PlaceTotal

Point = tuple[float, float]
_WIDTH = 1000.0
_MARGIN_DEGREES = 0.6
_LEAST_SPAN_DEGREES = 1.6
_RATIO_LEAST, _RATIO_MOST = 0.62, 1.0  # height to width: fits a phone and a desk
_DOT_LEAST, _DOT_PER_ROOT, _DOT_MOST = 9.0, 5.0, 60.0
_KM_PER_DEGREE = 111.2
_SCALE_STEPS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Outline:
    """A country's outline as an SVG path."""

    name_en: str
    name_ar: str
    path: str


@dataclass(frozen=True, slots=True)
class Label:
    """A country's name at a point inside the picture."""

    x: float
    y: float
    name_en: str
    name_ar: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A place: its dot (area by the least number killed), the circle in which the truth lies, and where it leads."""

    x: float
    y: float
    radius: float
    halo: float
    total: PlaceTotal | None
    href: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template draws; ``scale_width`` units are ``scale_km`` kilometres."""

    width: float
    height: float
    outlines: tuple[Outline, ...]
    labels: tuple[Label, ...]
    dots: tuple[Dot, ...]
    scale_km: int
    scale_width: float

    @property
    def scale_middle(self) -> float:
        """Where the words of the scale stand."""
        return round(self.scale_width / 2, 1)


@dataclass(frozen=True, slots=True)
class _View:
    """The part of the world that is shown."""

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


def draw_map(totals: Iterable[PlaceTotal], *, lang: str) -> Drawing | None:
    """The map of all places with a point, or None where there is none."""
    shown = [(total, place) for total in totals if (place := total.newest.place) and place.lat is not None]
    if not shown:
        return None
    view = _fit([place for _, place in shown])
    dots = [_dot(view, place, total=total, href=_address(total, lang=lang)) for total, place in shown]
    # The largest first, so that a small one on top of it can still be seen and touched.
    return _drawing(view, dots=sorted(dots, key=lambda dot: -dot.radius))


def draw_place(incident: PublicIncident) -> Drawing | None:
    """A small map of one incident, or None where no point is published."""
    place = incident.place
    if place is None or place.lat is None:
        return None
    view = _fit([place])
    return _drawing(view, dots=[_dot(view, place, total=None, href="")])


def _address(total: PlaceTotal, *, lang: str) -> str:
    if total.incidents == 1:
        return f"/{lang}/incidents/{total.newest.ref}/"
    place = total.newest.place
    return f"/{lang}/incidents/?place={place.ref if place else ''}"


def _dot(view: _View, place: PublicPlace, *, total: PlaceTotal | None, href: str) -> Dot:
    x, y = view.at(place.lat or 0.0, place.lon or 0.0)
    killed = total.killed_min if total else 0
    radius = min(_DOT_LEAST + _DOT_PER_ROOT * sqrt(killed), _DOT_MOST)
    return Dot(round(x, 1), round(y, 1), round(radius, 1), round(view.units(place.radius_m or 0), 1), total, href)


def _fit(places: Sequence[PublicPlace]) -> _View:
    lats = [place.lat for place in places if place.lat is not None]
    lons = [place.lon for place in places if place.lon is not None]
    middle = (min(lats) + max(lats)) / 2
    squeeze = cos(radians(middle))
    reach = [(place.radius_m or 0) / 1000 / _KM_PER_DEGREE for place in places]
    margin = _MARGIN_DEGREES + max(reach, default=0)
    tall = max(max(lats) - min(lats) + 2 * margin, _LEAST_SPAN_DEGREES)
    wide = max(max(lons) - min(lons) + 2 * margin / squeeze, _LEAST_SPAN_DEGREES / squeeze)
    ratio = tall / (wide * squeeze)
    if ratio > _RATIO_MOST:
        wide = tall / squeeze / _RATIO_MOST
    elif ratio < _RATIO_LEAST:
        tall = wide * squeeze * _RATIO_LEAST
    west = (min(lons) + max(lons)) / 2 - wide / 2
    unit = _WIDTH / wide
    return _View(west, middle + tall / 2, unit, squeeze, round(tall * unit / squeeze, 1))


def _drawing(view: _View, *, dots: Sequence[Dot]) -> Drawing:
    outlines, labels = [], []
    for name_en, name_ar, ring in _rings():
        points = [view.at(lat, lon) for lon, lat in ring]
        inside = [(x, y) for x, y in points if 0 <= x <= _WIDTH and 0 <= y <= view.height]
        if not _touches(points, height=view.height):
            continue
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
        outlines.append(Outline(name_en, name_ar, path))
        if len(inside) > 1 and (spot := _middle_inside(points, height=view.height)):
            labels.append(Label(round(spot[0], 1), round(spot[1], 1), name_en, name_ar))
    per_km = view.units(1000)
    scale_km = max((km for km in _SCALE_STEPS_KM if km * per_km <= _WIDTH / 4), default=1)
    return Drawing(
        _WIDTH, view.height, tuple(outlines), tuple(labels), tuple(dots), scale_km, round(scale_km * per_km, 1)
    )


def _touches(points: Sequence[Point], *, height: float) -> bool:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(xs) > 0 and min(xs) < _WIDTH and max(ys) > 0 and min(ys) < height


def _middle_inside(points: Sequence[Point], *, height: float) -> Point | None:
    """The point of a coarse grid over the picture that lies deepest inside the outline, or None for a sliver."""
    best, depth = None, 60.0
    for x in range(100, int(_WIDTH) - 60, 50):
        for y in range(50, int(height) - 30, 30):
            if not _is_inside((x, y), points):
                continue
            edge = min(sqrt((x - px) ** 2 + (y - py) ** 2) for px, py in points)
            edge = min(edge, x, _WIDTH - x, 2.0 * y, 2.0 * (height - y))
            if edge > depth:
                best, depth = (float(x), float(y)), edge
    return best


def _is_inside(spot: Point, ring: Sequence[Point]) -> bool:
    """Whether a point lies in a ring. Source: the even-odd rule, W. R. Franklin's pnpoly."""
    x, y = spot
    inside = False
    for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


@cache
def _rings() -> tuple[tuple[str, str, tuple[Point, ...]], ...]:
    """Names (English, Arabic) and ring (lon, lat) of every outline at hand."""
    return tuple((row["en"], row["ar"], _points(row["ring"])) for row in load_table("outlines"))


def _points(text: str) -> tuple[Point, ...]:
    pairs = (pair.split() for pair in text.split(","))
    return tuple((float(lon), float(lat)) for lon, lat in pairs)
