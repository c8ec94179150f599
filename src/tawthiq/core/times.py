"""Dates that say how much is known: the part of EDTF (ISO 8601-2, levels 0 and 1) that reports need.

Forms: ``2015-06-30``, ``2015-06``, ``2015``, unspecified digits (``2015-06-XX``, ``2015-XX-XX``, ``2015-XX``, ``201X``,
``20XX``), a trailing ``~`` (approximate), ``?`` (uncertain) or ``%`` (both), and intervals ``a/b`` whose ends may be
open (``..``) or not known (nothing). Source: https://www.loc.gov/standards/datetime/ (EDTF specification, 2019).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from tawthiq.errors import InvalidRecord

_PART = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d{2}|XX)(?:-(\d{2}|XX))?)?([~?%]?)", re.ASCII)
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# Two names per month, as Arabic reports of the region print them: the Levantine name, then the one used elsewhere.
MONTHS_AR = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيو",
    "تموز/يوليو",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)


@dataclass(frozen=True, slots=True)
class EdtfPart:
    """One date of any precision: None where a part is absent or unspecified; ``first`` and ``last`` are its outer days.

    ``year`` is None for ``201X`` and ``20XX``. ``unspecified`` says that the writer marked a part with X.
    """

    text: str
    year: int | None
    month: int | None
    day: int | None
    first: date
    last: date
    approximate: bool
    uncertain: bool
    unspecified: bool


@dataclass(frozen=True, slots=True)
class Edtf:
    """A parsed expression; ``end`` is the same part as ``start`` unless it is an interval.

    In an interval a part is None where that end is open or not known; ``open_start`` and ``open_end`` tell which.
    """

    text: str
    start: EdtfPart | None
    end: EdtfPart | None
    is_interval: bool = False
    open_start: bool = False
    open_end: bool = False


def parse_edtf(text: str) -> Edtf:
    """The parts of an EDTF expression; raises InvalidRecord for anything outside the forms of this module."""
    if "/" not in text:
        part = _parse_part(text, whole=text)
        return Edtf(text=text, start=part, end=part)
    left, _, right = text.partition("/")
    start = None if left in ("", "..") else _parse_part(left, whole=text)
    end = None if right in ("", "..") else _parse_part(right, whole=text)
    if start is None and end is None:
        raise InvalidRecord(f"date {text!r}: an interval has at least one end")
    if start and end and start.first > end.last:
        raise InvalidRecord(f"date {text!r}: the interval ends before it begins")
    return Edtf(text, start, end, is_interval=True, open_start=left == "..", open_end=right == "..")


def _parse_part(text: str, *, whole: str) -> EdtfPart:
    match = _PART.fullmatch(text)
    if not match:
        raise InvalidRecord(f"date {whole!r} is not a date of the form 2015, 2015-06, 2015-06-30, 2015-06-XX or a/b")
    digits, month_text, day_text, mark = match.groups()
    month = int(month_text) if month_text not in (None, "XX") else None
    day = int(day_text) if day_text not in (None, "XX") else None
    if (day is not None and month is None) or ("X" in digits and month_text is not None):
        raise InvalidRecord(f"date {whole!r}: a known part follows an unknown one")
    first, last = _outer_days((digits, month, day), whole=whole)
    return EdtfPart(
        text=text,
        year=None if "X" in digits else int(digits),
        month=month,
        day=day,
        first=first,
        last=last,
        approximate=mark in ("~", "%") if mark else False,
        uncertain=mark in ("?", "%") if mark else False,
        unspecified="X" in text,
    )


def _outer_days(parts: tuple[str, int | None, int | None], *, whole: str) -> tuple[date, date]:
    digits, month, day = parts
    first_year, last_year = int(digits.replace("X", "0")), int(digits.replace("X", "9"))
    try:
        first = date(first_year, month or 1, day or 1)
        last = date(last_year, month or 12, day or monthrange(last_year, month or 12)[1])
    except ValueError as odd:  # year 0000, month 13, 30 February; calendar's own error is a ValueError too
        raise InvalidRecord(f"date {whole!r}: there is no such day") from odd
    return first, last


def is_valid_edtf(text: str) -> bool:
    """Whether ``parse_edtf`` accepts the text."""
    try:
        parse_edtf(text)
    except InvalidRecord:
        return False
    return True


def bounds(edtf: str) -> tuple[date | None, date | None]:
    """The first and the last day that the expression may mean; None where an end is open or not known.

    Approximate and uncertain dates are not widened: how wide "about" is, the reader of the figure decides.
    """
    parsed = parse_edtf(edtf)
    return parsed.start.first if parsed.start else None, parsed.end.last if parsed.end else None


def overlap(a: str, b: str) -> bool:
    """Whether the two expressions may mean the same day; an open end reaches any day."""
    first_a, last_a = bounds(a)
    first_b, last_b = bounds(b)
    return (first_a or date.min) <= (last_b or date.max) and (first_b or date.min) <= (last_a or date.max)


_WORDS = {
    "en": {
        "between": "between {a} and {b}",
        "since": "from {a} on",
        "until": "until {b}",
        "end_unknown": "from {a} (end not known)",
        "start_unknown": "until {b} (start not known)",
        "about": "about {a}",
        "uncertain": "{a} (uncertain)",
        "day_unknown": "{a} (day not known)",
        "month_unknown": "{a} (month not known)",
        "years": "between {a} and {b} (year not known)",
    },
    "ar": {
        "between": "بين {a} و{b}",
        "since": "منذ {a}",
        "until": "حتى {b}",
        "end_unknown": "منذ {a} (النهاية غير معروفة)",
        "start_unknown": "حتى {b} (البداية غير معروفة)",
        "about": "نحو {a}",
        "uncertain": "{a} (غير مؤكد)",
        "day_unknown": "{a} (اليوم غير معروف)",
        "month_unknown": "{a} (الشهر غير معروف)",
        "years": "بين {a} و{b} (السنة غير معروفة)",
    },
}


def describe_edtf(edtf: str, *, lang: str) -> str:
    """The expression in words of ``lang`` ("en" or "ar"), saying what is not known; raises InvalidRecord."""
    if lang not in _WORDS:
        raise InvalidRecord(f"language {lang!r} is not one of {', '.join(_WORDS)}")
    words = _WORDS[lang]
    parsed = parse_edtf(edtf)
    if parsed.start and parsed.end:
        if not parsed.is_interval:
            return _describe_part(parsed.start, lang=lang)
        a, b = _describe_pair(parsed.start, parsed.end, lang=lang)
        return words["between"].format(a=a, b=b)
    if parsed.start:
        key = "since" if parsed.open_end else "end_unknown"
        return words[key].format(a=_describe_part(parsed.start, lang=lang))
    key = "until" if parsed.open_start else "start_unknown"
    return words[key].format(b=_describe_part(parsed.end, lang=lang) if parsed.end else "")


def _describe_pair(start: EdtfPart, end: EdtfPart, *, lang: str) -> tuple[str, str]:
    plain = not any(part.approximate or part.uncertain or part.unspecified for part in (start, end))
    b = _describe_part(end, lang=lang)
    if plain and start.day and end.day and start.year == end.year:
        if start.month == end.month:
            return str(start.day), b
        return f"{start.day} {_month(start.month or 1, lang=lang)}", b
    return _describe_part(start, lang=lang), b


def _describe_part(part: EdtfPart, *, lang: str) -> str:
    words = _WORDS[lang]
    if part.year is None:
        shown = words["years"].format(a=part.first.year, b=part.last.year)
    elif part.month is None:
        shown = words["month_unknown"].format(a=part.year) if part.unspecified else str(part.year)
    elif part.day is None:
        shown = f"{_month(part.month, lang=lang)} {part.year}"
        shown = words["day_unknown"].format(a=shown) if part.unspecified else shown
    else:
        shown = f"{part.day} {_month(part.month, lang=lang)} {part.year}"
    shown = words["about"].format(a=shown) if part.approximate else shown
    return words["uncertain"].format(a=shown) if part.uncertain else shown


def _month(number: int, *, lang: str) -> str:
    return (MONTHS_AR if lang == "ar" else MONTHS_EN)[number - 1]
