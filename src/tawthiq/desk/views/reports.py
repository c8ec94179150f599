"""The inbox, and the report reader: the words on one side, the claims on the other."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk import models as m
from tawthiq.desk.access import access_claim, access_report
from tawthiq.desk.actions import review
from tawthiq.desk.forms.claims import PERSON_STATUSES, ClaimForms
from tawthiq.desk.forms.review import RejectForm
from tawthiq.desk.queries.inbox import inbox_for, next_in_inbox
from tawthiq.desk.queries.labels import place_choices
from tawthiq.desk.queries.reports import claims_of, marked_text
from tawthiq.desk.queries.rooms import is_veiled
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


@require_safe
def inbox(request: DeskRequest) -> HttpResponse:
    """Reports, new ones first; the search looks through their folded words."""
    text, state = request.GET.get("text", ""), request.GET.get("state", "inbox")
    page = inbox_for(request.user, text=text, state=state, page=number_of(request))
    states = ("inbox", "received", "done")
    return show(request, "inbox.html", section="inbox", page=page, text=text, state=state, states=states)


@require_safe
def report(request: DeskRequest, ref: str) -> HttpResponse:
    """The reader; ``?at=CL-…`` marks one claim's words without any script."""
    found = access_report(request.user, ref)
    claims = claims_of(found)
    return show(
        request,
        "report.html",
        section="inbox",
        report=found,
        claims=claims,
        pieces=marked_text(found, claims),
        at=request.GET.get("at", ""),
        open_count=sum(claim.decision == "proposed" for claim in claims),
        reject_form=RejectForm(),
        next_report=next_in_inbox(request.user, found),
        names=names_for(claims),
        is_veiled=is_veiled(request.user, found.item),
    )


@require_POST
def accept(request: DeskRequest, ref: str) -> HttpResponse:
    """The claim stands."""
    claim = access_claim(request.user, ref)
    action = lambda: review.accept_claim(request.user, claim, seen=_seen(request))  # noqa: E731 - run inside tried
    return _back(claim, onward=tried(request, action, said=_("%s accepted.") % ref))


@require_POST
def reject(request: DeskRequest, ref: str) -> HttpResponse:
    """The claim does not stand, for a reason."""
    claim = access_claim(request.user, ref)
    form = RejectForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return _back(claim, onward=False)
    reject_it = partial(review.reject_claim, request.user, claim, reason=form.reason, seen=_seen(request))
    return _back(claim, onward=tried(request, reject_it, said=_("%s rejected.") % ref))


@require_POST
def finish(request: DeskRequest, ref: str) -> HttpResponse:
    """The report leaves the inbox; the next one opens."""
    found = access_report(request.user, ref)
    if not tried(request, lambda: review.finish_report(request.user, found), said=_("%s is finished.") % ref):
        return redirect("report", ref=ref)
    following = next_in_inbox(request.user, found)
    return redirect("report", ref=following.ref) if following else redirect("inbox")


@asks_and_takes
def mend(request: DeskRequest, ref: str) -> HttpResponse:
    """The claim as a form beside the report's words."""
    claim = access_claim(request.user, ref)
    forms = ClaimForms(request.POST or None, text=claim.report.text, body=claim.body)
    if request.method == "POST" and forms.is_valid():
        try:
            review.mend_claim(request.user, claim, body=forms.body(), reason=forms.reason)
            return _back(claim)
        except InvalidRecord as refusal:
            forms.refuse(str(refusal))
    return _claim_page(request, claim.report, forms, claim=claim)


@asks_and_takes
def add(request: DeskRequest, ref: str) -> HttpResponse:
    """A claim that the machine missed; ``?start=&end=`` are the words that were selected."""
    found = access_report(request.user, ref)
    forms = ClaimForms(request.POST or None, text=found.text, body=_selected(request, found))
    if request.method == "POST" and forms.is_valid():
        try:
            claim = review.add_claim(request.user, found, body=forms.body(), reason=forms.reason)
            return redirect(f"{reverse('report', args=[ref])}?at={claim.ref}#{claim.ref}")
        except InvalidRecord as refusal:
            forms.refuse(str(refusal))
    return _claim_page(request, found, forms, claim=None)


def _claim_page(request: DeskRequest, found: m.Report, forms: ClaimForms, *, claim: m.ClaimRow | None) -> HttpResponse:
    review.require(request.user, "review_claim")
    return show(
        request,
        "claim_form.html",
        section="inbox",
        status=400 if request.method == "POST" else 200,
        report=found,
        claim=claim,
        forms=forms,
        pieces=marked_text(found, [claim] if claim else []),
        at=claim.ref if claim else "",
        places=place_choices(language()),
        person_statuses=PERSON_STATUSES,
        names=names_for([claim] if claim else []),
    )


def _selected(request: DeskRequest, found: m.Report) -> dict[str, object]:
    start, end = request.GET.get("start", ""), request.GET.get("end", "")
    if not (start.isdecimal() and end.isdecimal() and int(start) < int(end) <= len(found.text)):
        return {}
    words = found.text[int(start) : int(end)]
    return {"quote": {"start": int(start), "end": int(end), "text": words}, "status": "asserted"}


def _seen(request: DeskRequest) -> str:
    """The mark of the claim's wording that the page showed."""
    return request.POST.get("seen", "")


def _back(claim: m.ClaimRow, *, onward: bool = True) -> HttpResponse:
    """To the next claim that waits in the report, or to the same one where none does."""
    claims = claims_of(claim.report)
    at = next((number for number, one in enumerate(claims) if one.pk == claim.pk), 0)
    waiting = [one for one in claims[at:] + claims[:at] if one.decision == "proposed"]
    following = waiting[0] if onward and waiting else claim
    return redirect(f"{reverse('report', args=[claim.report.ref])}?at={following.ref}#{following.ref}")
