"""Patterns of Arabic time expressions over flattened text; what each one means is in ``dates``."""

import re
from collections.abc import Iterable

from tawthiq.reading.ar.calendars import AMBIGUOUS_MONTHS, HIJRI_MONTHS, MONTHS, ORDINAL_DAYS, PARTS_OF_DAY, WEEKDAYS
from tawthiq.reading.ar.letters import flatten


def _one_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted((re.escape(flatten(word)) for word in words), key=len, reverse=True)) + ")"


def _words(text: str) -> str:
    return _one_of(text.split("|"))


PAST = _words("الماضي|الفائت|المنصرم|الماضية|الفائتة|المنصرمة|السابق|السابقة|الأخير|الأخيرة")
THIS = _words("الجاري|الحالي|الجارية|الحالية")
NEXT = _words("القادم|المقبل|القادمة|المقبلة")
_SAID = rf"(?P<said>{PAST}|{THIS}|{NEXT})"

_MONTH = rf"(?P<month>{_one_of(MONTHS)})"
_PLAIN_MONTH = rf"(?P<month>{_one_of(set(MONTHS) - AMBIGUOUS_MONTHS)})"
_SECOND_NAME = rf"(?:\s?[/(-]\s?{_one_of(MONTHS)}(?:\s?\))?)?"
_WEEKDAY = _one_of(WEEKDAYS)
_NAMED = rf"(?P<weekday>{_WEEKDAY})"
_PART = _one_of(PARTS_OF_DAY)
_DAY = rf"(?:(?:ال\s?)?/[0-3]?\d/|[0-3]?\d(?!\d)|{_one_of(ORDINAL_DAYS)})"
_YEAR = r"(?:(?:19|20)\d\d(?!\d))"
_IN_YEAR = rf"(?:[\s،,]{{1,2}}(?:من\s)?(?:{_words('عام|سنة|العام|لعام')}\s)?(?:(?P<year>{_YEAR})|{_SAID}))?"
_BESIDE = (
    rf"(?:(?:{_words('يوم|نهار|ليلة|مساء|صباح|فجر|ظهر')}\s)?{_WEEKDAY}[\s،,(]{{1,3}}"
    rf"(?:{_words('الموافق|الواقع في|المصادف|في')}\s)?)?"
)
_SPAN = (
    rf"(?P<span>{_words('يوم|يومين|أيام|أسبوع|أسبوعين|أسابيع|شهر|شهرين|أشهر|شهور|عام|عامين|سنة|سنتين|سنوات|أعوام')})"
)
_UNIT = rf"(?P<unit>{_words('أيام|يوما|يوم|أسابيع|أسبوعا|أشهر|شهور|شهرا|سنوات|سنة|أعوام|عاما|ساعة|ساعات')})"
_ABOUT = rf"(?:(?P<about>{_words('نحو|حوالي|قرابة|أكثر من|ما يقارب')})\s)?"
_COUNT = rf"(?P<count>\d{{1,3}}|[^\W\d_]+(?:\s{_words('عشر|عشرة')})?)"
_PAST_UNITS = _words(
    "الأيام|أيام|اليومين|يومين|الساعات|ساعات|ساعة|الساعة|الأسابيع|أسابيع|الأسبوعين|أسبوعين|الأشهر|أشهر|الشهرين|شهرين|يوما|شهرا|يوم|عاما"
)
_PAST_ENDS = _words(
    "الماضية|الماضيين|الماضيتين|الماضي|الأخيرة|الأخيرين|الأخيرتين|الفائتة|الفائتين|المنصرمة|المنصرمين"
    "|القليلة الماضية|القليلة الفائتة"
    "|القليلة الأخيرة"
)


def _rule(body: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:[وفلبك]|وب|ول)??(?P<core>{body})(?![^\W_])")


# In this order; where matches overlap the one that begins first wins, then the longest, then the first of this table.
PATTERNS: dict[str, re.Pattern[str]] = {
    "date.day": _rule(
        rf"{_BESIDE}(?P<day>{_DAY})(?:\s?(?:-|الي|حتي|و)\s?(?P<until>{_DAY}))?\s?(?:من\s)?(?:شهر\s)?{_MONTH}{_SECOND_NAME}{_IN_YEAR}"
    ),
    "date.numeric": _rule(
        rf"{_BESIDE}(?P<numeric>\d{{4}}[/-]\d{{1,2}}[/-]\d{{1,2}}|\d{{1,2}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)(?:20\d\d|\d\d))(?![/.\-]?\d)"
    ),
    "date.hijri": _rule(
        rf"{_BESIDE}(?:(?P<day>{_DAY})\s(?:من\s)?(?:شهر\s)?)?(?P<month>{_one_of(HIJRI_MONTHS)})[\s،]{{1,2}}(?:عام\s|سنه\s|لعام\s)?(?P<year>1[34]\d\d)(?:\s?(?:هـ|هجري|هجريه|ه))?"
    ),
    "date.this_month": _rule(rf"{_BESIDE}(?P<day>{_DAY})\s(?:من\s)?(?:(?P<this>هذا)\sالشهر|(?:من\s)?الشهر\s{_SAID})"),
    "date.month": _rule(
        rf"(?:شهر\s{_MONTH.replace('month', 'after_month')}{_SECOND_NAME}|{_PLAIN_MONTH}{_SECOND_NAME}(?=[\s،]))"
        rf"(?:[\s،]{{1,2}}(?:من\s)?(?:(?:عام|سنه|العام|لعام)\s)?(?:(?P<year>{_YEAR})|{_SAID}))?"
    ),
    "date.month_year": _rule(
        rf"{_MONTH}{_SECOND_NAME}[\s،]{{1,2}}(?:من\s)?(?:(?:عام|سنه|العام|لعام)\s)?(?P<year>{_YEAR})"
    ),
    "date.year": _rule(
        rf"(?:(?:عام|سنه|العام|عامي|لعام)\s(?P<year>{_YEAR})|(?:العام|السنه)\s{_SAID}|(?P<this>هذا\sالعام|هذه\sالسنه))"
    ),
    "date.before_yesterday": _rule(
        rf"(?:(?:{_PART}|يوم)\s)?(?:اول\s(?:من\s)?امس|امس\sالاول|قبل\sامس|اول\sالبارحه)(?:[\s،]{{1,2}}{_NAMED})?"
    ),
    "date.yesterday": _rule(
        rf"(?:(?:{_PART}|يوم)\s)?(?:يوم\s)?(?:امس|البارحه|مبارح|الامس)(?:[\s،]{{1,2}}(?:يوم\s)?{_NAMED})?(?!\sالاول)(?:\s{_words('صباحا|مساء|ليلا|ظهرا|فجرا|عصرا')})?"
        r"|الليله\sالماضيه|الليله\sالفائته"
    ),
    "date.today": _rule(
        rf"(?:(?:{_PART}|منذ\sصباح|منذ\sفجر)\s)?(?:هذا\s)?اليوم(?:[\s،]{{1,2}}{_NAMED})?(?:\s{_words('صباحا|مساء|ليلا|ظهرا|فجرا|عصرا')})?|هذا\s(?:الصباح|المساء)|هذه\sالليله|الليله"
    ),
    "date.ago": _rule(
        rf"(?:قبل|منذ)\s{_ABOUT}(?:{_COUNT}\s{_UNIT}|{_SPAN}(?:\s(?:واحد|واحده|قليله))?)(?!\s(?:{_words('الحرب|الأزمة')}|\d{{4}}))"
    ),
    "date.past": _rule(
        rf"(?:(?:خلال|في|طيله|طوال|علي مدي|علي مدار)\s)?(?:ال)?(?:{_COUNT}\s)?(?P<unit>{_PAST_UNITS})\s{_PAST_ENDS}"
    ),
    "date.period": _rule(
        rf"(?:(?:خلال|في|مطلع|بدايه|نهايه|اواخر|منتصف)\s)?(?:ال(?P<period>اسبوع|شهر)\s{_SAID}|هذا\sال(?P<this>اسبوع|شهر))"
    ),
    "date.weekday": _rule(
        rf"(?:(?:{_PART}|يوم|نهار)\s)?(?:يوم\s)?{_NAMED}(?:\s{_SAID})?(?:\s{_words('صباحا|مساء|ليلا|ظهرا|فجرا|عصرا')})?"
    ),
    "date.recent": _rule(
        r"(?:مؤخرا|موخرا|حديثا|منذ\sفتره|منذ\sمده|قبل\sفتره|في\sوقت\sسابق)(?:(?:\sمن)?\s(?P<today>اليوم))?"
    ),
}
