"""Whether an Arabic verb is passive: without vowel marks only the word behind it tells.

قُتل مدنيون is passive, قتل التنظيم مدنيين is not, and once the marks are gone both begin alike.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from tawthiq.reading.ar.letters import flatten, form
from tawthiq.reading.ar.numbers import begins_number

_WORD = re.compile(r"[^\W_]+")
_STOP = re.compile(r"[.،,؛:\n؟!(]")
_LOOK_AHEAD = 120
# What may stand between a verb and its subject: times, adverbs, prepositions with a place.
_PASSED = frozenset(
    flatten(word)
    for word in [
        "أمس",
        "اليوم",
        "البارحة",
        "صباح",
        "مساء",
        "ليل",
        "ليلة",
        "فجر",
        "ظهر",
        "عصر",
        "يوم",
        "أيضا",
        "كذلك",
        "بالأمس",
        "الليلة",
        "الماضية",
        "السبت",
        "الأحد",
        "الاثنين",
        "الثلاثاء",
        "الأربعاء",
        "الخميس",
        "الجمعة",
        "الفائت",
        "الماضي",
        "قبل",
        "قليل",
        "مساءا",
        "صباحا",
        "ليلا",
        "ظهرا",
        "فجرا",
        "بينهم",
        "منهم",
        "كل",
        "ما",
        "إن",
    ]
)
_PLACED = frozenset(flatten(word) for word in ["في", "قرب", "شرق", "غرب", "شمال", "جنوب", "داخل"])
_REACH = 8
# Places where people live suffer; a front, a road or an axis does not (جبهة is also how an armed group may begin).
_SETTLED = ("village", "town", "city", "neighbourhood", "camp")
_LOOK_BACK = 60
_SUBJECT_MAX = 6
# Words that a subject follows before its verb.
_OPENING = re.compile(r"(?<![^\W_])[وف]?(?:[إأ]ن|بأن|كان|كانت|كانوا)(?![^\W_])")
# Buildings and places that a feminine verb cannot have as the subject of its passive.
_MASCULINE = frozenset(
    flatten(word)
    for word in (
        "حي", "مخيم", "مشفى", "مستشفى", "مسجد", "جامع", "مطار", "سجن", "منزل", "منزلا", "مركز", "موقع", "جسر", "فرن",
        "شارع"
    )
)  # fmt: skip


# Right behind "killed" these say how it happened: nobody is named before them who did it.
_KILLED_BY = frozenset(
    flatten(word)
    for word in (
        "برصاص", "بنيران", "برصاصة", "بقصف", "بغارة", "بغارات", "بانفجار", "بانفجارين", "بقذيفة", "بقذائف", "بصاروخ",
        "بلغم", "بعبوة", "بهجوم", "بطلق", "بضربة", "بضربات", "بشظايا", "بكمين", "جراء", "إثر", "نتيجة", "بسبب",
        "متأثرا", "متأثرين"
    )
)  # fmt: skip

# Verbs that fighters are never the object of: they seize, attack and fight.
_RULING = (
    "control_change",
    "seizure",
    "clash",
    "ground_attack",
    "house_raid",
    "shooting",
    "attack",
    "strike",
    "forced_displacement",
    "property_seizure_destruction",
)


def make_is_passive(words: Mapping[str, Any]) -> Callable[[str, int], bool]:
    """The test of voice over the words of the language: sufferers (people, counts, buildings, places) against doers."""
    return _Voice(words).is_passive


class _Voice:
    """The words that tell who may do and who may suffer."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        rows = words["persons"]
        self._people = _keys(phrase for row in rows if row["class"] != "combatant" for phrase in row["words"])
        self._doers = _keys(phrase for row in rows if row["class"] == "combatant" for phrase in row["words"])
        settled = [words["place_types"][kind] for kind in _SETTLED]
        things = _keys(phrase for row in [*words["facilities"].values(), *settled] for phrase in row)
        self._sufferers = self._people | things
        self._saying = _keys(phrase for kind in ("say", "deny", "admit", "accuse") for phrase in words[kind])
        fatal = (row for row in words["triggers"] if row["kind"] in ("killed", "injured") and row["shape"] == "verb")
        self._fatal = _keys(phrase for row in fatal for phrase in row["words"])
        taking = (row for row in words["triggers"] if row["kind"] in ("arrest_detention", "abduction"))
        self._taking = _keys(phrase for row in taking if row["shape"] == "verb" for phrase in row["words"])
        ruling = (row for row in words["triggers"] if row["kind"] in _RULING and row["shape"] == "verb")
        self._ruling = _keys(phrase for row in ruling for phrase in row["words"])
        singles = (phrase for row in rows if row.get("number") == 1 for phrase in row["words"])
        self._masculine = _MASCULINE | _keys(phrase for phrase in singles if not flatten(phrase).endswith("ه"))

    def is_passive(self, text: str, start: int) -> bool:
        """Whether the verb at ``start`` is passive."""
        verb = _WORD.match(text, start)
        if not verb or _known(verb.group(), self._saying):
            return False  # a verb of saying has its speaker behind it (قال ناشط)
        if _known(verb.group(), self._fatal) and _is_killed_by(text, start):
            return True
        subject = _subject_before(text, start)
        if subject:
            return begins_number(text, subject.start()) or _known(subject.group(), self._sufferers)
        words_after = list(_words_after(text, start))
        if verb.group().endswith("وا"):  # "they" is written into the verb: whoever follows is its object
            return not (words_after and self._suffers(text, verb.group(), words_after))
        return bool(words_after) and self._suffers(text, verb.group(), words_after)

    def _suffers(self, text: str, verb: str, words_after: list[tuple[int, str]]) -> bool:
        """Whether the word behind the verb is the one who suffers, so that nobody is named who did it."""
        at, first = words_after[0]
        if begins_number(text, at):
            return True
        if verb.endswith("ت") and _known(first, self._doers) and _known(verb, self._taking):
            return False  # اعتقلت عناصر: those who take people, not those who are taken
        if _known(first, self._sufferers):
            # اعتقلت الإعلامي: the verb is feminine, the man is not; she, or they, did it to him.
            return not (verb.endswith("ت") and _known(first, self._masculine))
        is_object_named = any(
            _known(word, self._people)
            or _is_counted(text, place, word)
            or (word.endswith("ا") and _known(word, self._doers))
            for place, word in words_after[1:_REACH]
        )  # a fighter in the accusative (مقاتلا) is no subject
        is_object_named = is_object_named or _known(verb, self._ruling)
        return _known(first, self._doers) and not is_object_named


def _is_killed_by(text: str, start: int) -> bool:
    """Whether how it happened stands right behind the verb, over times and places (قتل أمس برصاص …)."""
    following = next(_words_after(text, start), None)
    return following is not None and flatten(following[1]) in _KILLED_BY


def _is_counted(text: str, at: int, word: str) -> bool:
    """Whether a number stands here that is no "and two more" of the one before (قيادي واثنان من مرافقيه)."""
    return begins_number(text, at) and not (word.startswith("و") and not word.startswith("واحد"))


def _subject_before(text: str, start: int) -> re.Match[str] | None:
    """The first word of a subject that stands before its verb (إن قوات النظام قصفت, وكانت الوحدات قد اعتقلت)."""
    opening = None
    for match in _OPENING.finditer(text, max(0, start - _LOOK_BACK), start):
        opening = match
    if not opening or _STOP.search(text, opening.end(), start):
        return None
    between = list(_WORD.finditer(text, opening.end(), start))
    return between[0] if 0 < len(between) <= _SUBJECT_MAX else None


def _keys(phrases: Iterator[str]) -> frozenset[str]:
    return frozenset(form(phrase).key for phrase in phrases if " " not in phrase)


@lru_cache(maxsize=8192)
def _known(word: str, keys: frozenset[str]) -> bool:
    """Whether the word, or what is left of it without clitics, is one of the keys."""
    found = form(word)
    return any(found.key[start:end] in keys for start, _ in found.starts for end, _ in found.ends if end > start)


def _words_after(text: str, start: int) -> Iterator[tuple[int, str]]:
    """The words behind the verb up to a stop, without times and the places that a preposition brings in."""
    verb = _WORD.match(text, start)
    at = verb.end() if verb else start
    skip = 0
    last = at
    for match in _WORD.finditer(text, at, at + _LOOK_AHEAD):
        if _STOP.search(text, last, match.start()):
            return
        last = match.end()
        word = flatten(match.group())
        if word in _PLACED:
            skip = 2
        elif skip and word not in _PASSED:
            skip -= 1 if skip == 2 and word.startswith(("مدين", "قري", "بلد", "ريف", "حي", "محافظ", "منطق")) else skip
        elif word not in _PASSED:
            yield match.start(), match.group()
