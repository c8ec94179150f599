"""Web captures: asked for, what became of each, and whether the page is still there."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk.access import access_capture, require
from tawthiq.desk.actions import captures as actions
from tawthiq.desk.forms.keeping import CaptureForm
from tawthiq.desk.queries.captures import capture_page, captures_for, stage_of
from tawthiq.desk.queries.labels import labels
from tawthiq.desk.queries.paging import page_of
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, language, number_of, show, tried


@asks_and_takes
def captures(request: DeskRequest) -> HttpResponse:
    """The list, and for those who may, the form that asks for new ones."""
    require(request.user, "see_report")
    form, refused = CaptureForm(request.POST or None), []
    if request.method == "POST":
        require(request.user, "capture")
        if form.is_valid():
            asked: list[actions.Asked] = []
            told = form.cleaned_data
            ask = lambda: asked.append(actions.ask_captures(request.user, told["urls"], why=told["why"]))  # noqa: E731
            if tried(request, ask, said=_("It is asked for; the worker does it.")):
                if not asked[0].refused:
                    return redirect("captures")
                form, refused = CaptureForm(), asked[0].refused
    outcome, availability = request.GET.get("outcome", ""), request.GET.get("availability", "")
    rows = captures_for(request.user, outcome=outcome, availability=availability)
    page = page_of(rows, number=number_of(request))
    return show(
        request,
        "captures.html",
        section="captures",
        form=form,
        refused=refused,
        page=page,
        stages={one.ref: stage_of(one) for one in page.rows},
        outcomes=labels("capture_outcomes", language()),
        outcome=outcome,
        availabilities=labels("availability", language()),
        availability=availability,
        query=urlencode({"outcome": outcome, "availability": availability}),
    )


@require_safe
def capture(request: DeskRequest, ref: str) -> HttpResponse:
    """One capture: its files, what is missing, what happened, what later looks found."""
    page = capture_page(request.user, ref)
    return show(request, "capture.html", section="captures", page=page, capture=page.capture, stage=page.stage)


@require_POST
def recheck(request: DeskRequest, ref: str) -> HttpResponse:
    """The page is looked at again at once."""
    require(request.user, "capture")
    found = access_capture(request.user, ref)
    tried(request, lambda: actions.ask_recheck(request.user, found), said=_("It is looked at again."))
    return redirect("capture", ref=ref)
