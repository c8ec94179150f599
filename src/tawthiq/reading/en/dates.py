"""English time expressions as EDTF dates, anchored at the day the report was made known.

Without an anchor a relative expression stays symbolic (no date); nothing is ever set to the first of a month.
"""

import re
from collections.abc import Callable
from datetime import date

from tawthiq.reading.anchoring import day_near, months_back
from tawthiq.reading.en.calendar_dates import read_date
from tawthiq.reading.en.date_patterns import (
    EXPLICIT,
    EXPLICIT_OPENERS,
    RELATIVE,
    RELATIVE_OPENERS,
    WEEKDAYS,
)
from tawthiq.reading.en.month_days import find_month_days
from tawthiq.reading.en.numbers import value_of
from tawthiq.reading.language import DateMention

_WORD = re.compile(r"[^\W_]+")


def find_dates(text: str, published: date | None) -> list[DateMention]:
    """Every time expression in order; where both begin at one word the explicit date wins."""
    found: list[DateMention] = []
    reached = at = 0
    earlier: DateMention | None = None
    months = find_month_days(text, published)
    for word in _WORD.finditer(text):
        start = word.start()
        if start < reached:
            continue
        while at < len(months) and months[at].start < start:
            at += 1
        if at < len(months) and months[at].start == start:
            found.append(months[at])
            reached = months[at].end
            continue
        opener = word.group().lower()
        is_digit = opener[0].isdigit()
        match = EXPLICIT.match(text, start) if is_digit or opener in EXPLICIT_OPENERS else None
        if match:
            earlier = read_date(match, published, earlier=earlier)
            found.append(earlier)
            reached = match.end()
        elif is_digit or opener in RELATIVE_OPENERS:
            match = RELATIVE.match(text, start)
            if match:
                found.append(_relative(match, published))
                reached = match.end()
    return found


def _relative(match: re.Match[str], published: date | None) -> DateMention:
    rule = next(name for name in _RULES if match[name])
    edtf = _RULES[rule](match, published) if published else None
    name = "after" if rule == "for" and match.group().lower().startswith("after") else rule
    return DateMention(match.start(), match.end(), edtf, f"date.{name}")


def _back(days: int) -> Callable[[re.Match[str], date], str | None]:
    return lambda _match, published: day_near(published, -days)


def _ago(match: re.Match[str], published: date) -> str | None:
    written, unit = match["count1"] or match["count2"], (match["unit1"] or match["unit2"]).lower()
    number = _number(written)
    if number is None:
        return None
    vague = match.group().split()[0].lower() in ("about", "around", "nearly", "almost", "more")
    if unit in ("hour", "day"):
        edtf = day_near(published, -(number if unit == "day" else number // 24))
        return f"{edtf}~" if edtf and vague else edtf
    if unit == "week":
        edtf = day_near(published, -7 * number)
        return f"{edtf}~" if edtf else None
    return months_back(published, number * (12 if unit == "year" else 1), unit=unit, mark="~")


def _number(written: str | None) -> int | None:
    if written is None or written.lower() in ("few", "a few", "several", "many"):
        return None
    return 2 if "couple" in written.lower() else value_of(written) if written.lower() not in ("a", "an") else 1


# How far back "the past few days" reaches; the first day is marked approximate. Source: usual sense of "a few", three.
_FEW = 3


def _past(match: re.Match[str], published: date) -> str | None:
    written, unit = match["count3"], match["unit3"].lower()
    number = _number(written) if written else None
    if number is None:
        number = _FEW if written or unit in ("day", "hour") else 1
    mark = "~" if _number(written) is None else ""
    days = {"hour": -(-number // 24), "day": number, "week": 7 * number}.get(unit)
    if days is None:
        first = months_back(published, number * (12 if unit == "year" else 1), unit=unit, mark=mark)
    else:
        day = day_near(published, -days)
        first = f"{day}{mark}" if day else None
    return f"{first}/{published.isoformat()}" if first else None


def _period(match: re.Match[str], published: date) -> str | None:
    if match["this"]:
        unit = match["this"].lower()
        if unit == "week":
            return f"{day_near(published, -published.weekday())}/{published.isoformat()}"
        return f"{published.year:04}" if unit == "year" else f"{published.year:04}-{published.month:02}"
    unit = match["period"].lower()
    if unit == "week":
        monday, sunday = day_near(published, -published.weekday() - 7), day_near(published, -published.weekday() - 1)
        return f"{monday}/{sunday}" if monday and sunday else None
    return months_back(published, 12 if unit == "year" else 1, unit=unit, mark="")


def _weekday(match: re.Match[str], published: date) -> str | None:
    """The latest such day up to the anchor; "last Friday" on a Friday is the one a week before."""
    wanted = next(index for index, name in enumerate(WEEKDAYS) if name.lower() == match["weekday"].lower())
    back = (published.weekday() - wanted) % 7
    return day_near(published, -(back or 7) if match["previous"] else -back)


def _symbolic(_match: re.Match[str], _published: date) -> str | None:
    return None


_RULES: dict[str, Callable[[re.Match[str], date], str | None]] = {
    "before_yesterday": _back(2),
    "yesterday": _back(1),
    "today": _back(0),
    "ago": _ago,
    "past": _past,
    "last": _period,
    "for": _symbolic,
    "named": _weekday,
    "recent": _symbolic,
}
