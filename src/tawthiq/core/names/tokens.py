"""The words of a name: where each stands, its folded form, and the pieces of names written in one word."""

import re
from functools import lru_cache
from typing import NamedTuple

from tawthiq.core.names.words import DIN_HALVES, FATHER_KUNYA
from tawthiq.core.sounds import ARABIC
from tawthiq.core.texts import fold

WORD = re.compile(r"""a\.k\.a\b|[^\s\-\u2010-\u2015_/\\,،;؛.:()\[\]{}«»"“”„|+*؟?!<>=]+""", re.IGNORECASE)
# Arabic "servant of" in one word, and what a Latin writer makes of its vowel and article.
_SERVANT_AR = re.compile(r"^عبدال(?=..)")
_SERVANT_LATIN = re.compile(r"^abd(?:[aeiou]|ou)l?(?=.{3})")
_LONG_COMPOUND = 7
_KUNYA_AR = re.compile(r"^ابو(?=...)")
_KUNYA_LATIN = re.compile(r"^(?:abu|abou)(?=[^aeiou].{2})")
_DIN_LATIN = re.compile(r"^(.{2,}?)(?:[aeiou]{0,2}l?)d?d(?:i|e|ee|y)ne?$")


class Token(NamedTuple):
    """A word at ``start``..``end`` of the name as written."""

    word: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """The words of a name; what has no letter is left out."""
    return [
        Token(word, match.start(), match.end()) for match in WORD.finditer(text) if (word := _folded(match.group()))
    ]


@lru_cache(maxsize=200_000)
def _folded(word: str) -> str:
    folded = fold(word).replace(" ", "").replace(".", "")
    return folded if any(map(str.isalpha, folded)) else ""


@lru_cache(maxsize=200_000)
def pieces_of(word: str) -> tuple[str, ...]:
    """The pieces of a folded word: عبدالرحمن is عبد رحمن, nureddin is nur din, abuzaid is abu zaid; else itself."""
    if ARABIC.search(word):
        return _arabic_pieces(word)
    servant = _SERVANT_LATIN.match(word)
    if servant:
        return ("abd", _without_double(word[servant.end() :]))
    kunya = _KUNYA_LATIN.match(word)
    if kunya:
        return ("abu", word[kunya.end() :])
    din = _DIN_LATIN.match(word)
    return (din[1], "din") if din and din[1] in DIN_HALVES else (word,)


def _arabic_pieces(word: str) -> tuple[str, ...]:
    servant = _SERVANT_AR.match(word)
    if servant:
        return ("عبد", word[servant.end() :])
    if word.endswith("الدين") and len(word) >= _LONG_COMPOUND:
        return (word[: -len("الدين")], "دين")
    kunya = _KUNYA_AR.match(word)
    return ("ابو", word[kunya.end() :].removeprefix("ال")) if kunya else (word,)


def _without_double(rest: str) -> str:
    """ "rrahman" of Abdurrahman is "rahman": the article has taken on the letter behind it."""
    return rest[1:] if rest[:1] == rest[1:2] else rest


def is_kunya_piece(piece: str) -> bool:
    """Whether the first piece of a word in one is "father of"."""
    return piece in FATHER_KUNYA
