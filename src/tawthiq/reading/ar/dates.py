"""Arabic time expressions as EDTF dates, anchored at the day the report was made known.

Without an anchor a relative expression stays symbolic (no date); nothing is ever set to the first of a month.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from hijridate import Hijri

from tawthiq.reading.ar.calendars import HIJRI_MONTHS, MONTHS, ORDINAL_DAYS, WEEKDAYS
from tawthiq.reading.ar.date_patterns import NEXT, PAST, PATTERNS
from tawthiq.reading.ar.letters import flatten
from tawthiq.reading.ar.number_words import value_of
from tawthiq.reading.language import DateMention

_Match = re.Match[str]
_PAST = re.compile(PAST)
_NEXT = re.compile(NEXT)
# A day named like this is no date: "in the following day", "one of the days", "the first day".
_NOT_TODAY = re.compile(
    r"\s(?:التالي|الاول|الثاني|الثالث|الرابع|الخامس|السادس|السابع|ذاته|نفسه|الواحد|السابق|الاخير|الدراسي)(?![^\W_])"
)
_NOT_TODAY_BEFORE = re.compile(r"(?<![^\W_])(?:[وف])?(?:في|ذلك|بذلك|حتي|منتصف|طوال|طيله|مدار)\s$")
_NOT_WEEKDAY_BEFORE = re.compile(r"(?<![^\W_])(?:[وفبل]|ال)?(?:سوق|بين|تل|جامع|مسجد|صلاه|شارع|كلا|هذين|خيار)\s$")
_MONTH_LEAD = re.compile(r"(?<![^\W_])(?:و|ف)?(?:في|منذ|خلال|من|حتي|اواخر|مطلع|منتصف|بدايه|نهايه|اوائل|شهر|شهري)\s$")
_SINGLES = {"يوم": ("day", 1), "اسبوع": ("week", 1), "شهر": ("month", 1), "عام": ("year", 1), "سنه": ("year", 1)}
_DUALS = {
    "يومين": ("day", 2),
    "اسبوعين": ("week", 2),
    "شهرين": ("month", 2),
    "عامين": ("year", 2),
    "سنتين": ("year", 2),
}
_UNITS = {"يوم": "day", "ايا": "day", "اسب": "week", "اسا": "week", "شهر": "month", "اشه": "month", "شهو": "month"} | {
    "سنو": "year", "سنه": "year", "اعو": "year", "عام": "year", "ساع": "hour"
}  # fmt: skip
# How far back "some days ago" reaches; marked approximate. Source: usual sense of "a few", three (as in English).
_FEW = 3
# A Hijri month begins with the seen moon: the computed day may be off by one. Source: hijridate documentation.
_HIJRI_SLACK = timedelta(days=1)


def find_dates(text: str, published: date | None) -> list[DateMention]:
    """Every time expression of the normalised text in order; where two overlap the earlier, then the longer wins."""
    flat = flatten(text)
    found: list[tuple[int, int, int, str, _Match]] = []
    for order, (rule, pattern) in enumerate(PATTERNS.items()):
        for match in pattern.finditer(flat):
            start, end = match.span("core")
            if _holds(rule, match, flat=flat, text=text):
                found.append((start, -end, order, rule, match))
    kept: list[DateMention] = []
    for start, negative_end, _, rule, match in sorted(found, key=lambda row: row[:3]):
        if not kept or start >= kept[-1].end:
            kept.append(DateMention(start, -negative_end, _edtf(rule, match, published), rule))
    return kept


def _edtf(rule: str, match: _Match, published: date | None) -> str | None:
    try:
        return _RESOLVERS[rule](match, published)
    except (OverflowError, ValueError):  # before year 1, after 9999, or no such day: the words stay symbolic
        return None


def _holds(rule: str, match: _Match, *, flat: str, text: str) -> bool:
    """Whether the words around and the letters as written let the match be a date at all."""
    start, end = match.span("core")
    before, core = flat[max(0, start - 12) : start], match.group("core")
    if rule == "date.today":
        return not _NOT_TODAY.match(flat, end) and not (core == "اليوم" and _NOT_TODAY_BEFORE.search(before))
    if rule == "date.weekday":
        return not _NOT_WEEKDAY_BEFORE.search(before) and not (core == "الاثنين" and not before.strip())
    if rule == "date.month":
        return bool(match["after_month"] or match["year"] or match["said"] or _MONTH_LEAD.search(before))
    if rule in ("date.ago", "date.past") and match["count"]:
        return value_of(match["count"]) is not None
    is_august = rule == "date.month_year" and match["month"] == "اب"  # أب is a father, آب is August
    return not is_august or text[match.start("month")] == "آ"


def _squeezed(words: str) -> str:
    return " ".join(words.split())


def _day_number(words: str) -> int:
    bare = words.removeprefix("ال").strip(" /")
    return int(bare) if bare.isdecimal() else ORDINAL_DAYS[_squeezed(words)]


def _is_past(words: str | None) -> bool:
    return bool(words and _PAST.search(words))


def _day(match: _Match, published: date | None) -> str | None:
    month, day = MONTHS[_squeezed(match["month"])], _day_number(match["day"])
    last = _day_number(match["until"]) if match["until"] else day
    if match["year"]:
        year = int(match["year"])
    elif published is None:
        return None
    elif match["said"]:
        year = _year_said(match, (month, day), published)
    else:  # the latest such day that is not after the anchor
        year = published.year - ((month, day) > (published.month, published.day))
    first = date(year, month, day).isoformat()
    return f"{first}/{date(year, month, last).isoformat()}" if last > day else first


def _year_said(match: _Match, month_day: tuple[int, int], published: date) -> int:
    """The year of "6 شباط الماضي" (the last one gone by) or "6 شباط من العام الماضي" (last year)."""
    if "العام" in match["core"] or "سنه" in match["core"]:
        return published.year - 1 if _is_past(match["said"]) else published.year
    is_ahead = month_day > (published.month, published.day)
    return published.year - 1 if is_ahead and not _NEXT.search(match["said"]) else published.year


def _month(match: _Match, published: date | None) -> str | None:
    groups = match.groupdict()
    month = MONTHS[_squeezed(groups.get("after_month") or groups["month"])]
    if match["year"]:
        return f"{match['year']}-{month:02}"
    if published is None:
        return None
    said = groups["said"]
    if said and ("العام" in match["core"] or "سنه" in match["core"]):
        return f"{published.year - 1 if _is_past(said) else published.year:04}-{month:02}"
    is_ahead = month > published.month or (month == published.month and _is_past(said))
    return f"{published.year - 1 if is_ahead else published.year:04}-{month:02}"


def _this_month(match: _Match, published: date | None) -> str | None:
    if published is None:
        return None
    year, month = published.year, published.month
    if _is_past(match["said"]):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return date(year, month, _day_number(match["day"])).isoformat()


def _numeric(match: _Match, _published: date | None) -> str | None:
    """Day before month, as the region writes; where both readings are days the date is marked uncertain."""
    first, second, third = (int(part) for part in re.split(r"[/.-]", match["numeric"]))
    if first > 31:
        return date(first, second, third).isoformat()
    year = third if third > 99 else 2000 + third
    if second > 12:
        return date(year, first, second).isoformat()
    edtf = date(year, second, first).isoformat()
    return f"{edtf}?" if first <= 12 and first != second else edtf


def _hijri(match: _Match, _published: date | None) -> str | None:
    month, year = HIJRI_MONTHS[_squeezed(match["month"])], int(match["year"])
    first = Hijri(year, month, _day_number(match["day"]) if match["day"] else 1)
    last = first if match["day"] else Hijri(year, month, first.month_length())
    return f"{first.to_gregorian() - _HIJRI_SLACK}/{last.to_gregorian() + _HIJRI_SLACK}"


def _year(match: _Match, published: date | None) -> str | None:
    if match["year"]:
        return str(match["year"])
    if published is None or (match["said"] and _NEXT.search(match["said"])):
        return None
    return f"{published.year - 1 if _is_past(match['said']) else published.year:04}"


def _near(back: int) -> Callable[[_Match, date | None], str | None]:
    """Today, yesterday …; a weekday beside it wins where the report was made known later than it was written."""

    def resolve(match: _Match, published: date | None) -> str | None:
        if published is None:
            return None
        day = published - timedelta(days=back)
        if match["weekday"]:
            day -= timedelta(days=(day.weekday() - WEEKDAYS[match["weekday"]]) % 7)
        return day.isoformat()

    return resolve


def _weekday(match: _Match, published: date | None) -> str | None:
    """The latest such day up to the anchor; "الجمعة الماضي" said on a Friday is the one a week before."""
    if published is None:
        return None
    wanted, said = WEEKDAYS[match["weekday"]], match["said"] or ""
    if _NEXT.search(said):
        return (published + timedelta(days=(wanted - published.weekday() - 1) % 7 + 1)).isoformat()
    back = (published.weekday() - wanted) % 7
    return (published - timedelta(days=(back or 7) if _is_past(said) else back)).isoformat()


def _ago(match: _Match, published: date | None) -> str | None:
    if published is None:
        return None
    span = match["span"]
    if span in _SINGLES or span in _DUALS:
        unit, number = (_SINGLES | _DUALS)[span]
    elif span:
        first = _back(published, "day", _FEW) if span == "ايام" else None
        return f"{first}~/{published}" if first else None
    else:
        unit, number = _UNITS[match["unit"][:3]], value_of(match["count"]) or 0
    found = _back(published, unit, number)
    exact = unit in ("day", "hour") and not match["about"]
    return found if exact or found is None else f"{found}~"


def _back(published: date, unit: str, number: int) -> str | None:
    if unit in ("month", "year"):
        index = published.year * 12 + published.month - 1 - number * (12 if unit == "year" else 1)
        if index < 12:
            return None
        return f"{index // 12:04}" if unit == "year" else f"{index // 12:04}-{index % 12 + 1:02}"
    days = {"day": number, "week": 7 * number, "hour": number // 24}[unit]
    return (published - timedelta(days=days)).isoformat()


def _past(match: _Match, published: date | None) -> str | None:
    """The time up to the anchor: خلال الأيام الماضية, في اليومين الماضيين, خلال 24 ساعة الماضية."""
    if published is None:
        return None
    bare = match["unit"].removeprefix("ال")
    number = value_of(match["count"]) if match["count"] else 2 if bare.endswith("ين") else None
    unit = _UNITS[bare[:3]]
    if unit == "hour":
        unit, number = "day", -(-(number or 24) // 24)
    first = _back(published, unit, number or _FEW)
    return f"{first}{'' if number else '~'}/{published}" if first else None


def _period(match: _Match, published: date | None) -> str | None:
    if published is None or (match["said"] and _NEXT.search(match["said"])):
        return None
    is_past = _is_past(match["said"])
    if (match["period"] or match["this"]) == "شهر":
        return _back(published, "month", 1 if is_past else 0)
    # A week of the region begins on Saturday.
    saturday = published - timedelta(days=(published.weekday() - 5) % 7 + (7 if is_past else 0))
    return f"{saturday}/{saturday + timedelta(days=6) if is_past else published}"


def _recent(match: _Match, published: date | None) -> str | None:
    """ "Earlier today" is today; "recently" stays symbolic."""
    return published.isoformat() if published and match["today"] else None


_RESOLVERS: dict[str, Callable[[_Match, date | None], str | None]] = {
    "date.day": _day,
    "date.numeric": _numeric,
    "date.hijri": _hijri,
    "date.this_month": _this_month,
    "date.month": _month,
    "date.month_year": _month,
    "date.year": _year,
    "date.before_yesterday": _near(2),
    "date.yesterday": _near(1),
    "date.today": _near(0),
    "date.ago": _ago,
    "date.past": _past,
    "date.period": _period,
    "date.weekday": _weekday,
    "date.recent": _recent,
}
