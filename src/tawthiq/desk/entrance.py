"""What allauth asks the desk while somebody comes in: whom to tell, what to keep, how to call it.

No mail is sent and no address kept: where allauth would write a mail, the journal gets an entry, and in place of the
caller's address stands one that is made from it with a key that only this process knows.
"""

import base64
import hashlib
import hmac
import ipaddress
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from tawthiq.core.access import needs_second_factor
from tawthiq.desk import models as m
from tawthiq.desk.actions.accounts import note_failed_sign_in, note_own_change, note_sign_in
from tawthiq.desk.queries.accounts import proved_recently
from tawthiq.errors import Tampered

PASSING_KEY = secrets.token_bytes(32)  # gone with the process: addresses cannot be told from what is kept
CHANGES = {
    "mfa/email/totp_activated": ("second_factor_added", "totp", _("The authenticator app is set up.")),
    "mfa/email/totp_deactivated": ("second_factor_removed", "totp", _("The authenticator app is removed.")),
    "mfa/email/webauthn_added": ("second_factor_added", "webauthn", _("The key is set up.")),
    "mfa/email/webauthn_removed": ("second_factor_removed", "webauthn", _("The key is removed.")),
    "mfa/email/recovery_codes_generated": ("recovery_codes_made", "recovery_codes", _("New recovery codes are made.")),
    "account/email/password_changed": ("password_changed", "password", _("The password is changed.")),
}


def who_needs_what(request: HttpRequest) -> dict[str, bool]:
    """For every page: whether this is the demo, and whether this person's role works with a second factor."""
    role = getattr(getattr(request, "user", None), "role", None)
    return {"is_demo": settings.DEMO, "needs_factor": bool(role and not settings.DEMO and needs_second_factor(role))}


class Entrance(DefaultAccountAdapter):
    """How people come in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth hands it over
        """Nobody signs up: an administrator invites."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Stands for the caller's address in limits and lists of sessions; nobody can tell the address from it."""
        called_from = request.META.get("REMOTE_ADDR", "")
        if (
            settings.HTTPS
        ):  # what the desk's own proxy adds stands last; whatever is before it anyone could have written
            called_from = request.headers.get("X-Forwarded-For", called_from).rpartition(",")[2].strip()
        made = hmac.new(PASSING_KEY, called_from.encode(), hashlib.sha256).digest()
        return str(ipaddress.IPv6Address(b"\xfd" + made[:15]))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002
        """The journal knows of it."""
        note_failed_sign_in(str(credentials.get("username", "")))

    def post_login(self, request: HttpRequest, user: m.User, **told: Any) -> HttpResponse:
        """Signed in: the journal knows, and the desk speaks this person's language."""
        response: HttpResponse = super().post_login(request, user, **told)
        note_sign_in(user)
        name, secure = settings.LANGUAGE_COOKIE_NAME, settings.HTTPS
        response.set_cookie(name, user.language, httponly=True, samesite="Lax", secure=secure)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: m.User) -> HttpResponse:  # noqa: ARG002
        """A suspended account answers as if it were none."""
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:  # noqa: ARG002
        """Somebody who has just signed in is not asked again."""
        return not proved_recently(self.request)

    def send_notification_mail(self, template_prefix: str, user: m.User, *_more: Any, **_told: Any) -> None:
        """No mail: an entry in the journal, and a line on the next page."""
        event, kind, said = CHANGES[template_prefix]
        note_own_change(user, event=event, kind=kind)
        messages.success(self.request, said)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **told: Any) -> None:
        """Only errors that come with their words: the rest the desk says itself."""
        if told.get("message"):
            super().add_message(request, level, *args, **told)


class Factors(DefaultMFAAdapter):
    """How second factors are kept: their secrets are encrypted with a key from the workspace's own."""

    def encrypt(self, text: str) -> str:
        """As it lies in the register."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; raises Tampered where another key wrote it, so that no code is ever checked against nothing."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as odd:
            raise Tampered("a second factor does not open with this workspace's key: reset it") from odd

    def get_totp_issuer(self) -> str:
        """What the app shows above the code: the organisation, and no address."""
        return str(settings.ORGANISATION["en"])

    def _get_user_identifier(self, user: m.User) -> str:
        return user.username


def _box() -> Fernet:
    key = hashlib.sha256(b"tawthiq second factors\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
