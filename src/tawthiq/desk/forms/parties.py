"""What binds two parties, who commands one, and the day that is asked about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.core.times import is_valid_edtf
from tawthiq.desk import wording
from tawthiq.desk.actions.parties import Period
from tawthiq.desk.forms.choices import language, party_choices
from tawthiq.desk.forms.places import day_field
from tawthiq.desk.queries.labels import labels


class DayForm(forms.Form):
    """The day for which a party's page is shown."""

    day = day_field(_("On the day (2015-07-20, 2015-07 or 2015; empty: at any time)"))

    def clean_day(self) -> str:
        """An EDTF date, or ""."""
        day = str(self.cleaned_data["day"]).strip()
        if day and not is_valid_edtf(day):
            raise forms.ValidationError(wording.words_for("reasons", "date_invalid"))
        return day


class PeriodForm(forms.Form):
    """From when to when, how firmly, from where."""

    valid_from, valid_to = day_field(_("From")), day_field(_("To"))
    certainty = forms.ChoiceField(label=_("Certainty"), choices=lambda: labels("tie_certainties", language()))
    source = forms.CharField(label=_("Known from"), widget=forms.TextInput(attrs={"dir": "auto"}))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.TextInput(attrs={"dir": "auto"}))

    @property
    def period(self) -> Period:
        """What the form says of the period."""
        names = ("valid_from", "valid_to", "certainty", "source", "note")
        return Period(**{name: self.cleaned_data[name] for name in names})


def _other_parties() -> list[tuple[str, Any]]:
    return [(code, name) for code, name in party_choices() if code != "unknown"]


class TieForm(PeriodForm):
    """This party is so bound to another."""

    kind = forms.ChoiceField(label=_("This party"), choices=lambda: labels("tie_kinds", language()))
    other = forms.ChoiceField(label=_("the other party"), choices=_other_parties)
    place = forms.CharField(
        label=_("Only at this place (its code)"), required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    field_order = ("kind", "other", "valid_from", "valid_to", "certainty", "place", "source", "note")


class CommanderForm(PeriodForm):
    """Who commands this party, in which post."""

    name_ar = forms.CharField(
        label=_("Name in Arabic"), required=False, widget=forms.TextInput(attrs={"lang": "ar", "dir": "rtl"})
    )
    name_en = forms.CharField(
        label=_("Name in English"), required=False, widget=forms.TextInput(attrs={"lang": "en", "dir": "ltr"})
    )
    post_ar = forms.CharField(
        label=_("Post in Arabic"), required=False, widget=forms.TextInput(attrs={"lang": "ar", "dir": "rtl"})
    )
    post_en = forms.CharField(
        label=_("Post in English"), required=False, widget=forms.TextInput(attrs={"lang": "en", "dir": "ltr"})
    )
