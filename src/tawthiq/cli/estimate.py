"""``tawthiq estimate LISTS.csv``: how many people are on no list, by every method, or why the lists cannot say."""

import json as json_format
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tawthiq.cli.words import harmless, say
from tawthiq.errors import InvalidRecord
from tawthiq.store.tables import BadTable, Table, open_table, write_table

if TYPE_CHECKING:
    from tawthiq.counting.estimating import Settings
    from tawthiq.counting.list_columns import OddTable
    from tawthiq.counting.studying import Study


def estimate(
    table: Annotated[Path, typer.Argument(metavar="LISTS.csv", help=say("help.estimate.table"))],
    *,
    by: Annotated[list[str] | None, typer.Option(metavar="COLUMN", help=say("help.estimate.by"))] = None,
    lists: Annotated[list[str] | None, typer.Option(metavar="COLUMN", help=say("help.estimate.lists"))] = None,
    method: Annotated[list[str] | None, typer.Option(help=say("help.estimate.method"))] = None,
    level: Annotated[float, typer.Option(min=0.5, max=0.999, help=say("help.estimate.level"))] = 0.95,
    seed: Annotated[int | None, typer.Option(min=0, help=say("help.estimate.seed"))] = None,
    draw: Annotated[Path | None, typer.Option(metavar="FILE.svg", help=say("help.estimate.draw"))] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.csv", help=say("help.estimate.out"))] = None,
    json: Annotated[bool, typer.Option("--json", help=say("help.estimate.json"))] = False,
) -> None:
    """Estimate how many people are on none of the lists."""
    from tawthiq.cli.estimates import as_json, as_rows, drawn, show

    names, found = _study(
        table, by=_several(by), lists=_several(lists), methods=_several(method), settings=_settings(level, seed)
    )
    if out:
        write_table(out, ("stratum", "method", "estimate", "low", "high", "refused"), as_rows(found))
    if draw:
        draw.write_text(drawn(found.whole.overlap), encoding="utf-8")
    if json:
        head = {"file": table.name, "lists": names, "level": level}
        typer.echo(json_format.dumps({**head, **as_json(found)}, ensure_ascii=False, indent=1))
    else:
        show(found)


def _study(
    path: Path, *, by: Sequence[str], lists: Sequence[str], methods: Sequence[str], settings: "Settings"
) -> "tuple[list[str], Study]":
    """The names of the lists and what they say; raises InvalidRecord in the words of the person at the terminal."""
    from tawthiq.counting.list_columns import OddTable, find_shape, read_overlaps
    from tawthiq.counting.studying import study

    chosen = _methods(methods)
    try:
        opened = open_table(path)
        shape = find_shape(opened.headings, _rows(opened), lists=lists, by=by)
        cells = read_overlaps(opened.headings, _rows(opened), shape=shape)
    except BadTable as odd:
        raise InvalidRecord(say(f"tables.{odd.code}", name=harmless(odd.name), value=harmless(odd.value))) from odd
    except OddTable as odd:
        raise InvalidRecord(_in_words(odd, path)) from odd
    names = [opened.headings[at] for at in shape.lists]
    typer.echo(say("estimate.lists", lists=", ".join(map(harmless, names))), err=True)
    return names, study(cells, by=by, methods=chosen, settings=settings)


def _rows(table: Table) -> Iterator[tuple[int, Sequence[str]]]:
    from tawthiq.counting.list_columns import OddTable

    for row in table.rows():
        if row.fault:
            raise OddTable("odd_row", line=row.line, value=say(f"tables.bad.{row.fault}"))
        yield row.line, row.values


def _several(given: Sequence[str] | None) -> list[str]:
    """Options given several times, or once with commas."""
    return [part.strip() for one in given or () for part in one.split(",") if part.strip()]


def _methods(given: Sequence[str]) -> list[str]:
    from tawthiq.counting.estimating import ALIASES, METHODS, USUAL

    named = [ALIASES.get(name.casefold(), name.casefold()) for name in given]
    odd = next((name for name in named if name not in METHODS), None)
    if odd is not None:
        raise InvalidRecord(say("estimate.no_method", method=harmless(odd), methods=", ".join(METHODS)))
    return list(dict.fromkeys(named)) or list(USUAL)


def _settings(level: float, seed: int | None) -> "Settings":
    from tawthiq.counting.estimating import Settings
    from tawthiq.counting.latent_classes import Sampling

    sampling = Sampling() if seed is None else Sampling(seed=seed)
    return Settings(level=level, sampling=sampling, progress=_tell)


def _tell(done: int, most: int) -> None:
    typer.echo(say("estimate.progress", done=done, most=most), err=True)


def _in_words(odd: "OddTable", path: Path) -> str:
    words = say(f"estimate.odd.{odd.code}", value=harmless(odd.value))
    return say("estimate.odd", name=harmless(path.name), line=odd.line, reason=words) if odd.line else words
