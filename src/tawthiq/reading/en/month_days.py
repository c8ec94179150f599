"""English days told by their number alone ("the sixth of this month") and Hijri dates ("15 Ramadan 1436")."""

import re
from datetime import date, timedelta

from hijridate import Hijri

from tawthiq.reading.language import DateMention

_TENS = ["tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"]
_UNITS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_LATE = [*(f"twenty-{unit}" for unit in _UNITS), "thirtieth", "thirty-first"]
_ORDINALS = [*_UNITS, *_TENS, "eighteenth", "nineteenth", "twentieth", *_LATE]
_HIJRI_MONTHS = (
    r"muharram",
    r"safar",
    r"rabi'? (?:al-?|ul-)?aww?al",
    r"rabi'? (?:al-?|ul-|ath-)?(?:thani|akhir)",
    r"juma(?:da|di) (?:al-?|ul-)?(?:ula|awwal|oula)",
    r"juma(?:da|di) (?:al-?|ul-|ath-)?(?:thani|thaniya|akhira|akhirah)",
    r"rajab",
    r"sha'?ban",
    r"ramadh?an",
    r"shawwal",
    r"(?:dhu|zu|thul|zul|dhul)[- ]?(?:al-)?qa'?e?dah?",
    r"(?:dhu|zu|thul|zul|dhul)[- ]?(?:al-)?hij+ah?",
)
_NAMES = "|".join(f"(?P<m{number}>{name})" for number, name in enumerate(_HIJRI_MONTHS, start=1))
_HIJRI = re.compile(
    rf"\b(?:(?:the )?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?: of)? )?(?:{_NAMES})(?: (?P<after>[0-3]?\d))?,? "
    r"(?P<year>1[34]\d\d)(?: ?(?:AH|A\.H\.|H))?\b",
    re.IGNORECASE,
)
_OF_MONTH = re.compile(
    rf"\bthe (?P<ordinal>{'|'.join(sorted(_ORDINALS, key=len, reverse=True))}|[0-3]?\d(?:st|nd|rd|th)) (?:day )?of "
    r"(?P<which>this|the current|the|last|the past|the previous) month\b",
    re.IGNORECASE,
)
# A Hijri month begins with the seen moon: the computed day may be off by one. Source: hijridate documentation.
_SLACK = timedelta(days=1)


def find_month_days(text: str, published: date | None) -> list[DateMention]:
    """Every such day of the text in order; what is no day of the calendar has no date."""
    found = [DateMention(*match.span(), _hijri(match), "date.hijri") for match in _HIJRI.finditer(text)]
    found += [DateMention(*match.span(), _of_month(match, published), "date.day") for match in _OF_MONTH.finditer(text)]
    return sorted(found, key=lambda mention: mention.start)


def _hijri(match: re.Match[str]) -> str | None:
    month = next(number for number in range(1, 13) if match[f"m{number}"])
    written = match["day"] or match["after"]
    try:
        first = Hijri(int(match["year"]), month, int(written) if written else 1)
        last = first if written else Hijri(int(match["year"]), month, first.month_length())
        return f"{first.to_gregorian() - _SLACK}/{last.to_gregorian() + _SLACK}"
    except (ValueError, OverflowError):  # no such day, or a year that the tables do not reach
        return None


def _of_month(match: re.Match[str], published: date | None) -> str | None:
    if published is None:
        return None
    written = match["ordinal"].lower()
    day = int(re.sub(r"\D", "", written)) if written[0].isdigit() else _ORDINALS.index(written) + 1
    back = match["which"].lower() in ("last", "the past", "the previous")
    month = (published.replace(day=1) - timedelta(days=1)) if back and published > date(1, 2, 1) else published
    try:
        return month.replace(day=day).isoformat()
    except ValueError:  # the thirty-first of April
        return None
