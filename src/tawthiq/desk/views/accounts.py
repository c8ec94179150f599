"""What waits for the person who signed in, and where else they did."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk.actions.accounts import end_own_session
from tawthiq.desk.queries.accounts import sessions_of
from tawthiq.desk.queries.inbox import inbox_for, waiting_for
from tawthiq.desk.queries.incidents import IncidentFilter, incidents_for, lines_for
from tawthiq.desk.views.showing import DeskRequest, show, tried

FIRST = 5  # rows of each list on the first page; the rest is one link away


@require_safe
def home(request: DeskRequest) -> HttpResponse:
    """What waits for this person: how much of each, and the first few."""
    waiting = waiting_for(request.user)
    reports = inbox_for(request.user).rows[:FIRST] if waiting.get("reports") else []
    state = "graded" if waiting.get("unsigned") else "open"
    shown = waiting.get("unsigned") or waiting.get("ungraded")
    lines = lines_for(incidents_for(request.user, IncidentFilter(state=state)))[:FIRST] if shown else []
    mine = [one for one in lines if one.incident.graded_by_id != request.user.pk or state == "open"]
    return show(request, "home.html", section="home", waiting=waiting, reports=reports, lines=mine, state=state)


@require_safe
def sessions(request: DeskRequest) -> HttpResponse:
    """Where this person is signed in."""
    return show(request, "sessions.html", section="account", sessions=sessions_of(request.user))


@require_POST
def end_session(request: DeskRequest, number: int) -> HttpResponse:
    """One of them is over."""
    tried(request, lambda: end_own_session(request.user, number), said=_("The session is ended."))
    return redirect("sessions")
