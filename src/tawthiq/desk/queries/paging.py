"""Pages of long lists: one shape for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import QuerySet

M = TypeVar("M")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """One page: its rows, its number from 1, how many pages and how many rows there are in all."""

    rows: list[M]
    number: int
    pages: int
    total: int


def page_of(rows: "QuerySet[M] | Sequence[M]", *, number: int, per_page: int = PER_PAGE) -> Page[M]:  # type: ignore[type-var]
    """The page with this number; a number outside is brought inside."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    pages = max(1, -(-total // per_page))
    number = min(max(1, number), pages)
    start = (number - 1) * per_page
    return Page(rows=list(rows[start : start + per_page]), number=number, pages=pages, total=total)
