"""``tawthiq report``: a report written from a release, made again from it, and what has changed since."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.figures import folder_of
from tawthiq.cli.words import harmless, say
from tawthiq.cli.workspaces import Home
from tawthiq.errors import InvalidRecord, Tampered

if TYPE_CHECKING:
    from tawthiq.store.release import ReleaseReader

report_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Slug = Annotated[str, typer.Argument(metavar="REPORT", help=say("help.report.slug"))]
Folder = Annotated[Path, typer.Argument(metavar="OUT", help=say("help.report.out"))]
From = Annotated[Path | None, typer.Option("--release", metavar="FOLDER", help=say("help.figures.release"))]
_MANIFEST = "figures.json"
INPUTS = (
    "incidents.json",
    "claims.csv",
    "incidents.csv",
    "figures.csv",
    "manifest.json",
    "manifest.sig",
    "public_key.pem",
)


@report_app.command("build", help=say("help.report.build"))
def build(slug: Slug, out: Folder, *, home: Home = None, release: From = None) -> None:
    """Write the report and its study folder."""
    if out.exists() and any(out.iterdir()):
        raise InvalidRecord(say("report.not_empty", name=harmless(out.name)))
    opened = _open(home, release)
    files = _files(opened, slug)
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    typer.echo(say("report.built", files=len(files), name=harmless(out.name), release=opened.manifest.number))


@report_app.command("check", help=say("help.report.check"))
def check(out: Folder, *, home: Home = None, release: From = None) -> None:
    """Make it again from the release and compare every byte; say which figures are others now."""
    kept = _kept(out)
    opened = _open(home, release)
    files = _files(opened, str(kept["report"]))
    faults = [name for name, content in files.items() if _read(out / name) != content]
    if not faults:
        typer.echo(say("report.same", files=len(files), release=opened.manifest.number))
        return
    for line in changes(kept["figures"], json.loads(files[_MANIFEST])["figures"]):
        typer.echo(line)
    for name in faults:
        typer.echo(say("report.differs", name=name))
    raise Tampered(say("report.changed", files=len(faults), kept=kept["release"], release=opened.manifest.number))


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The change log: every figure that is another, is new or is gone, in words."""
    return [
        say("report.figure", name=name, before=_range(before.get(name)), after=_range(after.get(name)))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _range(figure: dict[str, Any] | None) -> str:
    if figure is None:
        return "–"
    most = say("figures.open") if figure["max"] is None else figure["max"]
    return f"{figure['min']}..{most} [{', '.join(figure['incidents'])}]"


def _files(release: "ReleaseReader", slug: str) -> dict[str, bytes]:
    from tawthiq.public.reports import report_files

    files = report_files(release.article(slug), release)
    for name in INPUTS:
        files[f"inputs/{name}"] = (release.folder / name).read_bytes()
    for lang, ending in (("en", "md"), ("ar", "ar.md")):
        told = {"slug": slug, "release": release.manifest.number}
        files[f"README.{ending}"] = _readme(lang).format(**told).encode()
    return files


def _readme(lang: str) -> str:
    from importlib import resources

    return resources.files("tawthiq.cli").joinpath(f"study.{lang}.md").read_text(encoding="utf-8")


def _kept(out: Path) -> dict[str, Any]:
    content = _read(out / _MANIFEST)
    if content is None:
        raise InvalidRecord(say("report.none", name=harmless(out.name)))
    try:
        kept: dict[str, Any] = json.loads(content)
        kept["figures"].keys()
    except (ValueError, KeyError, TypeError, AttributeError) as odd:
        raise InvalidRecord(say("report.none", name=harmless(out.name))) from odd
    return kept


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _open(home: Path | None, release: Path | None) -> "ReleaseReader":
    """The release, and the public face's templates and words; the desk is not loaded."""
    import django

    from tawthiq.store.release import open_release

    opened = open_release(folder_of(home, release))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tawthiq.public.settings"
    django.setup()
    return opened
