"""``tawthiq certificate``: an item's chain of custody on paper, for people and for programs."""

import json as json_format
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli.people import sign_in
from tawthiq.cli.words import say
from tawthiq.cli.workspaces import Home, open_register, workspace_of
from tawthiq.store.release.durable import replace_file


class Lang(StrEnum):
    """The language of the paper."""

    AR = "ar"
    EN = "en"


def certificate(
    *,
    item: Annotated[str, typer.Argument(metavar="EV-…", help=say("help.certificate.item"))],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help=say("help.release.by"))],
    lang: Annotated[list[Lang] | None, typer.Option("--lang", help=say("help.certificate.lang"))] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=say("help.certificate.out"))] = Path(),
    reason: Annotated[str, typer.Option("--reason", metavar="WORDS", help=say("help.certificate.reason"))] = "",
    home: Home = None,
    json: Annotated[bool, typer.Option("--json", help=say("help.certificate.json"))] = False,
) -> None:
    """Read every byte again, then write the certificate as JSON and as PDF in each language asked for."""
    open_register(workspace_of(home))
    from tawthiq.desk.access import access_item
    from tawthiq.desk.actions.certificates import certify_custody

    user = sign_in(by)
    found = access_item(user, item.upper())
    out.mkdir(parents=True, exist_ok=True)
    issued = certify_custody(user, found, why=reason)
    written = {out / f"{found.ref}-custody.json": issued.written}
    for one in dict.fromkeys(lang or list(Lang)):
        written[out / f"{found.ref}-custody.{one.value}.pdf"] = issued.pdf(one.value)
    for path, data in written.items():
        replace_file(path, content=data)
    if json:
        typer.echo(
            json_format.dumps({"item": found.ref, "sha256": issued.sha256, "files": [str(one) for one in written]})
        )
        return
    for path in written:
        typer.echo(say("certificate.written", path=path))
