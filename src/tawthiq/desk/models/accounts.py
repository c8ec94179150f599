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
