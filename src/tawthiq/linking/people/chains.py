"""The chain of a name as the keys of a list need it, put together from phrases that were read before.

A million rows hold far fewer phrases (أبو خالد, عبد الرحمن, الحلبي) than names. Where no word of a name changes how its
neighbours are read, the parts of the name are its phrases in their order; any other name is read whole.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from tawthiq.core.names import words
from tawthiq.core.names.keys import WordKeys, name_keys, word_keys
from tawthiq.core.names.parsing import parse_name
from tawthiq.core.names.tokens import tokens_of
from tawthiq.core.sounds import ARTICLES
from tawthiq.core.texts import fold

# One ASCII sign for each Arabic letter that folding leaves. Source: Buckwalter transliteration, without its marks.
_SIGNS = str.maketrans(
    dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويپچگڤژۆڕڵ", "AbtvjHxd*rzs$SDTZEgfqklmnhwyPCGVJoRL", strict=True))
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_ASIDE = re.compile(r"""[()\[\]{}«»"“”„,،]""")
# Words that belong to what stands behind them, and words that change how their neighbours are read.
_OPENERS = words.KUNYA | words.SERVANT_OF | words.FAMILY_OF | frozenset(ARTICLES)
_TURNS = words.SON_OF | words.DAUGHTER_OF | words.SPOUSE_OF | words.KIN_OF | words.NEEDS_OF | words.ALIAS | words.JUNIOR
_TURNS |= words.SECOND_HALVES | frozenset(words.BOUND_HALVES)
_PLAIN, _OPENS, _TURNS_ASIDE = "plain", "opens", "turns aside"
# A given name that no neighbour changes, to read a phrase beside.
_BESIDE = "سمير"
_KINDS = ("given", "father", "grandfather", "ancestor")
_TWO, _ANCESTOR, _LONGEST = 2, 3, 12


class Piece(NamedTuple):
    """A part of a name: folded without its article, its consonants, and as it is written, all in ASCII signs."""

    kind: str
    exact: str
    sound: str | None
    letters: str
    keys: WordKeys
    articled: bool


class Chain(NamedTuple):
    """Given name, fathers, family and nisba in their order; kunyas and nisbas beside them; all letters of the chain."""

    pieces: tuple[Piece, ...]
    nisbas: tuple[Piece, ...]
    kunya: str | None
    whole: str


@lru_cache(maxsize=200_000)
def ascii_of(word: str) -> str:
    """A folded word with one ASCII sign for each letter; alphabets beside Arabic and Latin keep letters apart."""
    if word.isascii():
        return word
    word = word.translate(_SIGNS)
    return word if word.isascii() else "".join(one if one.isascii() else chr(48 + (ord(one) & 63)) for one in word)


@lru_cache(maxsize=200_000)
def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(_NOT_LETTERS.sub(" ", fold(text)).split())


def enough(sound: str) -> str | None:
    """One consonant tells no name from another: Lily and Ella, Ali and Laila."""
    return sound if len(sound) > 1 else None


def chain_of(text: str) -> Chain:
    """The chain of a name in Arabic or Latin script."""
    pieces = _from_phrases(text)
    if pieces is None:
        return read_whole(text)
    return Chain(pieces, (), None, "".join([piece.letters for piece in pieces]))


@lru_cache(maxsize=20_000)
def read_whole(text: str) -> Chain:
    """The chain of a name as ``parse_name`` reads it."""
    made = name_keys(parse_name(text))
    parts = made.name.parts
    texts = [part.text for part in parts if part.kind != "title" and part.kind not in ("kunya", "laqab")]
    letters = iter(texts)
    own = zip(made.kinds, made.chain, made.articled, strict=True)
    pieces = tuple(_piece(kind, keys, letters=next(letters), articled=articled) for kind, keys, articled in own)
    nisbas = tuple(_piece("nisba", keys, letters="", articled=True) for keys in made.nisbas)
    kunya = ascii_of(made.kunyas[0].exact) if made.kunyas else None
    return Chain(pieces, nisbas, kunya, "".join(map(_letters, texts)))


def one_word(pieces: Sequence[Piece]) -> Piece:
    """Parts that stand in one column, as one."""
    keys = word_keys(tuple(piece.keys.exact for piece in pieces))
    return _piece("", keys, letters="", articled=False)


def _piece(kind: str, keys: WordKeys, *, letters: str, articled: bool) -> Piece:
    return Piece(kind, ascii_of(keys.exact), enough(ascii_of(keys.skeleton)), _letters(letters), keys, articled)


@lru_cache(maxsize=200_000)
def _letters(text: str) -> str:
    """A part as it is written, without spaces and with its article."""
    return ascii_of("".join(words_of(text)))


def _from_phrases(text: str) -> tuple[Piece, ...] | None:
    """The parts of a name from its phrases, or None where it has to be read whole."""
    if _ASIDE.search(text):
        return None
    found: list[Piece] = []
    opened = ""
    for word in text.split():
        role = _role_of(word)
        if role is _TURNS_ASIDE:
            return None
        phrase = f"{opened} {word}" if opened else word
        if role is _OPENS:
            opened = phrase
            continue
        opened = ""
        piece = _behind(phrase) if found else _first(phrase)
        if piece is None:
            return None
        found.append(piece)
    last = len(found) - 1
    if opened or not _TWO <= len(found) <= _LONGEST:
        return None
    if last >= _TWO and found[last].articled and found[last - 1].articled:
        return None  # the last may be a nisba
    for at in range(1, last):
        found[at] = _behind_as(found[at], _KINDS[min(at, _ANCESTOR)])
    return tuple(found)


@lru_cache(maxsize=200_000)
def _behind_as(piece: Piece, kind: str) -> Piece:
    return piece._replace(kind=kind)


@lru_cache(maxsize=200_000)
def _role_of(word: str) -> str:
    """How a written word stands to its neighbours."""
    own = [token.word for token in tokens_of(word)]
    if not own or any(len(one) == 1 or one in _TURNS for one in own):
        return _TURNS_ASIDE
    if own[-1] not in _OPENERS:
        return _PLAIN
    return _OPENS if len(own) == 1 else _TURNS_ASIDE


@lru_cache(maxsize=200_000)
def _behind(phrase: str) -> Piece | None:
    """A phrase behind a given name, as the family; None where it is not one part."""
    read = read_whole(f"{_BESIDE} {phrase}")
    return read.pieces[1] if len(read.pieces) == _TWO and not read.nisbas and not read.kunya else None


@lru_cache(maxsize=200_000)
def _first(phrase: str) -> Piece | None:
    """A phrase that begins a name; None where it is no given name alone."""
    read = read_whole(f"{phrase} {_BESIDE}")
    is_given = len(read.pieces) == _TWO and read.pieces[0].kind == "given" and not read.nisbas and not read.kunya
    return read.pieces[0] if is_given else None
