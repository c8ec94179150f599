"""Arabic words of the calendar in one spelling: months of four traditions, weekdays, ordinals, parts of the day."""

from tawthiq.reading.ar.letters import flatten
from tawthiq.reading.ar.numerals import ORDINALS, TENS


def _numbered(rows: list[str]) -> dict[str, int]:
    """Names parted by bars, one row per number from 1 on."""
    return {flatten(name): number for number, row in enumerate(rows, start=1) for name in row.split("|")}


# Levantine and Iraqi names, then Egyptian, then Maghrebi (Tunisian, Algerian, Moroccan) ones.
MONTHS = _numbered(
    [
        "كانون الثاني|كانون ثاني|كانون2|يناير|جانفي|ينّاير",
        "شباط|فبراير|فيفري",
        "آذار|اذار|مارس|مارت",
        "نيسان|أبريل|ابريل|إبريل|أفريل",
        "أيار|ايار|مايو|ماي|مايس",
        "حزيران|يونيو|يونية|جوان",
        "تموز|يوليو|يولية|جويلية|يوليوز",
        "آب|أغسطس|اغسطس|أوت|غشت",
        "أيلول|ايلول|سبتمبر|شتنبر",
        "تشرين الأول|تشرين أول|أكتوبر|اكتوبر",
        "تشرين الثاني|تشرين ثاني|نوفمبر|نونبر",
        "كانون الأول|كانون أول|ديسمبر|دجنبر",
    ]
)
# Words that are also something else ("father", "practised", a name …): a month only beside a day, a year or شهر.
AMBIGUOUS_MONTHS = frozenset(flatten(word) for word in ("آب", "مارس", "ماي", "جوان", "أوت", "مارت", "غشت"))
HIJRI_MONTHS = _numbered(
    [
        "محرم|المحرم",
        "صفر",
        "ربيع الأول|ربيع أول",
        "ربيع الآخر|ربيع الثاني|ربيع ثاني",
        "جمادى الأولى|جمادى الأول",
        "جمادى الآخرة|جمادى الثانية|جمادى الثاني",
        "رجب",
        "شعبان",
        "رمضان",
        "شوال",
        "ذو القعدة|ذي القعدة|ذو قعدة",
        "ذو الحجة|ذي الحجة|ذو حجة",
    ]
)
# Monday is 0, as in ``date.weekday``.
WEEKDAYS = {
    name: number - 1
    for name, number in _numbered(
        ["الاثنين|الإثنين", "الثلاثاء|الثلاثا", "الأربعاء|الأربعا", "الخميس", "الجمعة", "السبت", "الأحد"]
    ).items()
}
_UNITS = {word: value for word, value in ORDINALS.items() if value <= 10 and not word.endswith("ه")}
_TEN = flatten("عشر")


def _ordinal_days() -> dict[str, int]:
    days = {f"ال{word}": value for word, value in _UNITS.items()}
    units = {f"ال{word}": value for word, value in _UNITS.items() if value < 10} | {"الحادي": 1, "الواحد": 1}
    days |= {f"{word} {_TEN}": value + 10 for word, value in units.items() if word not in ("الاول", "الواحد")}
    for tens, value in TENS.items():
        if value <= 30:
            days[f"ال{tens}"] = value
            days |= {f"{word} وال{tens}": value + unit for word, unit in units.items() if value + unit <= 31}
    return days


# الأول … الحادي والثلاثين
ORDINAL_DAYS = _ordinal_days()
PARTS_OF_DAY = [
    "صباح",
    "فجر",
    "ظهر",
    "عصر",
    "مساء",
    "ليل",
    "ليلة",
    "مغرب",
    "ضحى",
    "عشية",
    "غروب",
    "سحر",
    "منتصف ليل",
    "منتصف ليلة",
    "بعد ظهر",
    "بعد منتصف ليل",
    "بعد عصر",
    "قبيل فجر",
    "ساعات فجر",
    "ساعات صباح",
    "منتصف نهار",
    "نهار",
    "وقت متأخر من ليل",
    "وقت متأخر من مساء",
    "ساعة متأخرة من ليل",
    "ساعة متأخرة من مساء",
    "ساعة مبكرة من صباح",
    "ساعة مبكرة من فجر",
    "صبيحة",
    "ظهيرة",
    "أمسية",
]
