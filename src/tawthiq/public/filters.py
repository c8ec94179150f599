"""What a reader asked of the incident list, checked before anything is looked up."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from tawthiq.errors import InvalidRecord
from tawthiq.store.release import IncidentFilter

_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_TEXT_MAX, _PAGE_MAX = 200, 100_000
_FIELDS = {"party": "party", "kind": "kind", "gov": "governorate", "month": "month", "place": "place", "q": "text"}


@dataclass(frozen=True, slots=True)
class Question:
    """The filter, the page, and the query string that asks the same again (without its page)."""

    wanted: IncidentFilter
    page: int
    query: str

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked beyond "all"."""
        return self.wanted != IncidentFilter()


def read_question(asked: QueryDict) -> Question:
    """The question in a query string; raises InvalidRecord for what makes no sense. Unknown keys are left aside."""
    given = {name: asked.get(name, "").strip() for name in (*_FIELDS, "figure", "massacre", "page")}
    for name, value in given.items():
        if len(value) > _TEXT_MAX or "\0" in value:
            raise InvalidRecord(f"{name}: too long, or not text")
    if given["month"] and not _MONTH.fullmatch(given["month"]):
        raise InvalidRecord("month: not of the form 2015-06")
    wanted = IncidentFilter(
        **{field: given[name] for name, field in _FIELDS.items()},
        figure=given["figure"],
        massacres_only=given["massacre"] == "1",
    )
    kept = {name: value for name, value in given.items() if value and name != "page"}
    return Question(wanted=wanted, page=_page_of(given["page"]), query=urlencode(kept))


def _page_of(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _PAGE_MAX and len(text) <= 9):
        raise InvalidRecord("page: not a number")
    return int(text)
