"""``tawthiq export``: lists, incidents and releases in the forms that others read, for people who may have them."""

import json as json_format
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.people import sign_in
from tawthiq.cli.words import harmless, say
from tawthiq.cli.workspaces import Home, open_register, workspace_of
from tawthiq.errors import InvalidRecord, NotFound
from tawthiq.store.exports.writing import ENDINGS, FORMS

if TYPE_CHECKING:
    from tawthiq.desk.actions.exports import Exported

export_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
By = Annotated[str, typer.Option("--by", metavar="NAME", help=say("help.export.by"))]
Form = Annotated[str, typer.Option("--format", metavar="FORM", help=say("help.export.format", forms=", ".join(FORMS)))]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help=say("help.export.out"))]
First = Annotated[str, typer.Option("--from", metavar="DAY", help=say("help.export.from"))]
Last = Annotated[str, typer.Option("--to", metavar="DAY", help=say("help.export.to"))]
Text = Annotated[str, typer.Option("--text", metavar="WORDS", help=say("help.export.text"))]
Kind = Annotated[str, typer.Option("--kind", metavar="KIND", help=say("help.export.kind"))]
Party = Annotated[str, typer.Option("--party", metavar="PARTY", help=say("help.export.party"))]
Governorate = Annotated[str, typer.Option("--governorate", metavar="PLACE", help=say("help.export.governorate"))]
Json = Annotated[bool, typer.Option("--json", help=say("help.export.json"))]


@export_app.command("list", help=say("help.export.list"))
def export_list(
    ref: Annotated[str, typer.Argument(metavar="LS-…", help=say("help.export.ref"))],
    *,
    by: By,
    form: Form = "csv",
    out: Out = None,
    home: Home = None,
    purpose: Annotated[str, typer.Option(metavar="PURPOSE", help=say("help.export.purpose"))] = "internal_analysis",
    state: Annotated[list[str] | None, typer.Option(metavar="STATE", help=say("help.export.state"))] = None,
    first: First = "",
    last: Last = "",
    text: Text = "",
    json: Json = False,
) -> None:
    """Rows of an imported list, as they were written."""
    open_register(workspace_of(home))
    from tawthiq.desk.access import access_list
    from tawthiq.desk.actions.exports import export_list as export

    user = sign_in(by)
    made = access_list(user, ref)
    told = {"states": tuple(state or ()), "first_day": first, "last_day": last, "text": text}
    target = _target(out, made.folder, form)
    _tell(export(user, made, form=form, target=target, purpose=purpose, chosen=_chosen(**told)), json=json)


@export_app.command("incidents", help=say("help.export.incidents"))
def export_incidents(
    *,
    by: By,
    form: Form = "csv",
    out: Out = None,
    home: Home = None,
    kind: Kind = "",
    party: Party = "",
    governorate: Governorate = "",
    first: First = "",
    last: Last = "",
    text: Text = "",
    json: Json = False,
) -> None:
    """Signed incidents of the register, as the public may see them."""
    open_register(workspace_of(home))
    from tawthiq.desk.actions.exports import export_incidents as export

    told = {"kind": kind, "party": party, "governorate": governorate, "first_day": first, "last_day": last}
    chosen = _chosen(**told, text=text)
    _tell(export(sign_in(by), form=form, target=_target(out, "incidents", form), chosen=chosen), json=json)


@export_app.command("release", help=say("help.export.release"))
def export_release(
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help=say("help.release.number"))],
    *,
    by: By,
    form: Form = "csv",
    out: Out = None,
    home: Home = None,
    kind: Kind = "",
    party: Party = "",
    governorate: Governorate = "",
    first: First = "",
    last: Last = "",
    text: Text = "",
    json: Json = False,
) -> None:
    """Incidents of a release, as it published them."""
    open_register(workspace_of(home))
    from tawthiq.desk.actions.exports import export_release as export
    from tawthiq.desk.models import Release

    user = sign_in(by)
    release = Release.objects.filter(number=number).first()
    if release is None:
        raise NotFound(say("error.no_release", number=number))
    told = {"kind": kind, "party": party, "governorate": governorate, "first_day": first, "last_day": last}
    chosen, target = _chosen(**told, text=text), _target(out, f"release-{number:04}", form)
    _tell(export(user, release, form=form, target=target, chosen=chosen), json=json)


def _chosen(**told: Any) -> Any:
    """What was chosen; raises InvalidRecord for a day that is none."""
    from datetime import date

    from tawthiq.desk.models import ListRow
    from tawthiq.desk.queries.exporting import Chosen

    for name in ("first_day", "last_day"):
        try:
            date.fromisoformat(told[name] or "2000-01-01")
        except ValueError as odd:
            raise InvalidRecord(say("export.odd_day", day=harmless(told[name]))) from odd
    if unknown := set(told.get("states", ())) - set(ListRow.STATES):
        raise InvalidRecord(say("export.odd_state", state=harmless(min(unknown)), states=", ".join(ListRow.STATES)))
    return Chosen(**told)


def _target(out: Path | None, name: str, form: str) -> Path:
    if form not in FORMS:
        raise InvalidRecord(say("export.odd_form", form=harmless(form), forms=", ".join(FORMS)))
    target = out or Path(f"{name}{ENDINGS[form]}")
    if target.exists():
        raise InvalidRecord(say("export.exists", path=target))
    return target


def _tell(done: "Exported", *, json: bool) -> None:
    held = [{"incident": one.incident.ref, "reason": one.reason} for one in done.held_back]
    if json:
        told = {"files": [str(path) for path in done.paths], "records": done.records}
        typer.echo(json_format.dumps({**told, "withheld": list(done.withheld), "held_back": held}))
        return
    for path in done.paths:
        typer.echo(say("export.written", path=path))
    typer.echo(say("export.records", number=done.records))
    if done.withheld:
        typer.echo(say("export.withheld", columns=", ".join(map(harmless, done.withheld))), err=True)
    if held:
        from tawthiq.desk.wording import explain

        for one in held:
            typer.echo(say("export.held_back", incident=one["incident"], reason=explain(one["reason"])), err=True)
