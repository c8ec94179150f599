"""``tawthiq list``: lists of others into the register, each row stored, matched or refused with a reason."""

import json as json_format
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.words import harmless, language, say
from tawthiq.cli.workspaces import Home, open_register, workspace_of
from tawthiq.errors import InvalidRecord, Unreadable
from tawthiq.store.lists.sources import SourceFolder, load_source, save_source
from tawthiq.store.packs import load_table
from tawthiq.store.table_columns import load_mapping
from tawthiq.store.tables import BadTable

if TYPE_CHECKING:
    from tawthiq.desk.models import ListImport
    from tawthiq.store.lists.taking import Recipe

list_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
_SHOWN = 20
File = Annotated[Path, typer.Argument(metavar="FILE", help=say("help.list.file"), show_default=False)]
Name = Annotated[str, typer.Option("--source", metavar="NAME", help=say("help.list.source"))]
Json = Annotated[bool, typer.Option("--json", help=say("help.list.json"))]


@list_app.command("import", help=say("help.list.import"))
def import_one(
    file: File,
    *,
    source: Name,
    home: Home = None,
    publisher: Annotated[str, typer.Option(metavar="WORDS", help=say("help.list.publisher"))] = "",
    kind: Annotated[str, typer.Option(metavar="KIND", help=say("help.list.kind"))] = "organisation",
    terms: Annotated[str, typer.Option(metavar="WORDS", help=say("help.list.terms"))] = "",
    about: Annotated[str, typer.Option(metavar="WHAT", help=say("help.list.about"))] = "",
    mapping: Annotated[Path | None, typer.Option(metavar="FILE", help=say("help.list.mapping"))] = None,
    refused: Annotated[Path | None, typer.Option(metavar="FILE", help=say("help.list.refused"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("help.list.dry_run"))] = False,
    by: Annotated[str, typer.Option(metavar="NAME", help=say("help.capture.by"))] = "operator",
    json: Json = False,
) -> None:
    """Import a list; stopped at any moment and run again it goes on, and what was done is not done twice."""
    workspace = workspace_of(home)
    open_register(workspace)
    try:
        told = load_source(workspace.sources, source) or SourceFolder(source, publisher, kind=kind, terms=terms)
        told = _with(told, about=about, mapping=mapping)
        if not told.publisher:
            raise BadTable("no_publisher", name=source)
        ended = (
            _look(file, told, json=json) if dry_run else _import(file, told, root=workspace.sources, by=by, json=json)
        )
        number = _write_refused(ended[0], refused or Path(f"{file.stem}.refused.csv"), headings=ended[1])
    except BadTable as bad:
        raise InvalidRecord(in_words(bad)) from bad
    raise typer.Exit(1 if number else 0)


def in_words(bad: BadTable) -> str:
    """Why a list or its source's folder cannot be used."""
    rest = f" ({harmless(bad.value)})" if bad.value else ""
    return f"{harmless(bad.name)}: {fault_words(bad.code)}{rest}"


def fault_words(code: str) -> str:
    """A code of ``data/list_faults.yaml`` in the language of the person at the terminal."""
    return next((str(row[language()]) for row in load_table("list_faults") if row["id"] == code), code)


def _with(told: SourceFolder, *, about: str, mapping: Path | None) -> SourceFolder:
    """What was said on the command line comes before what the folder says."""
    if about:
        told = replace(told, about={**told.about, "": about})
    return replace(told, mapping={**told.mapping, "": load_mapping(mapping)}) if mapping else told


def _look(file: Path, told: SourceFolder, *, json: bool) -> tuple[Iterator[list[Any]], list[str]]:
    """What an import would do, with nothing written but the refused rows."""
    from tawthiq.desk.actions.lists import opened_list
    from tawthiq.store.lists.taking import make_recipe, take_rows

    with _opened(file) as stream, opened_list(stream) as (rows, _copy):
        recipe = make_recipe(rows, told)
        _tell(recipe)
        counts: Counter[str] = Counter()
        bad: list[list[Any]] = []
        for one in take_rows(rows, recipe):
            counts["refused" if one.faults else "taken"] += 1
            where = (one.written.line, one.written.table, one.written.part)
            bad += [[*where, f.code, f.heading, f.value, one.written.cells] for f in one.faults[:1]]
    summary = {"outcome": "dry-run", "taken": counts["taken"], "refused": counts["refused"]}
    typer.echo(json_format.dumps(summary) if json else say("lists.dry_run", **summary))
    return iter(bad), _headings(recipe.tables)


def _import(
    file: Path, told: SourceFolder, *, root: Path, by: str, json: bool
) -> tuple[Iterator[list[Any]], list[str]]:
    from tawthiq.desk.actions.lists import import_list, opened_list
    from tawthiq.store.lists.taking import make_recipe

    with _opened(file) as stream, opened_list(stream) as (rows, _copy):
        recipe = make_recipe(rows, told)
    told = replace(told, mapping=dict(told.mapping) | _decided(recipe))
    save_source(root, told)
    _tell(recipe)
    line = ProgressLine("lists.progress")
    name = file.name.encode("utf-8", "backslashreplace").decode()
    with _opened(file) as stream:
        done = import_list(
            stream, name=name, source=told, actor=by, progress=lambda one: line.show(reached=one.reached)
        )
    line.clear()
    _summary(done.made, was_new=done.was_new, json=json)
    bad = done.made.rows.filter(state="refused").order_by("number").iterator(chunk_size=2000)
    rows_of = ([row.line, row.table, row.part, *row.reasons[0], row.cells] for row in bad)
    return rows_of, _headings(done.made.recipe["tables"])


def _opened(file: Path) -> Any:
    try:
        return file.open("rb")
    except OSError as odd:
        raise Unreadable(f"{harmless(file.name)}: {odd.strerror or odd}") from odd


def _decided(recipe: "Recipe") -> dict[str, dict[str, tuple[str, ...]]]:
    """The mapping of every table, as it is read now: what was proposed is saved so that a person can mend it."""
    found = {}
    for at, (table, one) in enumerate(recipe.tables.items()):
        if not one["decided"]:
            found[table if at else ""] = {field: tuple(names) for field, names in one["columns"].items()}
    return found


def _headings(tables: dict[str, dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(heading for one in tables.values() for heading in one["headings"]))


def _tell(recipe: "Recipe") -> None:
    """On standard error: which column is what, and which are kept as written and nothing more."""
    names = {row["id"]: row[language()] for row in load_table("table_columns")}
    for table, one in recipe.tables.items():
        whose = say("lists.decided") if one["decided"] else say("lists.proposed")
        about = say(f"lists.about.{one['about']}")
        typer.echo(say("lists.table", table=harmless(table) or "-", about=about, whose=whose), err=True)
        for field, columns in one["columns"].items():
            shown = ", ".join(map(harmless, columns))
            typer.echo(say("tables.column", field=f"{names[field]} [{field}]", columns=shown), err=True)
        used = {heading for columns in one["columns"].values() for heading in columns}
        if left := [heading for heading in one["headings"] if heading not in used]:
            typer.echo(say("lists.kept", columns=", ".join(map(harmless, left))), err=True)


def _summary(made: "ListImport", *, was_new: bool, json: bool) -> None:
    told = {"list": made.ref, "item": made.item.ref, "state": made.state, "rows": made.reached}
    told |= {"stored": made.stored, "matched": made.matched, "refused": made.refused}
    outcome = "again" if not was_new else "new" if made.state == "done" else "elsewhere"
    odd = "too_few" if made.is_too_few else "too_many" if made.is_too_many else ""
    if json:
        typer.echo(json_format.dumps({"outcome": outcome, **told, "expected": odd}))
        return
    typer.echo(say(f"lists.outcome.{outcome}", **told))
    if odd:
        typer.echo(say(f"lists.expected.{odd}", least=made.expected_min, most=made.expected_max), err=True)


def _write_refused(rows: Iterator[list[Any]], target: Path, *, headings: list[str]) -> int:
    """How many rows were refused; they stand in the file with line and reason, and every cell as written."""
    from tawthiq.store.exports.guarding import guarded
    from tawthiq.store.tables import write_table

    first = next(rows, None)
    if first is None:
        return 0

    def lines() -> Iterator[list[Any]]:
        for number, row in enumerate(chain([first], rows)):
            line, table, part, code, heading, value, cells = row
            if number < _SHOWN:
                where = f"{harmless(heading)}: {harmless(value[:80])}" if heading else harmless(value[:80])
                words = fault_words(code) + (f" ({where})" if where else "")
                typer.echo(say("lists.refused_row", line=line, part=harmless(part), reason=words).rstrip(), err=True)
            told = [line, table, part, code, fault_words(code), heading, value]
            yield [guarded(one) for one in [*told, *(cells.get(name, "") for name in columns)]]

    columns = [*headings, "column 1"]
    lead = ["line", "table", "part", "reason", say("lists.reason"), "column", "value"]
    number = write_table(target, [*lead, *columns], lines())
    target.chmod(0o600)  # it holds what the list holds
    if number > _SHOWN:
        typer.echo(say("tables.more_bad", number=number - _SHOWN), err=True)
    typer.echo(say("lists.refused_file", number=number, path=target), err=True)
    return number


@list_app.command("show", help=say("help.list.show"))
def show_lists(home: Home = None, json: Json = False) -> None:
    """Every list that was imported, newest first."""
    open_register(workspace_of(home))
    from tawthiq.desk.queries.lists import all_lists

    for made in all_lists():
        _summary(made, was_new=True, json=json)
