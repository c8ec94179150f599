"""Who works at the desk."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from tawthiq.desk.models.base import Record

ROLES = (
    "reporter",
    "researcher",
    "reviewer",
    "analyst",
    "lawyer",
    "editor",
    "custodian",
    "auditor",
    "administrator",
)


class User(AbstractUser, Record):
    """A person with an account. ``username`` is a working name, and the only name that the journal carries."""

    ref_kind = "user"
    state_fields = ("username", "role", "is_active")

    role = models.CharField(max_length=20, choices=[(role, role) for role in ROLES])
    language = models.CharField(max_length=2, choices=[("ar", "ar"), ("en", "en")], default="ar")

    def __str__(self) -> str:
        """The working name."""
        return self.username


class Invitation(Record):
    """A link that lets one person in, once: to a new account, or back into ``account``.

    The link itself is shown once and kept nowhere; only its SHA-256 is.
    """

    ref_kind = "invitation"
    state_fields = ("role", "account", "invited_by", "made_at", "expires_at", "used_at", "withdrawn_at")

    token_sha256 = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=20, choices=[(role, role) for role in ROLES])
    account = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="ways_back")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
