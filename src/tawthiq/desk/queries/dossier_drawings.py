"""The map and the timeline of a dossier as numbers: every incident under its number in that dossier.

Words are not part of the drawings: what makes the PDF sets a drawing's text letter by letter, which Arabic cannot bear.
They lie over them as text of the page, placed in shares of the picture.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tawthiq.core.maps import WIDTH, Point, fit_view
from tawthiq.core.releases import PublicPlace
from tawthiq.desk.queries.places import outlines_in

_MARGIN_DEGREES, _LEAST_DEGREES, _TALLEST = 0.25, 0.9, 0.72
# Units of the picture: how much room a label takes, and how far it stands from its dot.
_LABEL_WIDTH, _LABEL_HEIGHT, _LABEL_GAP = 190.0, 44.0, 24.0
_LEFT, _RIGHT, _DOT, _LANE, _TICKS_MAX = 30.0, 970.0, 13.0, 30.0, 12


@dataclass(frozen=True, slots=True)
class Told:
    """An incident as the drawings need it: its number, place and days, where they are known."""

    number: int
    place: PublicPlace | None
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with the incidents there; ``label`` is the upper left corner of its words, None where no room is free.

    ``side`` is where the words lean: ``start`` stands left in its room, ``end`` right, "" in the middle.
    """

    place: PublicPlace
    numbers: tuple[int, ...]
    x: float
    y: float
    halo: float
    label: Point | None
    side: str

    @property
    def words_at(self) -> tuple[float, float, str]:
        """Where its words are anchored in a drawing that a browser sets, and by which end."""
        left, top = self.label or (0.0, 0.0)
        shift, anchor = {"start": (0.0, "start"), "end": (_LABEL_WIDTH, "end")}.get(
            self.side, (_LABEL_WIDTH / 2, "middle")
        )
        return round(left + shift, 1), round(top + _LABEL_HEIGHT / 2 + 7, 1), anchor


@dataclass(frozen=True, slots=True)
class CaseMap:
    """Where the incidents were; ``countries`` are a position and a name in both languages."""

    height: float
    outlines: tuple[str, ...]
    countries: tuple[tuple[Point, str, str], ...]
    spots: tuple[Spot, ...]
    scale_km: int
    scale_width: float
    width: float = WIDTH

    @property
    def scale_y(self) -> float:
        """Where the scale stands."""
        return round(self.height - 20, 1)


@dataclass(frozen=True, slots=True)
class Mark:
    """An incident on the timeline; ``until`` is where its last day lies."""

    number: int
    x: float
    until: float
    y: float


@dataclass(frozen=True, slots=True)
class CaseTimeline:
    """When the incidents were; ``ticks`` are (x, month)."""

    height: float
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, str], ...]
    width: float = WIDTH

    @property
    def axis_y(self) -> float:
        """Where the axis lies."""
        return self.height - 34


def draw_map(incidents: Iterable[Told]) -> CaseMap | None:
    """The map of the incidents whose place has a point; None where there is none."""
    told: dict[str, tuple[PublicPlace, list[int]]] = {}
    for one in incidents:
        if one.place and one.place.lat is not None and one.place.lon is not None:
            told.setdefault(one.place.ref, (one.place, []))[1].append(one.number)
    if not told:
        return None
    places = [place for place, _numbers in told.values()]
    points = [(place.lat or 0.0, place.lon or 0.0, place.radius_m or 0) for place in places]
    view = fit_view(points, margin=_MARGIN_DEGREES, least=_LEAST_DEGREES, tallest=_TALLEST)
    at = [view.at(lat, lon) for lat, lon, _radius in points]
    labels = _labels(at, height=view.height)
    spots = tuple(
        Spot(place, tuple(numbers), round(x, 1), round(y, 1), round(view.units(place.radius_m or 0), 1), *label)
        for (place, numbers), (x, y), label in zip(told.values(), at, labels, strict=True)
    )
    outlines, countries = outlines_in(view)
    km, width = view.scale()
    return CaseMap(view.height, outlines, countries, spots, km, width)


def _labels(dots: Sequence[Point], *, height: float) -> list[tuple[Point | None, str]]:
    """For each dot the first corner around it at which a label covers neither another label nor a dot."""
    taken: list[Point] = []
    found: list[tuple[Point | None, str]] = []
    for x, y in dots:
        corners = (
            ((x + _LABEL_GAP, y - _LABEL_HEIGHT / 2), "start"),
            ((x - _LABEL_GAP - _LABEL_WIDTH, y - _LABEL_HEIGHT / 2), "end"),
            ((x - _LABEL_WIDTH / 2, y + _LABEL_GAP), ""),
            ((x - _LABEL_WIDTH / 2, y - _LABEL_GAP - _LABEL_HEIGHT), ""),
        )
        free = ((at, side) for at, side in corners if _is_free(at, taken=taken, dots=dots, height=height))
        label, side = next(free, (None, ""))
        taken += [label] if label else []
        found.append((label and (round(label[0], 1), round(label[1], 1)), side))
    return found


def _is_free(corner: Point, *, taken: Sequence[Point], dots: Sequence[Point], height: float) -> bool:
    left, top = corner
    if left < 0 or left + _LABEL_WIDTH > WIDTH or top < 0 or top + _LABEL_HEIGHT > height:
        return False
    if any(abs(left - x) < _LABEL_WIDTH and abs(top - y) < _LABEL_HEIGHT for x, y in taken):
        return False
    return not any(left < x < left + _LABEL_WIDTH and top < y < top + _LABEL_HEIGHT for x, y in dots)


def draw_timeline(incidents: Iterable[Told]) -> CaseTimeline | None:
    """The incidents whose days are known along the months; None where there is none."""
    dated = sorted(
        ((one.first, one.last, one.number) for one in incidents if one.first and one.last), key=lambda one: one
    )
    if not dated:
        return None
    begin = _month(min(first for first, _last, _number in dated))
    end = _month(max(last for _first, last, _number in dated)) + 1
    per_month = (_RIGHT - _LEFT) / (end - begin)

    def at(day: date) -> float:
        return round(_LEFT + (_month(day) - begin + (day.day - 1) / 31) * per_month, 1)

    lanes: list[float] = []
    placed = []
    for first, last, number in dated:
        x, until = at(first), at(last)
        lane = next((row for row, busy in enumerate(lanes) if busy < x), len(lanes))
        lanes[lane : lane + 1] = [max(until, x) + 2 * _DOT + 2]
        placed.append((number, x, until, lane))
    height = len(lanes) * _LANE + 20 + 34
    marks = tuple(Mark(number, x, until, height - 34 - 20 - lane * _LANE) for number, x, until, lane in placed)
    step = -(-(end - begin) // _TICKS_MAX)
    ticks = tuple(
        (round(_LEFT + (month - begin) * per_month, 1), f"{month // 12:04d}-{month % 12 + 1:02d}")
        for month in range(begin, end, step)
    )
    return CaseTimeline(height, marks, ticks)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
