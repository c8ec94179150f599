"""The one form of the public site."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class CommentForm(forms.Form):
    """A comment for the editors: never shown in public."""

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


def is_from_here(request: HttpRequest) -> bool:
    """Whether a form was sent from a page of this site: browsers say so themselves, so no cookie is needed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return site == "same-origin"
    return origin.partition("://")[2] == request.get_host()
