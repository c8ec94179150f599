"""Same or not: the queue of records that may belong together, one pair at a time, side by side."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tawthiq.core.ids import parse_ref
from tawthiq.desk import models as m
from tawthiq.desk.access import access_judgement, require
from tawthiq.desk.actions.incidents import Scored
from tawthiq.desk.actions.linking import judge_proposal, withdraw_judgement
from tawthiq.desk.actions.person_states import enter_rooms
from tawthiq.desk.forms.linking import QueueForm, WordForm
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.queries.judgements import at_odds, recent_judgements, require_rooms
from tawthiq.desk.queries.linking import (
    SUBJECTS,
    QueueFilter,
    about_of,
    judged_alike,
    proposals_for,
    records_of,
    subject_of,
)
from tawthiq.desk.queries.sides import codes_of, rows_of, sides_of
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, names_for, say_errors, show, tried
from tawthiq.errors import InvalidRecord
from tawthiq.linking.likely import Proposal

# Pages that a word is taken back from, by kind of record.
PAGES = {"incident": "incident", "person": "person", "place": "place"}
# How many of the proposals after the one that is looked at are listed beside it.
_LISTED = 12


@asks_and_takes
def linking(request: DeskRequest) -> HttpResponse:
    """One proposal side by side; ``?at=`` names it by its records, the surest comes without."""
    require(request.user, "edit_incident")
    if request.method == "POST":
        return _take_word(request)
    form = QueueForm(request.GET)
    form.is_valid()
    wanted = QueueFilter(kind=form.cleaned_data.get("kind", ""), about=form.cleaned_data.get("about") or "incidents")
    found, subject = proposals_for(request.user, wanted), subject_of(wanted.about)
    at = _place_of(request.GET.get("at", ""), found)
    current = found[at] if found else None
    records = records_of(request.user, current.refs) if current else []
    enter_rooms(request.user, records)
    sides = sides_of(records)
    return show(
        request,
        "linking.html",
        section="linking",
        form=form,
        kind=wanted.kind,
        about=wanted.about,
        subjects=list(SUBJECTS),
        total=len(found),
        number=at + 1,
        current=current,
        sides=sides,
        rows=rows_of(sides, current.contradictions) if current else [],
        before=name_of(found[at - 1]) if at else "",
        after=name_of(found[at + 1]) if at + 1 < len(found) else "",
        following=[(name_of(one), one) for one in found[at + 1 : at + 1 + _LISTED]],
        word_form=WordForm(),
        reason_form=ReasonForm(),
        alike=judged_alike(request.user) if wanted.about == "incidents" else [],
        judgements=recent_judgements(request.user, subject.records),
        at_odds=at_odds(request.user, subject.records),
        names=names_for([side.claim for side in sides if side.claim], codes=codes_of(sides)),
    )


def name_of(proposal: Proposal) -> str:
    """How an address names a proposal."""
    return " ".join(proposal.refs)


def _place_of(name: str, found: list[Proposal]) -> int:
    return next((number for number, one in enumerate(found) if name_of(one) == name), 0)


def _take_word(request: DeskRequest) -> HttpResponse:
    """The word about the ticked records of a proposal that still stands; the next proposal follows."""
    kind, name = request.POST.get("kind", ""), request.POST.get("at", "")
    about = request.POST.get("about") or "incidents"
    found = proposals_for(request.user, QueueFilter(kind=kind, about=about))
    at = _place_of(name, found)
    form = WordForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return _to(about, kind, name)
    proposal = found[at] if found and name_of(found[at]) == name else None
    said = tried(
        request, lambda: _judge(request, proposal, form, model=subject_of(about).model), said=_("Your word stands.")
    )
    if not said:
        return _to(about, kind, name if proposal else "")
    return _to(about, kind, name_of(found[at + 1]) if at + 1 < len(found) else "")


def _judge(request: DeskRequest, proposal: Proposal | None, form: WordForm, *, model: str) -> None:
    if proposal is None:
        raise InvalidRecord("proposal_gone")
    ticked = set(request.POST.getlist("right"))
    left, *rights = records_of(request.user, [proposal.left, *(ref for ref in proposal.right if ref in ticked)])
    scored = Scored(proposal.score, model)
    judge_proposal(request.user, left, rights, **form.cleaned_data, scored=scored)


def _to(about: str, kind: str, name: str) -> HttpResponse:
    told = (("about", about if about != "incidents" else ""), ("kind", kind), ("at", name))
    asked = {key: value for key, value in told if value}
    return redirect(reverse("linking", query=asked))


@require_POST
def withdraw(request: DeskRequest, ref: str) -> HttpResponse:
    """A word is taken back, and what it moved goes back."""
    judgement: m.Judgement = access_judgement(request.user, ref)
    require_rooms(request.user, (judgement.left, judgement.right))
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        tried(
            request,
            lambda: withdraw_judgement(request.user, judgement, reason=reason),
            said=_("The judgement is taken back; everything is as it was before it."),
        )
    else:
        say_errors(request, form)
    back = request.POST.get("back", "")
    if back in (judgement.left, judgement.right):
        return redirect(PAGES[parse_ref(back)[0]], ref=back)
    return _to(about_of(judgement.left), "", "")
