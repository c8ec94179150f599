"""Days and months of the calendar seen from the day a report was made known, for every language alike."""

import re
from datetime import date, timedelta

# A day without a year that lies further ahead than this is the one of last year. Source: two months, a usual deadline.
_AHEAD_DAYS = 62
_SLACK_DAYS = 2


def numeric_day(written: str) -> tuple[str | None, str]:
    """Day before month, as the region writes; where both readings are days the date is marked uncertain."""
    first, second, year = (int(part) for part in re.split(r"[/.]", written))
    if first > 12 or second > 12 or first == second:
        day, month = (first, second) if second <= 12 else (second, first)
        return checked(f"{year:04}-{month:02}-{day:02}"), "date.numeric"
    edtf = checked(f"{year:04}-{second:02}-{first:02}")
    return (f"{edtf}?" if edtf else None), "date.numeric.ambiguous"


def checked(edtf: str) -> str | None:
    """The date or month where the calendar has it, else None."""
    try:
        date.fromisoformat(edtf if len(edtf) > 7 else f"{edtf}-01")
    except ValueError:  # 31 June is no day; the words stay symbolic
        return None
    return edtf


def year_near(month: int, day: int, published: date | None, *, is_past: bool = False) -> int | None:
    """The year of the last such day before the anchor, or of one that comes soon after it.

    What is known to be past is at most a few days ahead: reports are dated by more than one clock.
    """
    if published is None:
        return None
    years = [
        year
        for year in (published.year - 1, published.year, published.year + 1)
        if checked(f"{year:04}-{month:02}-{day:02}")
    ]
    ahead = _SLACK_DAYS if is_past else _AHEAD_DAYS
    return max((year for year in years if (date(year, month, day) - published).days <= ahead), default=None)


def month_near(month: int, published: date | None) -> str | None:
    """The last such month that had begun when the report was made known."""
    if published is None:
        return None
    year = published.year if month <= published.month else published.year - 1
    return f"{year:04}-{month:02}"


def day_near(anchor: date, shift: int) -> str | None:
    """The day so many days after the anchor; None beyond the calendar."""
    try:
        return (anchor + timedelta(days=shift)).isoformat()
    except OverflowError:
        return None


def months_back(published: date, months: int, *, unit: str, mark: str) -> str | None:
    """The month, or with ``unit`` "year" the year, so many months before, with its mark; None before the year 1."""
    index = published.year * 12 + published.month - 1 - months
    if index < 12:
        return None
    year, month = divmod(index, 12)
    return f"{year:04}{mark}" if unit == "year" else f"{year:04}-{month + 1:02}{mark}"
