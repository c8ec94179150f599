"""``tawthiq doctor``: whether this machine and this workspace can do their work, in plain words."""

import json as json_format
from dataclasses import asdict
from typing import Annotated

import typer

from tawthiq.cli.checks import Check, check_machine, check_register, check_workspace_folder
from tawthiq.cli.words import say
from tawthiq.cli.workspaces import Home, workspace_of


def doctor(
    home: Home = None,
    json: Annotated[bool, typer.Option("--json", help=say("help.doctor.json"))] = False,
) -> None:
    """Say what is well, what is worth knowing and what is broken; only the last gives exit code 1."""
    workspace = workspace_of(home)
    checks = [*check_machine(), *check_workspace_folder(workspace), *check_register(workspace)]
    for check in checks:
        typer.echo(json_format.dumps(asdict(check), ensure_ascii=False) if json else _in_words(check))
    raise typer.Exit(1 if any(check.state == "broken" for check in checks) else 0)


def _in_words(check: Check) -> str:
    return f"{say(f'doctor.{check.state}'):<8} {check.name}: {check.words}"
