"""Figure tables as rows of numbers with bars: the bar shows the range, its solid part the minimum."""

from dataclasses import dataclass

from tawthiq.core.releases import Figure
from tawthiq.public.words import key_words
from tawthiq.store.release import ReleaseReader

FIGURE_TABLES = ("victims", "party", "kind", "place", "month")
_COUNTED = ("incidents", "killed", "injured", "detained", "displaced")
_LONGEST = 96.0  # of 100: room for the arrow
_LAST = ("unknown", "undated", "uncertain")  # what is not known stands under what is


@dataclass(frozen=True, slots=True)
class Bar:
    """A range drawn from 0 to 100; ``is_open`` when nobody knows the maximum."""

    sure: float
    possible: float
    is_open: bool

    @property
    def end(self) -> float:
        """Where the range ends and the arrow of an open one begins."""
        return round(self.sure + self.possible, 2)


@dataclass(frozen=True, slots=True)
class Row:
    """One key of a table: its words, a figure (or None) per column, and the bar of the killed."""

    key: str
    words: str
    cells: tuple[tuple[str, Figure | None], ...]
    bar: Bar | None
    unknown: int


def headline_of(release: ReleaseReader) -> tuple[Figure, ...]:
    """The sums over the whole release, in the order of the columns, without what nobody mentions."""
    figures = {figure.counted: figure for figure in release.figures("all")}
    return tuple(figures[name] for name in _COUNTED if name in figures and figures[name].incidents)


def columns_of(release: ReleaseReader, table: str) -> tuple[str, ...]:
    """What this release counts in a table, in a fixed order."""
    counted = {figure.counted for figure in release.figures(table) if figure.incidents}
    return tuple(name for name in _COUNTED if name in counted)


def table_rows(release: ReleaseReader, table: str) -> tuple[Row, ...]:
    """The rows of a table: months in order of time, everything else with the most killed first, the unknown last."""
    figures = {(figure.key, figure.counted): figure for figure in release.figures(table)}
    columns = columns_of(release, table)
    keys = sorted(
        {key for key, _ in figures},
        key=lambda key: _rank(key, table=table.partition("@")[0], killed=figures.get((key, "killed"))),
    )
    top = max((reach_of(figure) for (_, counted), figure in figures.items() if counted == "killed"), default=0)
    return tuple(
        Row(
            key=key,
            words=key_words(release, table, key),
            cells=tuple((counted, figures.get((key, counted))) for counted in columns),
            bar=bar_of(figures.get((key, "killed")), top=top),
            unknown=killed.unknown if (killed := figures.get((key, "killed"))) else 0,
        )
        for key in keys
    )


def _rank(key: str, *, table: str, killed: Figure | None) -> tuple[bool, int, str]:
    return key in _LAST, 0 if table == "month" or killed is None else -killed.min, key


def reach_of(figure: Figure) -> int:
    """How far its bar goes: to the maximum, or to the minimum where that is open."""
    return figure.min if figure.max is None else figure.max


def bar_of(figure: Figure | None, *, top: int) -> Bar | None:
    """The bar of a figure beside others of which the longest reaches ``top``; None where there is nothing to draw."""
    if figure is None or not top or not reach_of(figure):
        return None
    sure = _LONGEST * figure.min / top
    return Bar(
        sure=round(sure, 2),
        possible=round(_LONGEST * (reach_of(figure) - figure.min) / top, 2),
        is_open=figure.max is None or figure.unknown > 0,
    )
