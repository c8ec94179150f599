"""Places as a list and as a page: where it is on the map, what it is called, what happened there."""

from dataclasses import dataclass

from django.db.models import Q

from tawthiq.core.ids import parse_ref
from tawthiq.core.maps import WIDTH, Point, View, fit_view, is_inside, middle_inside, path_of, touches
from tawthiq.core.place_ranking import Candidate, Fit, Query, rank
from tawthiq.core.texts import fold
from tawthiq.desk import models as m
from tawthiq.desk.access import may_do
from tawthiq.desk.queries.gazetteers import Entry, entries_for, gazetteers, index_of
from tawthiq.desk.queries.judgements import same_cluster, standing_judgements
from tawthiq.desk.queries.paging import Page, page_of
from tawthiq.store.packs import load_table

# Other places on a place's map: so many of the nearest.
_NEIGHBOURS_MAX = 40
_INCIDENTS_MAX = 50
_OFFERED_MAX = 20
_NAME_WIDTH, _NAME_HEIGHT = 190, 60  # in units of the picture
_SETTLEMENTS = ("city", "town", "village", "camp")
_MARGIN_DEGREES, _LEAST_DEGREES, _TALLEST = 0.08, 0.4, 0.65


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the map; ``halo`` is the radius of the circle in which the truth lies, in picture units."""

    place: m.Place
    x: float
    y: float
    halo: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A place's map; ``scale_width`` units are ``scale_km`` kilometres."""

    height: float
    outlines: tuple[str, ...]
    countries: tuple[tuple[Point, str, str], ...]
    dot: Dot
    neighbours: tuple[Dot, ...]
    labelled: tuple[Dot, ...]
    scale_km: int
    scale_width: float
    width: float = WIDTH

    @property
    def scale_y(self) -> float:
        """Where the scale stands."""
        return round(self.height - 24, 1)


@dataclass(frozen=True, slots=True)
class PlacePage:
    """All that a place's page shows; ``chain`` are the wider places, the nearest first."""

    place: m.Place
    chain: list[m.Place]
    children: list[m.Place]
    spellings: list[m.PlaceSpelling]
    names: list[m.PlaceName]
    units: list[m.PlaceUnit]
    entries: list[Entry]
    incidents: list[m.SearchRow]
    titles: dict[str, m.Incident]
    drawing: Drawing | None
    alike: list[m.Place]
    judgements: list[m.Judgement]


def places_for(user: m.User, *, text: str = "", kind: str = "", page: int = 1) -> Page[m.Place]:
    """Places of the register by any of their names, ordered by name; none for who may not see figures."""
    rows = m.Place.objects.select_related("parent").order_by("name_en", "code")
    if not may_do(user, "see_figures"):
        return page_of(rows.none(), number=page)
    if kind:
        rows = rows.filter(kind=kind)
    if text.strip():
        folded = fold(text)
        named = m.PlaceName.objects.filter(folded__contains=folded, undone_at=None).values("place")
        spelt = m.PlaceSpelling.objects.filter(folded__contains=folded).values("place")
        is_named = Q(name_en__icontains=text.strip()) | Q(name_ar__icontains=text.strip()) | Q(code=text.strip())
        rows = rows.filter(is_named | Q(pk__in=named) | Q(pk__in=spelt))
    return page_of(rows, number=page)


def offered(text: str) -> list[Candidate]:
    """Rows of the imported gazetteers of this name that the register does not have, the best first, with reasons."""
    if not text.strip():
        return []
    fits: list[Fit] = []
    for gazetteer in gazetteers():
        index = index_of(gazetteer)
        fits += index.find(text) if index else []
    ranked = rank(fits, Query(text))[:_OFFERED_MAX]
    held = set(m.Place.objects.filter(code__in=[one.row.ref for one in ranked]).values_list("code", flat=True))
    return [one for one in ranked if one.row.ref not in held]


def place_page(user: m.User, place: m.Place) -> PlacePage:
    """The page; incidents are those at the place, at what was judged the same, and directly inside either."""
    children = list(place.children.order_by("name_en")[:200])
    others = [parse_ref(ref)[1] for ref in same_cluster(place.ref) if ref != place.ref]
    alike = list(m.Place.objects.filter(pk__in=others).order_by("pk")) if others else []
    around = list(m.Place.objects.filter(parent__in=alike)) if alike else []
    incidents = _incidents(user, [place, *alike, *children, *around])
    return PlacePage(
        place=place,
        chain=_chain(place),
        children=children,
        spellings=list(place.spellings.order_by("lang", "text")),
        names=list(place.own_names.select_related("added_by", "undone_by", "learnt_from__report").order_by("-pk")),
        units=list(place.units.select_related("added_by", "undone_by").order_by("system", "-pk")),
        entries=entries_for(place),
        incidents=incidents,
        titles={one.ref: one for one in m.Incident.objects.filter(pk__in=[int(row.ref[3:]) for row in incidents])},
        drawing=draw_place(place),
        alike=alike,
        judgements=standing_judgements(user, [place.ref]),
    )


def _incidents(user: m.User, places: list[m.Place]) -> list[m.SearchRow]:
    rows = m.SearchRow.objects.filter(record="incident", place__in=places).select_related("place")
    return list(rows.order_by("-sort_day", "ref")[:_INCIDENTS_MAX]) if may_do(user, "see_figures") else []


def _chain(place: m.Place) -> list[m.Place]:
    chain: list[m.Place] = []
    step = place.parent
    while step is not None and step not in chain:
        chain.append(step)
        step = step.parent
    return chain


def draw_place(place: m.Place) -> Drawing | None:
    """The map of a place with the register's places around it; None where no point is known."""
    if place.lat is None or place.lon is None:
        return None
    spot = (place.lat, place.lon, place.radius_m or 0)
    view = fit_view([spot], margin=_MARGIN_DEGREES, least=_LEAST_DEGREES, tallest=_TALLEST)
    south, east = view.north - view.height * view.squeeze / view.unit, view.west + WIDTH / view.unit
    around = m.Place.objects.filter(lat__range=(south, view.north), lon__range=(view.west, east)).exclude(pk=place.pk)
    neighbours = sorted(
        around.exclude(kind__in=("country", "governorate", "district", "countryside", "area")),
        key=lambda one: ((one.lat or 0) - (place.lat or 0)) ** 2 + ((one.lon or 0) - (place.lon or 0)) ** 2,
    )
    outlines, countries = outlines_in(view)
    km, width = view.scale()
    dots = tuple(_dot(view, one) for one in neighbours[:_NEIGHBOURS_MAX])
    own = _dot(view, place)
    return Drawing(view.height, outlines, countries, own, dots, _labelled(own, dots), km, width)


def _labelled(own: Dot, dots: tuple[Dot, ...]) -> tuple[Dot, ...]:
    """The settlements whose names stand clear of each other and of the place's own, the nearest first."""
    taken = [own]
    for dot in dots:
        is_clear = all(abs(dot.x - one.x) > _NAME_WIDTH or abs(dot.y - one.y) > _NAME_HEIGHT for one in taken)
        if dot.place.kind in _SETTLEMENTS and is_clear:
            taken.append(dot)
    return tuple(taken[1:])


def _dot(view: View, place: m.Place) -> Dot:
    x, y = view.at(place.lat or 0.0, place.lon or 0.0)
    return Dot(place, round(x, 1), round(y, 1), round(view.units(place.radius_m or 0), 1))


def outlines_in(view: View) -> tuple[tuple[str, ...], tuple[tuple[Point, str, str], ...]]:
    """Outlines of countries as paths, and the names of those around the one in the middle."""
    paths, names, middle = [], [], (WIDTH / 2, view.height / 2)
    for row in load_table("outlines"):
        pairs = (pair.split() for pair in row["ring"].split(","))
        points = [view.at(float(lat), float(lon)) for lon, lat in pairs]
        if touches(points, height=view.height):
            paths.append(path_of(points))
            spot = middle_inside(points, height=view.height)
            names += [(spot, row["en"], row["ar"])] if spot and not is_inside(middle, points) else []
    return tuple(paths), tuple(names)
