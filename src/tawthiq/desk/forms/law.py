"""What the list of law is narrowed to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.desk import wording
from tawthiq.desk.forms.choices import language, with_blank
from tawthiq.desk.queries.labels import labels


class LawFilterForm(forms.Form):
    """Words in either language, what kind of row, and the violation that may fall under it."""

    text = forms.CharField(
        label=_("Words or article"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=lambda: with_blank([(code, str(name)) for code, name in wording.choices("law_kinds")]),
    )
    violation = forms.ChoiceField(
        label=_("May fall under, for the violation"),
        required=False,
        choices=lambda: with_blank(labels("violations", language())),
    )
