"""``tawthiq import``: archives and signed media made elsewhere, preserved as they are, with a verdict on each."""

import json as json_format
from pathlib import Path
from typing import Annotated, Any

import typer

from tawthiq.cli.words import harmless, say
from tawthiq.cli.workspaces import Home, open_register, workspace_of
from tawthiq.errors import TawthiqError, Unreachable

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help=say("help.import.files"), show_default=False)]
FINE = ("whole", "valid", "trusted")


def import_files(
    files: Files,
    *,
    home: Home = None,
    by: Annotated[str, typer.Option(metavar="NAME", help=say("help.capture.by"))] = "operator",
    json: Annotated[bool, typer.Option("--json", help=say("help.import.json"))] = False,
) -> None:
    """Preserve the files one after the other; a verdict that is not good is a fault, never a rejection."""
    open_register(workspace_of(home))
    is_fine = True
    for file in files:
        told = _import(file, by=by)
        is_fine = is_fine and told["verdict"] in FINE
        typer.echo(json_format.dumps(told, ensure_ascii=True) if json else _in_words(told))
    raise typer.Exit(0 if is_fine else 1)


def _import(file: Path, *, by: str) -> dict[str, Any]:
    from tawthiq.desk.actions.imports import import_archive

    name = file.name.encode("utf-8", "backslashreplace").decode()
    try:
        with file.open("rb") as stream:
            done = import_archive(stream, name=name, actor=by)
    except Unreachable:
        raise
    except (TawthiqError, OSError) as odd:
        return {"name": name, "item": "", "verdict": "refused", "reason": str(odd)}
    told = {"name": name, "item": done.item.ref, "sha256": done.item.sha256, "was_new": done.was_new}
    return {**told, "verdict": done.verdict, "facts": done.facts}


def _in_words(told: dict[str, Any]) -> str:
    name = harmless(told["name"])
    if told["verdict"] == "refused":
        return say("import.refused", name=name, reason=told["reason"])
    known = ("whole", "damaged", "unproven", "unreadable", "unsigned", "valid", "trusted", "invalid", "remote")
    verdict = say(f"import.{told['verdict']}") if told["verdict"] in known else told["verdict"]
    line = say("import.line", item=told["item"], name=name, verdict=verdict)
    signature = told["facts"].get("signature", "")
    return f"{line}; {say(f'import.signature_{signature}')}" if signature else line
