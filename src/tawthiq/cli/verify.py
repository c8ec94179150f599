"""``tawthiq verify``: whether everything is still what was written; each fault is named by item id and SHA-256."""

import hashlib
import json as json_format
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.words import harmless, say
from tawthiq.cli.workspaces import Home, open_register, workspace_of
from tawthiq.store import keys

if TYPE_CHECKING:
    from tawthiq.desk.queries.findings import Finding


def verify(
    home: Home = None,
    json: Annotated[bool, typer.Option("--json", help=say("help.verify.json"))] = False,
    record: Annotated[bool, typer.Option("--record", help=say("help.verify.record"))] = False,
) -> None:
    """Read every byte, every journal entry, every record and every release, and name what is not as it was written."""
    workspace = workspace_of(home)
    open_register(workspace)
    from tawthiq.desk.queries.integrity import Tally, check_workspace

    line, tally, began = ProgressLine("verify.progress"), Tally(), time.monotonic()
    counts = {"faults": 0, "notes": 0}

    def progress(stage: str, number: int) -> None:
        line.show(stage=say(f"verify.stage.{stage}"), number=number)

    for finding in check_workspace(workspace, tally=tally, progress=progress):
        counts["notes" if finding.is_note else "faults"] += 1
        line.clear()
        typer.echo(json_format.dumps(as_json(finding)) if json else in_words(finding))
    line.clear()
    key = hashlib.sha256(keys.public_key(workspace.keys)).hexdigest()
    summary = {**counts, **asdict(tally), "public_key_sha256": key, "seconds": round(time.monotonic() - began, 2)}
    if record:
        _record(counts, asdict(tally))
    typer.echo(json_format.dumps({"summary": summary}) if json else _summary(summary))
    raise typer.Exit(1 if counts["faults"] else 0)


def as_json(finding: "Finding") -> dict[str, Any]:
    items = [{"item": item, "sha256": sha256} for item, sha256 in finding.items]
    first = items[0] if items else {"item": None, "sha256": None}
    kind = "note" if finding.is_note else "fault"
    return {kind: finding.what, "where": finding.where, **first, "items": items, "detail": finding.detail}


def in_words(finding: "Finding") -> str:
    kind = say("verify.note" if finding.is_note else "verify.fault")
    words = f"{kind} {finding.where}: {say(f'finding.{finding.what}')}"
    if finding.detail:
        words += f" ({finding.detail})"
    items = "".join(f"\n    {item} sha256:{sha256}" for item, sha256 in finding.items)
    return "\n".join(harmless(part) for part in (words + items).split("\n"))


def _summary(summary: dict[str, Any]) -> str:
    return say("verify.clean" if not summary["faults"] else "verify.faulty", **summary)


def _record(counts: dict[str, int], looked_at: dict[str, int]) -> None:
    from django.db import transaction

    from tawthiq.desk.actions.journal import record as write_entry

    with transaction.atomic():
        write_entry("fixity_checked", actor="operator", detail={**counts, **looked_at})
