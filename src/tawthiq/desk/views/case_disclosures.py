"""What went out of a case, and its witnesses under codenames with what protects them."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk.access import (
    access_case,
    access_codename,
    access_handover,
    access_item,
    access_measure,
    may_do,
    require_in_case,
)
from tawthiq.desk.actions.case_disclosures import Disclosed, log_disclosure
from tawthiq.desk.actions.cases import note_seen
from tawthiq.desk.actions.codenames import note_unsealed
from tawthiq.desk.actions.protection import add_measure, lift_measure
from tawthiq.desk.forms.cases import DisclosureForm, MeasureForm
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.queries.case_disclosures import disclosure_log, refused_items, unlogged_handovers
from tawthiq.desk.queries.case_exports import ways_out
from tawthiq.desk.queries.case_items import items_of_case
from tawthiq.desk.queries.cases import witnesses_of
from tawthiq.desk.views.proving import proves_anew
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, say_errors, show, tried
from tawthiq.errors import NotFound


@asks_and_takes
def disclosures(request: DeskRequest, ref: str) -> HttpResponse:
    """The log, and a new line of it."""
    case = access_case(request.user, ref)
    today = timezone.now().date()
    if request.method == "POST":
        require_in_case(request.user, case, "hand_over")
    else:
        note_seen(request.user, case, page="disclosures")
    form = DisclosureForm(request.POST or None, initial={"disclosed_on": today.isoformat()})
    if request.method == "POST" and form.is_valid():
        told = _disclosed(request, form)
        if told and tried(request, lambda: log_disclosure(request.user, case, told), said=_("The log has it.")):
            return redirect("disclosures", ref=ref)
    items = items_of_case(case)
    return show(
        request,
        "disclosures.html",
        section="cases",
        case=case,
        log=disclosure_log(case, on=today),
        refused=refused_items(items, on=today),
        unlogged=unlogged_handovers(case, items),
        form=form,
    )


def _disclosed(request: DeskRequest, form: DisclosureForm) -> Disclosed | None:
    told, field = form.cleaned_data, "items"
    try:
        items = tuple(access_item(request.user, ref) for ref in told["items"])
        field = "handover"
        written = told["handover"].strip().upper()
        handover = access_handover(request.user, written) if written else None
    except NotFound:
        form.add_error(field, _("There is no such record."))
        return None
    return Disclosed(
        recipient=told["recipient"],
        purpose=told["purpose"],
        items=items,
        disclosed_on=told["disclosed_on"],
        redactions=told["redactions"],
        handover=handover,
    )


@require_safe
@proves_anew("hand_over")
def case_export(request: DeskRequest, ref: str) -> HttpResponse:
    """To whom the case may go, and the command that makes the bundle."""
    case = access_case(request.user, ref)
    note_seen(request.user, case, page="export")
    ways = ways_out(case, on=timezone.now().date())
    return show(request, "case_export.html", section="cases", case=case, ways=ways)


@require_safe
def witnesses(request: DeskRequest, ref: str) -> HttpResponse:
    """Codenames and protective measures; who is behind them, for custodians."""
    case = access_case(request.user, ref)
    is_unsealed = may_do(request.user, "see_source")
    note_seen(request.user, case, page="witnesses")
    if is_unsealed:
        note_unsealed(request.user, case)
    return show(
        request,
        "witnesses.html",
        section="cases",
        case=case,
        witnesses=witnesses_of(case, is_unsealed=is_unsealed),
        is_unsealed=is_unsealed,
        measure_form=MeasureForm(),
        reason_form=ReasonForm(),
    )


@require_POST
def protect(request: DeskRequest, ref: str) -> HttpResponse:
    """A measure protects a witness."""
    found, form = access_codename(request.user, ref), MeasureForm(request.POST)
    require_in_case(request.user, found.case, "build_case")
    if form.is_valid():
        tried(request, lambda: add_measure(request.user, found, **form.cleaned_data), said=_("It is written down."))
    else:
        say_errors(request, form)
    return redirect("witnesses", ref=found.case.ref)


@require_POST
def lift(request: DeskRequest, ref: str) -> HttpResponse:
    """A measure protects no more."""
    found, form = access_measure(request.user, ref), ReasonForm(request.POST)
    require_in_case(request.user, found.case, "build_case")
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        tried(request, lambda: lift_measure(request.user, found, reason=reason), said=_("It is taken back."))
    else:
        say_errors(request, form)
    return redirect("witnesses", ref=found.case.ref)
