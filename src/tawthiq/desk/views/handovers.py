"""Hand-overs: what went out to whom; and whether items may go, asked before a bundle is made."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tawthiq.desk import models as m
from tawthiq.desk.access import access_handover, access_item, require
from tawthiq.desk.forms.keeping import HandOverForm
from tawthiq.desk.queries.consents import blocked
from tawthiq.desk.queries.disposals import disposed_among
from tawthiq.desk.queries.handovers import all_handovers
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.paging import page_of
from tawthiq.desk.views.proving import proves_anew
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, number_of, show
from tawthiq.errors import NotFound


@require_safe
def handovers(request: DeskRequest) -> HttpResponse:
    """Every hand-over, newest first."""
    require(request.user, "hand_over")
    page = page_of(all_handovers(), number=number_of(request))
    return show(request, "handovers.html", section="handovers", page=page)


@require_safe
def handover(request: DeskRequest, ref: str) -> HttpResponse:
    """One hand-over: what was in it, how its receiver checks it."""
    found = access_handover(request.user, ref)
    return show(request, "handover.html", section="handovers", handover=found, history=history_of(ref))


@asks_and_takes
@proves_anew("hand_over")
def hand_over(request: DeskRequest) -> HttpResponse:
    """Whether these items may go to this receiver for this purpose, and the command that makes the bundle.

    The bundle itself is made on the machine that keeps the vault: it can be larger than a browser can carry, and it
    must not lie where the desk can read it.
    """
    asked = request.method == "POST"  # whoever receives it has no place in an address
    form = HandOverForm(request.POST) if asked else HandOverForm(initial={"items": request.GET.get("item", "")})
    context: dict[str, Any] = {"form": form}
    if asked and form.is_valid():
        items, absent = _items(request, form.cleaned_data["items"])
        if absent or not items:
            form.add_error("items", _("There is no such item: %s") % ", ".join(absent))
        else:
            context |= _answer(items, purpose=form.cleaned_data["purpose"])
    return show(request, "hand_over.html", section="handovers", **context)


def _items(request: DeskRequest, refs: list[str]) -> tuple[list[m.Item], list[str]]:
    found, absent = [], []
    for ref in refs:
        try:
            found.append(access_item(request.user, ref))
        except NotFound:
            absent.append(ref)
    return found, absent


def _answer(items: list[m.Item], *, purpose: str) -> dict[str, Any]:
    refusals = blocked(items, purpose=purpose, on=timezone.now().date())
    ended = disposed_among(items)
    gone = [item for item in items if item.pk in ended]
    return {"items": items, "refusals": refusals, "gone": gone, "may_go": not refusals and not gone}
