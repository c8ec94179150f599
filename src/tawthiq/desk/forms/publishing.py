"""Articles in both languages, and the note with which a comment is handled."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.core.ids import parse_ref
from tawthiq.desk.forms.choices import category_choices
from tawthiq.desk.queries.publishing import incidents_named
from tawthiq.errors import InvalidRecord

_EN, _AR = {"lang": "en", "dir": "ltr"}, {"lang": "ar", "dir": "rtl"}
_BODY = {"rows": 14}


class ArticleForm(forms.Form):
    """A post in both languages and the incidents it stands on."""

    category = forms.ChoiceField(label=_("Category"), choices=category_choices)
    published = forms.DateField(
        label=_("Published"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("It goes out with the first release from this day on."),
    )
    title_en = forms.CharField(label=_("Title"), max_length=300, widget=forms.TextInput(attrs=_EN))
    title_ar = forms.CharField(label=_("Title"), max_length=300, widget=forms.TextInput(attrs=_AR))
    dateline_en = forms.CharField(
        label=_("Dateline"), required=False, max_length=120, widget=forms.TextInput(attrs=_EN)
    )
    dateline_ar = forms.CharField(
        label=_("Dateline"), required=False, max_length=120, widget=forms.TextInput(attrs=_AR)
    )
    body_en = forms.CharField(label=_("Body"), widget=forms.Textarea(attrs=_EN | _BODY))
    body_ar = forms.CharField(label=_("Body"), widget=forms.Textarea(attrs=_AR | _BODY))
    incidents = forms.CharField(
        label=_("Incidents it stands on"),
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "IN-000001 IN-000002"}),
        help_text=_("References, separated by spaces."),
    )

    def clean_incidents(self) -> list[Any]:
        """The incidents themselves; a reference that is none is named."""
        refs = str(self.cleaned_data["incidents"]).replace(",", " ").replace("،", " ").split()
        odd = [ref for ref in refs if not _is_incident(ref)]
        found = [] if odd else incidents_named(refs)
        missing = odd or [ref for ref in refs if ref not in {incident.ref for incident in found}]
        if missing:
            raise forms.ValidationError(_("There is no incident %(ref)s."), params={"ref": missing[0]})
        return found


def _is_incident(ref: str) -> bool:
    try:
        return parse_ref(ref)[0] == "incident"
    except InvalidRecord:
        return False


class AnswerForm(forms.Form):
    """What a reader finds under their codename."""

    text = forms.CharField(label=_("Answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}))


class CorrectionForm(forms.Form):
    """What was wrong and is right, as the world reads it."""

    about = forms.CharField(
        label=_("Incident or article"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("A reference such as IN-000001, or an article's address."),
    )
    text_en = forms.CharField(label=_("English"), max_length=2000, widget=forms.Textarea(attrs=_EN | {"rows": 3}))
    text_ar = forms.CharField(label=_("Arabic"), max_length=2000, widget=forms.Textarea(attrs=_AR | {"rows": 3}))


class NoteForm(forms.Form):
    """What was done about a comment."""

    note = forms.CharField(label=_("What was done"), widget=forms.Textarea(attrs={"rows": 2}))
