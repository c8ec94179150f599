"""Teaching the reader a word from a report: choose the row, see what changes, confirm; and the list of own words."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk import models as m
from tawthiq.desk import wording
from tawthiq.desk.access import access_report, access_word, require
from tawthiq.desk.actions.reading import grammar_with, workspace_reader
from tawthiq.desk.actions.rereading import ask_rereading, waiting_in
from tawthiq.desk.actions.words import add_word, tidy, undo_word
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.forms.words import FindForm, WordForm
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.previewing import Preview, preview_word
from tawthiq.desk.queries.word_targets import Target, check_word, read_as, target_named, targets_for
from tawthiq.desk.queries.words import last_rereading, own_words, words_page
from tawthiq.desk.views.showing import (
    DeskRequest,
    asks_and_takes,
    language,
    names_for,
    number_of,
    say_errors,
    show,
    tried,
)
from tawthiq.errors import InvalidRecord
from tawthiq.reading.additions import AddedWord
from tawthiq.reading.detecting import known_languages


@asks_and_takes
def word(request: DeskRequest, ref: str) -> HttpResponse:
    """``?start=&end=`` or ``?text=`` are the words; rows are offered, or with ``?target=`` the change is previewed."""
    found = access_report(request.user, ref)
    require(request.user, "review_claim")
    if request.method == "POST":
        return _add(request, found)
    text = tidy(_words_asked(request, found))
    find = FindForm({"text": text, "asked": request.GET.get("asked", "")})
    target = request.GET.get("target", "")
    if text and target:
        form = WordForm({"text": text, "target": target})
        if form.is_valid():
            return _preview(request, found, form)
        say_errors(request, form)
    return show(
        request, "word_find.html", section="inbox", report=found, text=text, find=find, **_offers(request, found)
    )


def _words_asked(request: DeskRequest, found: m.Report) -> str:
    start, end = request.GET.get("start", ""), request.GET.get("end", "")
    if start.isdecimal() and end.isdecimal() and int(start) < int(end) <= len(found.text):
        return found.text[int(start) : int(end)]
    return request.GET.get("text", "")


def _offers(request: DeskRequest, found: m.Report, *, with_today: bool = True) -> dict[str, Any]:
    """The rows that the words may belong to, and what the reader takes them for today, which asks for all its words."""
    text, lang = tidy(_words_asked(request, found)), found.lang
    if lang not in known_languages():
        return {"targets": [], "today": []}
    told: dict[str, Any] = {"lang": lang, "conflict": settings.CONFLICT}
    return {"targets": targets_for(text, **told, shown_in=language(), asked=request.GET.get("asked", ""))} | {
        "today": _today(text, **told) if with_today else []
    }


def _today(text: str, *, lang: str, conflict: str) -> list[Target]:
    """What the reader takes the words for."""
    found = dict.fromkeys(read_as(text, lang=lang, conflict=conflict, added=own_words()))
    return [target_named(what, of, lang=lang, conflict=conflict, shown_in=language()) for what, of in found]


@require_safe
def word_offers(request: DeskRequest, ref: str) -> HttpResponse:
    """The rows alone, for the small menu beside selected words."""
    found = access_report(request.user, ref)
    require(request.user, "review_claim")
    text = tidy(_words_asked(request, found))
    offers = _offers(request, found, with_today=False)
    return show(request, "parts/word_offers.html", section="inbox", report=found, text=text, **offers)


def _preview(request: DeskRequest, found: m.Report, form: WordForm) -> HttpResponse:
    added = AddedWord(found.lang, **form.word)
    try:
        told: dict[str, Any] = {"lang": added.lang, "conflict": settings.CONFLICT}
        target = target_named(added.what, added.of, **told, shown_in=language())
        check_word(added, added=own_words(), conflict=settings.CONFLICT)
    except InvalidRecord as refusal:
        context: dict[str, Any] = {
            "text": added.text,
            "find": FindForm({"text": added.text}),
            "refusal": wording.explain(str(refusal)),
        }
        return show(
            request, "word_find.html", section="inbox", status=400, report=found, **context, **_offers(request, found)
        )
    preview = preview_word(added, now=grammar_with(), then=grammar_with(added), first=found)
    unbound = WordForm(initial={"text": added.text, "target": target.key})
    context = {"text": added.text, "target": target, "preview": preview, "form": unbound, "names": _names(preview)}
    return show(request, "word_preview.html", section="inbox", report=found, **context)


def _names(preview: Preview) -> dict[str, dict[str, str]]:
    """Names of the parties and places that the previewed claims speak of."""
    claims = [claim for line in preview.lines for claim in (line.was, line.now) if claim]
    return names_for([], codes=[place.place for claim in claims for place in claim.places if place.place])


def _add(request: DeskRequest, found: m.Report) -> HttpResponse:
    form = WordForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("word", ref=found.ref)
    added = AddedWord(found.lang, **form.word)
    add = lambda: add_word(request.user, added, note=form.cleaned_data["note"], report=found)  # noqa: E731 - run in tried
    said = _("The reader knows “%s” from now on. This report was read again; the worker reads the others.") % added.text
    tried(request, add, said=said)
    return redirect("report", ref=found.ref)


@require_safe
def words(request: DeskRequest) -> HttpResponse:
    """Every own word, and how far the round of reading again has come."""
    require(request.user, "see_report")
    page = words_page(request.user, page=number_of(request))
    return show(
        request,
        "words.html",
        section="reading",
        page=page,
        targets={row.ref: _target_of(row) for row in page.rows},
        **_round(),
    )


def _target_of(row: m.OwnWord) -> object:
    """The row that the word was added to; None where the lists no longer have it, and the word has no effect."""
    try:
        return target_named(row.what, row.of, lang=row.lang, conflict=settings.CONFLICT, shown_in=language())
    except InvalidRecord:
        return None


def _round() -> dict[str, Any]:
    last = last_rereading()
    is_open = last is not None and last.ended_at is None
    waiting = waiting_in(last, reader=workspace_reader()).count() if last and is_open else 0
    return {"rereading": last, "waiting": waiting, "whole": waiting + last.read_again if last and is_open else 0}


@asks_and_takes
def own_word(request: DeskRequest, ref: str) -> HttpResponse:
    """One word: who added it and why, what taking it back would change, its history."""
    found = access_word(request.user, ref)
    if request.method == "POST":
        form = ReasonForm(request.POST)
        if form.is_valid():
            undo = lambda: undo_word(request.user, found, reason=form.cleaned_data["reason"])  # noqa: E731 - run in tried
            tried(request, undo, said=_("The word counts no more. The worker reads the reports again."))
        else:
            say_errors(request, form)
        return redirect("own_word", ref=ref)
    preview = None
    if found.is_active and _target_of(found):
        added = AddedWord(found.lang, found.what, found.of, found.text)
        preview = preview_word(added, now=grammar_with(), then=grammar_with(leaving=added), first=found.report)
    context: dict[str, Any] = {"word": found, "target": _target_of(found), "preview": preview, "form": ReasonForm()}
    context["names"] = _names(preview) if preview else {}
    return show(request, "own_word.html", section="reading", history=history_of(found.ref), **context)


@require_POST
def reread(request: DeskRequest) -> HttpResponse:
    """A round through all reports is asked for; the worker does it."""
    require(request.user, "review_claim")
    ask = lambda: ask_rereading(actor=request.user.username)  # noqa: E731 - run in tried
    tried(request, ask, said=_("The worker reads every report again whose words or reader have changed."))
    return redirect(reverse("words"))
