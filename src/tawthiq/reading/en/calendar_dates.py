"""English dates that are written by the calendar: a day, a month or a year, with or without the year they lie in.

Where the year is not written it is that of the date told before in the same paragraph ("in June 2018 … in July"), else
the last such day before the report, or the next one where the words around it speak of what is to come.
"""

import re
from datetime import date

from tawthiq.reading.anchoring import checked, month_near, numeric_day, year_near
from tawthiq.reading.en.date_patterns import AHEAD, BEFORE_NOUN, DETERMINED, IN_COURSE, MONTH_NUMBERS
from tawthiq.reading.language import DateMention

# So many characters around a date may say that it is still to come; so far back a year is still that of the story.
_BEFORE, _BEHIND, _STORY = 90, 40, 400
_PRECISE = len("2018-06")


def read_date(match: re.Match[str], published: date | None, *, earlier: DateMention | None) -> DateMention:
    """The date that a match of ``EXPLICIT`` tells; ``earlier`` is the date by the calendar before it."""
    story = earlier if earlier and _is_in_story(match, earlier) else None
    edtf, rule = _edtf(match, published, story)
    return DateMention(match.start(), match.end(), edtf, rule, describes=_describes(match))


def _is_in_story(match: re.Match[str], earlier: DateMention) -> bool:
    gap = match.string[earlier.end : match.start()]
    return len(gap) <= _STORY and "\n" not in gap


def _describes(match: re.Match[str]) -> str:
    """Whether the date tells the noun behind it apart from others ("the 2008 kidnapping of …")."""
    before = match.string[max(0, match.start() - _BEFORE) : match.start()]
    if not (BEFORE_NOUN.match(match.string, match.end()) and DETERMINED.search(before)):
        return ""
    return "course" if IN_COURSE.search(before) else "noun"


def _edtf(match: re.Match[str], published: date | None, story: DateMention | None) -> tuple[str | None, str]:
    if match["month1"] or match["month2"]:
        return _day_of(match, published, story, n="1" if match["month1"] else "2")
    if match["month3"]:
        year = match["year3"] or _year_which(match["which3"], published, story)
        mark = "~" if match["phase3"] else ""
        return (f"{int(year):04}-{_month(match['month3']):02}{mark}" if year else None), "date.month"
    if match["iso"]:
        return checked(match["iso"]), "date.iso"
    if match["numeric"]:
        return numeric_day(match["numeric"])
    if match["bare"]:
        month = MONTH_NUMBERS[match["bare"].lower()]
        year = _year_of_story(story, month, None, published)
        return (f"{year:04}-{month:02}" if year else month_near(month, published)), "date.month"
    return _year_of(match)


def _year_of(match: re.Match[str]) -> tuple[str | None, str]:
    """A year, a span of years, or a part of one, which is as much as "about" in that year."""
    if match["year5"]:
        return f"{match['year5']}/{match['last_year']}", "date.years"
    part = match["year6"] or match["year7"]
    return (f"{part}~" if part else match["year4"]), "date.year"


def _day_of(
    match: re.Match[str], published: date | None, story: DateMention | None, *, n: str
) -> tuple[str | None, str]:
    month, day = _month(match[f"month{n}"]), int(match[f"day{n}"])
    if match[f"year{n}"]:
        year: int | None = int(match[f"year{n}"])
    elif match[f"which{n}"]:
        year = _year_which(match[f"which{n}"], published, story)
    else:
        year = _year_of_story(story, month, day, published) or year_near(
            month, day, published, is_past=not _is_ahead(match)
        )
    if year is None:
        return None, "date.day.no_year"
    first = checked(f"{year:04}-{month:02}-{day:02}")
    last = checked(f"{year:04}-{month:02}-{int(match['until1']):02}") if match["until1"] else None
    return (f"{first}/{last}" if first and last and first < last else first), "date.day"


def _year_which(which: str, published: date | None, story: DateMention | None) -> int | None:
    """ "last year", "that year": seen from the report, or from the date told before."""
    told = int(story.edtf[:4]) if story and story.edtf else None
    if which in ("last year", "this year"):
        return published.year - (which == "last year") if published else None
    return told - (which == "the previous year") if told else None


def _year_of_story(story: DateMention | None, month: int, day: int | None, published: date | None) -> int | None:
    """The year of the month or day told before, where this one comes after it and both lie before the report."""
    if story is None or story.edtf is None or len(story.edtf) < _PRECISE or published is None:
        return None
    told = [int(part) for part in re.findall(r"\d+", story.edtf.partition("/")[0])]
    if (
        len(told) < 2
        or told[0] >= published.year
        or (month, day or 0) < (told[1], told[2] if len(told) > 2 and day else 0)
    ):
        return None
    return told[0]


def _is_ahead(match: re.Match[str]) -> bool:
    """Whether the words around the day in its sentence speak of what is to come, or bound a time ("until")."""
    start, end = match.span()
    before = re.split(r"[.!?\n]\s", match.string[max(0, start - _BEFORE) : start])[-1]
    if before.lower().endswith("last "):
        return False
    behind = re.split(r"[.!?\n](?:\s|$)", match.string[end : end + _BEHIND])[0]
    return bool(AHEAD.search(before) or AHEAD.search(behind))


def _month(written: str) -> int:
    return MONTH_NUMBERS[written.lower().rstrip(".")]
