"""Estimates as they are shown: as JSON with codes and words, as rows of a table, as lines with bars, as a drawing."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import typer

from tawthiq.cli.words import harmless, say
from tawthiq.counting.estimating import Estimate
from tawthiq.counting.few_lists import chapman
from tawthiq.counting.overlaps import Overlap
from tawthiq.counting.studying import Result, Study
from tawthiq.counting.upset import draw_overlaps

_BAR, _BARS_SHOWN = 40, 30


def as_json(found: Study) -> dict[str, Any]:
    """The whole, and under ``strata`` every stratum where the table was parted."""
    whole = _result(found.whole)
    return (
        {**whole, "strata": [{"by": dict(one.by), **_result(one)} for one in found.strata]} if found.strata else whole
    )


def _result(found: Result) -> dict[str, Any]:
    overlap = found.overlap
    patterns = [("".join("01"[one] for one in pattern), count) for pattern, count in overlap.counts.items()]
    return {
        "observed": found.observed,
        "on_none": overlap.on_none,
        "shared": overlap.shared,
        "estimates": [_estimate(one) for one in found.estimates],
        "answer": _estimate(found.answer),
        "overlap": [{"pattern": pattern, "count": count} for pattern, count in patterns],
        "pairs": [_pair(overlap, pair) for pair in overlap.pairs()],
    }


def _pair(overlap: Overlap, pair: tuple[int, int]) -> dict[str, Any]:
    """Two lists: how many are on each and on both, and what the two alone would say."""
    both = overlap.size(*pair)
    return {
        "lists": [overlap.lists[at] for at in pair],
        "sizes": [overlap.size(at) for at in pair],
        "both": both,
        "chapman": round(chapman(overlap, pair).estimate, 1) if both else None,
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    numbers = {name: getattr(found, name) for name in ("estimate", "low", "high")}
    return {
        "method": found.method,
        **{name: None if number is None else round(number, 1) for name, number in numbers.items()},
        "refused": found.refused or None,
        "reason": say(f"estimate.refused.{found.refused}") if found.refused else None,
        "cautions": [
            {"code": code, "lists": list(lists), "words": _caution(code, lists)} for code, lists in found.cautions
        ],
        "model_range": [round(number, 1) for number in found.model_range] if found.model_range else None,
        "details": dict(found.details),
    }


def _caution(code: str, lists: tuple[str, ...]) -> str:
    return say(f"estimate.caution.{code}", lists=", ".join(map(harmless, lists)))


def as_rows(found: Study) -> Iterator[tuple[str, ...]]:
    """Stratum, method, estimate, low, high and why it was refused; first the whole, which has no stratum."""
    for result in (found.whole, *found.strata):
        name = "; ".join(f"{column}={value}" for column, value in result.by.items())
        for one in (*result.estimates, result.answer):
            numbers = ("" if number is None else f"{number:.1f}" for number in (one.estimate, one.low, one.high))
            yield name, one.method, *numbers, one.refused


def drawn(overlap: Overlap) -> str:
    """The overlap as a picture, its words in the language of the terminal."""
    return draw_overlaps(overlap, title=say("estimate.draw.title"), row_text=partial(say, "estimate.draw.row"))


def show(found: Study) -> None:
    """Lines for people: how the lists overlap, then every method."""
    for result in found.strata:
        typer.echo("; ".join(f"{harmless(column)}: {harmless(value)}" for column, value in result.by.items()))
        _show_estimates(result)
    if found.strata:
        typer.echo(say("estimate.whole"))
    _show_overlap(found.whole.overlap)
    _show_estimates(found.whole)


def _show_overlap(overlap: Overlap) -> None:
    most = max(overlap.counts.values(), default=0)
    ordered = sorted(overlap.counts.items(), key=lambda item: (-item[1], item[0]))
    for pattern, count in ordered[:_BARS_SHOWN]:
        names = " + ".join(harmless(name) for name, is_on in zip(overlap.lists, pattern, strict=True) if is_on)
        typer.echo(f"  {count:>9,}  {'█' * max(1, round(_BAR * count / most))}  {names}")
    if len(ordered) > _BARS_SHOWN:
        rest = sum(count for _pattern, count in ordered[_BARS_SHOWN:])
        typer.echo(say("estimate.more_patterns", patterns=len(ordered) - _BARS_SHOWN, people=rest))


def _show_estimates(result: Result) -> None:
    typer.echo(say("estimate.observed", number=f"{result.observed:,}"))
    for one in (*result.estimates, result.answer):
        name = say(f"estimate.method.{one.method}")
        if one.estimate is None:
            typer.echo(say("estimate.line.refused", method=name, reason=say(f"estimate.refused.{one.refused}")))
            continue
        numbers = {key: f"{getattr(one, key):,.0f}" for key in ("estimate", "low", "high")}
        typer.echo(say("estimate.line", method=name, **numbers))
        for code, lists in one.cautions if one.method != "answer" else ():
            typer.echo(f"      {_caution(code, lists)}")
        if one.model_range:
            least, most = (f"{number:,.0f}" for number in one.model_range)
            typer.echo(f"      {say('estimate.model_range', low=least, high=most)}")
