"""``tawthiq law …``: crimes, modes and rules looked up, and a domestic code checked; needs no workspace."""

import json as json_format
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli.words import harmless, language, say
from tawthiq.core.law import Crime, Instrument, LawBook, Mode, Rule
from tawthiq.errors import NotFound, Unreadable
from tawthiq.store.law import OWN_FOLDER, load_law, read_law

law_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)
Json = Annotated[bool, typer.Option("--json", help=say("help.law.json"))]
Own = Annotated[Path | None, typer.Option("--own", metavar="DIR", help=say("help.law.own"))]


@law_app.callback()
def law() -> None:
    """Law on the command line."""


@law_app.command(help=say("help.law.show"))
def show(
    code: Annotated[str, typer.Argument(help=say("help.law.code"))], *, own: Own = None, json: Json = False
) -> None:
    """One crime, mode, rule or instrument."""
    book = _book(own)
    row = book.row(code)
    if json:
        typer.echo(json_format.dumps(asdict(row), ensure_ascii=False))
        return
    _say(_as_words(row, book))


@law_app.command("for", help=say("help.law.for"))
def for_term(
    term: Annotated[str, typer.Argument(help=say("help.law.term"))],
    *,
    scheme: Annotated[str, typer.Option(metavar="NAME", help=say("help.law.scheme"))] = "violation",
    own: Own = None,
    json: Json = False,
) -> None:
    """What a term may fall under."""
    book = _book(own)
    found: list[Crime | Rule] = [*book.crimes_for(term, scheme=scheme), *book.rules_for(term, scheme=scheme)]
    if not any((one.scheme, one.term) == (scheme, term) for one in book.crosswalk):
        raise NotFound(say("law.no_term", scheme=scheme, term=term))
    if json:
        rows = [{"code": row.code, "article": row.article, "name": dict(row.name)} for row in found]
        typer.echo(json_format.dumps({"scheme": scheme, "term": term, "may_fall_under": rows}, ensure_ascii=False))
        return
    if not found:
        _say([say("law.nothing", term=term)])
        return
    _say([say("law.may", term=term), *(f"  {row.code}  {row.name[language()]}" for row in found)])


@law_app.command(help=say("help.law.check"))
def check(folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("help.law.folder"))]) -> None:
    """A domestic code, before a workspace takes it."""
    book = _own(folder)
    _say([say("law.checked", crimes=len(book.crimes), modes=len(book.modes), rules=len(book.rules), name=OWN_FOLDER)])


def _own(folder: Path) -> LawBook:
    if not folder.is_dir():
        raise Unreadable(say("law.no_folder", name=folder.name))
    return read_law(folder)


def _book(own: Path | None) -> LawBook:
    return load_law().joined(_own(own)) if own else load_law()


def _as_words(row: Instrument | Crime | Mode | Rule, book: LawBook) -> Iterator[str]:
    lang = language()
    yield f"{row.code}  {row.name[lang]}"
    if isinstance(row, Instrument):
        yield f"  {row.citation}"
        return
    yield f"  {book.instrument(row.instrument).name[lang]}, {row.article}"
    if isinstance(row, Rule):
        yield f"  {row.source}"
        return
    for number, element in enumerate(row.elements, start=1):
        yield f"  {number}. [{say(f'law.kind.{element.kind}')}] {element.text[lang]}"
        yield f"     {element.source}"
    yield say("law.compare")


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(harmless(line))
