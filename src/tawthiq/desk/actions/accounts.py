"""Accounts of the desk: invited, changed, suspended, let back in. Each step is an entry in the journal."""

import secrets
from datetime import timedelta
from hashlib import sha256

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tawthiq.core.access import may_manage_account
from tawthiq.desk import models as m
from tawthiq.desk.actions.journal import record
from tawthiq.desk.models.rows import lock_row
from tawthiq.desk.queries.accounts import administrators
from tawthiq.errors import InvalidRecord

NOBODY = "-"  # who acts before anybody has signed in
MOST_DAYS = 14


def create_user(*, username: str, password: str, role: str, language: str = "ar", actor: str) -> m.User:
    """A person can sign in with this working name; the name, and no other, will stand in the journal."""
    if role not in m.ROLES:
        raise InvalidRecord(f"unknown_role: {role}")
    if m.User.objects.filter(username=username).exists():
        raise InvalidRecord("username_taken")
    user = m.User(username=username, role=role, language=language)
    _set_password(user, password)
    with transaction.atomic():
        user.save()
        record("account_created", actor=actor, subject=user, changed=[user], detail={"role": role})
    return user


def note_sign_in(user: m.User) -> None:
    """That this person signed in is in the journal."""
    with transaction.atomic():
        record("signed_in", actor=user.username, subject=user)


def note_failed_sign_in(username: str) -> None:
    """That somebody tried is in the journal: with the account, if there is one, and never with what was typed."""
    with transaction.atomic():
        record("sign_in_failed", actor=NOBODY, subject=m.User.objects.filter(username=username).first())


def note_own_change(user: m.User, *, event: str, kind: str) -> None:
    """What this person changed about how they sign in is in the journal."""
    with transaction.atomic():
        record(event, actor=user.username, subject=user, detail={"kind": kind})


def invite(user: m.User, *, role: str, days: int, account: m.User | None = None) -> tuple[m.Invitation, str]:
    """An invitation and the secret of its link, which nobody can read a second time.

    With ``account`` it leads back into that account: who follows it chooses a new password.
    """
    if role not in m.ROLES:
        raise InvalidRecord(f"unknown_role: {role}")
    if not 1 <= days <= MOST_DAYS:
        raise InvalidRecord("value_invalid")
    if account is not None:
        _check(user, account, leaves=False)
    token, now = secrets.token_urlsafe(32), timezone.now()
    told = {"role": role, "account": account, "invited_by": user, "made_at": now}
    with transaction.atomic():
        one = m.Invitation.objects.create(
            token_sha256=sha256(token.encode()).hexdigest(), expires_at=now + timedelta(days=days), **told
        )
        detail = {"role": role, "days": days} | ({"account": account.ref} if account else {})
        record("invited", actor=user.username, subject=one, changed=[one], detail=detail)
    return one, token


def withdraw_invitation(user: m.User, invitation: m.Invitation) -> None:
    """The link opens nothing any more."""
    with transaction.atomic():
        locked = lock_row(m.Invitation, invitation.pk)
        if locked is None or locked.used_at or locked.withdrawn_at:
            raise InvalidRecord("invitation_gone")
        locked.withdrawn_at = timezone.now()
        locked.save(update_fields=["withdrawn_at"])
        record("invitation_withdrawn", actor=user.username, subject=locked, changed=[locked])


def accept_invitation(invitation: m.Invitation, *, username: str, password: str, language: str) -> m.User:
    """The account stands, or its new password holds, and the link is used up; both or neither."""
    with transaction.atomic():
        locked = lock_row(m.Invitation, invitation.pk)
        if locked is None or locked.used_at or locked.withdrawn_at:
            raise InvalidRecord("invitation_gone")
        if locked.account is None:
            actor = locked.invited_by.username
            told = {"username": username, "password": password, "language": language}
            user = create_user(role=locked.role, actor=actor, **told)
        else:
            user = locked.account
            _set_password(user, password)
            user.save(update_fields=["password"])
            _end_sessions(user)
        locked.used_at = timezone.now()
        locked.save(update_fields=["used_at"])
        record("invitation_used", actor=user.username, subject=locked, changed=[locked], detail={"account": user.ref})
    return user


def change_role(user: m.User, account: m.User, *, role: str) -> None:
    """The account has another role from its next step on."""
    if role not in m.ROLES:
        raise InvalidRecord(f"unknown_role: {role}")
    if role == account.role:
        raise InvalidRecord("not_changed")
    before = account.role
    with transaction.atomic():
        _check(user, account, leaves=role != "administrator")
        account.role = role
        account.save(update_fields=["role"])
        _end_sessions(account)
        detail = {"from": before, "to": role}
        record("role_changed", actor=user.username, subject=account, changed=[account], detail=detail)


def suspend(user: m.User, account: m.User) -> None:
    """Nobody signs in to it, and whoever was is out; what the account did stays."""
    with transaction.atomic():
        _check(user, account, leaves=True)
        account.is_active = False
        account.save(update_fields=["is_active"])
        _end_sessions(account)
        record("account_suspended", actor=user.username, subject=account, changed=[account])


def reinstate(user: m.User, account: m.User) -> None:
    """A suspended account can be signed in to again."""
    with transaction.atomic():
        _check(user, account, leaves=False)
        account.is_active = True
        account.save(update_fields=["is_active"])
        record("account_reinstated", actor=user.username, subject=account, changed=[account])


def reset_second_factor(user: m.User, account: m.User) -> None:
    """Apps, keys and recovery codes are gone: the next sign-in, with the password, can only set up a new one."""
    with transaction.atomic():
        _check(user, account, leaves=False)
        gone = Authenticator.objects.filter(user=account).delete()[0]
        _end_sessions(account)
        record("second_factor_reset", actor=user.username, subject=account, detail={"number": gone})


def end_sessions(user: m.User, account: m.User) -> None:
    """Whoever is signed in to the account has to sign in again."""
    with transaction.atomic():
        _check(user, account, leaves=False)
        ended = _end_sessions(account)
        record("sessions_ended", actor=user.username, subject=account, detail={"number": ended})


def end_own_session(user: m.User, number: int) -> None:
    """One of this person's own sessions is over; absent and another's answer alike."""
    with transaction.atomic():
        session = UserSession.objects.filter(user=user, pk=number).first()
        if session is None:
            raise InvalidRecord("session_gone")
        session.end()
        record("sessions_ended", actor=user.username, subject=user, detail={"number": 1})


def _end_sessions(account: m.User) -> int:
    sessions = list(UserSession.objects.filter(user=account))
    for session in sessions:
        session.end()
    return len(sessions)


def _check(user: m.User, account: m.User, *, leaves: bool) -> None:
    decision = may_manage_account(
        user.username, of=account.username, role=account.role, administrators=administrators(), leaves=leaves
    )
    if not decision:
        raise InvalidRecord(decision.reason)


def _set_password(user: m.User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise InvalidRecord("password_too_weak") from weak
    user.set_password(password)
