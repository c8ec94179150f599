"""A charge: its matrix with every piece of evidence, searches, findings, readiness, and the picture of the chain."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.core.grading import may_sign_off
from tawthiq.desk import models as m
from tawthiq.desk.access import (
    access_case,
    access_cell,
    access_charge,
    access_finding,
    access_person,
    require_in_case,
)
from tawthiq.desk.actions import charges as actions
from tawthiq.desk.actions.cases import note_seen
from tawthiq.desk.forms.cases import ChargeForm, FindingForm, SearchForm
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.queries import cases as queries
from tawthiq.desk.queries.case_drawings import draw_chain, draw_patterns
from tawthiq.desk.queries.case_linkage import linkage_of, patterns_of
from tawthiq.desk.queries.case_matrix import incidents_of
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.labels import party_labels
from tawthiq.desk.queries.law import crime_choices
from tawthiq.desk.queries.parties import party_named
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, language, say_errors, show, tried
from tawthiq.errors import NotFound


@asks_and_takes
def new_charge(request: DeskRequest, ref: str) -> HttpResponse:
    """A crime, an accused, a mode of liability."""
    case = access_case(request.user, ref)
    require_in_case(request.user, case, "build_case")
    form = ChargeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made: list[m.Charge] = []
        if alleged := _alleged(request, form):
            add = lambda: made.append(actions.add_charge(request.user, case, alleged))  # noqa: E731 - run in tried
            if tried(request, add, said=_("The charge is written down; its elements wait for evidence.")):
                return redirect("charge", ref=made[0].ref)
    return show(request, "charge_form.html", section="cases", form=form, case=case, has_law=bool(crime_choices("en")))


def _alleged(request: DeskRequest, form: ChargeForm) -> actions.Alleged | None:
    told = form.cleaned_data
    try:
        person = access_person(request.user, told["person"].strip().upper()) if told["person"].strip() else None
    except NotFound:
        form.add_error("person", _("There is no such record."))
        return None
    return actions.Alleged(
        crime=told["crime"],
        mode=told["mode"],
        party=party_named(told["party"]) if told["party"] else None,
        person=person,
        posts=queries.commanders_named(told["posts"]),
        particulars=told["particulars"],
    )


@require_safe
def charge(request: DeskRequest, ref: str) -> HttpResponse:
    """The matrix with every piece of evidence, for and against, struck out or not."""
    found = access_charge(request.user, ref)
    note_seen(request.user, found.case, page="charge")
    masks, lang = queries.masks_of(found.case), language()
    whole = next(one for one in queries.charges_of(found.case) if one.pk == found.pk)
    shown = queries.charge_shown(whole, masks=masks, lang=lang)
    return show(
        request,
        "charge.html",
        section="cases",
        case=found.case,
        charge=whole,
        shown=shown,
        masks=masks,
        things=queries.shown_in_case({cell.what for cell in whole.cells.all()}, masks=masks, lang=lang),
        standing=[one for one in whole.findings.all() if one.is_standing],
        signable={one.ref for one in whole.findings.all() if one.is_standing and _may_sign(request.user, one)},
        search_form=SearchForm(),
        finding_form=FindingForm(charge=whole),
        reason_form=ReasonForm(),
        history=history_of(ref, most=30),
    )


def _may_sign(user: m.User, finding: m.Finding) -> bool:
    told = {"graded_by": finding.set_by.username, "grade": finding.standard}
    return finding.signed_by is None and bool(may_sign_off(signer=user.username, role=user.role, **told))


@require_safe
def linkage(request: DeskRequest, ref: str) -> HttpResponse:
    """From the units that the incidents allege up to the accused, and what comes back over months."""
    found = access_charge(request.user, ref)
    note_seen(request.user, found.case, page="linkage")
    linked, patterns = linkage_of(found), patterns_of(incidents_of(found))
    masks, lang = queries.masks_of(found.case), language()
    return show(
        request,
        "linkage.html",
        section="cases",
        case=found.case,
        charge=found,
        accused=queries.accused_of(found, masks=masks, lang=lang),
        masks=masks,
        linkage=linked,
        chain=draw_chain(linked),
        patterns=draw_patterns(patterns),
        names=party_labels(lang),
    )


def _done(
    request: DeskRequest, found: m.Charge, form: Form, action: Callable[[], object], *, said: str
) -> HttpResponse:
    if form.is_valid():
        tried(request, action, said=said)
    else:
        say_errors(request, form)
    return redirect("charge", ref=found.ref)


@require_POST
def strike_evidence(request: DeskRequest, ref: str) -> HttpResponse:
    """It counts no more and stays to be seen."""
    cell, form = access_cell(request.user, ref), ReasonForm(request.POST)
    require_in_case(request.user, cell.charge.case, "build_case")
    strike = lambda: actions.strike_evidence(request.user, cell, reason=form.cleaned_data["reason"])  # noqa: E731
    return _done(request, cell.charge, form, strike, said=_("It is struck out and stays to be seen."))


@require_POST
def note_search(request: DeskRequest, ref: str) -> HttpResponse:
    """Somebody looked for what speaks against the charge."""
    found, form = access_charge(request.user, ref), SearchForm(request.POST)
    require_in_case(request.user, found.case, "build_case")
    note = lambda: actions.note_search(request.user, found, actions.Searched(**form.cleaned_data))  # noqa: E731
    return _done(request, found, form, note, said=_("The search is written down."))


@require_POST
def set_finding(request: DeskRequest, ref: str) -> HttpResponse:
    """How firmly it is held to be proven."""
    found = access_charge(request.user, ref)
    require_in_case(request.user, found.case, "build_case")
    form = FindingForm(request.POST, charge=found)
    put = lambda: actions.set_finding(request.user, found, actions.Found(**form.cleaned_data))  # noqa: E731
    return _done(request, found, form, put, said=_("The finding stands; a second person signs it."))


@require_POST
def sign_finding(request: DeskRequest, ref: str) -> HttpResponse:
    """The second person's yes."""
    finding = access_finding(request.user, ref)
    require_in_case(request.user, finding.charge.case, "sign_off")
    tried(request, lambda: actions.sign_finding(request.user, finding), said=_("The finding is signed."))
    return redirect("charge", ref=finding.charge.ref)


@require_POST
def mark_ready(request: DeskRequest, ref: str) -> HttpResponse:
    """The charge may go into a dossier."""
    found = access_charge(request.user, ref)
    require_in_case(request.user, found.case, "build_case")
    tried(request, lambda: actions.mark_ready(request.user, found), said=_("The charge is ready."))
    return redirect("charge", ref=ref)
