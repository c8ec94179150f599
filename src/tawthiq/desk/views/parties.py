"""Parties: the list, a party's page on a day, what binds it added and taken back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk import models as m
from tawthiq.desk.access import access_commander, access_party, access_tie, require
from tawthiq.desk.actions import parties as actions
from tawthiq.desk.forms.parties import CommanderForm, DayForm, TieForm
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.queries.gazetteer import find_place
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.labels import party_labels, place_labels
from tawthiq.desk.queries.parties import parties_for, party_named, party_page
from tawthiq.desk.views.showing import DeskRequest, language, say_errors, show, tried


@require_safe
def parties(request: DeskRequest) -> HttpResponse:
    """Every party, with how much is known of what binds it."""
    require(request.user, "see_figures")
    return show(request, "parties.html", section="parties", parties=parties_for(request.user))


@require_safe
def party(request: DeskRequest, ref: str) -> HttpResponse:
    """A party; with ``?day=`` who stood with it then."""
    found = access_party(request.user, ref)
    form = DayForm(request.GET)
    day = form.cleaned_data["day"] if form.is_valid() else ""
    page = party_page(request.user, found, day=day, lang=language())
    return show(
        request,
        "party.html",
        section="parties",
        page=page,
        party=found,
        day=day,
        day_form=form,
        tie_form=TieForm(),
        commander_form=CommanderForm(),
        reason_form=ReasonForm(),
        names=party_labels(language()),
        places=place_labels({tie.place for tie in page.ties if tie.place}, language()),
        history=history_of(ref),
    )


@require_POST
def add_tie(request: DeskRequest, ref: str) -> HttpResponse:
    """The party is so bound to another."""
    require(request.user, "edit_incident")
    found, form = access_party(request.user, ref), TieForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        other = party_named(told["other"])
        place = find_place(told["place"]) if told["place"] else None
        code = place.code if place else told["place"]
        add = lambda: actions.add_tie(  # noqa: E731 - run in tried
            request.user, found, other, kind=told["kind"], place=code, period=form.period
        )
        tried(request, add, said=_("It is written down."))
    else:
        say_errors(request, form)
    return redirect("party", ref=ref)


@require_POST
def undo_tie(request: DeskRequest, ref: str) -> HttpResponse:
    """What bound two parties counts no more."""
    return _undone(request, access_tie(request.user, ref))


@require_POST
def add_commander(request: DeskRequest, ref: str) -> HttpResponse:
    """Who commands the party."""
    require(request.user, "edit_incident")
    found, form = access_party(request.user, ref), CommanderForm(request.POST)
    if form.is_valid():
        post = actions.Post(**{name: form.cleaned_data[name] for name in ("name_en", "name_ar", "post_en", "post_ar")})
        add = lambda: actions.add_commander(request.user, found, post, period=form.period)  # noqa: E731 - run in tried
        tried(request, add, said=_("It is written down."))
    else:
        say_errors(request, form)
    return redirect("party", ref=ref)


@require_POST
def undo_commander(request: DeskRequest, ref: str) -> HttpResponse:
    """A commander counts no more."""
    return _undone(request, access_commander(request.user, ref))


def _undone(request: DeskRequest, row: Any) -> HttpResponse:
    form = ReasonForm(request.POST)
    party_of: m.Party = row.party
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        tried(request, lambda: actions.undo(request.user, row, reason=reason), said=_("It is taken back."))
    else:
        say_errors(request, form)
    return redirect("party", ref=party_of.ref)
