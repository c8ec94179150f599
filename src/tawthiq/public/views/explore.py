"""Other ways into the incidents: over time, the massacres by the stated rule, the dead and missing who may be named."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tawthiq.core.texts import fold
from tawthiq.public.figures import Row, bar_of, reach_of, table_rows
from tawthiq.public.filters import read_question
from tawthiq.store.release import IncidentFilter, ReleaseReader

_PER_PAGE, _NAMES_PER_PAGE = 50, 100


@require_safe
def show_timeline(request: HttpRequest) -> HttpResponse:
    """Month by month, with the range of killed and a link to exactly the incidents of each."""
    rows = table_rows(_release(request), "month")
    years: dict[str, list[tuple[Row, Any]]] = {}
    top = max((reach_of(figure) for row in rows if (figure := dict(row.cells).get("incidents"))), default=0)
    for row in rows:
        incidents = dict(row.cells).get("incidents")
        years.setdefault(row.key[:4] if row.key[:1].isdigit() else "", []).append((row, bar_of(incidents, top=top)))
    return render(request, "public/timeline.html", {"years": years.items(), "section": "incidents"})


@require_safe
def list_massacres(request: HttpRequest) -> HttpResponse:
    """Every massacre by the organisation's rule, newest first, and the rule."""
    question = read_question(request.GET)
    found = _release(request).incidents(
        IncidentFilter(massacres_only=True, party=question.wanted.party), page=question.page, per_page=_PER_PAGE
    )
    context = {"found": found, "question": question, "section": "incidents"}
    return render(request, "public/massacres.html", context)


@require_safe
def show_memorial(request: HttpRequest) -> HttpResponse:
    """The dead and the missing whose names may be said, in the order in which it happened."""
    question = read_question(request.GET)
    named = _release(request).named_people
    words = fold(question.wanted.text).split()
    if words:
        named = tuple(one for one in named if all(word in fold(f"{one.name_en} {one.name_ar}") for word in words))
    shown = Paginator(named, _NAMES_PER_PAGE).get_page(question.page)
    context = {"shown": shown, "total": len(named), "question": question, "section": "incidents"}
    return render(request, "public/memorial.html", context)


def _release(request: HttpRequest) -> ReleaseReader:
    return request.release  # type: ignore[attr-defined]
