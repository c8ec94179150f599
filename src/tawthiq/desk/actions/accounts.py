"""Accounts of the desk."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tawthiq.desk import models as m
from tawthiq.desk.actions.journal import record
from tawthiq.errors import InvalidRecord


def create_user(*, username: str, password: str, role: str, language: str = "ar", actor: str) -> m.User:
    """A person can sign in with this working name; the name, and no other, will stand in the journal."""
    if role not in m.ROLES:
        raise InvalidRecord(f"unknown_role: {role}")
    if m.User.objects.filter(username=username).exists():
        raise InvalidRecord("username_taken")
    user = m.User(username=username, role=role, language=language)
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise InvalidRecord("password_too_weak") from weak
    user.set_password(password)
    with transaction.atomic():
        user.save()
        record("account_created", actor=actor, subject=user, changed=[user], detail={"role": role})
    return user


def note_sign_in(user: m.User) -> None:
    """That this person signed in is in the journal."""
    with transaction.atomic():
        record("signed_in", actor=user.username, subject=user)
