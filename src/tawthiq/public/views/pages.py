"""Home, figures, method, downloads: what the release says as a whole."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tawthiq.public.balance import draw_balance
from tawthiq.public.figures import FIGURE_TABLES, columns_of, headline_of, table_rows
from tawthiq.public.markdown import load_page
from tawthiq.public.words import lang_now
from tawthiq.store.release import IncidentFilter, ReleaseReader
from tawthiq.store.release.manifest import MANIFEST, PUBLIC_KEY, SIGNATURE, entry_of

_LATEST, _NEWEST_ARTICLES = 6, 3
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "sqlite": "application/vnd.sqlite3",
    "pem": "application/x-pem-file",
    "sig": "application/octet-stream",
}


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """Arabic, unless the browser asks for English before Arabic."""
    asked = request.headers.get("Accept-Language", "").lower()
    ranks = {lang: asked.find(lang) for lang in ("ar", "en")}
    is_english = ranks["en"] >= 0 and (ranks["ar"] < 0 or ranks["en"] < ranks["ar"])
    response = HttpResponseRedirect("/en/" if is_english else "/ar/")
    response.headers["Vary"] = "Accept-Language"
    return response


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """The numbers of the release, its latest incidents and articles."""
    release = _release(request)
    context = {
        "headline": headline_of(release),
        "victims": [figure for figure in release.figures("victims") if figure.counted == "killed"],
        "latest": release.incidents(IncidentFilter(), per_page=_LATEST),
        "articles": release.articles()[:_NEWEST_ARTICLES],
        "section": "home",
    }
    return render(request, "public/home.html", context)


@require_safe
def show_figures(request: HttpRequest) -> HttpResponse:
    """Numbers by party, kind, place and month, each a link to its incidents."""
    release = _release(request)
    tables = [
        {"id": table, "columns": columns_of(release, table), "rows": table_rows(release, table)}
        for table in FIGURE_TABLES
    ]
    context = {
        "tables": tables,
        "headline": headline_of(release),
        "chart": draw_balance(release),
        "section": "figures",
    }
    return render(request, "public/figures.html", context)


@require_safe
def show_method(request: HttpRequest) -> HttpResponse:
    """How reports become incidents and figures, and how to check them."""
    return render(
        request, "public/page.html", {"body": load_page("method", lang_now()), "page": "method", "section": "method"}
    )


@require_safe
def show_about(request: HttpRequest) -> HttpResponse:
    """Who publishes this, and how to have something corrected or taken back."""
    return render(
        request, "public/page.html", {"body": load_page("about", lang_now()), "page": "about", "section": "about"}
    )


@require_safe
def show_downloads(request: HttpRequest) -> HttpResponse:
    """Every file of the release with its SHA-256."""
    release = _release(request)
    purposes = {
        "incidents.csv": gettext("Incidents, one row each, for spreadsheets"),
        "incidents.json": gettext("Incidents with their claims, for programs"),
        "claims.csv": gettext("The public claims, one row each"),
        "figures.csv": gettext("Every figure with the incidents it is the sum of"),
        "release.sqlite": gettext("The whole release as one SQLite file: what this site reads"),
        "public_key.pem": gettext("The key that checks the signature"),
    }
    files = [(entry, purposes.get(entry.name, "")) for entry in release.manifest.files]
    context = {"files": files, "manifest": entry_of(release.folder / MANIFEST), "section": "downloads"}
    return render(request, "public/downloads.html", context)


@require_safe
def send_file(request: HttpRequest, number: int, name: str) -> FileResponse:
    """A file of the public release, byte for byte; only names that its manifest lists."""
    release = getattr(request, "release", None)
    if release is None or number != release.manifest.number:
        raise Http404
    if name not in {entry.name for entry in release.manifest.files} | {MANIFEST, SIGNATURE, PUBLIC_KEY}:
        raise Http404
    ending = name.rpartition(".")[2]
    return FileResponse(
        (release.folder / name).open("rb"),
        as_attachment=True,
        filename=f"release-{release.folder.name}-{name}",
        content_type=_TYPES.get(ending, "application/octet-stream"),
    )


def _release(request: HttpRequest) -> ReleaseReader:
    return request.release  # type: ignore[attr-defined]
