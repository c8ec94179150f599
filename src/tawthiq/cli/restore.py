"""``tawthiq restore``: a workspace from a backup, on a machine that has nothing, checked to the last byte."""

import json as json_format
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.verify import as_json, in_words
from tawthiq.cli.words import say
from tawthiq.cli.workspaces import open_register, workspace_of

if TYPE_CHECKING:
    from tawthiq.store.backup import Restored
    from tawthiq.store.workspace import Workspace


def restore(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help=say("help.restore.source"))],
    target: Annotated[Path, typer.Argument(metavar="HOME", help=say("help.restore.target"))],
    *,
    identity: Annotated[Path | None, typer.Option(metavar="FILE", help=say("help.restore.identity"))] = None,
    snapshot: Annotated[int | None, typer.Option(metavar="NUMBER", min=1, help=say("help.restore.snapshot"))] = None,
    key: Annotated[str | None, typer.Option(metavar="SHA256", help=say("help.restore.key"))] = None,
    drill: Annotated[bool, typer.Option("--drill", help=say("help.restore.drill"))] = False,
    json: Annotated[bool, typer.Option("--json", help=say("help.restore.json"))] = False,
) -> None:
    """Fill an empty HOME from a snapshot, then verify all of it; nothing is ever restored over anything."""
    began = time.monotonic()
    workspace = workspace_of(target)
    restored = _restore(source, workspace, _Asked(identity, snapshot, key))
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    open_register(workspace)
    faults = _verify(workspace, restored, json=json)
    if not faults and not drill:
        from tawthiq.desk.actions.backups import note_restored

        note_restored(restored, actor="operator")
    journal = restored.head.journal
    told: dict[str, Any] = {
        "snapshot": restored.head.number,
        "made_at": restored.head.made_at,
        "files": restored.files,
        "bytes": restored.bytes_restored,
        "faults": faults,
        "journal_size": journal["size"],
        "root": journal["root"],
        "key_sha256": restored.key_sha256,
        "seconds": round(time.monotonic() - began, 2),
    }
    typer.echo(json_format.dumps(told) if json else say("restore.faulty" if faults else "restore.made", **told))
    raise typer.Exit(1 if faults else 0)


@dataclass(frozen=True, slots=True)
class _Asked:
    identity: Path | None
    snapshot: int | None
    key: str | None


def _restore(source: str, workspace: "Workspace", asked: _Asked) -> "Restored":
    from tawthiq.store.backup import Chosen, open_place, restore_backup
    from tawthiq.store.backup.sealing import read_identities

    identities = read_identities(asked.identity) if asked.identity else []
    line = ProgressLine("restore.progress")
    try:
        return restore_backup(
            Chosen(open_place(source), asked.snapshot, identities, asked.key),
            workspace,
            told=lambda number: line.show(number=number),
        )
    finally:
        line.clear()


def _verify(workspace: "Workspace", restored: "Restored", *, json: bool) -> int:
    """How many faults `tawthiq verify` finds in what was restored; each is said."""
    from tawthiq.desk.actions.backups import check_root
    from tawthiq.desk.queries.integrity import Tally, check_workspace

    line, faults = ProgressLine("verify.progress"), 0
    check_root(restored)

    def progress(stage: str, number: int) -> None:
        line.show(stage=say(f"verify.stage.{stage}"), number=number)

    for finding in check_workspace(workspace, tally=Tally(), progress=progress):
        line.clear()
        if not finding.is_note:
            faults += 1
            typer.echo(json_format.dumps(as_json(finding)) if json else in_words(finding))
    line.clear()
    return faults
