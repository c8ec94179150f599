"""What every answer of the desk passes through: its content policy, the second factor, plain words for known errors."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tawthiq.desk.access import may_do
from tawthiq.desk.queries.accounts import lacks_second_factor
from tawthiq.desk.rights import ROUTES
from tawthiq.errors import InvalidRecord, NotFound, NotReleasable, TawthiqError

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SETTING_UP = frozenset(
    {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "account_change_password"}
    | {"account_reauthenticate", "account_logout", "set_language"}
)
Answer = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicy:
    """Nothing on a page comes from anywhere but the desk itself."""

    def __init__(self, get_response: Answer) -> None:
        """Wrap the rest of the desk."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with its policy."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class SecondFactor:
    """Whose role asks for a second factor and who has none yet can set one up, and do nothing else."""

    def __init__(self, get_response: Answer) -> None:
        """Wrap the views."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; ``process_view`` knows which page it is."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """To one's own account, unless the page belongs to setting a factor up or to leaving."""
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name in SETTING_UP or not request.user.is_authenticated or not lacks_second_factor(request):
            return None
        return redirect("mfa_index")


class AccessTable:
    """Whoever lacks the right of ``rights.ROUTES`` gets the answer of an absent page; the view is not asked."""

    def __init__(self, get_response: Answer) -> None:
        """Wrap the views."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; ``process_view`` knows which page it is."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Goes on only for those who may."""
        right = ROUTES.get(request.resolver_match.url_name or "") if request.resolver_match else None
        user: Any = request.user
        if not right or not right.actions or not user.is_authenticated:
            return
        if not any(may_do(user, action) for action in right.actions):
            raise Http404


class PlainErrors:
    """A known error is shown in words with its reason; absent and forbidden answer alike."""

    def __init__(self, get_response: Answer) -> None:
        """Wrap the views."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; errors arrive at ``process_exception``."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """404 for absent or forbidden, 400 for what a person can mend, 503 for what a person cannot."""
        if isinstance(exception, NotFound):
            raise Http404
        if not isinstance(exception, TawthiqError):
            return None
        status = 400 if isinstance(exception, InvalidRecord | NotReleasable) else 503
        return render(request, "refused.html", {"reason": str(exception)}, status=status)
