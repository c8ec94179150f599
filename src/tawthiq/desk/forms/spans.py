"""Words of a report as form fields: two offsets in code points, filled by selecting words or by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SpanForm(forms.Form):
    """Fields ``start`` and ``end``; without them the value has no words of its own and stands at ``anchor``."""

    start = forms.IntegerField(min_value=0, required=False, widget=forms.NumberInput(attrs={"data-span": "start"}))
    end = forms.IntegerField(min_value=0, required=False, widget=forms.NumberInput(attrs={"data-span": "end"}))
    needs_words = False

    def __init__(self, *args: Any, text: str = "", **kwargs: Any) -> None:
        """``text`` is the report that the offsets point into."""
        super().__init__(*args, **kwargs)
        self.text = text

    def clean(self) -> dict[str, Any]:
        """Both offsets or none, inside the text, in order."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if (start is None) != (end is None):
            raise forms.ValidationError(_("Give both ends of the words, or neither."))
        if start is None or end is None:
            if self.needs_words:
                raise forms.ValidationError(_("Select the words in the report that this claim rests on."))
        elif not start < end <= len(self.text):
            raise forms.ValidationError(_("These ends mark no words of the report."))
        return cleaned

    def span(self, *, anchor: int) -> dict[str, Any]:
        """``start``, ``end`` and the words between; an empty span at ``anchor`` where no words were given."""
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start is None or end is None:
            return {"start": anchor, "end": anchor, "text": ""}
        return {"start": start, "end": end, "text": self.text[start:end]}


def span_initial(span: dict[str, Any] | None) -> dict[str, int]:
    """What the two fields show for a span; nothing for an empty one."""
    return {"start": span["start"], "end": span["end"]} if span and span["text"] else {}
