"""``tawthiq init``: a workspace that can be used."""

from typing import Annotated

import typer

from tawthiq.cli.people import ask_new_password
from tawthiq.cli.words import language, say
from tawthiq.cli.workspaces import Home, make_register, workspace_of


def init(
    home: Home = None,
    conflict: Annotated[str, typer.Option(metavar="NAME", help=say("help.conflict"))] = "syria",
    admin: Annotated[str | None, typer.Option(metavar="NAME", help=say("help.admin"))] = None,
    person: Annotated[str | None, typer.Option(metavar="NAME", help=say("help.person"))] = None,
    role: Annotated[str, typer.Option(metavar="ROLE", help=say("help.role"))] = "researcher",
) -> None:
    """Make the workspace, or bring an older one up to date; what is there stays."""
    workspace = workspace_of(home)
    counts = make_register(workspace, conflict=conflict)
    typer.echo(say("init.made", home=workspace.home.resolve()))
    typer.echo(say("init.conflict", conflict=conflict, **counts))
    for name, duty in ((admin, "administrator"), (person, role)):
        if name:
            typer.echo(_make_account(name, role=duty))
    typer.echo(say("init.next", home=workspace.home))


def _make_account(name: str, *, role: str) -> str:
    from tawthiq.desk.actions.accounts import create_user
    from tawthiq.desk.models import User

    if User.objects.filter(username=name).exists():
        return say("init.account_exists", name=name)
    create_user(username=name, password=ask_new_password(name), role=role, language=language(), actor="operator")
    return say("init.account_made", name=name, role=role)
