"""Home, figures, method: what the release says as a whole."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tawthiq.counting.by_policy import policy_used
from tawthiq.public.balance import draw_balance
from tawthiq.public.figures import FIGURE_TABLES, columns_of, headline_of, table_rows
from tawthiq.public.markdown import load_page
from tawthiq.public.words import lang_now
from tawthiq.store.release import IncidentFilter, ReleaseReader

_LATEST, _NEWEST_ARTICLES = 6, 3


@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """Arabic, unless the browser asks for English before Arabic; a frozen copy cannot hear, so it asks."""
    if settings.IS_FROZEN:
        return render(request, "public/choose.html")
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
        "policy": policy_used(lang_now()),
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
def list_corrections(request: HttpRequest) -> HttpResponse:
    """Everything that was published and wrong, and what is right."""
    context = {"corrections": _release(request).corrections, "section": "about"}
    return render(request, "public/corrections.html", context)


@require_safe
def show_contact(request: HttpRequest) -> HttpResponse:
    """How to reach the editors."""
    return render(request, "public/contact.html", {"section": "contact"})


def _release(request: HttpRequest) -> ReleaseReader:
    return request.release  # type: ignore[attr-defined]
