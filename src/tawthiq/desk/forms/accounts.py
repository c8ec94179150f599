"""Forms of accounts: an invitation, and what the invited person chooses."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from tawthiq.desk.forms.choices import language
from tawthiq.desk.queries.labels import labels


class RoleForm(forms.Form):
    """A role for an account."""

    role = forms.ChoiceField(label=_("Role"), choices=lambda: labels("roles", language()))


class InvitationForm(RoleForm):
    """Whom to invite as what, and how long the link holds."""

    days = forms.TypedChoiceField(
        label=_("The link holds for"),
        coerce=int,
        choices=[(1, _("1 day")), (3, _("3 days")), (14, _("14 days"))],
        initial=3,
    )


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 12 characters: several words are easy to keep and hard to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )
    again = forms.CharField(
        label=_("The password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )

    def clean_password(self) -> str:
        """Strong enough."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        """Twice the same."""
        given = super().clean() or {}
        if given.get("password") and given.get("again") != given["password"]:
            self.add_error("again", _("The two passwords differ."))
        return given


class JoinForm(PasswordForm):
    """Who comes in under which working name."""

    username = forms.CharField(
        label=_("Working name"),
        max_length=40,
        validators=[UnicodeUsernameValidator()],
        help_text=_("It stands beside everything you do here. It need not be your own name."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "dir": "ltr"}),
    )
    language = forms.ChoiceField(label=_("Language of the desk"), choices=[("ar", "العربية"), ("en", "English")])
    field_order = ("username", "password", "again", "language")
