"""``tawthiq freeze``: the whole public site as static files, for mirrors and onion hosts."""

import json as json_format
import os
from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli.words import say
from tawthiq.cli.workspaces import Home, workspace_of
from tawthiq.errors import InvalidRecord


def freeze(
    out: Annotated[Path, typer.Argument(metavar="OUT", help=say("help.freeze.out"))],
    base: Annotated[str, typer.Option("--base", metavar="URL", help=say("help.freeze.base"))] = "",
    contact: Annotated[str, typer.Option("--contact", metavar="WORDS", help=say("help.freeze.contact"))] = "",
    home: Home = None,
    json: Annotated[bool, typer.Option("--json", help=say("help.freeze.json"))] = False,
) -> None:
    """Write every page and download that the public site shows now; the register is never opened."""
    if base and not base.startswith(("http://", "https://", "/")):
        raise InvalidRecord(say("freeze.base", value=base))
    releases = workspace_of(home).releases.resolve()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tawthiq.public.settings", "TAWTHIQ_RELEASES": str(releases)}
    import django

    django.setup()
    from tawthiq.public.freezing import freeze as freeze_site

    done = freeze_site(out.resolve(), base=base, contact=contact)
    told = {"files": len(done.files), "written": done.written, "unchanged": done.unchanged, "removed": done.removed}
    typer.echo(json_format.dumps(told) if json else say("freeze.done", out=out, **told))
