"""Releases and their files, and the page that explains the API."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tawthiq.errors import NotFound
from tawthiq.public import shelf
from tawthiq.public.openapi import operations
from tawthiq.public.words import lang_now
from tawthiq.store.release import ReleaseReader
from tawthiq.store.release.columns import column_row
from tawthiq.store.release.manifest import MANIFEST, PUBLIC_KEY, SIGNATURE, entry_of

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "txt": "text/plain; charset=utf-8",
    "cff": "text/plain; charset=utf-8",
    "sqlite": "application/vnd.sqlite3",
    "pem": "application/x-pem-file",
    "sig": "application/octet-stream",
}
# The page explains what cannot be guessed; the dictionary explains every column.
_EXPLAINED = (
    *("ref", "date_edtf", "lat", "radius_m", "killed_min", "killed_max", "killed_state", "perpetrators", "certainty"),
    *("grade", "disagreements", "unknown", "evidence_seq", "evidence_commitment"),
)


@require_safe
def show_downloads(request: HttpRequest) -> HttpResponse:
    """Every file of the current release with its SHA-256."""
    return _page(request, request.release)  # type: ignore[attr-defined]


@require_safe
def show_release(request: HttpRequest, number: int) -> HttpResponse:
    """The same of a release that may be an earlier one; its address never changes."""
    release = shelf.release_numbered(number)
    request.release = release  # type: ignore[attr-defined]
    return _page(request, release)


@require_safe
def list_releases(request: HttpRequest) -> HttpResponse:
    """Every release that may be read, newest first."""
    releases = [shelf.release_numbered(number) for number in shelf.releases_public()]
    return render(request, "public/releases.html", {"releases": releases, "section": "downloads"})


@require_safe
def explain_api(request: HttpRequest) -> HttpResponse:
    """What programs can ask, in words."""
    numbers = shelf.releases_public()
    context = {"operations": operations(lang_now()), "number": numbers[0] if numbers else 1, "section": "downloads"}
    return render(request, "public/api.html", context)


@require_safe
def send_file(request: HttpRequest, number: int, name: str) -> FileResponse:  # noqa: ARG001 - Django gives it
    """A file of a public release, byte for byte; only names that its manifest lists."""
    release = shelf.release_numbered(number)
    if name not in {entry.name for entry in release.manifest.files} | {MANIFEST, SIGNATURE, PUBLIC_KEY}:
        raise NotFound("no such file in the release")
    response = FileResponse(
        (release.folder / name).open("rb"),
        as_attachment=True,
        filename=f"release-{release.folder.name}-{name}",
        content_type=_TYPES.get(name.rpartition(".")[2], "application/octet-stream"),
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _page(request: HttpRequest, release: ReleaseReader) -> HttpResponse:
    purposes = _purposes()
    context: dict[str, Any] = {
        "files": [(entry, purposes.get(entry.name, "")) for entry in release.manifest.files],
        "manifest": entry_of(release.folder / MANIFEST),
        "is_current": release.manifest.number == shelf.releases_public()[0],
        "meanings": [(name, column_row("incidents", name)[lang_now()]) for name in _EXPLAINED],
        "section": "downloads",
    }
    return render(request, "public/downloads.html", context)


def _purposes() -> dict[str, str]:
    parquet = gettext("The same as Parquet, for statistics programs")
    return {
        "incidents.csv": gettext("Incidents, one row each, for spreadsheets"),
        "incidents.json": gettext("Incidents with their claims, for programs"),
        "incidents.geojson": gettext("Incidents as points, for maps"),
        "claims.csv": gettext("The public claims, one row each"),
        "figures.csv": gettext("Every figure with the incidents it is the sum of"),
        "incidents.parquet": parquet,
        "claims.parquet": parquet,
        "figures.parquet": parquet,
        "dictionary.csv": gettext("What every column means, in both languages"),
        "LICENCE.txt": gettext("What you may do with the data"),
        "CITATION.cff": gettext("How to cite this release, for reference managers"),
        "SHA256SUMS": gettext("The checksums, for sha256sum -c"),
        "release.sqlite": gettext("The whole release as one SQLite file: what this site reads"),
        "public_key.pem": gettext("The key that checks the signature"),
    }
