"""``tawthiq backup``: everything the workspace has, in another place, verified after writing."""

import json as json_format
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.words import say
from tawthiq.cli.workspaces import Home, open_register, workspace_of

if TYPE_CHECKING:
    from tawthiq.store.backup import Made, Place

ToWhom = Annotated[list[str] | None, typer.Option("--encrypt-to", metavar="AGE1…", help=say("help.backup.encrypt_to"))]


def backup(
    dest: Annotated[str, typer.Argument(metavar="DEST", help=say("help.backup.dest"))],
    home: Home = None,
    *,
    encrypt_to: ToWhom = None,
    keep: Annotated[int | None, typer.Option(metavar="NUMBER", min=1, help=say("help.backup.keep"))] = None,
    list_only: Annotated[bool, typer.Option("--list", help=say("help.backup.list"))] = False,
    json: Annotated[bool, typer.Option("--json", help=say("help.backup.json"))] = False,
) -> None:
    """Add a snapshot to DEST, a folder or s3://…; only what it lacks is sent. Stopped and run again, it goes on."""
    from tawthiq.store.backup import is_encrypted, open_place

    place = open_place(dest)
    if list_only:
        _list(place, as_json=json)
        return
    open_register(workspace_of(home))
    if not encrypt_to and not is_encrypted(place):
        typer.echo(say("backup.in_clear", dest=place.address), err=True)
    began = time.monotonic()
    made = _make(place, encrypt_to or [])
    told = _tell(made) | {"encrypted": bool(encrypt_to), "seconds": round(time.monotonic() - began, 2)}
    if keep is not None:
        from tawthiq.store.backup import prune

        told["pruned_snapshots"], told["pruned_objects"] = prune(place, keep=keep)
    typer.echo(json_format.dumps(told) if json else say("backup.made", **told))
    if keep is not None and not json:
        typer.echo(say("backup.pruned", **told))
    raise typer.Exit(1 if made.faults else 0)


def _make(place: "Place", encrypt_to: list[str]) -> "Made":
    from tawthiq.desk.actions.backups import back_up

    line = ProgressLine("verify.progress")

    def told(stage: str, number: int) -> None:
        line.show(stage=say(f"backup.stage.{stage}"), number=number)

    try:
        made = back_up(place, actor="operator", encrypt_to=encrypt_to, told=told)
    finally:
        line.clear()
    for fault in made.faults:
        typer.echo(say("backup.fault", sha256=fault.sha256, what=say(f"finding.{fault.what}")), err=True)
    return made


def _tell(made: "Made") -> dict[str, Any]:
    return {
        "snapshot": made.number,
        "files": made.files,
        "bytes": made.bytes_kept,
        "sent": made.sent,
        "sent_bytes": made.sent_bytes,
        "faults": len(made.faults),
    }


def _list(place: "Place", *, as_json: bool) -> None:
    from tawthiq.store.backup import snapshots_in

    snapshots = snapshots_in(place)
    for one in snapshots:
        told = {"snapshot": one.number, "made_at": one.made_at.isoformat(), "objects": one.objects}
        typer.echo(json_format.dumps(told) if as_json else say("backup.line", **told))
    if not snapshots and not as_json:
        typer.echo(say("backup.none", dest=place.address))
