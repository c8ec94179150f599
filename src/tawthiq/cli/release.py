"""``tawthiq release``: build, sign and take back what goes out; two people are needed, here as at the desk."""

import json as json_format
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.people import sign_in
from tawthiq.cli.words import say
from tawthiq.cli.workspaces import Home, open_register, workspace_of
from tawthiq.errors import NotFound

if TYPE_CHECKING:
    from tawthiq.desk.models import Release

release_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
By = Annotated[str, typer.Option("--by", metavar="NAME", help=say("help.release.by"))]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help=say("help.release.number"), min=1)]
Json = Annotated[bool, typer.Option("--json", help=say("help.release.json"))]


@release_app.command("build", help=say("help.release.build"))
def build(by: By, home: Home = None, json: Json = False) -> None:
    """Build the next release from what is signed off."""
    open_register(workspace_of(home))
    from tawthiq.desk.actions.releases import build_release

    _show(build_release(sign_in(by)), json=json)


@release_app.command("sign", help=say("help.release.sign"))
def sign(number: Number, by: By, home: Home = None, json: Json = False) -> None:
    """Sign a release as second person; it is public from then on."""
    open_register(workspace_of(home))
    from tawthiq.desk.actions.releases import sign_release

    user, release = sign_in(by), _find(number)
    sign_release(user, release)
    _show(release, json=json)


@release_app.command("withdraw", help=say("help.release.withdraw"))
def withdraw(
    number: Number,
    by: By,
    reason: Annotated[str, typer.Option("--reason", metavar="WORDS", help=say("help.release.reason"))],
    home: Home = None,
    json: Json = False,
) -> None:
    """Take a public release back."""
    open_register(workspace_of(home))
    from tawthiq.desk.actions.releases import take_back

    user, release = sign_in(by), _find(number)
    take_back(user, release, reason=reason)
    _show(release, json=json)


@release_app.command("list", help=say("help.release.list"))
def list_releases(home: Home = None, json: Json = False) -> None:
    """All releases, oldest first."""
    open_register(workspace_of(home))
    from tawthiq.desk.models import Release

    releases = Release.objects.select_related("built_by", "signed_by").order_by("number")
    for release in releases:
        _show(release, json=json)
    if not json and not releases:
        typer.echo(say("release.none"))


def _find(number: int) -> "Release":
    from tawthiq.desk.models import Release

    found = Release.objects.select_related("built_by", "signed_by").filter(number=number).first()
    if found is None:
        raise NotFound(say("error.no_release", number=number))
    return found


def _show(release: "Release", *, json: bool) -> None:
    shown: dict[str, Any] = {
        "release": release.ref,
        "number": release.number,
        "state": release.state,
        "manifest_sha256": release.manifest_sha256,
        "built_by": release.built_by.username,
        "built_at": release.built_at.isoformat(timespec="seconds"),
        "signed_by": release.signed_by.username if release.signed_by else None,
    }
    if json:
        typer.echo(json_format.dumps(shown))
        return
    state = say(f"release.{release.state}")
    typer.echo(say("release.line", **shown | {"state": state, "signed_by": shown["signed_by"] or "-"}))
