"""Web captures: what was asked for, what became of it, and whether the page is still there."""

from django.http import HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tawthiq.desk.access import access_capture, require
from tawthiq.desk.queries.capture_pages import capture_files, captures_page
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.labels import labels
from tawthiq.desk.views.showing import DeskRequest, language, number_of, show


@require_safe
def captures(request: DeskRequest) -> HttpResponse:
    """The list."""
    require(request.user, "see_report")
    outcome, availability = request.GET.get("outcome", ""), request.GET.get("availability", "")
    return show(
        request,
        "captures.html",
        section="captures",
        page=captures_page(outcome=outcome, availability=availability, page=number_of(request)),
        outcomes=labels("capture_outcomes", language()),
        outcome=outcome,
        availabilities=labels("availability", language()),
        availability=availability,
        query=urlencode({"outcome": outcome, "availability": availability}),
    )


@require_safe
def capture(request: DeskRequest, ref: str) -> HttpResponse:
    """One capture: its files, what is missing, what happened."""
    found = access_capture(request.user, ref)
    files = capture_files(found)
    return show(request, "capture.html", section="captures", capture=found, files=files, history=history_of(ref))
