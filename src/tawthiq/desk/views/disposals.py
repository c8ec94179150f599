"""Disposal: one person asks, another looks at what would be lost, and allows or refuses it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk.access import access_disposal, access_item, may_do, require
from tawthiq.desk.actions import disposal as actions
from tawthiq.desk.forms.keeping import DisposalForm
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.queries.disposals import all_disposals, disposals_waiting, hindrances, past_recall
from tawthiq.desk.queries.paging import page_of
from tawthiq.desk.views.proving import proves_anew
from tawthiq.desk.views.showing import DeskRequest, number_of, say_errors, show, tried
from tawthiq.errors import NotFound


@require_safe
def disposals(request: DeskRequest) -> HttpResponse:
    """Those that wait, then all of them."""
    _require_either(request)
    page = page_of(all_disposals(), number=number_of(request))
    return show(request, "disposals.html", section="disposals", waiting=list(disposals_waiting()), page=page)


def _require_either(request: DeskRequest) -> None:
    if not (may_do(request.user, "ask_disposal") or may_do(request.user, "allow_disposal")):
        raise NotFound("not_found")


@require_POST
def ask(request: DeskRequest, ref: str) -> HttpResponse:
    """The end of an item is asked for."""
    require(request.user, "ask_disposal")
    item, form = access_item(request.user, ref), DisposalForm(request.POST)
    if form.is_valid():
        why = form.cleaned_data["why"]
        said = _("It waits for a second person. Nothing is gone yet.")
        tried(request, lambda: actions.ask_disposal(request.user, item, why=why), said=said)
    else:
        say_errors(request, form)
    return redirect("item", ref=ref)


@require_safe
def disposal(request: DeskRequest, ref: str) -> HttpResponse:
    """One disposal, with what stands against it and what it would not reach."""
    found = access_disposal(request.user, ref)
    is_open = not found.authorised_by
    return show(
        request,
        "disposal.html",
        section="disposals",
        disposal=found,
        is_open=is_open,
        hindrances=hindrances(found.item) if is_open else [],
        past_recall=past_recall(found.item),
        form=ReasonForm(),
    )


@require_POST
@proves_anew("allow_disposal")
def allow(request: DeskRequest, ref: str) -> HttpResponse:
    """The second person's yes: bytes, words and entries are destroyed at once."""
    found = access_disposal(request.user, ref)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Tick that you know it cannot be undone."))
    else:
        tried(
            request,
            lambda: actions.allow_disposal(request.user, found),
            said=_("It is destroyed, and every proof stays."),
        )
    return redirect("disposal", ref=ref)


@require_POST
def refuse(request: DeskRequest, ref: str) -> HttpResponse:
    """The second person's no: the item stays."""
    found, form = access_disposal(request.user, ref), ReasonForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("disposal", ref=ref)
    reason = form.cleaned_data["reason"]
    if tried(request, lambda: actions.refuse_disposal(request.user, found, reason=reason), said=_("The item stays.")):
        return redirect("disposals")
    return redirect("disposal", ref=ref)
