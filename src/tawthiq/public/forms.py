"""What readers send: a message to the editors, and the codename with which they come back."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tawthiq.store.answers import DIGITS

KINDS = {
    "comment": _("A comment"),
    "correction": _("A correction: this is wrong"),
    "relative": _("This is my relative"),
    "reply": _("A reply of somebody who is named or accused"),
    "tip": _("Information for the editors"),
}


class CommentForm(forms.Form):
    """A comment under an article: never shown in public."""

    name = forms.CharField(
        label=_("Name (you may leave this empty, or use another name)"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail (only if you want an answer; it is not published)"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    text = forms.CharField(
        label=_("Your comment or correction"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


class MessageForm(CommentForm):
    """Anything to the editors: what kind of message, and what it is about."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=list(KINDS.items()), required=False)
    about = forms.CharField(
        label=_("Which incident or article? (its number or address; you may leave this empty)"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    codename = forms.CharField(
        label=_("Your codename, if you have written before"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "inputmode": "numeric"}),
    )
    field_order = ("kind", "about", "text", "name", "email", "codename")

    def clean_kind(self) -> str:
        """A form that does not ask sends a comment."""
        return self.cleaned_data["kind"] or "comment"

    def clean_about(self) -> str:
        """The reference or slug, also out of an address of a page."""
        said = str(self.cleaned_data["about"]).strip().rstrip("/")
        return said.rpartition("/")[2].partition("?")[0]

    def clean_codename(self) -> str:
        """A codename, or none."""
        return _codename(self.cleaned_data["codename"])


class CodenameForm(forms.Form):
    """The codename that was shown when the message was sent."""

    codename = forms.CharField(
        label=_("Codename"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr", "inputmode": "numeric"}),
    )

    def clean_codename(self) -> str:
        """A codename."""
        return _codename(self.cleaned_data["codename"])


def _codename(said: str) -> str:
    if said and (sum(letter.isdecimal() for letter in said) != DIGITS or any(letter.isalpha() for letter in said)):
        raise forms.ValidationError(_("A codename has sixteen digits."))
    return said


def is_from_here(request: HttpRequest) -> bool:
    """Whether a form was sent from a page of this site: browsers say so themselves, so no cookie is needed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return site == "same-origin"
    return origin.partition("://")[2] == request.get_host()
