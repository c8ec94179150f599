"""People followed over time: the list of a room, a person's page, states added and taken back."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.core.people import ROOMS
from tawthiq.desk import models as m
from tawthiq.desk.access import access_claim, access_person, access_person_state, require, room_of_person
from tawthiq.desk.actions import person_states as actions
from tawthiq.desk.forms.persons import FollowedForm, StateForm
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.queries.gazetteer import find_place
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.parties import party_named
from tawthiq.desk.queries.person_states import Wanted, followed_for, person_page
from tawthiq.desk.views.showing import DeskRequest, number_of, say_errors, show, tried
from tawthiq.errors import InvalidRecord, NotFound


@require_safe
def persons(request: DeskRequest) -> HttpResponse:
    """Everybody who is followed in a room; a look into a protected one is in the journal."""
    form = FollowedForm(request.user, request.GET)
    form.is_valid()
    room = request.GET.get("room") or next(iter(ROOMS))
    if room not in ROOMS:
        raise NotFound("not_found")
    require(request.user, ROOMS[room])
    require(request.user, "see_report")
    wanted = form.wanted if "room" in form.cleaned_data else Wanted(room=room)
    if wanted.place and (place := find_place(wanted.place)):
        wanted = replace(wanted, place=place.code)
    actions.enter_room(request.user, room=room)
    page = followed_for(request.user, wanted, today=timezone.localdate(), page=number_of(request))
    kept = request.GET.copy()
    kept.pop("page", None)
    return show(request, "persons.html", section="persons", form=form, page=page, room=room, query=kept.urlencode())


@require_safe
def person(request: DeskRequest, ref: str) -> HttpResponse:
    """A person with the chain of states; of a protected room only after the journal says who looks."""
    found = access_person(request.user, ref)
    room = room_of_person(found)
    actions.enter_room(request.user, room=room, person=found)
    page = person_page(request.user, found, room=room, today=timezone.localdate())
    return show(
        request,
        "person.html",
        section="persons",
        page=page,
        person=found,
        offers=[(one.claim, StateForm(initial=one.initial, auto_id=f"{one.claim.ref}-%s")) for one in page.offers],
        state_form=StateForm(),
        reason_form=ReasonForm(),
        judgements=page.judgements,
        back=ref,
        history=history_of(ref),
    )


@require_POST
def add_state(request: DeskRequest, ref: str) -> HttpResponse:
    """The person was in this state."""
    require(request.user, "edit_incident")
    found, form = access_person(request.user, ref), StateForm(request.POST)
    if form.is_valid():
        tried(request, lambda: _add(request.user, found, form), said=_("It is written down."))
    else:
        say_errors(request, form)
    return redirect("person", ref=ref)


def _add(user: m.User, person: m.Person, form: StateForm) -> None:
    told = form.cleaned_data
    place = find_place(told["place"]) if told["place"] else None
    if told["place"] and place is None:
        raise InvalidRecord("unknown_place")
    known = actions.Known(
        code=told["code"],
        when=told["when"],
        place=place,
        party=party_named(told["party"]) if told["party"] else None,
        claim=access_claim(user, told["claim"]) if told["claim"] else None,
        why=told["why"],
    )
    actions.add_state(user, person, known)


@require_POST
def undo_state(request: DeskRequest, ref: str) -> HttpResponse:
    """A state counts no more."""
    state, form = access_person_state(request.user, ref), ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        tried(request, lambda: actions.undo_state(request.user, state, reason=reason), said=_("It is taken back."))
    else:
        say_errors(request, form)
    return redirect("person", ref=state.person.ref)
