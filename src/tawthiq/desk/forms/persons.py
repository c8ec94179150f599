"""A state of a person, and what the list of the missing and detained is narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.core.people import ROOMS, VICTIMS
from tawthiq.core.times import is_valid_edtf
from tawthiq.desk import wording
from tawthiq.desk.access import may_do
from tawthiq.desk.forms.choices import PartyField, language, with_blank
from tawthiq.desk.forms.places import day_field
from tawthiq.desk.models import User
from tawthiq.desk.queries.labels import labels
from tawthiq.desk.queries.person_states import Wanted


def _states() -> list[tuple[str, Any]]:
    return with_blank(labels("person_states", language()))


def _edtf(written: str) -> str:
    when = str(written).strip()
    if when and not is_valid_edtf(when):
        raise forms.ValidationError(wording.words_for("reasons", "date_invalid"))
    return when


_PLACE = forms.TextInput(attrs={"dir": "auto"})


class StateForm(forms.Form):
    """A state with its day, place and party; it rests on the claim, or on the reason."""

    code = forms.ChoiceField(label=_("State"), choices=_states)
    when = day_field(_("When (2015-07-20, 2015-07, 2015-06/2015-08; empty: not known)"))
    place = forms.CharField(label=_("Where (name or code; empty: not known)"), required=False, widget=_PLACE)
    party = PartyField(label=_("Who held the person"), required=False)
    claim = forms.CharField(required=False, widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("Your reason, where no claim says so"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def clean_when(self) -> str:
        """An EDTF date or interval, or ""."""
        return _edtf(self.cleaned_data["when"])


class FollowedForm(forms.Form):
    """What the list is narrowed to; only rooms that the person may enter are offered."""

    room = forms.ChoiceField(label=_("Room"), required=False)
    state = forms.ChoiceField(label=_("Latest state"), required=False, choices=_states)
    place = forms.CharField(label=_("Where"), required=False, widget=_PLACE)
    party = PartyField(label=_("Held by"), required=False)
    since = day_field(_("Since"))
    only = forms.ChoiceField(
        label=_("Only"),
        required=False,
        choices=[
            ("", _("everybody")),
            ("missing", _("not known to be dead")),
            ("overdue", _("time to ask again")),
            ("contradicted", _("accounts that contradict")),
        ],
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        """The rooms follow from the person's rights."""
        super().__init__(*args, **kwargs)
        rooms = [(room, wording.words_for("rooms", room)) for room, right in ROOMS.items() if may_do(user, right)]
        self.fields["room"].choices = rooms  # type: ignore[attr-defined]

    def clean_since(self) -> str:
        """An EDTF date, or ""."""
        since = _edtf(self.cleaned_data["since"])
        if "/" in since:
            raise forms.ValidationError(wording.words_for("reasons", "date_invalid"))
        return since

    @property
    def wanted(self) -> Wanted:
        """What is asked for; a field that was not understood narrows nothing."""
        told = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**({"room": VICTIMS} | told))
