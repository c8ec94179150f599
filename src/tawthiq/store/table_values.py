"""What a cell of a list says: a date of any usual writing as EDTF, a number or a range of people, a coordinate.

A cell that cannot be read gives None, and the caller names its row; an empty one is never read as zero or a first day.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache

from tawthiq.core.counts import Bounds, about, at_least, between, exactly, more_than, up_to
from tawthiq.core.texts import fold
from tawthiq.core.times import MONTHS_AR, MONTHS_EN, is_valid_edtf

_DIGITS = {ord(zero) + step: str(step) for zero in "٠۰" for step in range(10)} | {ord("٫"): ".", ord("،"): ","}
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}.*$")
_THREE = re.compile(r"(\d{1,4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,4})")
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})")
_YEAR = re.compile(r"(\d{4})(?:\.0)?")
_WORDS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)?")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_COUNTED: tuple[tuple[re.Pattern[str], Callable[..., Bounds]], ...] = (
    (re.compile(r"(\d+)\s*(?:-|–|—|to|إلى|الى|حتى)\s*(\d+)"), between),
    (re.compile(r"(?:≥|>=|at least|على الأقل|على الاقل|لا يقل عن)\s*(\d+)|(\d+)\s*\+"), at_least),
    (re.compile(r"(?:>|more than|over|أكثر من|اكثر من)\s*(\d+)"), more_than),
    (re.compile(r"(?:≤|<=|up to|at most)\s*(\d+)"), up_to),
    (re.compile(r"(?:~|about|around|approx\.?|circa|c\.|نحو|حوالي)\s*(\d+)"), about),
    (re.compile(r"(\d+)(?:\.0+)?"), exactly),
)


def plain(text: str) -> str:
    """The cell with digits of our own kind and without direction marks."""
    return re.sub(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]", "", text.translate(_DIGITS)).strip()


def date_in(cell: str, *, month_first: bool = False) -> str | None:
    """The date of a cell as EDTF, or None where it is none that we know.

    Known are EDTF, days with a time behind, 3/7/2015 and 2015/7/3, 7/2015, and 3 July 2015 with the month in English or
    Arabic. ``month_first`` is the custom of the column (``is_month_first``) where both could be meant.
    """
    text = plain(cell)
    if is_valid_edtf(text):
        return text
    text = _TIME.sub("", text)
    if found := _THREE.fullmatch(text):
        return _of_three(*found.groups(), month_first=month_first)
    for pattern, year, others in ((_YEAR, 1, ()), (_MONTH_YEAR, 2, (1,)), (_YEAR_MONTH, 1, (2,))):
        if found := pattern.fullmatch(text):
            return _checked(found[year], *(found[other] for other in others))
    return _in_words(text)


def _of_three(first: str, second: str, third: str, *, month_first: bool) -> str | None:
    if len(first) == 4:
        return _checked(first, second, third)
    if len(third) != 4:
        return None
    if int(first) > 12 or (int(second) <= 12 and not month_first):
        return _checked(third, second, first)
    return _checked(third, first, second)


def _in_words(text: str) -> str | None:
    numbers = re.findall(r"\d+", text)
    months = {_months()[word] for word in map(fold, _WORDS.findall(text)) if word in _months()}
    months |= {_months()[part] for word in _WORDS.findall(text) for part in fold(word).split() if part in _months()}
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(months) != 1 or len(years) != 1 or len(days) > 1 or len(numbers) != len(years) + len(days):
        return None
    return _checked(years[0], str(months.pop()), *days)


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for number, (english, arabic) in enumerate(zip(MONTHS_EN, MONTHS_AR, strict=True), start=1):
        for name in (english, english[:3], *arabic.split("/")):
            found[fold(name)] = number
    return found | {"sept": 9, fold("ابريل"): 4, fold("ايار"): 5, fold("أغسطس"): 8}


def _checked(year: str, month: str = "", day: str = "") -> str | None:
    parts = [f"{int(year):04}", *(f"{int(part):02}" for part in (month, day) if part)]
    return "-".join(parts) if is_valid_edtf("-".join(parts)) else None


def is_month_first(cells: Iterable[str]) -> bool:
    """Whether a column writes the month before the day, as one of its dates shows; where none does, it does not."""
    for cell in cells:
        found = _THREE.fullmatch(_TIME.sub("", plain(cell)))
        if found and len(found[1]) < 3:
            if int(found[1]) > 12:
                return False
            if int(found[2]) > 12:
                return True
    return False


def count_in(cell: str) -> Bounds | None:
    """How many: 8, 5-7, 8+, "at least 8", "about 30", or None where the cell is no number of people."""
    text = plain(cell).casefold()
    text = text.replace(",", "") if _THOUSANDS.fullmatch(text) else text
    for pattern, bounds_of in _COUNTED:
        if found := pattern.fullmatch(text):
            return bounds_of(*(int(number) for number in found.groups() if number is not None))
    return None


def degrees_in(lat: str, lon: str) -> tuple[float, float] | None:
    """The point of two cells, or None where they are no point on the Earth; a comma may stand for the decimal point."""
    try:
        point = float(plain(lat).replace(",", ".")), float(plain(lon).replace(",", "."))
    except ValueError:
        return None
    return point if -90 <= point[0] <= 90 and -180 <= point[1] <= 180 else None
