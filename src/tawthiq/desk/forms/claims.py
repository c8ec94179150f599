"""The form in which a person mends or adds a claim: every part of the reading contract, each with its words."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from tawthiq.core.claims import COUNTED
from tawthiq.core.times import is_valid_edtf
from tawthiq.desk import wording
from tawthiq.desk.forms.choices import BLANK, PartyField, kind_choices, source_kind_choices, with_blank
from tawthiq.desk.forms.spans import SpanForm, span_initial
from tawthiq.desk.queries.gazetteer import find_place, mention_of

# What a mention of a person most often says of them; others are typed.
PERSON_STATUSES = ("killed", "injured", "arrested", "abducted", "missing", "released", "leader", "source")


class QuoteForm(SpanForm):
    """The words that carry the claim, what kind of act they tell of, and how they tell it."""

    needs_words = True
    kind = forms.ChoiceField(label=_("Kind"), choices=kind_choices)
    status = forms.ChoiceField(label=_("Status"), choices=lambda: wording.choices("statuses"))
    confidence = forms.ChoiceField(
        label=_("How the report names who did it"),
        choices=lambda: [BLANK, *wording.choices("confidences")],
        required=False,
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


class WhenForm(SpanForm):
    """When it happened, as a partial date."""

    edtf = forms.CharField(label=_("Date"), required=False, help_text=_("2015-06-30, 2015-06, 2015-06-28/2015-06-30"))

    def clean_edtf(self) -> str:
        """An EDTF date or nothing."""
        written = str(self.cleaned_data["edtf"]).strip()
        if written and not is_valid_edtf(written):
            raise forms.ValidationError(wording.words_for("reasons", "date_invalid"))
        return written

    def body(self, *, anchor: int) -> dict[str, Any] | None:
        """The contract's ``when``."""
        span, written = self.span(anchor=anchor), self.cleaned_data["edtf"]
        return {**span, "edtf": written or None} if written or span["text"] else None


class TargetForm(SpanForm):
    """Who or what was hit; never civilian unless the words say so."""

    target_class = forms.ChoiceField(label=_("Who was hit"), choices=lambda: wording.choices("target_classes"))
    party = PartyField(label=_("Party"), required=False)

    def body(self, *, anchor: int) -> dict[str, Any] | None:
        """The contract's ``target``."""
        span, given = self.span(anchor=anchor), self.cleaned_data
        if not span["text"] and not given["party"] and given["target_class"] == "unknown":
            return None
        return {**span, "party": given["party"] or None, "class": given["target_class"]}


_OF_GAZETTEER = ("place", "name", "lat", "lon", "radius_m", "country")


class PlaceForm(SpanForm):
    """A place: what the gazetteer calls it, and its part in the event."""

    place = forms.CharField(label=_("Place"), required=False, widget=forms.TextInput(attrs={"list": "places"}))
    role = forms.ChoiceField(label=_("Part"), choices=lambda: wording.choices("place_roles"), required=False)

    def clean_place(self) -> dict[str, Any]:
        """The gazetteer's entry; what stood there and was not touched; one of the candidates that the reader saw."""
        written = str(self.cleaned_data["place"]).strip()
        before = self.initial.get("mention") or {}
        if written == (before.get("place") or ""):
            return {name: before.get(name) for name in _OF_GAZETTEER} | {"candidates": before.get("candidates") or []}
        for candidate in before.get("candidates") or ():
            if written == candidate["place"]:
                return {name: candidate[name] for name in _OF_GAZETTEER}
        found = find_place(written) if written else None
        if written and found is None:
            raise forms.ValidationError(wording.words_for("reasons", "unknown_place"))
        return mention_of(found) if found else dict.fromkeys(_OF_GAZETTEER)

    def body(self, *, anchor: int) -> dict[str, Any] | None:
        """One of the contract's ``places``."""
        span, place = self.span(anchor=anchor), self.cleaned_data["place"]
        if not span["text"] and not place["place"]:
            return None
        return {**span, **place, "role": self.cleaned_data["role"] or "scene"}


class PerpetratorForm(SpanForm):
    """A party said to have done it."""

    party = PartyField(label=_("Party"), required=False)

    def body(self, *, anchor: int) -> dict[str, Any] | None:
        """One of the contract's ``perpetrators``."""
        party = self.cleaned_data["party"]
        span = self.span(anchor=anchor)
        return {**span, "party": party or "unknown"} if party or span["text"] else None


class CountForm(SpanForm):
    """How many of one harm: least, most, and whether the words say "about"."""

    counted = forms.ChoiceField(choices=[(c, c) for c in COUNTED], widget=forms.HiddenInput)
    min = forms.IntegerField(label=_("At least"), min_value=0, required=False)
    max = forms.IntegerField(label=_("At most"), min_value=0, required=False)
    approximate = forms.BooleanField(label=_("about"), required=False)
    who = forms.CharField(label=_("Who or what"), required=False)

    def clean(self) -> dict[str, Any]:
        """The least is not above the most."""
        cleaned = super().clean()
        low, high = cleaned.get("min"), cleaned.get("max")
        if low is not None and high is not None and low > high:
            raise forms.ValidationError(_("The least is above the most."))
        return cleaned

    def body(self, *, anchor: int) -> dict[str, Any] | None:
        """One of the contract's ``counts``; None where nothing is mentioned."""
        span, given = self.span(anchor=anchor), self.cleaned_data
        if not span["text"] and given["min"] is None and given["max"] is None:
            return None
        return {**span, **{name: given[name] for name in ("min", "max", "approximate", "who")}}


class PersonForm(SpanForm):
    """A person named in the words."""

    role = forms.CharField(label=_("Role"), required=False, max_length=80)
    status = forms.CharField(
        label=_("What happened to them"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"list": "person-statuses"}),
    )

    def body(self, *, anchor: int) -> dict[str, Any] | None:
        """One of the contract's ``people``: a person has words, or is none."""
        span = self.span(anchor=anchor)
        before = self.initial.get("mention") or {}
        name = before.get("name") if span["text"] == before.get("text") else None
        told = {"role": self.cleaned_data["role"], "status": self.cleaned_data["status"], "name": name}
        return {**span, **told} if span["text"] else None


class AttributionForm(SpanForm):
    """Who says so, and how."""

    kind = forms.ChoiceField(label=_("Who says so"), choices=lambda: with_blank(source_kind_choices()), required=False)
    stance = forms.ChoiceField(label=_("How"), choices=lambda: wording.choices("stances"), required=False)

    def body(self, *, anchor: int) -> dict[str, Any] | None:
        """One of the contract's ``attribution``."""
        kind, span = self.cleaned_data["kind"], self.span(anchor=anchor)
        if not kind and not span["text"]:
            return None
        return {**span, "kind": kind or "organisation", "stance": self.cleaned_data["stance"] or "asserts"}


_LISTS: dict[str, type[SpanForm]] = {
    "places": PlaceForm,
    "perpetrators": PerpetratorForm,
    "people": PersonForm,
    "attribution": AttributionForm,
}
_ROW = {"places": ("place", "role"), "perpetrators": ("party",), "people": ("role", "status")} | {
    "attribution": ("kind", "stance")
}


class ClaimForms:
    """All forms of one claim together: shown from a body of the contract, and giving one back."""

    def __init__(self, data: Any = None, *, text: str, body: dict[str, Any] | None = None) -> None:
        """``body`` fills the fields; ``data`` is what was posted."""
        given = body or {}
        self.body_before = given
        single = {"text": text}
        quote = {key: given[key] for key in ("kind", "status", "confidence") if given.get(key)} | span_initial(
            given.get("quote")
        )
        when, target = given.get("when"), given.get("target")
        self.quote = QuoteForm(data, prefix="quote", initial=quote, **single)
        self.when = WhenForm(
            data, prefix="when", initial=span_initial(when) | {"edtf": (when or {}).get("edtf") or ""}, **single
        )
        hit = {"party": (target or {}).get("party") or "", "target_class": (target or {}).get("class", "unknown")}
        self.target = TargetForm(data, prefix="target", initial=span_initial(target) | hit, **single)
        counts = given.get("counts") or {}
        self.counts = [
            CountForm(data, prefix=name, initial=_count_initial(name, counts.get(name)), **single) for name in COUNTED
        ]
        self.lists = {
            name: _formset(form, data, name=name, rows=given.get(name) or [], text=text)
            for name, form in _LISTS.items()
        }

    @property
    def places(self) -> "BaseFormSet[Any]":
        """The places' rows."""
        return self.lists["places"]

    @property
    def perpetrators(self) -> "BaseFormSet[Any]":
        """The alleged perpetrators' rows."""
        return self.lists["perpetrators"]

    @property
    def people(self) -> "BaseFormSet[Any]":
        """The persons' rows."""
        return self.lists["people"]

    @property
    def attribution(self) -> "BaseFormSet[Any]":
        """Rows of who says so."""
        return self.lists["attribution"]

    def is_valid(self) -> bool:
        """Whether every part is in order; each part is asked, so that all faults show at once."""
        parts: list[Any] = [self.quote, self.when, self.target, *self.counts, *self.lists.values()]
        return not [part for part in parts if not part.is_valid()]

    def refuse(self, refusal: str) -> None:
        """Shows at the head of the form why the register did not take the claim."""
        self.quote.add_error(None, wording.explain(refusal))

    @property
    def reason(self) -> str:
        """Why, in the person's words."""
        return str(self.quote.cleaned_data["reason"])

    def body(self) -> dict[str, Any]:
        """The claim as the reading contract writes it."""
        quote = self.quote.span(anchor=0)
        anchor = quote["start"]
        kept = {key: self.body_before.get(key, empty) for key, empty in _MACHINE.items()}
        body = {
            "kind": self.quote.cleaned_data["kind"],
            "status": self.quote.cleaned_data["status"],
            "quote": quote,
            "confidence": self.quote.cleaned_data["confidence"] or None,
            "when": self.when.body(anchor=anchor),
            "target": self.target.body(anchor=anchor),
            "counts": {form.prefix: form.body(anchor=anchor) for form in self.counts},
            **{name: _rows(formset, anchor=anchor) for name, formset in self.lists.items()},
            **kept,
        }
        return body | self._country_of(body)

    def _country_of(self, body: dict[str, Any]) -> dict[str, Any]:
        """The country that the reader found, as long as the places it rests on are left as they were."""
        before = self.body_before
        return {"country": before["country"]} if before.get("country") and body["places"] == before["places"] else {}


_MACHINE: dict[str, Any] = {"score": 1.0, "reader": "person", "version": "", "rules": []}


def _count_initial(name: str, count: dict[str, Any] | None) -> dict[str, Any]:
    shown = {key: count[key] for key in ("min", "max", "approximate", "who")} if count else {}
    return {"counted": name} | span_initial(count) | shown


def _formset(
    form: type[SpanForm], data: Any, *, name: str, rows: list[dict[str, Any]], text: str
) -> "BaseFormSet[Any]":
    initial = [span_initial(row) | {key: row[key] or "" for key in _ROW[name]} | {"mention": row} for row in rows]
    made = formset_factory(form, extra=1, can_delete=True)
    return made(data, prefix=name, initial=initial, form_kwargs={"text": text})


def _rows(formset: "BaseFormSet[Any]", *, anchor: int) -> list[dict[str, Any]]:
    kept = [form for form in formset.forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
    return [body for form in kept if form.has_changed() or form.initial if (body := form.body(anchor=anchor))]
