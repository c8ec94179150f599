"""What is done to an incident: described, a value set by hand, graded, attributed, judged beside another."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.core.claims import COUNTED
from tawthiq.desk import wording
from tawthiq.desk.forms.choices import (
    governorate_choices,
    grade_choices,
    kind_choices,
    party_choices,
    with_blank,
)
from tawthiq.desk.forms.review import NewIncidentForm, ReasonForm
from tawthiq.desk.queries.gazetteer import find_place
from tawthiq.errors import InvalidRecord

_SHORT = {"rows": 3}


class FilterForm(forms.Form):
    """What the list of incidents is narrowed to."""

    text = forms.CharField(label=_("Words"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=lambda: with_blank(kind_choices()))
    party = forms.ChoiceField(label=_("Party"), required=False, choices=lambda: with_blank(party_choices()))
    governorate = forms.ChoiceField(
        label=_("Governorate"), required=False, choices=lambda: with_blank(governorate_choices())
    )
    month = forms.RegexField(
        r"^\d{4}(-\d{2})?$",
        label=_("Month"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "2015-07", "dir": "ltr"}),
    )
    grade = forms.ChoiceField(label=_("Grade"), required=False, choices=lambda: with_blank(grade_choices()))
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=lambda: with_blank([(s, wording.words_for("states", s)) for s in ("open", "graded", "signed")]),
    )


class DescribeForm(NewIncidentForm):
    """Titles and summaries in both languages."""

    summary_en = forms.CharField(
        label=_("Summary in English"),
        required=False,
        widget=forms.Textarea(attrs={**_SHORT, "lang": "en", "dir": "ltr"}),
    )
    summary_ar = forms.CharField(
        label=_("Summary in Arabic"),
        required=False,
        widget=forms.Textarea(attrs={**_SHORT, "lang": "ar", "dir": "rtl"}),
    )


class GradeForm(forms.Form):
    """How firmly it is established, why, and what speaks against it."""

    grade = forms.ChoiceField(label=_("Grade"), choices=grade_choices)
    basis = forms.CharField(
        label=_("What it rests on"),
        required=False,
        widget=forms.Textarea(attrs=_SHORT),
        help_text=_("Which sources, why they are independent of each other, what they saw."),
    )
    contrary = forms.CharField(
        label=_("What speaks against it"),
        required=False,
        widget=forms.Textarea(attrs=_SHORT),
        help_text=_("Denials and other accounts, or where you looked for them and found none."),
    )


class CertaintyForm(forms.Form):
    """How firmly a party is held to have done an act, and why."""

    certainty = forms.ChoiceField(label=_("Certainty"), choices=grade_choices)
    basis = forms.CharField(label=_("Basis"), widget=forms.Textarea(attrs={"rows": 2}))


class JudgeForm(ReasonForm):
    """Whether two incidents are one."""

    verdict = forms.ChoiceField(label=_("They are"), choices=lambda: wording.choices("verdicts"))


class ChoiceValueForm(ReasonForm):
    """A value out of a list: kind or who was hit."""

    value = forms.ChoiceField(label=_("Value"))

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        """``choices`` is what the field may hold."""
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = choices  # type: ignore[attr-defined]

    def value_set(self) -> Any:
        """What the register keeps."""
        return self.cleaned_data["value"]


class PartiesValueForm(ReasonForm):
    """One or more alleged perpetrators."""

    value = forms.MultipleChoiceField(
        label=_("Alleged perpetrators"), choices=party_choices, widget=forms.CheckboxSelectMultiple
    )

    def value_set(self) -> Any:
        """Party ids."""
        return self.cleaned_data["value"]


class PlaceValueForm(ReasonForm):
    """A place of the gazetteer."""

    value = forms.CharField(label=_("Place"), widget=forms.TextInput(attrs={"list": "places"}))

    def clean_value(self) -> str:
        """The place's code."""
        found = find_place(str(self.cleaned_data["value"]).strip())
        if found is None:
            raise forms.ValidationError(wording.words_for("reasons", "unknown_place"))
        return str(found.code)

    def value_set(self) -> Any:
        """The place's code."""
        return self.cleaned_data["value"]


class DateValueForm(ReasonForm):
    """A partial date."""

    value = forms.CharField(
        label=_("Date"),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("2015-06-30, 2015-06, 2015-06-28/2015-06-30"),
    )

    def value_set(self) -> Any:
        """EDTF."""
        return self.cleaned_data["value"].strip()


class CountValueForm(ReasonForm):
    """A range; an empty side is not known."""

    min = forms.IntegerField(label=_("At least"), min_value=0, required=False)
    max = forms.IntegerField(label=_("At most"), min_value=0, required=False)
    approximate = forms.BooleanField(label=_("about"), required=False)

    def value_set(self) -> Any:
        """Bounds."""
        return {name: self.cleaned_data[name] for name in ("min", "max", "approximate")}


def value_form(field: str, data: Any = None, *, current: Any = None) -> Any:
    """The form that sets this field of an incident, filled with what stands there; raises InvalidRecord."""
    if field in COUNTED:
        return CountValueForm(data, initial=current if isinstance(current, dict) else {})
    if field in ("kind", "target_class"):
        offered = kind_choices() if field == "kind" else wording.choices("target_classes")
        return ChoiceValueForm(data, choices=offered, initial={"value": current})
    forms_by_field = {"perpetrators": PartiesValueForm, "place": PlaceValueForm, "when": DateValueForm}
    if field not in forms_by_field:
        raise InvalidRecord("value_invalid")
    return forms_by_field[field](data, initial={"value": current})
