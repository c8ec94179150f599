"""Forms of the evidence rooms: consent as it was given, addresses to capture, disposal, hand-over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.desk import wording
from tawthiq.desk.forms.choices import language
from tawthiq.desk.queries.labels import labels

LANGUAGES = ("ar", "en", "ku", "tr", "fr", "de")
MOST_ADDRESSES = 500


def _consent_languages() -> list[tuple[str, Any]]:
    return [(code, wording.words_for("languages", code)) for code in LANGUAGES]


class DisposalForm(forms.Form):
    """Why an item should end."""

    why = forms.ChoiceField(label=_("Reason"), choices=lambda: labels("disposal_reasons", language()))


class ConsentForm(forms.Form):
    """What one source or one person said to one purpose, as it was explained and answered."""

    source = forms.CharField(
        label=_("Source (pseudonym)"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )
    person = forms.CharField(
        label=_("Or a person (reference)"),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "PS-000001"}),
    )
    purpose = forms.ChoiceField(label=_("What for"), choices=lambda: labels("consent_purposes", language()))
    is_given = forms.ChoiceField(
        label=_("Answer"),
        choices=[("yes", _("yes, agreed")), ("no", _("no, refused"))],
        widget=forms.RadioSelect,
    )
    lang = forms.ChoiceField(label=_("Language it was explained in"), choices=_consent_languages)
    explained_by = forms.CharField(label=_("Explained by"), max_length=150, help_text=_("A working name."))
    how = forms.CharField(
        label=_("How it was explained and answered"), widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    guardian = forms.CharField(
        label=_("Guardian who answered"),
        required=False,
        max_length=150,
        help_text=_("For a minor: who agreed, and as what."),
    )
    given_on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    expires_on = forms.DateField(
        label=_("Ends on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until it is withdrawn."),
    )
    evidence = forms.CharField(
        label=_("Shown by the item"),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "EV-000001"}),
        help_text=_("The recording or paper on which it can be seen, if there is one."),
    )


class CaptureForm(forms.Form):
    """Addresses to capture, one per line, and why."""

    urls = forms.CharField(
        label=_("Addresses, one per line"),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr", "spellcheck": "false", "placeholder": "https://"}),
    )
    why = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}))

    def clean_urls(self) -> list[str]:
        """The addresses as written, each once, empty lines left out."""
        written = dict.fromkeys(line.strip() for line in self.cleaned_data["urls"].splitlines() if line.strip())
        if len(written) > MOST_ADDRESSES:
            raise forms.ValidationError(_("At most %(number)s addresses at once.") % {"number": MOST_ADDRESSES})
        return list(written)


class HandOverForm(forms.Form):
    """Which items to whom and what for: asked before a bundle is made."""

    items = forms.CharField(
        label=_("Items (references)"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "placeholder": "EV-000001 EV-000002"}),
    )
    purpose = forms.ChoiceField(
        label=_("What for"),
        choices=lambda: [row for row in labels("consent_purposes", language()) if row[0].startswith("share_")],
    )
    recipient = forms.CharField(label=_("To whom"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))

    def clean_items(self) -> list[str]:
        """The references, each once."""
        return list(dict.fromkeys(self.cleaned_data["items"].upper().replace(",", " ").split()))
