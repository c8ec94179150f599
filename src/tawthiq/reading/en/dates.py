"""English time expressions as EDTF dates, anchored at the day the report was made known.

Without an anchor a relative expression stays symbolic (no date); nothing is ever set to the first of a month.
"""

import re
from collections.abc import Callable
from datetime import date

from tawthiq.core.times import MONTHS_EN
from tawthiq.reading.anchoring import checked, day_near, month_near, months_back, numeric_day, year_near
from tawthiq.reading.en.month_days import find_month_days
from tawthiq.reading.en.numbers import value_of
from tawthiq.reading.language import DateMention

_MONTHS = tuple(MONTHS_EN)
_MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(_MONTHS, start=1)} | {
    name[:3].lower(): number for number, name in enumerate(_MONTHS, start=1)
}
_MONTH_NUMBERS["sept"] = 9
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

_MONTH = "(?P<month{n}>" + "|".join(_MONTHS) + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_DAY = r"(?P<day{n}>[0-3]?\d)(?:st|nd|rd|th)?(?![\d%])"
_YEAR = r"(?P<year{n}>(?:19|20)\d\d)(?!\d)"
_PART = r"(?:early |late |mid-)?(?:dawn|morning|noon|midday|afternoon|evening|night|midnight)"
_WEEKDAY = "(?P<weekday>" + "|".join(_WEEKDAYS) + ")"
_COUNT = (
    r"(?P<count>\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|few|a few|several|"
    "couple of|a couple of|many)"
)
_UNIT = r"(?P<unit>hour|day|week|month|year)s?"


def _pattern(shape: str, number: int) -> str:
    for key, value in (("MONTH", _MONTH), ("DAY", _DAY), ("YEAR", _YEAR)):
        shape = shape.replace(key, value.replace("{n}", str(number)))
    return shape


_SEASONS = "spring|summer|autumn|fall|winter"
# Words behind which four digits are a year; behind "the" and "a" a word follows that it describes ("the 2019 riots").
_BEFORE_YEAR = (
    r"(?:(?<=[Ii]n )|(?<=[Ss]ince )|(?<=of )|(?<=[Dd]uring )|(?<=until )|(?<=by )|(?<=back to )"
    r"|(?:(?<=[Tt]he )|(?<= a ))(?=(?:19|20)\d\d [a-z]))"
)
_EXPLICIT = re.compile(
    r"\b(?:"
    + "|".join(
        (
            r"(?P<iso>(?:19|20)\d\d-[01]\d(?:-[0-3]\d)?)(?![\d-])",
            r"(?P<numeric>[0-3]?\d[/.][0-3]?\d[/.](?:19|20)\d\d)(?!\d)",
            _pattern(r"(?:MONTH) DAY(?:\s?-\s?(?P<until1>[0-3]?\d)(?!\d))?(?:(?:,\s?|\s)(?:of )?YEAR)?", 1),
            _pattern(r"(?:the )?DAY(?: of)? ?(?:MONTH)(?:(?:,\s?|\s)(?:of )?YEAR)?", 2),
            _pattern(r"(?:(?P<phase3>early|mid|late)[ -])?(?:MONTH)(?:,\s?|\s)(?:of )?YEAR", 3),
            _pattern(r"(?:[Bb]etween|[Ff]rom) YEAR (?:and|to|until) (?P<last_year>(?:19|20)\d\d)(?!\d)", 5),
            _pattern(r"(?P<part_of_year>[Ee]arly|[Mm]id|[Ll]ate|the end of|the beginning of)[ -]YEAR(?![-/,]\d)", 6),
            _pattern(rf"(?P<season>{_SEASONS})(?: of)? YEAR(?![-/,]\d)", 7),
            _pattern(_BEFORE_YEAR + r"YEAR(?![-/,]\d)", 4),
            r"(?:(?<=[Ii]n )|(?<=[Ss]ince )|(?<=[Dd]uring )|(?<=in early )|(?<=in late )|(?<=last ))(?P<bare>"
            + "|".join(_MONTHS)
            + r")\b(?! \d)",
        )
    )
    + r")",
)


def _numbered(shape: str, number: int) -> str:
    """The shape with COUNT and UNIT as groups of their own number."""
    count, unit = _COUNT.replace("count", f"count{number}", 1), _UNIT.replace("unit", f"unit{number}")
    return shape.replace("COUNT", count).replace("UNIT", unit)


_SHAPES = (
    r"(?P<before_yesterday>the day before yesterday|the night before last)",
    rf"(?P<yesterday>yesterday(?:,? {_PART})?|last night|(?:{_PART}) (?:of )?yesterday|overnight)",
    rf"(?P<today>today(?:,? {_PART})?|tonight|this (?:{_PART})|(?:{_PART}) (?:of )?today|at dawn|"
    r"the early hours of (?:today|this day))",
    _numbered(r"(?P<ago>(?:about |around |nearly |almost |more than )?COUNT UNIT ago", 1)
    + _numbered("|COUNT UNIT earlier)", 2),
    _numbered(r"(?P<past>(?:in |over |during |within )?the (?:past|last|previous|recent) (?:COUNT )?UNIT)", 3),
    r"(?P<last>(?:last|the past|the previous) (?P<period>week|month|year)|(?:earlier )?this (?P<this>week|month|year))",
    _numbered(r"(?P<for>(?:in|for|during|within|after)(?: about| around| more than| nearly)? COUNT UNIT", 4)
    + r"(?! (?:ago|old)))",
    rf"(?P<named>(?P<previous>last |the past |the previous )?{_WEEKDAY}(?:,? {_PART})?"
    rf"(?! {_MONTH.replace('{n}', '9')}))",
    r"(?P<recent>recently|in recent days|in the recent days|these days|days ago|weeks ago|months ago)",
)
_RELATIVE = re.compile(r"\b(?:" + "|".join(_SHAPES) + r")\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_NUMBER_WORDS = frozenset(
    [
        "a",
        "an",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "few",
        "several",
        "couple",
        "many",
    ]
)
_PARTS_OF_DAY = frozenset(
    ["dawn", "morning", "noon", "midday", "afternoon", "evening", "night", "midnight", "early", "late", "mid"]
)
_EXPLICIT_OPENERS = frozenset(_MONTH_NUMBERS) | {"the", "early", "mid", "late", "between", "from", *_SEASONS.split("|")}
_RELATIVE_OPENERS = (
    _NUMBER_WORDS
    | _PARTS_OF_DAY
    | frozenset(day.lower() for day in _WEEKDAYS)
    | {
        "the",
        "yesterday",
        "last",
        "overnight",
        "today",
        "tonight",
        "this",
        "at",
        "about",
        "around",
        "nearly",
        "almost",
        "more",
        "in",
        "over",
    }
    | {"during", "within", "for", "after", "recently", "these", "days", "weeks", "months", "earlier"}
)


def find_dates(text: str, published: date | None) -> list[DateMention]:
    """Every time expression in order; where both begin at one word the explicit date wins."""
    found: list[DateMention] = []
    reached = at = 0
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
        match = _EXPLICIT.match(text, start) if is_digit or opener in _EXPLICIT_OPENERS else None
        if match:
            found.append(_explicit(match, published))
            reached = match.end()
        elif is_digit or opener in _RELATIVE_OPENERS:
            match = _RELATIVE.match(text, start)
            if match:
                found.append(_relative(match, published))
                reached = match.end()
    return found


def _explicit(match: re.Match[str], published: date | None) -> DateMention:
    edtf, rule = _explicit_edtf(match, published)
    return DateMention(match.start(), match.end(), edtf, rule)


def _explicit_edtf(match: re.Match[str], published: date | None) -> tuple[str | None, str]:
    if match["month1"] or match["month2"]:
        return _day_of(match, published, n="1" if match["month1"] else "2")
    if match["month3"]:
        mark = "~" if match["phase3"] else ""
        return f"{match['year3']}-{_month(match['month3']):02}{mark}", "date.month"
    if match["iso"]:
        return checked(match["iso"]), "date.iso"
    if match["numeric"]:
        return numeric_day(match["numeric"])
    if match["bare"]:
        return month_near(_MONTH_NUMBERS[match["bare"].lower()], published), "date.month"
    return _year_of(match)


def _year_of(match: re.Match[str]) -> tuple[str | None, str]:
    """A year, a span of years, or a part of one, which is as much as "about" in that year."""
    if match["year5"]:
        return f"{match['year5']}/{match['last_year']}", "date.years"
    part = match["year6"] or match["year7"]
    return (f"{part}~" if part else match["year4"]), "date.year"


def _day_of(match: re.Match[str], published: date | None, *, n: str) -> tuple[str | None, str]:
    month, day = _month(match[f"month{n}"]), int(match[f"day{n}"])
    year = int(match[f"year{n}"]) if match[f"year{n}"] else year_near(month, day, published)
    if year is None:
        return None, "date.day.no_year"
    first = checked(f"{year:04}-{month:02}-{day:02}")
    last = checked(f"{year:04}-{month:02}-{int(match['until1']):02}") if match["until1"] else None
    return (f"{first}/{last}" if first and last and first < last else first), "date.day"


def _month(written: str) -> int:
    return _MONTH_NUMBERS[written.lower().rstrip(".")]


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
    wanted = next(index for index, name in enumerate(_WEEKDAYS) if name.lower() == match["weekday"].lower())
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
