"""What has no business in a published quote, whether or not the reader saw it: ways to reach somebody, and names.

The reader finds most names; a quote goes out to the world, so a second and coarser look hides what reads like one.
It hides too much rather than too little: a street called after a person loses its name.
"""

import re
from collections.abc import Collection, Iterator

from tawthiq.core.texts import fold

Stretch = tuple[int, int]
_DATE = r"\d{4}-\d{2}-\d{2}\b|\d{1,2}[.\-]\d{1,2}[.\-]\d{4}\b|\d{4}\s?-\s?\d{4}\b"
_REACHES = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?:https?://|www\.)\S+|\b(?:t\.me|wa\.me|fb\.com)/\S+", re.IGNORECASE),
    re.compile(r"(?<![\w@])@\w{3,}"),
    # Seven digits and more, however they are parted, are a telephone or an identity card; years and dates have fewer
    # or are parted by dashes in fours and twos.
    re.compile(rf"(?<!\d)(?!{_DATE})[+(]?\d(?:[\s().\-]{{0,2}}\d){{6,}}"),
    # Finer than the grid on which points are published.
    re.compile(r"(?<![\d.])\d{1,3}[.٫]\d{3,}°?|\d{1,3}°\s?\d{1,2}['’′](?:\s?\d{1,2}(?:[.,]\d+)?[\"”″])?"),
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’ʿʾ][^\W\d_]+)*")
_LATIN = re.compile(r"[A-Za-z]")
_PARTICLES = frozenset({"al", "el", "ul", "bin", "ibn", "bint", "abu", "abd", "umm", "abo"})
_PARTICLES_AR = frozenset(map(fold, ("بن", "ابن", "بنت", "أبو", "أبي", "أم", "عبد", "آل")))
# Given names that are everyday words as well: by themselves they do not begin a name. Source: own.
_WORDS = (
    "صباح فجر ضحى جمعة ربيع رمضان شعبان رجب صفر عيد خميس سبت ثورة حرب سلام نصر جهاد حياة أمل نور شمس قمر هلال بدر "
    "وعد عهد كفاح نضال حق عدل خير شهيد مدني مدينة حلب شام دجلة فرات سوريا قدس جزيرة "
    "Will Mark May Grace Hope Bill Rose Art"
)
_EVERYDAY = frozenset(fold(word) for word in _WORDS.split())
_MOST_PARTS = 4


def reaches_in(text: str) -> list[Stretch]:
    """Where telephones, e-mails, addresses of pages and accounts, and points finer than the grid stand."""
    return [found.span() for pattern in _REACHES for found in pattern.finditer(text)]


def names_in(text: str, *, given: Collection[str], known: Collection[Stretch] = ()) -> Iterator[Stretch]:
    """Where names stand that begin with a given name: ``given`` are such names, folded.

    In Latin script one capitalised word is enough, in Arabic a second word of a name has to follow. Nothing begins
    inside a stretch of ``known``, places and parties that the reader understood.
    """
    words = [match.span() for match in _WORD.finditer(text)]
    done = 0
    for at, (start, end) in enumerate(words):
        if start < done or any(low <= start < high for low, high in known):
            continue
        if not _is_given(text[start:end], given=given):
            continue
        last = _last_part(text, words[at : at + 1 + _MOST_PARTS], given=given)
        if last > end or _LATIN.match(text[start:end]):
            done = last
            yield start, last


def _is_given(word: str, *, given: Collection[str]) -> bool:
    if _LATIN.match(word):
        first = fold(word.partition("-")[0])
        return word[0].isupper() and first not in _EVERYDAY and (fold(word) in given or first in given)
    folded = fold(word)
    bare = folded[1:] if folded[:1] in ("و", "ف", "ب", "ل", "ك") and len(folded) > 3 else folded
    return any(form in given and form not in _EVERYDAY for form in (folded, bare))


def _last_part(text: str, words: list[Stretch], *, given: Collection[str]) -> int:
    """Where the name that begins with the first word ends."""
    last = words[0][1]
    is_latin = bool(_LATIN.match(text[words[0][0]]))
    for start, end in words[1:]:
        if text[last:start].strip() or "\n" in text[last:start]:
            break
        word = text[start:end]
        if not (_follows_latin(word) if is_latin else _follows_arabic(word, given=given)):
            break
        last = end
    return last


def _follows_latin(word: str) -> bool:
    return word[0].isupper() or word.lower().partition("-")[0] in _PARTICLES


def _follows_arabic(word: str, *, given: Collection[str]) -> bool:
    folded = fold(word)
    return folded.startswith("ال") or folded in _PARTICLES_AR or (folded in given and folded not in _EVERYDAY)
