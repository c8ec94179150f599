"""``tawthiq bundle``: hand items over as a bundle that the receiver can check alone; check one; list what was given."""

import json as json_format
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.people import sign_in
from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.words import harmless, language, say
from tawthiq.cli.workspaces import Home, open_register, workspace_of

if TYPE_CHECKING:
    from tawthiq.desk.actions.handovers import Asked, ConsentLacking, Made
    from tawthiq.desk.models import Handover, User

bundle_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
By = Annotated[str, typer.Option("--by", metavar="NAME", help=say("help.release.by"))]
Json = Annotated[bool, typer.Option("--json", help=say("help.bundle.json"))]


@bundle_app.command("make", help=say("help.bundle.make"))
def make(
    out: Annotated[Path, typer.Argument(metavar="OUT", help=say("help.bundle.out"))],
    *,
    by: By,
    recipient: Annotated[str, typer.Option("--for", metavar="RECIPIENT", help=say("help.bundle.for"))],
    purpose: Annotated[str, typer.Option(metavar="PURPOSE", help=say("help.bundle.purpose"))],
    item: Annotated[list[str] | None, typer.Option(metavar="EV-…", help=say("help.bundle.item"))] = None,
    incident: Annotated[list[str] | None, typer.Option(metavar="IN-…", help=say("help.bundle.incident"))] = None,
    title: Annotated[str, typer.Option(metavar="WORDS", help=say("help.bundle.title"))] = "",
    encrypt_to: Annotated[list[str] | None, typer.Option(metavar="KEY", help=say("help.bundle.encrypt_to"))] = None,
    checkpoint: Annotated[int | None, typer.Option(metavar="SIZE", min=1, help=say("help.bundle.checkpoint"))] = None,
    tar: Annotated[bool, typer.Option("--tar", help=say("help.bundle.tar"))] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Ask everybody's consent, write the bundle, check it, and note in the journal to whom it went and what for."""
    open_register(workspace_of(home))
    from tawthiq.desk.access import access_incident, access_item
    from tawthiq.desk.actions.handovers import Asked, ConsentLacking

    user = sign_in(by)
    asked = Asked(
        recipient=recipient,
        purpose=purpose,
        items=tuple(access_item(user, ref) for ref in item or ()),
        incidents=tuple(access_incident(user, ref) for ref in incident or ()),
        title=title,
        encrypt_to=tuple(encrypt_to or ()),
        checkpoint=checkpoint,
        as_tar=tar,
    )
    try:
        made = _make(user, asked, out=out)
    except ConsentLacking as lacking:
        refuse(lacking, json=json)
        raise typer.Exit(1) from lacking
    made_of(made, json=json)


@bundle_app.command("verify", help=say("help.bundle.verify"))
def verify(
    path: Annotated[Path, typer.Argument(metavar="BUNDLE", help=say("help.bundle.path"))],
    *,
    key: Annotated[str, typer.Option(metavar="KEY", help=say("help.bundle.key"))] = "",
    tsa_ca: Annotated[list[Path] | None, typer.Option(metavar="FILE", help=say("help.bundle.tsa_ca"))] = None,
    witness: Annotated[list[str] | None, typer.Option(metavar="VKEY", help=say("help.bundle.witness"))] = None,
    json: Json = False,
) -> None:
    """The bundle's own verifier, as this program brings it; needs no workspace."""
    from tawthiq.store.bundle.verify import main

    told = [str(path), "--key", key, "--lang", language(), *(["--json"] if json else [])]
    for option, values in (("--tsa-ca", tsa_ca or ()), ("--witness", witness or ())):
        for value in values:
            told += [option, str(value)]
    raise typer.Exit(main(told))


@bundle_app.command("list", help=say("help.bundle.list"))
def list_handovers(by: By, home: Home = None, json: Json = False) -> None:
    """Every hand-over, newest first."""
    open_register(workspace_of(home))
    from tawthiq.desk.access import require
    from tawthiq.desk.queries.handovers import all_handovers

    require(sign_in(by), "hand_over")
    found = list(all_handovers())
    for one in found:
        _show(one, json=json)
    if not json and not found:
        typer.echo(say("bundle.none"))


def _make(user: "User", asked: "Asked", *, out: Path) -> "Made":
    from tawthiq.desk.actions.handovers import make_bundle

    line = ProgressLine("bundle.progress")

    def tell(done: int, of: int) -> None:
        line.show(done=done // 1_000_000, all=of // 1_000_000)

    try:
        return make_bundle(user, asked, out=out, tell=tell)
    finally:
        line.clear()


def made_of(made: "Made", *, json: bool) -> None:
    """What was made, and what the receiver has to be told on another way."""
    _show(made.handover, json=json, path=str(made.written.path), files=made.written.files)
    if not json:
        typer.echo(say("bundle.made", **_summary(made)))


def refuse(lacking: "ConsentLacking", *, json: bool) -> None:
    """Every refusal by item, whose it is and why; nothing was written."""
    from tawthiq.desk.wording import explain

    for one in lacking.refusals:
        told = {"item": one.item.ref, "of": one.subject, "reason": one.reason}
        words = say("bundle.lacking", **told | {"of": one.subject or "?", "reason": explain(one.reason)})
        typer.echo(json_format.dumps({"refused": told}) if json else words)
    typer.echo(say("bundle.nothing_written", number=len(lacking.refusals)), err=True)


def _show(handover: "Handover", *, json: bool, **more: Any) -> None:
    shown: dict[str, Any] = {
        "ref": handover.ref,
        "recipient": handover.recipient,
        "purpose": handover.purpose,
        "items": handover.items,
        "checkpoint": handover.checkpoint_size,
        "tag_manifest_sha256": handover.tag_manifest_sha256,
        "encrypted_to": handover.encrypted_to,
        "made_by": handover.made_by,
        "made_at": handover.made_at.isoformat(),
        **more,
    }
    if json:
        typer.echo(json_format.dumps(shown))
        return
    from tawthiq.store.packs import load_table

    purposes = {row["id"]: row[language()] for row in load_table("consent_purposes")}
    words = {
        **shown,
        "recipient": harmless(handover.recipient),
        "purpose": purposes.get(handover.purpose, handover.purpose),
        "day": handover.made_at.date().isoformat(),
        "items": len(handover.items),
    }
    typer.echo(say("bundle.line", **words))


def _summary(made: "Made") -> dict[str, Any]:
    """What the receiver has to be told on another way: the fingerprint of the key."""
    import hashlib

    from django.conf import settings

    from tawthiq.store import keys

    fingerprint = hashlib.sha256(keys.public_key(settings.WORKSPACE.keys)).hexdigest()
    return {
        "path": made.written.path,
        "files": made.written.files,
        "fingerprint": fingerprint,
        "digest": made.written.tag_manifest_sha256,
    }
