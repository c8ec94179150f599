"""Teaching the reader a word: which words of which language, and the row that they are added to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.desk.queries.word_targets import LONGEST


class FindForm(forms.Form):
    """The words, and what is looked for among the rows; both may be empty at first."""

    text = forms.CharField(label=_("Words"), max_length=4 * LONGEST, required=False)
    asked = forms.CharField(
        label=_("Look for a party, a place or a word of the same meaning"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class WordForm(forms.Form):
    """The words and the row, confirmed."""

    text = forms.CharField(max_length=4 * LONGEST, widget=forms.HiddenInput)
    target = forms.CharField(max_length=200, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Why (it stays in the history)"), required=False, max_length=500, widget=forms.TextInput
    )

    def clean_target(self) -> tuple[str, str]:
        """What is added to, and its code."""
        what, colon, of = str(self.cleaned_data["target"]).partition(":")
        if not (what and colon and of):
            raise forms.ValidationError(_("Choose what the words are a spelling of."))
        return what, of

    @property
    def word(self) -> dict[str, Any]:
        """``what``, ``of`` and ``text`` of the word."""
        what, of = self.cleaned_data["target"]
        return {"what": what, "of": of, "text": self.cleaned_data["text"]}
