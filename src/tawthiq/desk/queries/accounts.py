"""Who has an account, who was invited, who is signed in, and with what."""

import time
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest

from tawthiq.core.access import needs_second_factor
from tawthiq.desk import models as m
from tawthiq.errors import NotFound

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
HAS_FACTOR = "has_second_factor"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """One account as the administrator sees it."""

    user: m.User
    factors: int
    sessions: int


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether this person's role asks for a second factor that they have not set up; asked once per session."""
    user: Any = request.user
    if settings.DEMO or not needs_second_factor(user.role) or request.session.get(HAS_FACTOR):
        return False
    if Authenticator.objects.filter(user=user, type__in=FACTORS).exists():
        request.session[HAS_FACTOR] = True
        return False
    return True


def proved_recently(request: HttpRequest) -> bool:
    """Whether this person proved in this session, not long ago, who they are."""
    user: Any = request.user
    latest = max((one["at"] for one in get_authentication_records(request, user)), default=0)
    return time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def accounts() -> list[AccountLine]:
    """Every account by its working name, in three queries."""
    factors: dict[int, int] = {}
    for owner in Authenticator.objects.filter(type__in=FACTORS).values_list("user_id", flat=True):
        factors[owner] = factors.get(owner, 0) + 1
    sessions: dict[int, int] = {}
    for owner in UserSession.objects.values_list("user_id", flat=True):
        sessions[owner] = sessions.get(owner, 0) + 1
    return [
        AccountLine(user=one, factors=factors.get(one.pk, 0), sessions=sessions.get(one.pk, 0))
        for one in m.User.objects.order_by("-is_active", "username")
    ]


def open_invitations(now: datetime) -> list[m.Invitation]:
    """Invitations that still let somebody in, newest first."""
    standing = m.Invitation.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=now)
    return list(standing.select_related("invited_by", "account").order_by("-pk"))


def invitation_of(token: str, *, now: datetime) -> m.Invitation:
    """The invitation that this link opens; raises NotFound where it was used, withdrawn, has run out, or never was."""
    digest = sha256(token.encode()).hexdigest()
    found = m.Invitation.objects.filter(token_sha256=digest, used_at=None, withdrawn_at=None, expires_at__gt=now)
    invitation = found.select_related("account").first()
    if invitation is None or (invitation.account and not invitation.account.is_active):
        raise NotFound("not_found")
    return invitation


def sessions_of(user: m.User) -> list[UserSession]:
    """Where this person is signed in, newest first; what has ended is cleared away."""
    return sorted(UserSession.objects.purge_and_list(user), key=lambda one: one.created_at, reverse=True)


def administrators() -> int:
    """How many administrators can sign in."""
    return m.User.objects.filter(role="administrator", is_active=True).count()
