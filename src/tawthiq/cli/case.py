"""``tawthiq case``: the cases that a person is a member of, and one of them with its matrix."""

import json as json_format
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.bundle import made_of, refuse
from tawthiq.cli.people import sign_in
from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.words import harmless, language, say
from tawthiq.cli.workspaces import Home, open_register, workspace_of

if TYPE_CHECKING:
    from tawthiq.desk.queries.cases import ChargeShown

case_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
By = Annotated[str, typer.Option("--by", metavar="NAME", help=say("help.release.by"))]
Json = Annotated[bool, typer.Option("--json", help=say("help.bundle.json"))]


@case_app.command("list", help=say("help.case.list"))
def list_cases(by: By, home: Home = None, json: Json = False) -> None:
    """Every case of this person's, newest first."""
    open_register(workspace_of(home))
    from tawthiq.desk.access import require
    from tawthiq.desk.queries.cases import cases_for

    user = sign_in(by)
    require(user, "see_case")
    found = list(cases_for(user))
    for case in found:
        told = {"case": case.ref, "state": case.state, "title_en": case.title_en, "title_ar": case.title_ar}
        title = getattr(case, f"title_{language()}")
        typer.echo(json_format.dumps(told, ensure_ascii=False) if json else f"{case.ref}  {harmless(title)}")
    if not found and not json:
        typer.echo(say("case.none"))


@case_app.command("show", help=say("help.case.show"))
def show(
    ref: Annotated[str, typer.Argument(metavar="CS-…", help=say("help.case.ref"))],
    by: By,
    home: Home = None,
    json: Json = False,
) -> None:
    """The charges of a case, each with its elements and what stands under them; that it was looked at is journalled."""
    open_register(workspace_of(home))
    from tawthiq.desk.access import access_case
    from tawthiq.desk.actions.cases import note_seen
    from tawthiq.desk.queries.cases import charge_shown, charges_of, masks_of
    from tawthiq.desk.queries.rooms import veil_for

    user = sign_in(by)
    case = access_case(user, ref)
    note_seen(user, case, page="command line")
    masks, veil = masks_of(case), veil_for(user)
    for charge in charges_of(case):
        shown = charge_shown(charge, masks=masks, lang=language())
        _show(replace(shown, accused=veil.cover(shown.accused)), json=json)


@case_app.command("export", help=say("help.case.export"))
def export(
    ref: Annotated[str, typer.Argument(metavar="CS-…", help=say("help.case.ref"))],
    out: Annotated[Path, typer.Argument(metavar="OUT", help=say("help.bundle.out"))],
    *,
    by: By,
    receiver: Annotated[str, typer.Option("--for", metavar="RECEIVER", help=say("help.case.for"))] = "internal",
    encrypt_to: Annotated[list[str] | None, typer.Option(metavar="KEY", help=say("help.bundle.encrypt_to"))] = None,
    checkpoint: Annotated[int | None, typer.Option(metavar="SIZE", min=1, help=say("help.bundle.checkpoint"))] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Consent is asked, then the dossier, the exhibit list and every item with its proofs lie in one sealed bundle."""
    open_register(workspace_of(home))
    from tawthiq.desk.access import access_case
    from tawthiq.desk.actions.dossiers import Export, export_case
    from tawthiq.desk.actions.handovers import ConsentLacking
    from tawthiq.desk.queries.dossiers import receiver_named

    user = sign_in(by)
    asked = Export(receiver=receiver_named(receiver), encrypt_to=tuple(encrypt_to or ()), checkpoint=checkpoint)
    line = ProgressLine("bundle.progress")

    def tell(done: int, of: int) -> None:
        line.show(done=done // 1_000_000, all=of // 1_000_000)

    try:
        made = export_case(user, access_case(user, ref), asked, out=out, tell=tell)
    except ConsentLacking as lacking:
        refuse(lacking, json=json)
        raise typer.Exit(1) from lacking
    finally:
        line.clear()
    made_of(made, json=json)


def _show(shown: "ChargeShown", *, json: bool) -> None:
    charge = shown.charge
    rows = [_row(row) for row in shown.rows]
    if json:
        told = {"charge": charge.ref, "crime": charge.crime, "mode": charge.mode, "state": charge.state}
        typer.echo(json_format.dumps({**told, "accused": shown.accused, "elements": rows}, ensure_ascii=False))
        return
    typer.echo(f"{charge.ref}  {charge.crime}  {harmless(shown.accused)}")
    for row in rows:
        typer.echo("  " + say("case.element", **row) + ("" if row["supporting"] else "  " + say("case.gap")))


def _row(row: Any) -> dict[str, Any]:
    line = row.line
    told = {"element": line.element, "supporting": line.supporting, "contradicting": line.contradicting}
    return {**told, "struck": line.struck, "finding": row.finding.standard if row.finding else ""}
