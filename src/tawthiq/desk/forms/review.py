"""Rejecting a claim, and putting accepted claims into an incident."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.desk.forms.choices import rejection_choices


class RejectForm(forms.Form):
    """A reason from the list, with words of one's own where the list does not do."""

    why = forms.ChoiceField(label=_("Reason"), choices=rejection_choices)
    note = forms.CharField(label=_("In your words"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        """ "Other" asks for words."""
        cleaned = super().clean() or {}
        if cleaned.get("why") == "other" and not str(cleaned.get("note", "")).strip():
            raise forms.ValidationError(_("Say in your own words why."))
        return cleaned

    @property
    def reason(self) -> str:
        """The code, and the words after it: what the journal keeps."""
        note = self.cleaned_data["note"].strip()
        return f"{self.cleaned_data['why']}: {note}" if note else str(self.cleaned_data["why"])


class NewIncidentForm(forms.Form):
    """The titles of a new incident in both languages."""

    title_en = forms.CharField(
        label=_("Title in English"), max_length=300, widget=forms.TextInput(attrs={"lang": "en", "dir": "ltr"})
    )
    title_ar = forms.CharField(
        label=_("Title in Arabic"), max_length=300, widget=forms.TextInput(attrs={"lang": "ar", "dir": "rtl"})
    )


class ReasonForm(forms.Form):
    """A reason that stays in the history with the person's name."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
