"""Patterns of English time expressions; what each one means is in ``dates``."""

import re

from tawthiq.core.times import MONTHS_EN

_MONTHS = tuple(MONTHS_EN)
MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(_MONTHS, start=1)} | {
    name[:3].lower(): number for number, name in enumerate(_MONTHS, start=1)
}
MONTH_NUMBERS["sept"] = 9
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

_MONTH = "(?P<month{n}>" + "|".join(_MONTHS) + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_DAY = r"(?P<day{n}>[0-3]?\d)(?:st|nd|rd|th)?(?![\d%])"
_YEAR = r"(?P<year{n}>(?:19|20)\d\d)(?!\d)"
# A year told by its distance: "March last year", "in July of that year", the year of the date before.
_WHICH = rf"(?:{_YEAR}|(?P<which{{n}}>(?:last|this|that|the same|the previous) year))"
_PART = r"(?:early |late |mid-)?(?:dawn|morning|noon|midday|afternoon|evening|night|midnight)"
_WEEKDAY = "(?P<weekday>" + "|".join(WEEKDAYS) + ")"
_COUNT = (
    r"(?P<count>\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|few|a few|several|"
    "couple of|a couple of|many)"
)
_UNIT = r"(?P<unit>hour|day|week|month|year)s?"


def _pattern(shape: str, number: int) -> str:
    for key, value in (("MONTH", _MONTH), ("DAY", _DAY), ("WHICH", _WHICH), ("YEAR", _YEAR)):
        shape = shape.replace(key, value.replace("{n}", str(number)))
    return shape


_SEASONS = "spring|summer|autumn|fall|winter"
# Words behind which four digits are a year; behind "the" and "a" a word follows that it describes ("the 2019 riots").
_BEFORE_YEAR = (
    r"(?:(?<=[Ii]n )|(?<=[Ss]ince )|(?<=of )|(?<=[Dd]uring )|(?<=until )|(?<=by )|(?<=back to )"
    r"|(?:(?<=[Tt]he )|(?<= a )|(?<=his )|(?<=her )|(?<=their )|(?<='s ))(?=(?:19|20)\d\d [a-z]))"
)
EXPLICIT = re.compile(
    r"\b(?:"
    + "|".join(
        (
            r"(?P<iso>(?:19|20)\d\d-[01]\d(?:-[0-3]\d)?)(?![\d-])",
            r"(?P<numeric>[0-3]?\d[/.][0-3]?\d[/.](?:19|20)\d\d)(?!\d)",
            _pattern(r"(?:MONTH) DAY(?:\s?-\s?(?P<until1>[0-3]?\d)(?!\d))?(?:(?:,\s?|\s)(?:of )?WHICH)?", 1),
            _pattern(r"(?:the )?DAY(?: of)? ?(?:MONTH)(?:(?:,\s?|\s)(?:of )?WHICH)?", 2),
            _pattern(r"(?:(?P<phase3>early|mid|late)[ -])?(?:MONTH)(?:,\s?|\s)(?:of )?WHICH", 3),
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
RELATIVE = re.compile(r"\b(?:" + "|".join(_SHAPES) + r")\b", re.IGNORECASE)
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
EXPLICIT_OPENERS = frozenset(MONTH_NUMBERS) | {"the", "early", "mid", "late", "between", "from", *_SEASONS.split("|")}
RELATIVE_OPENERS = (
    _NUMBER_WORDS
    | _PARTS_OF_DAY
    | frozenset(day.lower() for day in WEEKDAYS)
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

# Words of what is still to come, and those that bound a time.
AHEAD = re.compile(
    r"\b(?:will|would|shall|next|due|set (?:for|to)|scheduled|slated|expected|planned|plans?|planning|upcoming|coming|"
    r"deadline|adjourned|postponed|remanded|expires?|starting|begins?|ahead of)\b|\b(?:until|till|through|by|before) $",
    re.IGNORECASE,
)
# Before a date that describes the noun behind it; "during the 2019 protests" dates what was done in their course too.
_DETERMINER = r"(?:\b(?:the|an?|his|her|its|their)|'s|s') $"
DETERMINED = re.compile(_DETERMINER, re.IGNORECASE)
IN_COURSE = re.compile(
    rf"(?<!role )(?<!part )(?<!participation )(?<!involvement )(?<!charged )\b(?:in|during|amid|at) {_DETERMINER}",
    re.IGNORECASE,
)
_NO_NOUNS = (
    "in|at|on|by|and|or|to|for|of|from|with|without|as|when|while|after|before|that|who|which|where|near|outside|inside|is|"
    "are|was|were|be|been|has|have|had|but|because|over|under|until|against|than|then|it|he|she|they|we|his|her|their|its|"
    "the|an?|following|said|says|will|would|could|about|during|since|through|amid|within|between"
)
# A noun right behind a date: a word in small letters that opens no phrase of its own.
BEFORE_NOUN = re.compile(rf" (?!(?:{_NO_NOUNS})\b)[a-z]")
