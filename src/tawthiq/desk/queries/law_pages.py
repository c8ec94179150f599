"""The law as pages: crimes, modes of liability and rules found by their words in either language, and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tawthiq.core.law import Crime, Instrument, LawBook, Mode, Rule
from tawthiq.core.texts import fold
from tawthiq.desk.queries.law import law_book
from tawthiq.desk.queries.paging import Page, page_of

KINDS = ("crime", "mode", "rule")
Row = Crime | Mode | Rule
_VIOLATION = "violation"


@dataclass(frozen=True, slots=True)
class LawLine:
    """A row of the tables as a list shows it."""

    row: Row
    kind: str
    instrument: Instrument


@dataclass(frozen=True, slots=True)
class LawPage:
    """A row with the terms of this project's violations that may fall under it, and crimes or rules beside it."""

    line: LawLine
    violations: tuple[str, ...]
    beside: tuple[LawLine, ...]


def law_lines(*, text: str = "", kind: str = "", violation: str = "", page: int = 1) -> Page[LawLine]:
    """The rows that hold every word of the text, in the order of the tables; of a violation, what it may fall under."""
    book = law_book()
    rows: Sequence[Row] = _rows_of(book)
    if violation:
        rows = (*book.crimes_for(violation), *book.rules_for(violation))
    words = fold(text).split()
    found = [
        row for row in rows if kind in ("", _kind_of(row)) and all(word in _words().get(row.code, "") for word in words)
    ]
    shown = page_of(found, number=page)
    return Page([_line(row, book) for row in shown.rows], shown.number, shown.pages, shown.total)


def law_page(code: str) -> LawPage:
    """The row of this code; raises NotFound, also for an instrument: that is shown beside what comes from it."""
    book = law_book()
    found = next((row for row in _rows_of(book) if row.code == code), None) or book.crime(code)
    terms = [one for one in book.crosswalk if one.scheme == _VIOLATION and code in (*one.crimes, *one.rules)]
    codes = dict.fromkeys(other for one in terms for other in (*one.crimes, *one.rules) if other != code)
    by_code = {row.code: row for row in _rows_of(book)}
    return LawPage(
        _line(found, book),
        tuple(dict.fromkeys(one.term for one in terms)),
        tuple(_line(by_code[other], book) for other in codes),
    )


def _rows_of(book: LawBook) -> tuple[Row, ...]:
    return (*book.crimes, *book.modes, *book.rules)


def _kind_of(row: Row) -> str:
    return "crime" if isinstance(row, Crime) else "mode" if isinstance(row, Mode) else "rule"


def _line(row: Row, book: LawBook) -> LawLine:
    return LawLine(row, _kind_of(row), book.instrument(row.instrument))


@cache
def _words() -> dict[str, str]:
    """All words of each row in both languages, folded, by its code."""
    book = law_book()
    return {
        row.code: fold(
            " ".join(
                (
                    row.code,
                    row.article,
                    *row.name.values(),
                    *book.instrument(row.instrument).name.values(),
                    *(text for element in getattr(row, "elements", ()) for text in element.text.values()),
                )
            )
        )
        for row in _rows_of(book)
    }
