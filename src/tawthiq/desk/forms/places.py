"""A place, its names, and the units that it lies in, as people write them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.desk import wording
from tawthiq.desk.forms.choices import language, party_choices, with_blank
from tawthiq.desk.queries.gazetteer import find_place
from tawthiq.desk.queries.labels import labels

_LTR = {"dir": "ltr"}


def day_field(label: Any) -> forms.CharField:
    """A field for an EDTF date that may stay empty."""
    hint = {"placeholder": "2014-06", **_LTR}
    return forms.CharField(label=label, required=False, max_length=40, widget=forms.TextInput(attrs=hint))


def _languages() -> list[tuple[str, Any]]:
    return [(code, name) for code, name in wording.choices("languages") if code]


def _systems() -> list[tuple[str, str]]:
    by_party = str(_("by the order of: %(party)s"))
    parties = [(f"party:{code}", by_party % {"party": name}) for code, name in party_choices() if code != "unknown"]
    return [*labels("unit_systems", language()), *parties]


class PlaceFilterForm(forms.Form):
    """What the list of places is narrowed to."""

    text = forms.CharField(label=_("Name"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=lambda: with_blank(labels("place_kinds", language()))
    )


class ControlDayForm(forms.Form):
    """The day on which it is asked who held what."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class PlaceForm(forms.Form):
    """Everything that the register holds of a place."""

    name_en = forms.CharField(
        label=_("Name in English"), max_length=200, widget=forms.TextInput(attrs={"lang": "en", **_LTR})
    )
    name_ar = forms.CharField(
        label=_("Name in Arabic"), max_length=200, widget=forms.TextInput(attrs={"lang": "ar", "dir": "rtl"})
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: with_blank(labels("place_kinds", language())))
    parent = forms.CharField(
        label=_("Lies in"), required=False, widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"})
    )
    lat = forms.FloatField(label=_("Latitude"), required=False, localize=False)
    lon = forms.FloatField(label=_("Longitude"), required=False, localize=False)
    radius_m = forms.IntegerField(
        label=_("Radius in metres"),
        required=False,
        min_value=1,
        help_text=_("How far the true spot may lie from the point. Where no point is known, leave all three empty."),
    )
    valid_from = day_field(_("Has been since"))
    valid_to = day_field(_("Was until"))
    source = forms.CharField(label=_("Known from"), widget=forms.TextInput(attrs={"dir": "auto"}))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}))

    def clean_parent(self) -> Any:
        """The place that was named; None where none was."""
        written = str(self.cleaned_data["parent"]).strip()
        found = find_place(written) if written else None
        if written and found is None:
            raise forms.ValidationError(wording.words_for("reasons", "unknown_place"))
        return found


class PlaceEditForm(PlaceForm):
    """The same, with the reason for the change."""

    reason = forms.CharField(label=_("Reason for the change"), widget=forms.Textarea(attrs={"rows": 2}))


class PlaceNameForm(forms.Form):
    """One more name of a place."""

    text = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    lang = forms.ChoiceField(label=_("Language"), choices=_languages)
    party = forms.ChoiceField(
        label=_("Called so by"),
        required=False,
        choices=lambda: [("", str(_("everybody"))), *party_choices()],
    )
    valid_from, valid_to = day_field(_("From")), day_field(_("To"))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.TextInput(attrs={"dir": "auto"}))


class PlaceUnitForm(forms.Form):
    """A unit that a place lies in by another order."""

    system = forms.ChoiceField(label=_("By which order"), choices=_systems)
    name_en = forms.CharField(
        label=_("Name in English"), max_length=200, widget=forms.TextInput(attrs={"lang": "en", **_LTR})
    )
    name_ar = forms.CharField(
        label=_("Name in Arabic"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"lang": "ar", "dir": "rtl"}),
    )
    code = forms.CharField(label=_("Code"), max_length=60, required=False, widget=forms.TextInput(attrs=_LTR))
    valid_from, valid_to = day_field(_("From")), day_field(_("To"))
    source = forms.CharField(label=_("Known from"), widget=forms.TextInput(attrs={"dir": "auto"}))
