"""What readers write to the editors: sealed here, answered under a codename that nobody but the reader has."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tawthiq.errors import InvalidRecord, Tampered, Unreachable
from tawthiq.public import drop
from tawthiq.public.forms import CodenameForm, MessageForm, is_from_here
from tawthiq.public.gate import GATE
from tawthiq.public.words import lang_now
from tawthiq.store.answers import new_codename, read_answer, reply_key

_ASK, _TAKE = ("GET", "HEAD"), "POST"


@never_cache
@require_http_methods([*_ASK, _TAKE])
def write(request: HttpRequest) -> HttpResponse:
    """A comment, a correction, a relative's word, a reply or a tip, about an incident, an article or nothing."""
    if request.method == _TAKE:
        return take(request, MessageForm(request.POST), again="public/write.html", context={})
    about = request.GET.get("about", "")[:120]
    first = {"about": about, "kind": request.GET.get("kind", "comment")}
    form = MessageForm(initial=first) if drop.find_recipient() else None
    return render(request, "public/write.html", {"form": form, "section": "write"})


@never_cache
@require_http_methods([*_ASK, _TAKE])
def answer(request: HttpRequest) -> HttpResponse:
    """With the codename: what the editors answered, and a form to write once more."""
    if request.method != _TAKE:
        return render(request, "public/answer.html", {"form": CodenameForm(), "section": "write"})
    if not is_from_here(request):
        return render(request, "public/refused.html", status=403)
    if waiting := _wait(request):
        return waiting
    form = CodenameForm(request.POST)
    context: dict[str, Any] = {"form": form, "section": "write", "is_asked": True}
    if form.is_valid():
        codename = form.cleaned_data["codename"]
        try:
            context["said"] = read_answer(key=reply_key(codename), folder=Path(settings.ANSWERS))
        except InvalidRecord:
            context["said"] = ()
        except Tampered:
            return render(request, "public/answer.html", {**context, "is_damaged": True}, status=500)
        context["next_form"] = MessageForm(initial={"codename": codename, "kind": "comment"})
    return render(request, "public/answer.html", context, status=200 if form.is_valid() else 422)


def take(request: HttpRequest, form: MessageForm, *, again: str, context: Mapping[str, Any]) -> HttpResponse:
    """The message is sealed and its codename shown; or the page ``again`` says why not, with what was written."""
    if not is_from_here(request):
        return render(request, "public/refused.html", status=403)
    shown = {**context, "form": form, "section": context.get("section", "write")}
    if not form.is_valid():
        return render(request, again, shown, status=422)
    if waiting := _wait(request):
        return waiting
    given = dict(form.cleaned_data)
    known = given.pop("codename", "")
    codename = known or new_codename()
    try:
        drop.seal_comment({**given, "lang": lang_now(), "reply": reply_key(codename)})
    except Unreachable:
        return render(request, again, {**shown, "is_full": True}, status=503)
    return render(request, "public/written.html", {"codename": codename, "is_new": not known, "section": "write"})


def _wait(request: HttpRequest) -> HttpResponse | None:
    """The page of the queue, which keeps what was written; None where it may pass."""
    turn = GATE.turn_for({name: str(value) for name, value in request.POST.items()})
    if turn is None:
        return None
    kept = [(name, value) for name, value in request.POST.items() if name not in ("turn", "sum")]
    context = {"turn": turn, "kept": kept, "section": "write"}
    answer = render(request, "public/wait.html", context, status=429)
    answer.headers["Retry-After"] = str(turn.wait_s)
    return answer
