"""The pictures of a case as numbers: the chain of command with its gaps, and patterns as lanes over the months."""

from collections.abc import Sequence
from dataclasses import dataclass

from tawthiq.core.linkage import Pattern
from tawthiq.desk import models as m
from tawthiq.desk.queries.case_linkage import Linkage

_WIDTH, _HEIGHT, _GAP, _LEVEL, _SHRUNK = 280.0, 56.0, 90.0, 150.0, 0.75
_MONTH, _LABEL, _LANE = 36.0, 470.0, 44.0


@dataclass(frozen=True, slots=True)
class Box:
    """A party in the picture; ``role`` is accused, unit or between."""

    party: m.Party
    role: str
    x: float
    y: float
    width: float = _WIDTH
    height: float = _HEIGHT

    @property
    def middle(self) -> float:
        """The middle of its box, from left to right."""
        return self.x + self.width / 2

    @property
    def text_y(self) -> float:
        """Where its name stands."""
        return self.y + self.height / 2 + 7


@dataclass(frozen=True, slots=True)
class Arrow:
    """A step of the chain from the lower box to the upper; without a tie it is a gap."""

    lower: Box
    upper: Box
    tie: m.PartyTie | None
    standing: str

    @property
    def start(self) -> tuple[float, float]:
        """Where it begins: the upper edge of the lower box."""
        return self.lower.middle, self.lower.y

    @property
    def end(self) -> tuple[float, float]:
        """Where it ends: the lower edge of the upper box."""
        return self.upper.middle, self.upper.y + self.upper.height

    @property
    def label(self) -> tuple[float, float]:
        """Where its words stand: nearer to the lower box, where arrows do not meet yet."""
        (x1, y1), (x2, y2) = self.start, self.end
        return round(x1 + (x2 - x1) * 0.4, 1), round(y1 + (y2 - y1) * 0.4, 1)


@dataclass(frozen=True, slots=True)
class Picture:
    """The chain drawn: the accused above, the alleged units beneath."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def shown_width(self) -> int:
        """Its width on a screen."""
        return round(self.width * _SHRUNK)


def draw_chain(linkage: Linkage) -> Picture | None:
    """The picture of all links together; None where there is no link."""
    if not linkage.links:
        return None
    levels = _levels(linkage)
    rows: dict[int, list[str]] = {}
    for code, level in sorted(levels.items()):
        rows.setdefault(level, []).append(code)
    width = max(map(len, rows.values())) * (_WIDTH + _GAP) + _GAP
    boxes: dict[str, Box] = {}
    tops, units = ({link.chain.top for link in linkage.links}, {link.chain.unit for link in linkage.links})
    for level, codes in rows.items():
        free = width - len(codes) * _WIDTH - (len(codes) - 1) * _GAP
        for number, code in enumerate(codes):
            role = "accused" if code in tops else "unit" if code in units else "between"
            x = free / 2 + number * (_WIDTH + _GAP)
            boxes[code] = Box(linkage.parties[code], role, round(x, 1), 20 + level * _LEVEL)
    arrows = [Arrow(boxes[edge.lower], boxes[edge.upper], tie, edge.standing) for edge, tie in linkage.edges]
    gaps = sorted({(link.chain.unit, link.chain.top) for link in linkage.gaps})
    arrows += [Arrow(boxes[unit], boxes[top], None, "") for unit, top in gaps]
    height = 40 + max(rows) * _LEVEL + _HEIGHT
    return Picture(width, height, tuple(boxes.values()), tuple(arrows))


def _levels(linkage: Linkage) -> dict[str, int]:
    """How far beneath the accused each party stands; who stands across a gap is put one step beneath."""
    levels: dict[str, int] = {link.chain.top: 0 for link in linkage.links}
    for link in linkage.links:
        for number, edge in enumerate(reversed(link.chain.edges), start=1):
            levels[edge.lower] = max(levels.get(edge.lower, 0), number)
        if link.chain.is_gap:
            levels.setdefault(link.chain.unit, 1)
    return levels


@dataclass(frozen=True, slots=True)
class Dot:
    """A month of a pattern: how many incidents, and where the dot stands."""

    month: str
    refs: tuple[str, ...]
    x: float
    radius: float


@dataclass(frozen=True, slots=True)
class Lane:
    """A pattern drawn over the months."""

    pattern: Pattern
    y: float
    dots: tuple[Dot, ...]

    @property
    def text_y(self) -> float:
        """Where its words stand."""
        return self.y + 6


@dataclass(frozen=True, slots=True)
class PatternPicture:
    """One lane under the other on one axis of months; ``years`` are (x, year)."""

    width: float
    height: float
    lanes: tuple[Lane, ...]
    years: tuple[tuple[float, str], ...]
    labels: float = _LABEL


def draw_patterns(patterns: Sequence[Pattern]) -> PatternPicture | None:
    """A lane for each pattern; None where there is none."""
    months = sorted({month for one in patterns for month, _refs in one.months})
    if not months:
        return None
    first = _number(months[0])
    at = lambda month: round(_LABEL + 30 + (_number(month) - first) * _MONTH, 1)  # noqa: E731 - one scale for all
    lanes = tuple(
        Lane(
            one,
            60 + number * _LANE,
            tuple(Dot(month, refs, at(month), _radius(len(refs))) for month, refs in one.months),
        )
        for number, one in enumerate(patterns)
    )
    years = range(int(months[0][:4]), int(months[-1][:4]) + 1)
    marks = tuple((at(max(f"{year}-01", months[0])), str(year)) for year in years)
    return PatternPicture(at(months[-1]) + 40, 60 + len(patterns) * _LANE, lanes, marks)


def _radius(incidents: int) -> float:
    """So that the dot's area grows with the number."""
    return round(float(min(8 * incidents**0.5, 16)), 1)


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1
