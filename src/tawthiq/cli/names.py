"""``tawthiq names …``: names of persons taken apart, their keys, and how two go together; needs no workspace."""

import json as json_format
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from tawthiq.cli.words import harmless, language, say
from tawthiq.core.names import NameComparison, PersonName, compare_names, name_keys, parse_name, sort_key
from tawthiq.errors import InvalidRecord, TawthiqError
from tawthiq.linking.names import Found, NameIndex
from tawthiq.store.given_names import load_name_lexicon
from tawthiq.store.packs import load_table
from tawthiq.store.romanisation import load_romanisation
from tawthiq.store.tables import BadTable, Table, open_table

names_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)
Json = Annotated[bool, typer.Option("--json", help=say("help.names.json"))]
File = Annotated[Path | None, typer.Option("--file", metavar="FILE", help=say("help.names.file"))]
Name = Annotated[str, typer.Argument(help=say("help.names.name"))]
Column = Annotated[str | None, typer.Option(metavar="HEADING", help=say("help.names.column"))]


@names_app.callback()
def names() -> None:
    """Names on the command line."""


@names_app.command(help=say("help.names.parse"))
def parse(name: Name = "-", *, file: File = None, column: Column = None, json: Json = False) -> None:
    """The parts of a name, in order."""
    with _Refusals("parse"):
        for text in _names(name, file, column):
            parsed = parse_name(text)
            _show(_parsed_as_json(parsed), _parsed_as_words(parsed), json=json)


@names_app.command(help=say("help.names.key"))
def key(name: Name = "-", *, file: File = None, column: Column = None, json: Json = False) -> None:
    """The keys of a name, part by part."""
    with _Refusals("key"):
        for text in _names(name, file, column):
            keys = _keys_as_json(text)
            lines = [
                f"  {part['kind']}: {part['exact']}  {part['vowel']}  {part['skeleton']}" for part in keys["parts"]
            ]
            _show(keys, [text, *lines], json=json)


@names_app.command(help=say("help.names.compare"))
def compare(
    left: Annotated[str | None, typer.Argument(help=say("help.names.left"))] = None,
    right: Annotated[str | None, typer.Argument(help=say("help.names.right"))] = None,
    *,
    file: Annotated[Path | None, typer.Option("--file", metavar="FILE", help=say("help.names.pairs"))] = None,
    columns: Annotated[str, typer.Option(metavar="LEFT,RIGHT", help=say("help.names.columns"))] = "left,right",
    json: Json = False,
) -> None:
    """How two names go together."""
    with _Refusals("compare"):
        lexicon = load_name_lexicon()
        for one, other in _pairs(left, right, file, columns):
            found = compare_names(one, other, lexicon)
            _show(_compared_as_json(one, other, found), _compared_as_words(one, other, found), json=json)


@names_app.command(help=say("help.names.find"))
def find(
    name: Name,
    *,
    file: Annotated[Path, typer.Option("--file", metavar="FILE", help=say("help.names.list"))],
    column: Column = None,
    top: Annotated[int, typer.Option(min=1, max=100, help=say("help.names.top"))] = 10,
    json: Json = False,
) -> None:
    """The names of a list that are most like this one, whatever the script."""
    with _Refusals("find"):
        index = NameIndex(_names("-", file, column), table=load_romanisation(), lexicon=load_name_lexicon())
        for text in _names(name, None, None):
            found = index.find(text, top=top)
            words = [f"  {place}. {one.name}  {one.score:.2f}" for place, one in enumerate(found, start=1)]
            _show(_found_as_json(text, found), [text, *(words or [f"  {say('places.none')}"])], json=json)


class _Refusals:
    """What cannot be used ends the command with its words and the exit code of wrong use."""

    def __init__(self, verb: str) -> None:
        self._verb = verb

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, refused: BaseException | None, _trace: object) -> None:
        if isinstance(refused, TawthiqError):
            typer.echo(f"tawthiq names {self._verb}: {_in_words(refused)}", err=True)
            raise typer.Exit(2) from refused


def _in_words(refused: TawthiqError) -> str:
    if isinstance(refused, BadTable):
        return say(f"tables.{refused.code}", name=harmless(refused.name), value=harmless(refused.value))
    return str(refused)


def _names(name: str, file: Path | None, column: str | None) -> Iterator[str]:
    """The name given, every line of standard input, or every row of a column."""
    if file is not None:
        table = open_table(file)
        (at,) = _places(table, [column] if column else table.headings[:1])
        yield from (values[at] for values in _rows(table) if values[at])
    elif name != "-":
        yield name
    else:
        lines = (raw.decode("utf-8", errors="replace").strip() for raw in sys.stdin.buffer)
        yield from filter(None, lines)


def _pairs(left: str | None, right: str | None, file: Path | None, columns: str) -> Iterator[tuple[str, str]]:
    if file is None:
        if left is None or right is None:
            raise InvalidRecord(say("names.two_names"))
        yield left, right
        return
    table = open_table(file)
    headings = columns.split(",")
    if len(headings) != 2:
        raise InvalidRecord(say("names.two_columns", columns=harmless(columns)))
    one, other = _places(table, headings)
    yield from ((values[one], values[other]) for values in _rows(table))


def _places(table: Table, headings: Iterable[str]) -> list[int]:
    known = [heading.strip().casefold() for heading in table.headings]
    places = []
    for heading in headings:
        if heading.strip().casefold() not in known:
            there = ", ".join(map(harmless, table.headings))
            raise InvalidRecord(
                say("names.no_column", name=harmless(table.name), column=harmless(heading), columns=there)
            )
        places.append(known.index(heading.strip().casefold()))
    return places


def _rows(table: Table) -> Iterator[tuple[str, ...]]:
    """The rows that can be read; the others are named on standard error."""
    for row in table.rows():
        if row.fault:
            reason = say(f"tables.bad.{row.fault}", value="")
            typer.echo(say("tables.bad_row", name=harmless(table.name), line=row.line, reason=reason), err=True)
        if row.values:
            yield row.values


def _show(values: dict[str, Any], lines: Iterable[str], *, json: bool) -> None:
    if json:
        typer.echo(json_format.dumps(values, ensure_ascii=False))
        return
    for line in lines:
        typer.echo(harmless(line))


def _parsed_as_json(name: PersonName) -> dict[str, Any]:
    return {
        "name": name.raw,
        "parts": [_part(part) for part in name.parts],
        "sex": name.sex or None,
        "relation": name.relation or None,
        "kin": [_part(part) for part in name.kin],
        "alternatives": [[_part(part) for part in parts] for parts in name.alternatives],
    }


def _part(part: Any) -> dict[str, Any]:
    return {"kind": part.kind, "text": part.text, "start": part.start, "end": part.end}


def _parsed_as_words(name: PersonName) -> Iterator[str]:
    words = {row["id"]: row[language()] for row in load_table("name_parts")}
    yield name.raw
    for part in name.parts:
        yield f"  {words[part.kind]}: {part.text}"
    if name.relation:
        yield f"  {say(f'names.relation.{name.relation}')}: {' '.join(part.text for part in name.kin)}"


def _keys_as_json(text: str) -> dict[str, Any]:
    keys = name_keys(parse_name(text))
    parts = [*zip(keys.kinds, keys.chain, strict=True), *(("kunya", one) for one in keys.kunyas)]
    parts += [("laqab", one) for one in keys.laqabs]
    listed = [
        {"kind": kind, "exact": one.exact, "vowel": one.vowel, "skeleton": one.skeleton, "variants": list(one.variants)}
        for kind, one in parts
    ]
    return {"name": text, "sort": sort_key(text), "exact": keys.exact, "skeleton": keys.skeleton, "parts": listed}


def _compared_as_json(left: str, right: str, found: NameComparison) -> dict[str, Any]:
    return {"left": left, "right": right, **found._asdict(), "reasons": list(found.reasons)}


def _compared_as_words(left: str, right: str, found: NameComparison) -> Iterator[str]:
    levels = {row["id"]: row[language()] for row in load_table("name_levels")}
    reasons = {row["id"]: row[language()] for row in load_table("name_reasons")}
    yield f"{left} | {right}"
    yield f"  {found.score:.2f}  {levels[found.level]}"
    yield f"  {'; '.join(reasons[reason] for reason in found.reasons)}"


def _found_as_json(name: str, found: Iterable[Found]) -> dict[str, Any]:
    return {"name": name, "found": [{"row": one.number, "name": one.name, "score": one.score} for one in found]}
