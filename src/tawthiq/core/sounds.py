"""Sounds of written words: one small alphabet for Arabic and Latin script, shared by the keys of persons and places.

``sound_of_letters`` writes a folded word with one letter per sound (C sh, X kh, G gh; a, i, u are the vowels);
``bare_of`` leaves the consonants; ``closeness`` compares two words of sounds.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

VOWELS = "aiu"
ARABIC = re.compile("[\u0620-\u06ff]")
REPEATED = re.compile(r"(.)\1+")
# The article before a word of its own letter (sun letters), as reports romanise it.
ARTICLES = {
    "al": "",
    "el": "",
    "ul": "",
    "il": "",
    "ar": "r",
    "er": "r",
    "as": "s",
    "es": "s",
    "ash": "sh",
    "esh": "sh",
}
ARTICLES |= {"ach": "ch", "ech": "ch", "at": "t", "et": "t", "ath": "th", "ad": "d", "ed": "d", "adh": "dh", "az": "z"}
ARTICLES |= {"ez": "z", "an": "n", "en": "n", "l": ""}
# An article written in one word with its noun: "Alhasakeh", "Assukhna"; the noun is long enough not to be all there is.
JOINED_ARTICLE = re.compile(r"^(?:[ae]l(?=[^laeiou].{3})|[ae](?=(sh|ch|th|dh|r|s|t|d|z|n)\1.{2}))")
_AL = "ال"
# A word this short is not taken apart: "Ali" is no article with an i.
SHORT = 3
# In order: spellings of one sound to one letter; capitals stand for sounds of two letters (C sh, X kh, G gh).
_LATIN_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("x", "ks"),
        ("t?sch|t?ch|t?sh", "C"),
        ("kh", "X"),
        ("gh", "G"),
        ("ph|v", "f"),
        ("(?<=[td])h", ""),
        ("dj|g", "j"),
        ("c(?=[eiy])", "s"),
        ("ck|c|q", "k"),
        ("p", "b"),
        ("aw|au|ow|ou|oo|eau|ew", "u"),
        ("ay|ai|ei|ey|ee|ie|ii|eu", "i"),
        ("[ey]", "i"),
        ("[ow]", "u"),
    )
)
_ARABIC_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچگڤژۆڕڵ"
_ARABIC_SOUNDS = str.maketrans(dict(zip(_ARABIC_LETTERS, "abttjhXddrzsCsdtz-GfkklmnhuibCjfzurl", strict=True)))
_VOWEL_LETTERS = re.compile(f"[{VOWELS}]")


def sound_of_letters(word: str) -> str:
    """A folded word with one letter per sound, doubled letters kept; Arabic writes no short vowels, so has none."""
    if ARABIC.search(word):
        return word.translate(_ARABIC_SOUNDS).replace("-", "")
    for pattern, letter in _LATIN_SOUNDS:
        word = pattern.sub(letter, word)
    return word


def bare_of(sound: str) -> str:
    """The consonants of a word of sounds, j and gh as one, none twice in a row."""
    return REPEATED.sub(r"\1", _VOWEL_LETTERS.sub("", sound).replace("G", "j"))


def without_joined_article(word: str) -> str:
    """A folded word without the article that is written in one with it: العلي → علي, alhasakeh → hasakeh."""
    if len(word) <= SHORT:
        return word
    return word.removeprefix(_AL) if word.startswith(_AL) else JOINED_ARTICLE.sub("", word)


def without_articles(words: Iterable[str]) -> list[str]:
    """Folded words without the Latin articles that stand before a word of their own letter; never empty."""
    given = list(words)
    kept = [
        word
        for at, word in enumerate(given)
        if not (at + 1 < len(given) and word in ARTICLES and given[at + 1].startswith(ARTICLES[word]))
    ]
    return kept or given


@lru_cache(maxsize=100_000)
def closeness(left: str, right: str) -> float:
    """How alike two words of sounds are, 0 to 1: edits by the longer length; a vowel for a vowel or none costs less.

    Source: reports drop and swap short vowels freely (Menbij, Manbij; Arabic does not write them at all), never
    consonants.
    """
    if left == right:
        return 1.0
    if not left or not right:
        return 0.0
    above = [0.0]
    for letter in right:
        above.append(above[-1] + _cost(letter))
    for letter in left:
        row = [above[0] + _cost(letter)]
        for at, other in enumerate(right):
            swap = above[at] + _swap(letter, other)
            row.append(min(swap, above[at + 1] + _cost(letter), row[at] + _cost(other)))
        above = row
    return max(0.0, 1 - above[-1] / max(len(left), len(right)))


_VOWEL_COST = 0.5
# Consonants that writers take for one another: ظ as z or d, ق as k or g, خ as kh or h, ث as th or s, و as w or v.
_CONFUSED = frozenset(
    frozenset(pair)
    for pair in ("zd", "zs", "kj", "kG", "jG", "Xh", "Xk", "ts", "Cs", "CX", "fb", "fu", "ji", "jz", "jC")
)
_CONFUSED_COST = 0.4


def _cost(letter: str) -> float:
    return _VOWEL_COST if letter in VOWELS else 1.0


def _swap(left: str, right: str) -> float:
    if left == right:
        return 0.0
    if left in VOWELS and right in VOWELS:
        return _VOWEL_COST
    return _CONFUSED_COST if frozenset((left, right)) in _CONFUSED else 1.0


# What it costs, across the scripts, that a Latin vowel has no Arabic letter, an Arabic vowel no Latin one, that they
# differ, and that a consonant stands alone. Source: set on the development half of benchmarks/names.py.
_SHORT_VOWEL, _LOST_VOWEL, _OTHER_VOWEL, _FIRST_VOWEL, _LOST_CONSONANT = 0.2, 0.6, 0.4, 0.1, 1.0


@lru_cache(maxsize=200_000)
def across(arabic: str, latin: str) -> float:
    """How alike a word of sounds in Arabic is to one in Latin script, 0 to 1.

    Arabic writes long vowels and leaves the short ones out: a vowel that only the Latin has costs little, one that only
    the Arabic has costs more. The first vowel and the last are written in many ways (إبراهيم, هدى).
    """
    if not arabic or not latin:
        return 1.0 if arabic == latin else 0.0
    width = len(latin)
    above = [0.0]
    for at, letter in enumerate(latin):
        above.append(above[-1] + _latin_alone(letter, at))
    for row_at, letter in enumerate(arabic):
        alone = _LOST_CONSONANT if letter not in VOWELS else _FIRST_VOWEL if not row_at else _LOST_VOWEL
        row = [above[0] + alone]
        is_end = row_at in (0, len(arabic) - 1)
        for at, other in enumerate(latin):
            swap = above[at] + _across_swap(letter, other, is_end=is_end)
            row.append(min(swap, above[at + 1] + alone, row[at] + _latin_alone(other, at)))
        above = row
    return max(0.0, 1 - above[width] / max(len(arabic), width))


def _latin_alone(letter: str, at: int) -> float:
    if letter in VOWELS:
        return _SHORT_VOWEL if at else _FIRST_VOWEL
    return _LOST_CONSONANT


def _across_swap(letter: str, other: str, *, is_end: bool) -> float:
    if letter == other:
        return 0.0
    if letter in VOWELS and other in VOWELS:
        return _FIRST_VOWEL if is_end else _OTHER_VOWEL
    return _CONFUSED_COST if frozenset((letter, other)) in _CONFUSED else 1.0
