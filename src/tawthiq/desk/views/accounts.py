"""Signing in, and what waits for the person who did."""

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tawthiq.desk.actions.accounts import note_sign_in
from tawthiq.desk.queries.inbox import inbox_for, waiting_for
from tawthiq.desk.queries.incidents import IncidentFilter, incidents_for, lines_for
from tawthiq.desk.views.showing import DeskRequest, show

FIRST = 5  # rows of each list on the first page; the rest is one link away


class SignIn(LoginView):
    """Django's sign-in; afterwards the desk speaks the person's language, and the journal knows."""

    template_name = "sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Signed in."""
        response = super().form_valid(form)
        user = form.get_user()
        note_sign_in(user)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, httponly=True, samesite="Lax")
        return response


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
