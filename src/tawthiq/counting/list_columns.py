"""A table of who is on which list, turned into overlaps: one row per person, or one per pattern with a count."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tawthiq.core.texts import fold
from tawthiq.counting.overlaps import Overlap, tally
from tawthiq.errors import InvalidRecord

# How tables write whether a list names the person; an empty cell is a list that does not. Source: own list.
YES = frozenset({"1", "1.0", "true", "yes", "y", "x", "نعم"})
NO = frozenset({"", "0", "0.0", "false", "no", "n", "-", "لا"})
# Headings of how many people a row stands for. Source: packages SparseMSE (count), LCMCR (Freq); own list.
COUNTS = ("count", "counts", "n", "frequency", "freq", "people", "number", "العدد", "عدد", "تكرار")
DRAWS = ("draw", "replicate", "rep", "imputation", "سحبة")
_WHOLE_MOST = 10**12


class OddTable(InvalidRecord):
    """A table that is no overlap: ``code`` says why, ``line`` and ``value`` where."""

    def __init__(self, code: str, *, line: int = 0, value: str = "") -> None:
        """The text is for people who read English; faces translate the code."""
        super().__init__(f"line {line}: {code.replace('_', ' ')} ({value})")
        self.code, self.line, self.value = code, line, value


@dataclass(frozen=True, slots=True)
class Shape:
    """Which columns are what, by their places; ``count`` and ``draw`` only where the table has them."""

    lists: tuple[int, ...]
    by: tuple[int, ...] = ()
    count: int | None = None
    draw: int | None = None


Rows = Iterable[tuple[int, Sequence[str]]]
Cell = tuple[tuple[str, ...], str]


def find_shape(
    headings: Sequence[str], rows: Rows, *, lists: Sequence[str] = (), by: Sequence[str] = (), count: str = ""
) -> Shape:
    """The columns: those named, else the count by its heading and as lists all that hold nothing but yes and no.

    Raises OddTable for a name that is no heading, and where fewer than two columns are lists.
    """
    groups = tuple(_place(headings, name) for name in by)
    counted = _place(headings, count) if count else _known(headings, COUNTS)
    draw = _known(headings, DRAWS)
    apart = {counted, draw, *groups}
    if lists:
        chosen = tuple(_place(headings, name) for name in lists)
    else:
        able = [at for at in range(len(headings)) if at not in apart]
        said = set()
        for _line, values in rows:
            able = [at for at in able if _is_said(values[at])]
            said |= {at for at in able if values[at].strip()}
        chosen = tuple(at for at in able if at in said)
    if len(chosen) < 2:
        raise OddTable("too_few_columns", value=", ".join(headings))
    return Shape(chosen, groups, None if counted in chosen else counted, None if draw in chosen else draw)


def _place(headings: Sequence[str], name: str) -> int:
    if name not in headings:
        raise OddTable("no_such_column", value=name)
    return headings.index(name)


def _known(headings: Sequence[str], names: Sequence[str]) -> int | None:
    folded = [fold(heading) for heading in headings]
    return next((folded.index(fold(name)) for name in names if fold(name) in folded), None)


def _is_said(value: str) -> bool:
    return value.strip().casefold() in YES | NO


def read_overlaps(headings: Sequence[str], rows: Rows, *, shape: Shape) -> dict[Cell, Overlap]:
    """The overlap of every stratum and draw, (values of ``by``, draw); raises OddTable naming line and value."""
    names = [headings[at] for at in shape.lists]
    cells: dict[Cell, list[tuple[list[bool], int]]] = {}
    for line, values in rows:
        pattern = [_is_named(values[at], line=line) for at in shape.lists]
        people = 1 if shape.count is None else _people(values[shape.count], line=line)
        stratum = tuple(values[at].strip() for at in shape.by)
        draw = "" if shape.draw is None else values[shape.draw].strip()
        cells.setdefault((stratum, draw), []).append((pattern, people))
    return {cell: tally(names, cells[cell]) for cell in sorted(cells)}


def _is_named(value: str, *, line: int) -> bool:
    word = value.strip().casefold()
    if word not in YES and word not in NO:
        raise OddTable("neither_yes_nor_no", line=line, value=value)
    return word in YES


def _people(value: str, *, line: int) -> int:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not (0 <= number <= _WHOLE_MOST and number == int(number)):
        raise OddTable("odd_count", line=line, value=value)
    return int(number)


def by_stratum(cells: Mapping[Cell, Overlap]) -> Iterator[tuple[tuple[str, ...], list[Overlap]]]:
    """Every stratum with the overlaps of its draws, one where nothing was drawn."""
    strata: dict[tuple[str, ...], list[Overlap]] = {}
    for (stratum, _draw), overlap in cells.items():
        strata.setdefault(stratum, []).append(overlap)
    yield from strata.items()
