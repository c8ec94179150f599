"""The veil before every answer of the desk: names of persons in closed rooms are covered, whatever page they stand on.

A second lock: lists, pages and searches leave such persons out by ``queries.rooms`` already; reports, quotes, titles
and notes are words in which anybody may be named. What is typed into a field stays in it, so that the field tells
nothing of what was typed; covered words that come back in a form are refused, so that they never take the place of the
true ones.
"""

import re
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tawthiq.core.veils import MARK, WORD, Veil
from tawthiq.desk.middleware import Answer
from tawthiq.desk.queries.rooms import veil_for

_WORDY = ("text/html", "text/plain", "text/csv", "application/json")
_FIELDS = re.compile(r"(<textarea\b[^<>]*>)(.*?)(</textarea>)", re.DOTALL)
_SKIPPED = re.compile(rf"<textarea\b[^<>]*>.*?</textarea>|<[^<>]*>|&#?\w+;|(?P<word>{WORD.pattern})", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_TOLD = re.compile(r'\b(title|alt|label|aria-label|aria-description|placeholder|content)="([^"]*)"')
_TYPED = re.compile(r'\b(value)="([^"]*)"')
_TEXT_FIELD = re.compile(r'<input\b[^<>]*\btype="(?:text|search)"')


class Veiling:
    """Covers, in every answer with words in it, the names that the person at the desk may not see."""

    def __init__(self, get_response: Answer) -> None:
        """Wrap the rest of the desk."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer under its veil; a form that brings covered words back is refused before a view sees it."""
        if request.method == "POST" and any(MARK in value for value in _values(request)):
            return render(request, "refused.html", {"reason": "covered_words"}, status=400)
        response = self.get_response(request)
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in _WORDY or not request.user.is_authenticated:
            return response
        if veil := veil_for(request.user):
            text = response.content.decode(response.charset)
            shown = (
                cover_page(text, veil, typed=" ".join(_values(request))) if kind == "text/html" else veil.cover(text)
            )
            response.content = shown.encode(response.charset)
        return response


def _values(request: HttpRequest) -> Iterator[str]:
    for sent in (request.GET, request.POST):
        for _name, values in sent.lists():
            yield from (value for value in values if isinstance(value, str))


def cover_page(page: str, veil: Veil, *, typed: str) -> str:
    """The page with the names covered in its text, in what its fields hold, and in titles and descriptions.

    In fields, names that the reader typed stay as typed.
    """
    own = veil.about(typed) if typed else Veil()
    others = veil.without(own)
    covered = veil.cover(page, beginning=(one for one in _SKIPPED.finditer(page) if one["word"]))
    covered = _FIELDS.sub(lambda field: field[1] + others.cover(field[2]) + field[3], covered)
    return _TAG.sub(lambda tag: _cover_tag(tag[0], veil=veil, others=others), covered)


def _cover_tag(tag: str, *, veil: Veil, others: Veil) -> str:
    shown = _TOLD.sub(lambda told: f'{told[1]}="{veil.cover(told[2])}"', tag)
    if not _TEXT_FIELD.match(shown):
        return shown
    return _TYPED.sub(lambda told: f'{told[1]}="{others.cover(told[2])}"', shown)
