"""Arabic number words as values, in one spelling: the tables behind ``numbers``."""

from tawthiq.reading.ar.letters import flatten


def _flat(words: dict[str, int]) -> dict[str, int]:
    return {flatten(word): value for word, value in words.items()}


def _spread(groups: dict[int, str]) -> dict[str, int]:
    return _flat({word: value for value, words in groups.items() for word in words.split()})


# Three to ten turn their gender against the noun: both forms mean the same number.
ONES = _spread(
    {
        1: "واحد واحدا واحدة أحد إحدى حادي",
        2: "اثنان اثنين اثنتان اثنتين اثنا اثني اثنتا اثنتي إثنان إثنين إثنا إثني إثنتين",
    }
    | {3: "ثلاث ثلاثا ثلاثة", 4: "أربع أربعا أربعة", 5: "خمس خمسا خمسة", 6: "ست ستا ستة", 7: "سبع سبعا سبعة"}
    | {8: "ثمان ثماني ثمانيا ثمانية تمانية"}
    | {9: "تسع تسعا تسعة", 10: "عشر عشرة"}
)
TEN = frozenset(flatten(word) for word in ("عشر", "عشرة"))
TENS = _spread(
    {20: "عشرون عشرين", 30: "ثلاثون ثلاثين", 40: "أربعون أربعين", 50: "خمسون خمسين", 60: "ستون ستين"}
    | {70: "سبعون سبعين", 80: "ثمانون ثمانين", 90: "تسعون تسعين"}
)
_HUNDRED = ("مئة", "مائة", "مية", "مئه")
_STEMS = {3: "ثلاث", 4: "أربع", 5: "خمس", 6: "ست", 7: "سبع", 8: "ثمان", 9: "تسع"}
HUNDRED = frozenset(flatten(word) for word in _HUNDRED)
HUNDREDS = _flat(
    dict.fromkeys(_HUNDRED, 100)
    | dict.fromkeys(("مئتان", "مئتين", "مائتان", "مائتين", "مئتي", "مئتا", "مائتي", "مائتا"), 200)
    | {stem + hundred: value * 100 for value, stem in _STEMS.items() for hundred in _HUNDRED}
    | {"ثمانيمئة": 800, "ثمانيمائة": 800}
)
# A scale word multiplies what stands before it; alone it means one of it, in the dual two.
SCALES = _spread({1000: "ألف ألفا آلاف الاف", 1_000_000: "مليون مليونا ملايين"})
DUAL_SCALES = _spread({2000: "ألفان ألفين ألفي ألفا", 2_000_000: "مليونان مليونين مليوني"})
# Vague plurals. Source: counting guide of the reports (tens is 20 or more), carried on for the larger ones.
VAGUE = _spread({20: "عشرات", 200: "مئات مائات", 2000: "آلاف ألوف", 2_000_000: "ملايين"})

ORDINALS = _spread(
    {1: "أول أولى", 2: "ثاني ثانية", 3: "ثالث ثالثة", 4: "رابع رابعة", 5: "خامس خامسة", 6: "سادس سادسة"}
    | {7: "سابع سابعة", 8: "ثامن ثامنة", 9: "تاسع تاسعة", 10: "عاشر عاشرة", 11: "حادي", 12: "ثاني"}
)
