"""The map, drawn on the server: outlines for orientation, a circle per published place. No script, no tile server."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import sqrt

from tawthiq.core.maps import WIDTH, Point, View, fit_view, middle_inside, path_of, touches
from tawthiq.core.releases import PublicIncident, PublicPlace
from tawthiq.store.packs import load_table
from tawthiq.store.release import PlaceTotal

_DOT_LEAST, _DOT_PER_ROOT, _DOT_MOST = 9.0, 5.0, 60.0


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


def _dot(view: View, place: PublicPlace, *, total: PlaceTotal | None, href: str) -> Dot:
    x, y = view.at(place.lat or 0.0, place.lon or 0.0)
    killed = total.killed_min if total else 0
    radius = min(_DOT_LEAST + _DOT_PER_ROOT * sqrt(killed), _DOT_MOST)
    return Dot(round(x, 1), round(y, 1), round(radius, 1), round(view.units(place.radius_m or 0), 1), total, href)


def _fit(places: Sequence[PublicPlace]) -> View:
    return fit_view([(one.lat, one.lon or 0.0, one.radius_m or 0) for one in places if one.lat is not None])


def _drawing(view: View, *, dots: Sequence[Dot]) -> Drawing:
    outlines, labels = _background(view)
    scale_km, scale_width = view.scale()
    return Drawing(WIDTH, view.height, outlines, labels, tuple(dots), scale_km, scale_width)


# A country has some thousand places; each drawing of land is a few kilobytes.
@lru_cache(maxsize=4096)
def _background(view: View) -> tuple[tuple[Outline, ...], tuple[Label, ...]]:
    """The land behind the dots: the same for every incident of a place."""
    outlines, labels = [], []
    for name_en, name_ar, ring in _rings():
        points = [view.at(lat, lon) for lon, lat in ring]
        inside = [(x, y) for x, y in points if 0 <= x <= WIDTH and 0 <= y <= view.height]
        if not touches(points, height=view.height):
            continue
        outlines.append(Outline(name_en, name_ar, path_of(points)))
        if len(inside) > 1 and (spot := middle_inside(points, height=view.height)):
            labels.append(Label(round(spot[0], 1), round(spot[1], 1), name_en, name_ar))
    return tuple(outlines), tuple(labels)


@cache
def _rings() -> tuple[tuple[str, str, tuple[Point, ...]], ...]:
    """Names (English, Arabic) and ring (lon, lat) of every outline at hand."""
    return tuple((row["en"], row["ar"], _points(row["ring"])) for row in load_table("outlines"))


def _points(text: str) -> tuple[Point, ...]:
    pairs = (pair.split() for pair in text.split(","))
    return tuple((float(lon), float(lat)) for lon, lat in pairs)
