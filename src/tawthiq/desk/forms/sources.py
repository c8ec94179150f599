"""Forms of the room of sources: a key, an identity to be sealed, a grade."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.desk.actions.sealing import MOST_LETTERS
from tawthiq.desk.forms.choices import language, source_kind_choices
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.queries.labels import labels


class KeyForm(forms.Form):
    """The public half of an age key."""

    recipient = forms.CharField(
        label=_("Your public key"),
        max_length=80,
        widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "age1…", "autocomplete": "off"}),
        help_text=_("Made on your own machine with age-keygen. The secret half stays there."),
    )


class IdentityForm(forms.Form):
    """Who a source is, written once and never shown again here."""

    source = forms.CharField(
        label=_("Source (pseudonym)"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
        help_text=_("Never a real name. A new pseudonym makes a new source."),
    )
    source_kind = forms.ChoiceField(label=_("Kind of source"), choices=source_kind_choices)
    identity = forms.CharField(
        label=_("Who this is, and how to reach them safely"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto", "autocomplete": "off"}),
    )


class ReliabilityForm(ReasonForm):
    """A letter of the Admiralty code, and why."""

    reliability = forms.ChoiceField(
        label=_("Reliability"), choices=lambda: [("", "—"), *labels("reliability", language())]
    )
    field_order = ("reliability", "reason")
