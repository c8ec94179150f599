"""What is asked for in a case: what it is about, charges, evidence, searches, findings, disclosures, protection."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.core.cases import STANDARDS
from tawthiq.desk import models as m
from tawthiq.desk import wording
from tawthiq.desk.actions.cases import About
from tawthiq.desk.forms.choices import PartyField, language, with_blank
from tawthiq.desk.forms.incidents import DescribeForm
from tawthiq.desk.queries.cases import commanders_to_choose, may_join, places_for_evidence
from tawthiq.desk.queries.labels import label, labels
from tawthiq.desk.queries.law import crime_choices, law_elements, mode_choices, text_of

_SHORT = {"rows": 2, "dir": "auto"}
_SHOWN_LETTERS = 90
GATHER_ONLY = "only"


class CaseForm(DescribeForm):
    """Title and description in both languages."""

    field_order = ("title_en", "title_ar", "summary_en", "summary_ar")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The summaries of an incident are the description of a case."""
        super().__init__(*args, **kwargs)
        self.fields["summary_en"].label, self.fields["summary_ar"].label = (
            _("About it in English"),
            _("About it in Arabic"),
        )

    @property
    def about(self) -> About:
        """What the form says."""
        told = self.cleaned_data
        words = {"title_en": told["title_en"], "title_ar": told["title_ar"]}
        return About(**words, about_en=told["summary_en"], about_ar=told["summary_ar"])


class ChargeForm(forms.Form):
    """Which crime, whom, by which mode of liability, in which posts."""

    crime = forms.ChoiceField(label=_("Crime"), choices=lambda: crime_choices(language()))
    party = PartyField(label=_("Accused party"), required=False)
    person = forms.CharField(
        label=_("or accused person (reference)"),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "PS-000001"}),
    )
    mode = forms.ChoiceField(
        label=_("Mode of liability"), required=False, choices=lambda: with_blank(mode_choices(language()))
    )
    posts = forms.MultipleChoiceField(
        label=_("Posts that the accused held"),
        required=False,
        choices=lambda: commanders_to_choose(language()),
        widget=forms.CheckboxSelectMultiple,
    )
    particulars = forms.CharField(label=_("What is alleged"), required=False, widget=forms.Textarea(attrs=_SHORT))


def _places(user: m.User) -> list[tuple[str, list[tuple[str, str]]]]:
    """What evidence can go to: a group for every case, in it gathering only, then every element of every charge."""
    lang = language()
    groups = []
    for case in places_for_evidence(user):
        offered = [(f"{case.ref}:{GATHER_ONLY}", str(_("gather it, under no element yet")))]
        for charge in case.charges.all():
            offered += [
                (f"{charge.ref}:{element.code}", f"{charge.ref} · {text_of(element, lang)}"[:_SHOWN_LETTERS])
                for element in law_elements(charge.crime, charge.mode)
            ]
        groups.append((f"{case.ref} {getattr(case, f'title_{lang}')}", offered))
    return groups


class EvidenceForm(forms.Form):
    """What goes where: under which element, for it or against it, how strong, in which words."""

    what = forms.CharField(
        label=_("What (reference)"),
        max_length=24,
        widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "CL-000001"}),
        help_text=_("A claim, an incident, an item, or a row of a list."),
    )
    to = forms.ChoiceField(label=_("Where it goes"))
    side = forms.ChoiceField(
        label=_("It speaks"), choices=lambda: wording.choices("sides"), widget=forms.RadioSelect, required=False
    )
    strength = forms.ChoiceField(
        label=_("How strong"), choices=lambda: labels("evidence_strengths", language()), initial="not_weighed"
    )
    quote = forms.CharField(
        label=_("In these words"),
        required=False,
        widget=forms.Textarea(attrs=_SHORT),
        help_text=_("Of a claim: empty for the words it rests on. Of a text: as they stand in it."),
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs=_SHORT))

    def __init__(self, *args: Any, user: m.User, **kwargs: Any) -> None:
        """``user`` is offered the cases that they may put something into."""
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = _places(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Under an element it speaks for it or against it; nothing is chosen beforehand."""
        cleaned = super().clean() or {}
        if not cleaned.get("side") and not str(cleaned.get("to", "")).endswith(f":{GATHER_ONLY}"):
            self.add_error("side", _("Say whether it speaks for it or against it."))
        return cleaned

    @property
    def place(self) -> tuple[str, str]:
        """The reference of the case or charge, and the element, or ``GATHER_ONLY``."""
        ref, _colon, element = str(self.cleaned_data["to"]).partition(":")
        return ref, element


class SearchForm(forms.Form):
    """Where contrary material was looked for, until when, with what outcome."""

    searched = forms.CharField(
        label=_("Where you looked"),
        widget=forms.Textarea(attrs=_SHORT),
        help_text=_("Statements of the accused side, its media, other accounts, other explanations."),
    )
    until = forms.DateField(label=_("Up to the day"), widget=forms.DateInput(attrs={"type": "date"}))
    outcome = forms.ChoiceField(label=_("Contrary material"), choices=lambda: wording.choices("search_outcomes"))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs=_SHORT))


class FindingForm(forms.Form):
    """How firmly an element, or the whole charge, is held to be proven."""

    element = forms.ChoiceField(label=_("About"), required=False)
    standard = forms.ChoiceField(
        label=_("Standard of proof"), choices=lambda: [(one, label("grades", one, language())) for one in STANDARDS]
    )
    basis = forms.CharField(label=_("What it rests on"), widget=forms.Textarea(attrs=_SHORT))
    contrary = forms.CharField(
        label=_("What speaks against it"),
        required=False,
        widget=forms.Textarea(attrs=_SHORT),
        help_text=_("Denials and other accounts, or where you looked for them and found none."),
    )

    def __init__(self, *args: Any, charge: m.Charge, **kwargs: Any) -> None:
        """``charge`` has the elements."""
        super().__init__(*args, **kwargs)
        lang = language()
        elements = law_elements(charge.crime, charge.mode)
        offered = [(element.code, text_of(element, lang)[:_SHOWN_LETTERS]) for element in elements]
        self.fields["element"].choices = [("", _("the whole charge")), *offered]  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """Who needs to know."""

    username = forms.ChoiceField(label=_("Who needs to know"))

    def __init__(self, *args: Any, case: m.Case, **kwargs: Any) -> None:
        """``case`` says who is in it already."""
        super().__init__(*args, **kwargs)
        offered = [(one.username, f"{one.username} ({label('roles', one.role, language())})") for one in may_join(case)]
        self.fields["username"].choices = offered  # type: ignore[attr-defined]


class DisclosureForm(forms.Form):
    """What went out: to whom, when, what for, with what blacked out."""

    recipient = forms.CharField(label=_("To whom"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    purpose = forms.ChoiceField(
        label=_("What for"),
        choices=lambda: [row for row in labels("consent_purposes", language()) if row[0].startswith("share_")],
    )
    disclosed_on = forms.DateField(label=_("On the day"), widget=forms.DateInput(attrs={"type": "date"}))
    items = forms.CharField(
        label=_("Items (references)"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "placeholder": "EV-000001 EV-000002"}),
    )
    redactions = forms.CharField(
        label=_("What was blacked out"),
        required=False,
        widget=forms.Textarea(attrs=_SHORT),
        help_text=_("Names, faces, places; empty: nothing was."),
    )
    handover = forms.CharField(
        label=_("Hand-over (reference)"),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "HO-000001"}),
    )

    def clean_items(self) -> list[str]:
        """The references, each once."""
        return list(dict.fromkeys(self.cleaned_data["items"].upper().replace(",", " ").split()))


class MeasureForm(forms.Form):
    """What protects a witness."""

    measure = forms.ChoiceField(label=_("Measure"), choices=lambda: labels("protective_measures", language()))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
