"""Articles in both languages, and readers' comments."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk import models as m
from tawthiq.desk.access import access_article, access_comment, require
from tawthiq.desk.actions import articles as actions
from tawthiq.desk.actions.comments import answer_comment, collect_comments, handle_comment, publish_correction
from tawthiq.desk.forms.publishing import AnswerForm, ArticleForm, CorrectionForm, NoteForm
from tawthiq.desk.queries.figures import figures_for
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.publishing import articles_for, comments_for, corrections_for, linked_incidents
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, number_of, say_errors, show, tried

WORDS = ("category", "title_en", "title_ar", "dateline_en", "dateline_ar", "body_en", "body_ar")


@require_safe
def articles(request: DeskRequest) -> HttpResponse:
    """Articles, newest first."""
    require(request.user, "write_article")
    return show(request, "articles.html", section="articles", page=articles_for(request.user, page=number_of(request)))


@asks_and_takes
def new_article(request: DeskRequest) -> HttpResponse:
    """An empty article."""
    require(request.user, "write_article")
    return _edit(request, None)


@asks_and_takes
def article(request: DeskRequest, ref: str) -> HttpResponse:
    """An article with both languages side by side."""
    return _edit(request, access_article(request.user, ref))


@require_POST
def ready(request: DeskRequest, ref: str) -> HttpResponse:
    """The article goes out with the next release that holds its incidents."""
    found = access_article(request.user, ref)
    tried(request, lambda: actions.mark_ready(request.user, found), said=_("The article is ready."))
    return redirect("article", ref=ref)


def _edit(request: DeskRequest, found: m.Article | None) -> HttpResponse:
    form = ArticleForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        saved: list[m.Article] = []
        given = form.cleaned_data
        if tried(
            request,
            lambda: saved.append(actions.save_article(request.user, found, **given)),
            said=_("The article is saved."),
        ):
            return redirect("article", ref=saved[0].ref)
    return show(
        request,
        "article.html",
        section="articles",
        article=found,
        form=form,
        linked=linked_incidents(found),
        figures=[one for one in figures_for(request.user) if one.incidents],
        history=history_of(found.ref) if found else [],
    )


def _initial(found: m.Article | None) -> dict[str, Any]:
    if found is None:
        return {}
    refs = " ".join(incident.ref for incident in linked_incidents(found))
    return {name: getattr(found, name) for name in (*WORDS, "published")} | {"incidents": refs}


@require_safe
def comments(request: DeskRequest) -> HttpResponse:
    """Comments that readers sent, the new ones first."""
    require(request.user, "write_article")
    state = request.GET.get("state", "new")
    page = comments_for(request.user, state=state, page=number_of(request))
    return show(
        request, "comments.html", section="comments", page=page, state=state, form=NoteForm(), answer_form=AnswerForm()
    )


@require_POST
def collect(request: DeskRequest) -> HttpResponse:
    """Sealed comments that lie in the drop folder are opened here."""
    require(request.user, "write_article")
    arrived, sealed = collect_comments()
    messages.success(request, _("New comments: %(number)s.") % {"number": arrived})
    if sealed:
        left = _("These do not open with the key of this workspace and stay where they are: %(names)s.")
        messages.error(request, left % {"names": ", ".join(sealed)})
    return redirect("comments")


@require_POST
def answer(request: DeskRequest, ref: str) -> HttpResponse:
    """What the editors say goes under the reader's codename."""
    found, form = access_comment(request.user, ref), AnswerForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        tried(request, lambda: answer_comment(request.user, found, text=text), said=_("%s is answered.") % ref)
    else:
        say_errors(request, form)
    return redirect("comments")


@asks_and_takes
def corrections(request: DeskRequest) -> HttpResponse:
    """The public log of corrections, and a form for one more."""
    require(request.user, "write_article")
    form = CorrectionForm(request.POST or None, initial={"about": request.GET.get("about", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        said = _("The correction goes out with the next release.")
        if tried(request, lambda: publish_correction(request.user, **given), said=said):
            return redirect("corrections")
    page = corrections_for(request.user, page=number_of(request))
    return show(request, "corrections.html", section="comments", page=page, form=form)


@require_POST
def handle(request: DeskRequest, ref: str) -> HttpResponse:
    """A comment has been dealt with."""
    found, form = access_comment(request.user, ref), NoteForm(request.POST)
    if form.is_valid():
        note = form.cleaned_data["note"]
        tried(request, lambda: handle_comment(request.user, found, note=note), said=_("%s is handled.") % ref)
    else:
        say_errors(request, form)
    return redirect("comments")
