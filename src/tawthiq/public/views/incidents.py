"""Incidents: the list with its filters, one incident with everything released about it, and the map."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from tawthiq.core.claims import COUNTED
from tawthiq.core.releases import Figure
from tawthiq.public.atlas import draw_map, draw_place
from tawthiq.public.filters import read_question
from tawthiq.public.words import counted_words, date_words, key_words, label_words, lang_now
from tawthiq.store.release import IncidentFilter, ReleaseReader

_PER_PAGE = 25


@require_safe
def list_incidents(request: HttpRequest) -> HttpResponse:
    """Incidents that fit the question, newest first; a figure's link lists exactly what it is the sum of."""
    release = _release(request)
    question = read_question(request.GET)
    figure = release.figure(question.wanted.figure) if question.wanted.figure else None
    found = release.incidents(question.wanted, page=question.page, per_page=_PER_PAGE)
    context = {
        "found": found,
        "question": question,
        "figure": figure,
        "figure_heading": _figure_heading(release, figure) if figure else "",
        "choices": _choices(release, question.wanted),
        "place": found.rows[0].place if question.wanted.place and found.rows else None,
        "section": "incidents",
    }
    return render(request, "public/incidents.html", context)


@require_safe
def show_incident(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything that is released about one incident."""
    release = _release(request)
    incident = release.incident(ref)
    context = {
        "incident": incident,
        "counts": [(name, incident.counts[name]) for name in COUNTED if name in incident.counts],
        "drawing": draw_place(incident),
        "articles": release.articles_about(ref),
        "corrections": release.corrections_of(ref),
        "section": "incidents",
    }
    return render(request, "public/incident.html", context)


@require_safe
def show_map(request: HttpRequest) -> HttpResponse:
    """Where it happened, as far as it is known and may be said."""
    release = _release(request)
    totals = release.place_totals
    context = {
        "drawing": draw_map(totals, lang=lang_now()),
        "totals": totals,
        "without_place": release.incidents_without_place(),
        "section": "map",
    }
    return render(request, "public/map.html", context)


def _figure_heading(release: ReleaseReader, figure: Figure) -> str:
    words = {"what": counted_words(figure.counted), "where": key_words(release, figure.table, figure.key)}
    return gettext("%(what)s: %(where)s") % words


def _choices(release: ReleaseReader, wanted: IncidentFilter) -> list[dict[str, Any]]:
    """The filters as the form shows them: name, heading, and (value, words, is chosen) for each choice."""
    shown = (
        ("party", gettext("Alleged perpetrator"), "party", wanted.party),
        ("kind", gettext("Kind of act"), "kind", wanted.kind),
        ("gov", gettext("Governorate"), "governorate", wanted.governorate),
        ("month", gettext("Month"), "month", wanted.month),
    )
    return [
        {
            "name": name,
            "heading": heading,
            "options": [(key, _choice_words(release, field, key), key == chosen) for key in release.choices[field]],
        }
        for name, heading, field, chosen in shown
    ]


def _choice_words(release: ReleaseReader, field: str, key: str) -> str:
    if field == "month":
        return date_words(key)
    if field == "governorate":
        return key_words(release, "place", key)
    return label_words(release, {"party": "parties", "kind": "kinds"}[field], key)


def _release(request: HttpRequest) -> ReleaseReader:
    return request.release  # type: ignore[attr-defined]
