"""Signing in, and what waits for the person who did."""

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tawthiq.desk.actions.accounts import note_sign_in
from tawthiq.desk.queries.inbox import waiting_for
from tawthiq.desk.views.showing import DeskRequest, show


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
    """What waits for this person."""
    return show(request, "home.html", section="home", waiting=waiting_for(request.user))
