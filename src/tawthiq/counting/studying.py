"""A whole table estimated: every stratum, every draw of who is who, and the sum of the strata."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tawthiq.counting.combining import add_strata, combine_draws
from tawthiq.counting.estimating import USUAL, Estimate, Settings, answer, estimate
from tawthiq.counting.list_columns import Cell, by_stratum
from tawthiq.counting.overlaps import Overlap, tally


@dataclass(frozen=True, slots=True)
class Result:
    """One stratum, or all of them: ``overlap`` is that of the first draw, ``observed`` the mean over the draws."""

    by: Mapping[str, str]
    overlap: Overlap
    observed: int
    estimates: tuple[Estimate, ...]
    answer: Estimate


@dataclass(frozen=True, slots=True)
class Study:
    """The whole, and its ``strata`` where the table was parted."""

    whole: Result
    strata: tuple[Result, ...] = ()


def study(
    cells: Mapping[Cell, Overlap],
    *,
    by: Sequence[str] = (),
    methods: Sequence[str] = USUAL,
    settings: Settings | None = None,
) -> Study:
    """Estimates of every stratum; the whole is the sum of the strata, never an estimate over all of them in one pot.

    Lists reach differently in different places; pooled, they seem to depend on one another where they do not.
    """
    settings = settings or Settings()
    found = [
        _result(dict(zip(by, values, strict=True)), overlaps, methods, settings=settings)
        for values, overlaps in by_stratum(cells)
    ]
    if not by:
        return Study(found[0] if found else Result({}, Overlap(()), 0, (), answer(())))
    seen = [one.observed for one in found]
    sums = [add_strata([one.estimates[at] for one in found], seen, level=settings.level) for at in range(len(methods))]
    return Study(
        Result({}, _together([one.overlap for one in found]), sum(seen), tuple(sums), answer(sums)), tuple(found)
    )


def _result(
    by: Mapping[str, str], overlaps: Sequence[Overlap], methods: Sequence[str], *, settings: Settings
) -> Result:
    draws = [estimate(overlap, methods, settings=settings) for overlap in overlaps]
    seen = [overlap.observed for overlap in overlaps]
    estimates = draws[0]
    if len(draws) > 1:
        estimates = [
            combine_draws([draw[at] for draw in draws], seen, level=settings.level) for at in range(len(methods))
        ]
    return Result(by, overlaps[0], round(sum(seen) / len(seen)), tuple(estimates), answer(estimates))


def _together(overlaps: Sequence[Overlap]) -> Overlap:
    rows = [(pattern, count) for overlap in overlaps for pattern, count in overlap.counts.items()]
    return tally(overlaps[0].lists, rows) if overlaps else Overlap(())
