"""Cases: the list of one's own, a case with its matrix, its members, what it gathers. Every page seen is journalled."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk import models as m
from tawthiq.desk.access import (
    access_act,
    access_case,
    access_case_material,
    access_charge,
    access_claim,
    access_incident,
    access_item,
    access_list_row,
    access_party,
    access_person,
    require,
    require_in_case,
)
from tawthiq.desk.actions import cases as actions
from tawthiq.desk.actions.charges import Weighing, add_evidence
from tawthiq.desk.forms.cases import GATHER_ONLY, CaseForm, EvidenceForm, MemberForm
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.queries import cases as queries
from tawthiq.desk.queries.case_disclosures import refused_items
from tawthiq.desk.queries.case_items import items_of_case
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.paging import page_of
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, language, number_of, say_errors, show, tried
from tawthiq.errors import NotFound

_DOORS = {
    "CL": access_claim,
    "IN": access_incident,
    "EV": access_item,
    "LW": access_list_row,
    "AC": access_act,
    "PS": access_person,
    "PT": access_party,
}


@require_safe
def cases(request: DeskRequest) -> HttpResponse:
    """The cases that this person is a member of."""
    require(request.user, "see_case")
    page = page_of(queries.cases_for(request.user), number=number_of(request))
    return show(request, "cases.html", section="cases", page=page)


@asks_and_takes
def new_case(request: DeskRequest) -> HttpResponse:
    """A new case."""
    require(request.user, "open_case")
    form = CaseForm(request.POST or None)
    made: list[m.Case] = []
    if request.method == "POST" and form.is_valid():
        opened = lambda: made.append(actions.open_case(request.user, form.about))  # noqa: E731 - run in tried
        if tried(request, opened, said=_("The case is open. Nobody but you sees it yet.")):
            return redirect("case", ref=made[0].ref)
    return show(request, "case_form.html", section="cases", form=form, case=None)


@require_safe
def case(request: DeskRequest, ref: str) -> HttpResponse:
    """A case: its charges as matrices, what it gathers, who sees it."""
    found = access_case(request.user, ref)
    actions.note_seen(request.user, found, page="case")
    masks, lang = queries.masks_of(found), language()
    charges = [queries.charge_shown(one, masks=masks, lang=lang) for one in queries.charges_of(found)]
    return show(
        request,
        "case.html",
        section="cases",
        case=found,
        masks=masks,
        charges=charges,
        materials=queries.case_materials(found, masks=masks, lang=lang),
        members=queries.case_members(found),
        refused=refused_items(items_of_case(found), on=timezone.now().date()),
        member_form=MemberForm(case=found),
        reason_form=ReasonForm(),
        history=history_of(ref, most=30),
    )


@asks_and_takes
def describe_case(request: DeskRequest, ref: str) -> HttpResponse:
    """Title and description."""
    found = access_case(request.user, ref)
    require_in_case(request.user, found, "build_case")
    names = ("title_en", "title_ar")
    known = {name: getattr(found, name) for name in names}
    known |= {f"summary_{lang}": getattr(found, f"about_{lang}") for lang in ("en", "ar")}
    form = CaseForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        described = lambda: actions.describe_case(request.user, found, form.about)  # noqa: E731 - run in tried
        if tried(request, described, said=_("Title and description are saved.")):
            return redirect("case", ref=ref)
    return show(request, "case_form.html", section="cases", form=form, case=found)


@require_POST
def set_case_state(request: DeskRequest, ref: str) -> HttpResponse:
    """Closed, or open again."""
    found = access_case(request.user, ref)
    state = request.POST.get("state", "")
    tried(request, lambda: actions.set_case_state(request.user, found, state=state), said=_("It is saved."))
    return redirect("case", ref=ref)


@require_POST
def add_member(request: DeskRequest, ref: str) -> HttpResponse:
    """Somebody needs to know."""
    found = access_case(request.user, ref)
    require_in_case(request.user, found, "open_case")
    name = request.POST.get("username", "")
    tried(
        request,
        lambda: actions.add_member(request.user, found, username=name),
        said=_("They see the case from now on."),
    )
    return redirect("case", ref=ref)


@require_POST
def end_membership(request: DeskRequest, ref: str) -> HttpResponse:
    """Somebody needs to know no more."""
    found = access_case(request.user, ref)
    require_in_case(request.user, found, "open_case")
    name = request.POST.get("username", "")
    ended = lambda: actions.end_membership(request.user, found, username=name)  # noqa: E731 - run in tried
    if tried(request, ended, said=_("They see the case no more.")) and name == request.user.username:
        return redirect("cases")
    return redirect("case", ref=ref)


@asks_and_takes
def add_evidence_page(request: DeskRequest) -> HttpResponse:
    """A claim, incident, item or row goes under an element, or is gathered; opened from the page of what goes in."""
    require(request.user, "build_case")
    known = {"what": request.GET.get("what", ""), "to": request.GET.get("to", "")}
    known |= {"side": request.GET.get("side", ""), "strength": "not_weighed"}
    form = EvidenceForm(request.POST or None, user=request.user, initial=known)
    if request.method == "POST" and form.is_valid():
        what = _record(request, form)
        if what is not None and (answer := _put(request, form, what)):
            return answer
    return show(request, "add_evidence.html", section="cases", form=form, what=known["what"])


def _record(request: DeskRequest, form: EvidenceForm) -> m.Record | None:
    """What the form names; None, with the field's fault noted, where there is no such record for this person."""
    ref = str(form.cleaned_data["what"]).strip().upper()
    try:
        if ref[:2] not in _DOORS:
            raise NotFound("not_found")
        return _DOORS[ref[:2]](request.user, ref)
    except NotFound:
        form.add_error("what", _("There is no such record."))
        return None


def _put(request: DeskRequest, form: EvidenceForm, what: m.Record) -> HttpResponse | None:
    """It goes where the form says; the page to go on with, or None where it was refused."""
    ref, element = form.place
    told: dict[str, Any] = form.cleaned_data
    if element == GATHER_ONLY:
        found = access_case(request.user, ref)
        gather = lambda: actions.add_material(request.user, found, what, why=told["note"])  # noqa: E731 - run in tried
        return redirect("case", ref=ref) if tried(request, gather, said=_("The case has it.")) else None
    charge = access_charge(request.user, ref)
    weighing = Weighing(element=element, **{name: told[name] for name in ("side", "strength", "quote", "note")})
    put = lambda: add_evidence(request.user, charge, what, weighing)  # noqa: E731 - run in tried
    return redirect("charge", ref=ref) if tried(request, put, said=_("It stands in the matrix.")) else None


@require_POST
def drop_material(request: DeskRequest, ref: str) -> HttpResponse:
    """Something belongs to the case no more."""
    found, form = access_case_material(request.user, ref), ReasonForm(request.POST)
    require_in_case(request.user, found.case, "build_case")
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        tried(request, lambda: actions.drop_material(request.user, found, reason=reason), said=_("It is taken back."))
    else:
        say_errors(request, form)
    return redirect("case", ref=found.case.ref)
