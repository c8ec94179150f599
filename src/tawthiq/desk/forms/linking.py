"""What a researcher says about a proposal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.desk import wording
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.linking.incidents.proposals import KINDS


class WordForm(ReasonForm):
    """Same, different or unsure, with the reason; the buttons carry the verdict."""

    verdict = forms.ChoiceField(choices=lambda: wording.choices("verdicts"))


class QueueForm(forms.Form):
    """What the queue is narrowed to."""

    about = forms.ChoiceField(required=False, choices=lambda: wording.choices("subjects"), widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What is asked"),
        required=False,
        choices=lambda: [("", _("everything")), *((code, wording.words_for("proposals", code)) for code in KINDS)],
        widget=forms.Select(attrs={"data-submit": ""}),
    )
