"""Importing a list at the desk: the file and whose it is; then which column is what."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.desk.actions.exports import USES
from tawthiq.desk.forms.choices import (
    governorate_choices,
    kind_choices,
    language,
    party_choices,
    source_kind_choices,
    with_blank,
)
from tawthiq.desk.queries.labels import label
from tawthiq.store.exports.writing import FORMS
from tawthiq.store.lists.sources import ABOUT
from tawthiq.store.packs import load_table

_LINE = re.compile(r"\s*([a-z0-9_]+)\s*:\s*(.+?)\s*=\s*(.*?)\s*")
LONGEST = 20_000


def field_choices(about: str) -> list[tuple[str, str]]:
    """The fields of a list about this, by their names in the reader's language, after nothing."""
    rows = [row for row in load_table("table_columns") if about in row["for"]]
    return [("", "—"), *((row["id"], row[language()]) for row in rows)]


class NewListForm(forms.Form):
    """A file, or an item that was uploaded already, and the source whose list it is."""

    upload = forms.FileField(
        label=_("File"), required=False, help_text=_("CSV, XLSX, JSON, JSON Lines, GeoJSON, KoboToolbox or ODK.")
    )
    item = forms.CharField(
        label=_("Or an item that is here already"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "EV-000001", "dir": "ltr"}),
        help_text=_("A large file is better uploaded first: that can stop and go on."),
    )
    name = forms.SlugField(
        label=_("Short name of the source"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "folders", "autocomplete": "off", "dir": "ltr"}),
        help_text=_("Small Latin letters, digits and dashes. The same name for every list of this source."),
    )
    publisher = forms.CharField(
        label=_("Publisher"), required=False, max_length=80, help_text=_("Needed when the source is new.")
    )
    kind = forms.ChoiceField(label=_("Kind of source"), choices=source_kind_choices, initial="organisation")
    terms = forms.CharField(
        label=_("Terms of use"), required=False, max_length=500, help_text=_("Such as: CC BY 4.0, cite …")
    )

    def clean_name(self) -> str:
        """The name of a folder."""
        return str(self.cleaned_data["name"]).lower()

    def clean(self) -> dict[str, Any]:
        """One of the two, and not both."""
        cleaned = super().clean() or {}
        if bool(cleaned.get("upload")) == bool(str(cleaned.get("item") or "").strip()):
            raise forms.ValidationError(_("Choose a file, or name an item."))
        return cleaned


class RecipeForm(forms.Form):
    """What holds for the whole list beside the columns."""

    date_order = forms.ChoiceField(
        label=_("03/04/2015 is"),
        required=False,
        choices=[("", _("not decided")), ("day_first", _("the 3rd of April")), ("month_first", _("the 4th of March"))],
    )
    expected_min = forms.IntegerField(label=_("Expected rows, at least"), required=False, min_value=0)
    expected_max = forms.IntegerField(label=_("at most"), required=False, min_value=0)
    withheld = forms.CharField(
        label=_("Columns that never leave in an export"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("One heading per line, such as a telephone number."),
    )
    values = forms.CharField(
        label=_("Odd values, decided"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
        help_text=_("One per line: field: what is written = what it means. Nothing behind = means nothing."),
    )

    def clean_values(self) -> dict[str, dict[str, str | None]]:
        """By field what is written and what it means."""
        known = {row["id"] for row in load_table("table_columns")}
        found: dict[str, dict[str, str | None]] = {}
        for line in str(self.cleaned_data["values"]).splitlines():
            if not line.strip():
                continue
            match = _LINE.fullmatch(line)
            if not match or match[1] not in known:
                raise forms.ValidationError(_("This line is not of the form: %s") % line[:80])
            found.setdefault(match[1], {})[match[2]] = match[3] or None
        return found

    def clean_withheld(self) -> tuple[str, ...]:
        """The headings, one per line."""
        lines = str(self.cleaned_data["withheld"]).splitlines()
        return tuple(line.strip() for line in lines if line.strip())

    @staticmethod
    def shown(values: Mapping[str, Mapping[str, str | None]]) -> str:
        """Decided values as the lines of the form."""
        return "\n".join(f"{name}: {key} = {one or ''}" for name, words in values.items() for key, one in words.items())


def about_of(given: str) -> str:
    """What a table is about, or "" for anything odd."""
    return given if given in ABOUT else ""


class ListExportForm(forms.Form):
    """Rows of a list in a form, for a purpose."""

    form = forms.ChoiceField(label=_("Form"), choices=[(one, one.upper()) for one in FORMS])
    purpose = forms.ChoiceField(
        label=_("What for"), choices=lambda: [(one, label("consent_purposes", one, language())) for one in USES]
    )


class ExportForm(forms.Form):
    """Signed incidents, or those of a release, in a form."""

    what = forms.ChoiceField(label=_("What"))
    form = forms.ChoiceField(label=_("Form"), choices=[(one, one.upper()) for one in FORMS])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=lambda: with_blank(kind_choices()))
    party = forms.ChoiceField(
        label=_("Alleged perpetrator"), required=False, choices=lambda: with_blank(party_choices())
    )
    governorate = forms.ChoiceField(
        label=_("Governorate"), required=False, choices=lambda: with_blank(governorate_choices())
    )
    first_day = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
