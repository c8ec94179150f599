"""Same or not: the queue of accounts that may belong together, one at a time, side by side."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tawthiq.desk import models as m
from tawthiq.desk.access import access_judgement, require
from tawthiq.desk.actions.incidents import Scored
from tawthiq.desk.actions.linking import judge_proposal, withdraw_judgement
from tawthiq.desk.forms.linking import QueueForm, WordForm
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.queries.linking import (
    QueueFilter,
    judged_alike,
    proposals_for,
    recent_judgements,
    records_of,
)
from tawthiq.desk.queries.sides import codes_of, rows_of, sides_of
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, names_for, say_errors, show, tried
from tawthiq.errors import InvalidRecord
from tawthiq.linking.incidents.evidence import MODEL
from tawthiq.linking.incidents.proposals import Proposal

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
    found = proposals_for(request.user, QueueFilter(kind=form.cleaned_data.get("kind", "")))
    at = _place_of(request.GET.get("at", ""), found)
    current = found[at] if found else None
    sides = sides_of(records_of(request.user, current.refs)) if current else []
    return show(
        request,
        "linking.html",
        section="linking",
        form=form,
        kind=form.cleaned_data.get("kind", ""),
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
        alike=judged_alike(request.user),
        judgements=recent_judgements(),
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
    found = proposals_for(request.user, QueueFilter(kind=kind))
    at = _place_of(name, found)
    form = WordForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return _to(kind, name)
    proposal = found[at] if found and name_of(found[at]) == name else None
    said = tried(request, lambda: _judge(request, proposal, form), said=_("Your word stands."))
    if not said:
        return _to(kind, name if proposal else "")
    return _to(kind, name_of(found[at + 1]) if at + 1 < len(found) else "")


def _judge(request: DeskRequest, proposal: Proposal | None, form: WordForm) -> None:
    if proposal is None:
        raise InvalidRecord("proposal_gone")
    ticked = set(request.POST.getlist("right"))
    left, *rights = records_of(request.user, [proposal.left, *(ref for ref in proposal.right if ref in ticked)])
    scored = Scored(proposal.score, MODEL)
    judge_proposal(request.user, left, rights, **form.cleaned_data, scored=scored)


def _to(kind: str, name: str) -> HttpResponse:
    asked = {key: value for key, value in (("kind", kind), ("at", name)) if value}
    return redirect(reverse("linking", query=asked))


@require_POST
def withdraw(request: DeskRequest, ref: str) -> HttpResponse:
    """A word is taken back, and what it moved goes back."""
    judgement: m.Judgement = access_judgement(request.user, ref)
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
    back = request.POST.get("incident", "")
    return redirect("incident", ref=back) if back else redirect("linking")
