"""What a person hands in: text files or pasted words, and what they know about them."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

from django import forms
from django.utils.translation import gettext_lazy as _

from tawthiq.core.times import is_valid_edtf
from tawthiq.desk import wording
from tawthiq.desk.forms.choices import source_kind_choices

PASTED_NAME = "pasted text"


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """All files that were chosen, each checked as one would be."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A list of files, empty where none was chosen."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in given if one]


class ToldForm(forms.Form):
    """What is known about something handed in: source, date and language, as far as they are known."""

    source = forms.CharField(
        label=_("Source (pseudonym)"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
        help_text=_("Never a real name. A new pseudonym makes a new source."),
    )
    source_kind = forms.ChoiceField(label=_("Kind of source"), choices=source_kind_choices)
    published = forms.CharField(
        label=_("Made known on"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "2015-07-01", "dir": "ltr"}),
        help_text=_("Words like yesterday are counted from this day."),
    )
    lang = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [
            ("", _("found by the reader")),
            *[(k, wording.words_for("languages", k)) for k in ("ar", "en")],
        ],
    )

    def clean_published(self) -> str:
        """An EDTF date or nothing."""
        written = str(self.cleaned_data["published"]).strip()
        if written and not is_valid_edtf(written):
            raise forms.ValidationError(wording.words_for("reasons", "date_invalid"))
        return written


class UploadForm(ToldForm):
    """Files or pasted text, with source, date and language as far as they are known."""

    uploads = ManyFilesField(
        label=_("Files"), required=False, widget=ManyFilesInput, help_text=_("Kept byte for byte, with their names.")
    )
    text = forms.CharField(
        label=_("Or paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    field_order = ("uploads", "text")

    def clean(self) -> dict[str, Any]:
        """Something was handed in."""
        cleaned = super().clean() or {}
        if not cleaned.get("uploads") and not str(cleaned.get("text", "")).strip():
            raise forms.ValidationError(_("Choose a file or paste a text."))
        return cleaned

    def streams(self) -> Iterator[tuple[BinaryIO, str, str]]:
        """Each thing handed in: its bytes, its name as given, and the channel it came by."""
        for one in self.cleaned_data["uploads"]:
            yield one.file, one.name, "upload"
        if self.cleaned_data["text"].strip():
            yield BytesIO(self.cleaned_data["text"].replace("\r\n", "\n").encode()), PASTED_NAME, "pasted"
