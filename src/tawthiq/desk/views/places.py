"""Places: the list, a place's page with its map, adding and mending, names and units given and taken back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk import models as m
from tawthiq.desk import wording
from tawthiq.desk.access import access_gazetteer, access_place, access_place_name, access_place_unit, may_do, require
from tawthiq.desk.actions import places as actions
from tawthiq.desk.forms.places import (
    ControlDayForm,
    PlaceEditForm,
    PlaceFilterForm,
    PlaceForm,
    PlaceNameForm,
    PlaceUnitForm,
)
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.queries.control import control_on
from tawthiq.desk.queries.gazetteers import gazetteers, row_named
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.labels import party_labels, place_choices
from tawthiq.desk.queries.places import offered, place_page, places_for
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, language, number_of, say_errors, show, tried


@require_safe
def places(request: DeskRequest) -> HttpResponse:
    """The register's places; with words also what the imported gazetteers have of that name."""
    require(request.user, "see_figures")
    form = PlaceFilterForm(request.GET)
    form.is_valid()
    wanted = {name: value for name, value in form.cleaned_data.items() if value}
    kept = {key: str(value) for key, value in request.GET.items() if key != "page" and value}
    return show(
        request,
        "places.html",
        section="places",
        page=places_for(request.user, **wanted, page=number_of(request)),
        form=form,
        query=urlencode(kept),
        is_narrowed=bool(kept),
        offers=offered(wanted.get("text", "")) if may_do(request.user, "edit_incident") else [],
        gazetteers=gazetteers(),
    )


@require_safe
def control(request: DeskRequest) -> HttpResponse:
    """Who held what on a day, as claimed and by whom."""
    require(request.user, "see_report")
    form = ControlDayForm(request.GET if "day" in request.GET else {"day": timezone.now().date()})
    day = form.cleaned_data["day"] if form.is_valid() else None
    return show(
        request,
        "control.html",
        section="places",
        form=form,
        day=day,
        found=control_on(day, lang=language()) if day else None,
        names={"parties": party_labels(language())},
    )


@require_safe
def place(request: DeskRequest, ref: str) -> HttpResponse:
    """Everything that is known of a place."""
    found = access_place(request.user, ref)
    page = place_page(request.user, found)
    return show(
        request,
        "place.html",
        section="places",
        page=page,
        judgements=page.judgements,
        back=ref,
        place=found,
        parties=party_labels(language()),
        name_form=PlaceNameForm(initial={"lang": language()}),
        unit_form=PlaceUnitForm(),
        reason_form=ReasonForm(),
        history=history_of(ref),
    )


@asks_and_takes
def new_place(request: DeskRequest) -> HttpResponse:
    """A place that no gazetteer has."""
    require(request.user, "edit_incident")
    parent = request.GET.get("parent", "")
    form = PlaceForm(request.POST or None, initial={"parent": parent})
    if request.method == "POST" and form.is_valid():
        made: list[m.Place] = []
        told = actions.Described(**form.cleaned_data)
        if tried(request, lambda: made.append(actions.add_place(request.user, told)), said=_("The place is added.")):
            return redirect("place", ref=made[0].ref)
    return _form(request, form, None)


@asks_and_takes
def edit_place(request: DeskRequest, ref: str) -> HttpResponse:
    """The place as a person says it is, with the reason."""
    found = access_place(request.user, ref)
    require(request.user, "edit_incident")
    form = PlaceEditForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        reason = given.pop("reason")
        change = lambda: actions.change_place(request.user, found, actions.Described(**given), reason=reason)  # noqa: E731 - run in tried
        if tried(request, change, said=_("The place is changed.")):
            return redirect("place", ref=ref)
    return _form(request, form, found)


def _initial(found: m.Place) -> dict[str, Any]:
    told = {name: getattr(found, name) for name in actions.EDITED}
    return told | {"parent": found.parent.code if found.parent else ""}


def _form(request: DeskRequest, form: PlaceForm, found: m.Place | None) -> HttpResponse:
    choices = place_choices(language())
    return show(request, "place_form.html", section="places", form=form, place=found, places=choices)


@require_POST
def take_up(request: DeskRequest) -> HttpResponse:
    """A row of an imported gazetteer comes into the register."""
    require(request.user, "edit_incident")
    row = row_named(request.POST.get("row", ""))
    made: list[m.Place] = []
    if row and tried(
        request, lambda: made.append(actions.take_up(request.user, row)), said=_("The place is in the register.")
    ):
        return redirect("place", ref=made[0].ref)
    return redirect("places")


@require_POST
def add_name(request: DeskRequest, ref: str) -> HttpResponse:
    """One more name; the reader knows it at once."""
    require(request.user, "edit_incident")
    found, form = access_place(request.user, ref), PlaceNameForm(request.POST)
    if form.is_valid():
        called = actions.Called(**form.cleaned_data)
        tried(request, lambda: actions.add_name(request.user, found, called), said=_("The name is added."))
    else:
        say_errors(request, form)
    return redirect("place", ref=ref)


@require_POST
def undo_name(request: DeskRequest, ref: str) -> HttpResponse:
    """A name counts no more."""
    found = access_place_name(request.user, ref)
    undo = lambda reason: actions.undo_name(request.user, found, reason=reason)  # noqa: E731 - run in tried
    return _undone(request, undo, place=found.place)


@require_POST
def add_unit(request: DeskRequest, ref: str) -> HttpResponse:
    """A unit that the place lies in by another order."""
    require(request.user, "edit_incident")
    found, form = access_place(request.user, ref), PlaceUnitForm(request.POST)
    if form.is_valid():
        told = actions.Contained(**form.cleaned_data)
        tried(request, lambda: actions.add_unit(request.user, found, told), said=_("The unit is added."))
    else:
        say_errors(request, form)
    return redirect("place", ref=ref)


@require_POST
def undo_unit(request: DeskRequest, ref: str) -> HttpResponse:
    """A unit counts no more."""
    found = access_place_unit(request.user, ref)
    undo = lambda reason: actions.undo_unit(request.user, found, reason=reason)  # noqa: E731 - run in tried
    return _undone(request, undo, place=found.place)


def _undone(request: DeskRequest, undo: Any, *, place: m.Place) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        tried(request, lambda: undo(form.cleaned_data["reason"]), said=_("It is taken back."))
    else:
        say_errors(request, form)
    return redirect("place", ref=place.ref)


@require_POST
def take_over(request: DeskRequest, ref: str, gazetteer: str, field: str) -> HttpResponse:
    """The register says what the gazetteer says."""
    require(request.user, "edit_incident")
    found, other = access_place(request.user, ref), access_gazetteer(request.user, gazetteer)
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        take = lambda: actions.take_over(request.user, found, other, field=field, reason=reason)  # noqa: E731 - run in tried
        tried(request, take, said=_("%s is taken over.") % wording.words_for("place_fields", field))
    else:
        say_errors(request, form)
    return redirect("place", ref=ref)
