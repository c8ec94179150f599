"""``tawthiq places import`` and ``list``: gazetteers of whole countries in a workspace."""

import json as json_format
from pathlib import Path
from typing import Annotated, Any

import typer

from tawthiq.cli.places import name_bad_rows, places_app
from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.words import harmless, say
from tawthiq.cli.workspaces import Home, open_register, workspace_of
from tawthiq.errors import InvalidRecord, TawthiqError, Unreachable
from tawthiq.store.gazetteer_files import FORMATS, Source, find_sources

_DIFFERING_SHOWN = 50


@places_app.command("import", help=say("help.places.import"))
def import_places(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("help.places.file"), show_default=False)],
    *,
    format: Annotated[str | None, typer.Option("--format", help=say("help.places.format"))] = None,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help=say("help.places.name"))] = "",
    by: Annotated[str, typer.Option("--by", metavar="NAME", help=say("help.places.by"))] = "operator",
    home: Home = None,
    json: Annotated[bool, typer.Option("--json", help=say("help.places.import_json"))] = False,
) -> None:
    """The gazetteer is known from now on; no place that the desk has is touched."""
    open_register(workspace_of(home))
    try:
        sources = _sources(file, format, name)
        for source in sources:
            _import(source, name=name, by=by, json=json)
    except Unreachable:
        raise
    except TawthiqError as refused:
        typer.echo(f"tawthiq places import: {refused}", err=True)
        raise typer.Exit(2) from refused


def _sources(file: Path, wanted: str | None, name: str) -> list[Source]:
    if wanted is not None and wanted not in FORMATS:
        raise InvalidRecord(f"--format {wanted!r}: {', '.join(FORMATS)}")
    from tawthiq.capture.sheets import read_workbook

    sources = find_sources(file, workbooks=read_workbook)
    for source in sources:
        if wanted and source.format != wanted:
            shown = {"name": harmless(source.files[0].name), "found": source.format, "wanted": wanted}
            raise InvalidRecord(say("places.other_format", **shown))
    if name and len(sources) > 1:
        raise InvalidRecord(say("places.one_name", number=len(sources)))
    return sources


def _import(source: Source, *, name: str, by: str, json: bool) -> None:
    from tawthiq.desk.actions.gazetteers import import_gazetteer
    from tawthiq.desk.queries.gazetteers import differing_places

    line = ProgressLine("places.importing")
    shown = harmless(source.files[0].name)
    done = import_gazetteer(source, name=name, actor=by, progress=lambda number: line.show(name=shown, number=number))
    line.clear()
    row = done.gazetteer
    name_bad_rows(source.files[0].name, done.bad)
    differing = [(one.row.ref, [other.field for other in one.differing]) for one in differing_places(row)]
    if json:
        told: dict[str, Any] = {name: getattr(row, name) for name in ("name", "format", "sha256", "used", "left_out")}
        told |= {"is_new": done.is_new, "added": row.added, "changed": row.changed, "gone": row.gone}
        typer.echo(json_format.dumps(told | {"differing": dict(differing)}, ensure_ascii=False))
        return
    if not done.is_new:
        typer.echo(say("places.known_already", name=row.name, format=row.format))
        return
    typer.echo(say("places.imported", name=row.name, format=row.format, used=row.used, bad=row.left_out))
    if row.added is not None:
        typer.echo(say("places.edition", added=row.added, changed=row.changed, gone=row.gone))
    for ref, fields in differing[:_DIFFERING_SHOWN]:
        typer.echo(say("places.differs", place=ref, fields=", ".join(fields)))


@places_app.command("list", help=say("help.places.list"))
def list_gazetteers(*, home: Home = None) -> None:
    """Every gazetteer that was imported."""
    open_register(workspace_of(home))
    from tawthiq.desk.queries.gazetteers import gazetteers

    found = gazetteers()
    for row in found:
        at = f"{row.imported_at:%Y-%m-%d}"
        told = {"name": row.name, "format": row.format, "used": row.used, "file": harmless(row.original_name), "at": at}
        typer.echo(say("places.gazetteer", **told))
    if not found:
        typer.echo(say("places.no_gazetteers"))
