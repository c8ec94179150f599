"""``tawthiq dispose``: the end of an item, which one person asks for and another allows."""

import json as json_format
from typing import TYPE_CHECKING, Annotated

import typer

from tawthiq.cli.people import sign_in
from tawthiq.cli.words import language, say
from tawthiq.cli.workspaces import Home, open_register, workspace_of

if TYPE_CHECKING:
    from tawthiq.desk.actions.destruction import Disposed
    from tawthiq.desk.models import Disposal

dispose_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
By = Annotated[str, typer.Option("--by", metavar="NAME", help=say("help.release.by"))]
Ref = Annotated[str, typer.Argument(metavar="DP-…", help=say("help.dispose.ref"))]
Json = Annotated[bool, typer.Option("--json", help=say("help.dispose.json"))]


@dispose_app.command("ask", help=say("help.dispose.ask"))
def ask(
    item: Annotated[str, typer.Argument(metavar="EV-…", help=say("help.dispose.item"))],
    by: By,
    why: Annotated[str, typer.Option("--why", metavar="REASON", help=say("help.dispose.why"))],
    home: Home = None,
    json: Json = False,
) -> None:
    """Ask for an item's end; nothing is gone yet."""
    open_register(workspace_of(home))
    from tawthiq.desk.access import access_item
    from tawthiq.desk.actions.disposal import ask_disposal

    user = sign_in(by)
    _show(ask_disposal(user, access_item(user, item), why=why), json=json)


@dispose_app.command("allow", help=say("help.dispose.allow"))
def allow(ref: Ref, by: By, home: Home = None, json: Json = False) -> None:
    """Allow it as second person: it is carried out at once."""
    open_register(workspace_of(home))
    from tawthiq.desk.access import access_disposal
    from tawthiq.desk.actions.disposal import allow_disposal

    user = sign_in(by)
    _tell(allow_disposal(user, access_disposal(user, ref)), json=json)


@dispose_app.command("refuse", help=say("help.dispose.refuse"))
def refuse(
    ref: Ref,
    by: By,
    reason: Annotated[str, typer.Option("--reason", metavar="WORDS", help=say("help.dispose.reason"))],
    home: Home = None,
) -> None:
    """Refuse it as second person: the item stays."""
    open_register(workspace_of(home))
    from tawthiq.desk.access import access_disposal
    from tawthiq.desk.actions.disposal import refuse_disposal

    user = sign_in(by)
    refuse_disposal(user, access_disposal(user, ref), reason=reason)
    typer.echo(say("dispose.refused", ref=ref))


@dispose_app.command("list", help=say("help.dispose.list"))
def list_disposals(home: Home = None, json: Json = False) -> None:
    """Every disposal, newest first."""
    open_register(workspace_of(home))
    from tawthiq.desk.queries.disposals import all_disposals

    found = list(all_disposals())
    for one in found:
        _show(one, json=json)
    if not json and not found:
        typer.echo(say("dispose.none"))


@dispose_app.command("resume", help=say("help.dispose.resume"))
def resume(home: Home = None, json: Json = False) -> None:
    """Carry out what was allowed and interrupted; exit code 1 where something is still left to do."""
    open_register(workspace_of(home))
    from tawthiq.desk.actions.destruction import destroy_returned, pages_to_empty
    from tawthiq.desk.actions.disposal import resume_disposals

    for done in resume_disposals(actor="operator"):
        _tell(done, json=json)
    destroy_returned()
    if pages_to_empty():
        typer.echo(say("dispose.pages_left"), err=True)
        raise typer.Exit(1)
    typer.echo(say("dispose.nothing_left"), err=True)


def _show(disposal: "Disposal", *, json: bool) -> None:
    from tawthiq.store.packs import load_table

    reasons = {row["id"]: row[language()] for row in load_table("disposal_reasons")}
    state = "done" if disposal.done_at else "allowed" if disposal.authorised_by else "asked"
    shown = {
        "ref": disposal.ref,
        "item": disposal.item.ref,
        "why": disposal.why,
        "state": state,
        "asked_by": disposal.asked_by,
        "authorised_by": disposal.authorised_by,
    }
    if json:
        typer.echo(json_format.dumps(shown))
    else:
        words = shown | {"why": reasons.get(disposal.why, disposal.why), "state": say(f"dispose.state.{state}")}
        typer.echo(say("dispose.line", **words))


def _tell(done: "Disposed", *, json: bool) -> None:
    from tawthiq.desk.queries.disposals import told_name

    shown = {
        "ref": done.disposal.ref,
        "item": done.disposal.item.ref,
        "entries": done.entries,
        "objects": done.objects,
        "told": [{"code": one.code, "refs": list(one.refs)} for one in done.told],
    }
    if json:
        typer.echo(json_format.dumps(shown))
        return
    typer.echo(say("dispose.disposed", **shown))
    for one in done.told:
        refs = f" ({', '.join(one.refs)})" if one.refs else ""
        typer.echo(f"  - {told_name(one.code, language())}{refs}")
