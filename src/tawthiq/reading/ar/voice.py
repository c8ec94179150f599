"""Whether an Arabic verb is passive: without vowel marks only the word behind it tells.

قُتل مدنيون is passive, قتل التنظيم مدنيين is not, and once the marks are gone both begin alike.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from tawthiq.reading.ar.letters import flatten, form
from tawthiq.reading.ar.numbers import find_numbers

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
_DOER_CLASSES = ("combatant",)
_PEOPLE_REACH = 8


def make_is_passive(words: Mapping[str, Any]) -> Callable[[str, int], bool]:
    """The test of voice over the words of the language: sufferers (people, counts, buildings, places) against doers."""
    people = _keys(phrase for row in words["persons"] if row["class"] not in _DOER_CLASSES for phrase in row["words"])
    doers = _keys(phrase for row in words["persons"] if row["class"] in _DOER_CLASSES for phrase in row["words"])
    things = _keys(phrase for key in ("facilities", "place_types") for row in words[key].values() for phrase in row)
    sufferers = people | things

    def is_passive(text: str, start: int) -> bool:
        words_after = list(_words_after(text, start))
        if not words_after:
            return False
        at, first = words_after[0]
        if _is_number(text, at):
            return True
        key = _known(first, sufferers)
        if key:
            return True
        if _known(first, doers):
            return not any(
                _known(word, people) or _is_number(text, place) for place, word in words_after[1:_PEOPLE_REACH]
            )
        return False

    return is_passive


def _keys(phrases: Iterator[str]) -> frozenset[str]:
    return frozenset(form(phrase.split()[0]).key for phrase in phrases)


@lru_cache(maxsize=8192)
def _known(word: str, keys: frozenset[str]) -> bool:
    """Whether the word, or what is left of it without clitics, is one of the keys."""
    found = form(word)
    return any(found.key[start:end] in keys for start, _ in found.starts for end, _ in found.ends if end > start)


def _is_number(text: str, at: int) -> bool:
    numbers = find_numbers(text[at : at + 40])
    return bool(numbers) and numbers[0].start <= 1


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
