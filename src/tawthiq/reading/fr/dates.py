"""French time expressions as EDTF dates, anchored at the day the report was made known; never a first of the month."""

import re
from collections.abc import Callable
from datetime import date

from tawthiq.reading.anchoring import checked, day_near, month_near, months_back, numeric_day, year_near
from tawthiq.reading.fr.numbers import value_of
from tawthiq.reading.language import DateMention

_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_MONTH_NUMBERS = {name: number for number, name in enumerate(_MONTHS, start=1)} | {
    "fevrier": 2,
    "aout": 8,
    "decembre": 12,
}
_WEEKDAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
_MONTH = "(?:" + "|".join(_MONTH_NUMBERS) + ")"
_DAY = r"(?:1er|[0-3]?\d)(?![\d%])"
_YEAR = r"(?:19|20)\d\d(?!\d)"
_PART = r"(?:à l'aube|au matin|matin|midi|après-midi|soir|dans la soirée|dans la nuit|à midi|en fin de journée)"
_WEEKDAY = "(?:" + "|".join(_WEEKDAYS) + ")"
_COUNT = r"(?:\d{1,3}|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|quelques|plusieurs)"
_UNIT = r"(?:heure|jour|semaine|mois|an|année)s?"
_PATTERN = re.compile(
    r"\b(?:"
    rf"(?P<iso>(?:19|20)\d\d-[01]\d(?:-[0-3]\d)?)(?![\d-])"
    rf"|(?P<numeric>[0-3]?\d[/.][0-3]?\d[/.](?:19|20)\d\d)(?!\d)"
    rf"|(?:le\s)?(?:{_WEEKDAY}\s)?(?P<day>{_DAY})\s(?P<month>{_MONTH})(?:\s(?P<year>{_YEAR}))?"
    rf"|(?:(?P<phase>début|mi|fin)[\s-])?(?P<month_of>{_MONTH})\s(?P<year_of>{_YEAR})"
    rf"|(?:en|depuis|début|fin|courant|au mois de)\s(?P<bare>{_MONTH})\b"
    rf"|(?:en|depuis|courant|fin|début)\s(?P<in_year>{_YEAR})(?![-/,.]\d)"
    r"|(?P<before_yesterday>avant-hier)"
    rf"|(?P<yesterday>hier(?:\s{_PART})?|la nuit dernière|(?:dans )?la nuit d'hier)"
    rf"|(?P<today>aujourd'hui|ce (?:matin|midi|soir)|cet après-midi|cette nuit|à l'aube)"
    rf"|(?P<ago>il y a (?:environ |près de |plus de )?(?P<ago_count>{_COUNT})\s(?P<ago_unit>{_UNIT}))"
    rf"|(?P<past>(?:ces|au cours des|durant les|pendant les|dans les|les)\s(?:(?P<past_count>{_COUNT})\s)?"
    rf"(?:derniers|dernières)\s(?P<past_unit>{_UNIT}))"
    r"|(?P<last>la semaine dernière|la semaine passée|le mois dernier|le mois passé|l'an dernier|l'année dernière)"
    r"|(?P<this>cette semaine|ce mois-ci|cette année)"
    rf"|(?P<symbolic>(?:depuis|pendant|durant|après)\s{_COUNT}\s{_UNIT}|récemment|ces jours-ci)"
    rf"|(?:le\s)?(?P<weekday>{_WEEKDAY})(?P<previous>\sdernier)?(?:\s{_PART})?"
    r")(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_OPENERS = frozenset(
    [*_WEEKDAYS, *_MONTH_NUMBERS, "le", "la", "les", "l", "il", "en", "depuis", "début", "fin", "courant"]
)
_OPENERS |= {"au", "avant", "hier", "dans", "aujourd", "ce", "cet", "cette", "à", "ces", "durant", "pendant", "après"}
_OPENERS |= {"récemment", "mi"}
# How far back "ces derniers jours" reaches; the first day is marked approximate. Source: usual sense of "a few", three.
_FEW = 3


def find_dates(text: str, published: date | None) -> list[DateMention]:
    """Every time expression in order."""
    found: list[DateMention] = []
    reached = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < reached or not (text[start].isdigit() or word.group().lower() in _OPENERS):
            continue
        match = _PATTERN.match(text, start)
        if match:
            found.append(_mention(match, published))
            reached = match.end()
    return found


def _mention(match: re.Match[str], published: date | None) -> DateMention:
    rule = next(name for name in _RULES if match[name])
    edtf, said = _RULES[rule](match, published)
    return DateMention(match.start(), match.end(), edtf, f"date.{said or rule}")


_Found = tuple[str | None, str]


def _iso(match: re.Match[str], _published: date | None) -> _Found:
    return checked(match["iso"]), "iso"


def _numeric(match: re.Match[str], _published: date | None) -> _Found:
    edtf, rule = numeric_day(match["numeric"])
    return edtf, rule.removeprefix("date.")


def _day(match: re.Match[str], published: date | None) -> _Found:
    day, month = int(match["day"].lower().removesuffix("er")), _MONTH_NUMBERS[match["month"].lower()]
    year = int(match["year"]) if match["year"] else year_near(month, day, published)
    if year is None:
        return None, "day.no_year"
    return checked(f"{year:04}-{month:02}-{day:02}"), "day"


def _month(match: re.Match[str], _published: date | None) -> _Found:
    mark = "~" if match["phase"] else ""
    return f"{match['year_of']}-{_MONTH_NUMBERS[match['month_of'].lower()]:02}{mark}", "month"


def _bare(match: re.Match[str], published: date | None) -> _Found:
    return month_near(_MONTH_NUMBERS[match["bare"].lower()], published), "month"


def _year(match: re.Match[str], _published: date | None) -> _Found:
    return match["in_year"], "year"


def _back(days: int) -> Callable[[re.Match[str], date | None], _Found]:
    return lambda _match, published: (day_near(published, -days) if published else None, "")


def _number(written: str | None) -> int | None:
    return None if written is None or written.lower() in ("quelques", "plusieurs") else value_of(written)


def _ago(match: re.Match[str], published: date | None) -> _Found:
    number, unit = _number(match["ago_count"]), match["ago_unit"].lower().rstrip("s")
    if number is None or published is None:
        return None, ""
    days = {"heure": number // 24, "jour": number, "semaine": 7 * number}.get(unit)
    if days is None:
        is_year = unit in ("an", "année")
        return months_back(
            published, number * (12 if is_year else 1), unit="year" if is_year else "month", mark="~"
        ), ""
    edtf = day_near(published, -days)
    is_about = unit == "semaine" or match["ago"].lower().startswith(("il y a environ", "il y a près", "il y a plus"))
    return (f"{edtf}~" if edtf and is_about else edtf), ""


def _past(match: re.Match[str], published: date | None) -> _Found:
    if published is None:
        return None, ""
    number, unit = _number(match["past_count"]), match["past_unit"].lower().rstrip("s")
    mark = "" if number else "~"
    number = number or _FEW
    days = {"heure": -(-number // 24), "jour": number, "semaine": 7 * number}.get(unit)
    if days is not None:
        first = day_near(published, -days)
        return (f"{first}{mark}/{published.isoformat()}" if first else None), ""
    is_year = unit in ("an", "année")
    start = months_back(published, number * (12 if is_year else 1), unit="year" if is_year else "month", mark=mark)
    return (f"{start}/{published.isoformat()}" if start else None), ""


def _last(match: re.Match[str], published: date | None) -> _Found:
    if published is None:
        return None, ""
    if "semaine" in match["last"].lower():
        first, last = day_near(published, -published.weekday() - 7), day_near(published, -published.weekday() - 1)
        return (f"{first}/{last}" if first and last else None), ""
    unit = "month" if "mois" in match["last"].lower() else "year"
    return months_back(published, 12 if unit == "year" else 1, unit=unit, mark=""), ""


def _this(match: re.Match[str], published: date | None) -> _Found:
    if published is None:
        return None, ""
    if "semaine" in match["this"].lower():
        return f"{day_near(published, -published.weekday())}/{published.isoformat()}", ""
    return (
        f"{published.year:04}-{published.month:02}" if "mois" in match["this"].lower() else f"{published.year:04}"
    ), ""


def _weekday(match: re.Match[str], published: date | None) -> _Found:
    """The latest such day up to the anchor; "vendredi dernier" on a Friday is the one a week before."""
    if published is None:
        return None, "named"
    back = (published.weekday() - _WEEKDAYS.index(match["weekday"].lower())) % 7
    return day_near(published, -(back or 7) if match["previous"] else -back), "named"


def _symbolic(_match: re.Match[str], _published: date | None) -> _Found:
    return None, "for"


_RULES: dict[str, Callable[[re.Match[str], date | None], _Found]] = {
    "iso": _iso,
    "numeric": _numeric,
    "day": _day,
    "month_of": _month,
    "bare": _bare,
    "in_year": _year,
    "before_yesterday": _back(2),
    "yesterday": _back(1),
    "today": _back(0),
    "ago": _ago,
    "past": _past,
    "last": _last,
    "this": _this,
    "symbolic": _symbolic,
    "weekday": _weekday,
}
