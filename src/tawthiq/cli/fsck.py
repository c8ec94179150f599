"""``tawthiq fsck``: the vault against the register, and what to do about each finding."""

import json as json_format
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.verify import as_json, in_words
from tawthiq.cli.words import say
from tawthiq.cli.workspaces import Home, open_register, workspace_of

if TYPE_CHECKING:
    from tawthiq.desk.queries.findings import Finding
    from tawthiq.store.vault import Vault


def fsck(
    home: Home = None,
    read_data: Annotated[bool, typer.Option("--read-data", help=say("help.fsck.read_data"))] = False,
    sweep: Annotated[bool, typer.Option("--sweep", help=say("help.fsck.sweep"))] = False,
    json: Annotated[bool, typer.Option("--json", help=say("help.fsck.json"))] = False,
) -> None:
    """Name what is missing, damaged, half written or not named by any record; with --sweep take away the last two."""
    workspace = workspace_of(home)
    open_register(workspace)
    from tawthiq.desk.queries.integrity import frozen_register
    from tawthiq.desk.queries.vault_check import VaultTally, check_vault

    line, tally, found = ProgressLine("fsck.progress"), VaultTally(), list["Finding"]()

    def show(finding: "Finding") -> None:
        line.clear()
        told = {**as_json(finding), "do": say(f"fsck.do.{finding.what}")}
        typer.echo(json_format.dumps(told, ensure_ascii=False) if json else f"{in_words(finding)}\n    → {told['do']}")

    with frozen_register():
        for finding in check_vault(
            workspace.vault, read_data=read_data, tally=tally, progress=lambda number: line.show(number=number)
        ):
            found.append(finding)
            show(finding)
    line.clear()
    faults = sum(not one.is_note for one in found)
    summary = {"faults": faults, "notes": len(found) - faults, **asdict(tally)}
    if sweep:
        summary |= _sweep(workspace.vault, found)
    clean = "fsck.clean_whole" if read_data else "fsck.clean_quick"
    typer.echo(json_format.dumps({"summary": summary}) if json else say("fsck.faulty" if faults else clean, **summary))
    if sweep and not json:
        typer.echo(say("fsck.swept", **summary))
    raise typer.Exit(1 if faults else 0)


def _sweep(vault: "Vault", found: list["Finding"]) -> dict[str, int]:
    """What was taken away: objects without a record that are older than a day, and half-written files nobody writes."""
    from tawthiq.desk.actions.sweeping import sweep_orphans

    unnamed = [one.where.rpartition("/")[2] for one in found if one.what == "object_unnamed"]
    gone = sweep_orphans(unnamed, actor="operator")
    for sha256 in gone:
        typer.echo(say("fsck.removed", sha256=sha256), err=True)
    return {"removed": len(gone), "left": len(unnamed) - len(gone), "half_removed": vault.sweep()}
