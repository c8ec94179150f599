"""What selects offer, in the reader's language, taken from data/*.yaml and the register."""

from typing import Any

from django import forms
from django.utils.translation import get_language

from tawthiq.core.claims import ATTRIBUTION_KINDS, KINDS
from tawthiq.core.grading import THRESHOLDS
from tawthiq.desk.queries.labels import governorate_labels, label, labels, party_labels
from tawthiq.store.packs import load_table

BLANK = ("", "—")


def language() -> str:
    """The reader's language: "ar" or "en"."""
    return "ar" if (get_language() or "en").startswith("ar") else "en"


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of claim and incident."""
    return [(kind, label("kinds", kind, language())) for kind in KINDS]


def source_kind_choices() -> list[tuple[str, str]]:
    """The kinds of source."""
    return [(kind, label("source_kinds", kind, language())) for kind in ATTRIBUTION_KINDS]


def grade_choices() -> list[tuple[str, str]]:
    """The grades a person may set, lowest first; the one that belongs to a court is not offered."""
    return [(grade, label("grades", grade, language())) for grade in THRESHOLDS]


def category_choices() -> list[tuple[str, str]]:
    """The categories of articles."""
    return labels("article_categories", language())


def party_choices() -> list[tuple[str, str]]:
    """Every party, the unidentified one last."""
    return sorted(party_labels(language()).items(), key=lambda row: (row[0] == "unknown", row[1]))


def governorate_choices() -> list[tuple[str, str]]:
    """Every governorate."""
    return governorate_labels(language())


def rejection_choices() -> list[tuple[str, str]]:
    """Why a claim may be rejected."""
    rows = [row for row in load_table("rejection_reasons") if "claim" in row["applies_to"]]
    return [(row["id"], row[language()]) for row in rows]


def with_blank(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The choices after an empty one."""
    return [BLANK, *choices]


class PartyField(forms.ChoiceField):
    """A party of the register by its code, or none; offered in the language of whoever looks."""

    def __init__(self, **kwargs: Any) -> None:
        """Choices are asked for anew each time the form is shown."""
        super().__init__(choices=lambda: with_blank(party_choices()), **kwargs)
