"""From a folder to a register that can be used: the door that every verb with a workspace goes through."""

import os
from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli.words import language, say
from tawthiq.errors import Unreachable
from tawthiq.store.keys import SIGNING_KEY
from tawthiq.store.workspace import Workspace, find_workspace, parse_database_url

Home = Annotated[Path | None, typer.Option("--home", metavar="DIR", help=say("help.home"))]


def workspace_of(home: Path | None) -> Workspace:
    """The workspace of ``--home``, else of ``TAWTHIQ_HOME``, else ``./workspace``; all started here use it."""
    workspace = find_workspace(home)
    os.environ["TAWTHIQ_HOME"] = str(workspace.home)
    return workspace


def check_made(workspace: Workspace) -> None:
    """Raises Unreachable where ``tawthiq init`` was not run, or not to its end; asks no database."""
    parts = parse_database_url(workspace.database_url)
    has_register = parts["kind"] != "sqlite" or Path(parts["name"]).exists()
    if not (workspace.keys / SIGNING_KEY).exists() or not has_register:
        raise Unreachable(say("error.no_workspace", home=workspace.home))


def open_register(workspace: Workspace, *, make: bool = False) -> None:
    """Django is ready and the register answers; with ``make`` it is made first, and filled with its conflict.

    Raises Unreachable where there is no finished workspace, or its database does not answer.
    """
    if make:
        make_register(workspace)
        return
    check_made(workspace)
    _set_up(workspace)
    if missing := missing_migrations():
        raise Unreachable(say("error.not_migrated", migrations=", ".join(missing)))


def make_register(workspace: Workspace, *, conflict: str | None = None) -> dict[str, int]:
    """Folders, keys, tables and the conflict's parties and places exist; how many of each were new."""
    try:
        workspace.create()
    except OSError as odd:
        raise Unreachable(f"{workspace.home}: {odd.strerror}") from odd
    _set_up(workspace)
    from django.conf import settings
    from django.core.management import call_command

    from tawthiq.desk.actions.packs import load_conflict_into_register

    if missing_migrations():
        call_command("migrate", verbosity=0, interactive=False)
    return load_conflict_into_register(conflict or settings.CONFLICT, actor="operator")


def missing_migrations() -> list[str]:
    """Names of the desk's migrations that the register has not had yet, in order; raises Unreachable."""
    from django.db import DatabaseError, connection
    from django.db.migrations.loader import MigrationLoader

    try:
        loader = MigrationLoader(connection)
    except DatabaseError as odd:
        raise Unreachable(say("error.database", reason=_first_line(odd))) from odd
    applied = loader.applied_migrations or {}
    return sorted(name for app, name in loader.disk_migrations or {} if app == "desk" and (app, name) not in applied)


def _first_line(odd: Exception) -> str:
    return str(odd).strip().splitlines()[0] if str(odd).strip() else type(odd).__name__


def _set_up(workspace: Workspace) -> None:
    os.environ["TAWTHIQ_HOME"] = str(workspace.home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tawthiq.desk.settings"
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language())
