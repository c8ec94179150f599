"""Dates as lists write them, as EDTF: a form that can be read in two ways is not read at all."""

import re
import unicodedata

from tawthiq.core.times import MONTHS_AR, MONTHS_EN, is_valid_edtf
from tawthiq.errors import InvalidRecord

ORDERS = ("day_first", "month_first")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?: \d{1,2}:\d{2}.*)?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: \d{1,2}:\d{2}.*)?", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{4})", re.ASCII)
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]([^\W\d_]+(?: [^\W\d_]+)?)[ \-](\d{4})")
_NAMED_DAY = re.compile(r"([^\W\d_]+) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_NAMED = re.compile(r"([^\W\d_]+(?: [^\W\d_]+)?)[ \-](\d{4})")
_LEAST_LETTERS = 3  # "Jan", "Sept"


def to_edtf(written: str, *, order: str = "") -> str:
    """The date in EDTF; the time of the day is left out.

    ``order`` is one of ``ORDERS`` where somebody decided how ``03/04/2015`` is meant in this list. Raises InvalidRecord
    with ``date_ambiguous`` where nobody did and it matters, ``date_odd`` for what is no date.
    """
    text = " ".join(_plain_digits(written).replace("،", ",").split())
    if (iso := _ISO.fullmatch(text)) or (iso := _YEAR_FIRST.fullmatch(text)):
        return _checked(iso[1], iso[2], iso[3])
    if numbers := _NUMBERS.fullmatch(text):
        return _by_order(numbers, order=order)
    if month := _MONTH_YEAR.fullmatch(text):
        return _checked(month[2], month[1], "")
    for pattern, day, name, year in ((_DAY_NAMED, 1, 2, 3), (_NAMED_DAY, 2, 1, 3), (_NAMED, 0, 1, 2)):
        if found := pattern.fullmatch(text):
            number = _month_number(found[name])
            if number:
                return _checked(found[year], str(number), found[day] if day else "")
    if is_valid_edtf(text):
        return text
    raise InvalidRecord("date_odd")


def _plain_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(letter)) if letter.isdigit() else letter for letter in text)


def _by_order(numbers: re.Match[str], *, order: str) -> str:
    first, second = int(numbers[1]), int(numbers[2])
    if order:
        day, month = (first, second) if order == "day_first" else (second, first)
    elif first > 12:
        day, month = first, second
    elif second > 12 or first == second:
        day, month = second, first
    else:
        raise InvalidRecord("date_ambiguous")
    return _checked(numbers[3], str(month), str(day))


def _month_number(name: str) -> int:
    wanted = name.casefold().rstrip(".")
    for number, known in enumerate(MONTHS_EN, start=1):
        if len(wanted) >= _LEAST_LETTERS and known.casefold().startswith(wanted):
            return number
    return next((number for number, names in enumerate(MONTHS_AR, start=1) if name in names.split("/")), 0)


def _checked(year: str, month: str, day: str) -> str:
    edtf = "-".join([year, month.zfill(2), *([day.zfill(2)] if day else [])])
    if not is_valid_edtf(edtf):
        raise InvalidRecord("date_odd")
    return edtf
