"""The name of a row as keys: by parts in their order, as sounds, as one chain without spaces.

An Arabic name is a chain (given, father, grandfather, family), also in Latin script where its first two words are
Arabic given names; any other name is given, middle and family names.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from tawthiq.core.names.keys import NameKeys, WordKeys, name_keys, word_keys
from tawthiq.core.names.parsing import parse_name
from tawthiq.core.texts import fold
from tawthiq.store.given_names import load_name_lexicon

NAME_FIELDS = frozenset(("name", "given", "father", "middle", "grandfather", "family", "mother", "kunya"))
NAME_KEYS: dict[str, str] = {
    "given": "text",
    "given_sound": "text",
    "given_classes": "words",
    "father": "text",
    "father_sound": "text",
    "father_classes": "words",
    "grandfather": "text",
    "grandfather_sound": "text",
    "family": "text",
    "family_sound": "text",
    "middle": "text",
    "mother": "text",
    "kunya": "text",
    "words": "words",
    "parts": "number",
    "whole": "text",
    "bones": "text",
    "head": "text",
    "tail": "text",
    "unnamed": "number",
}
# One ASCII sign for each Arabic letter that folding leaves. Source: Buckwalter transliteration, without its marks.
_SIGNS = str.maketrans(
    dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويپچگڤژۆڕڵ", "AbtvjHxd*rzs$SDTZEgfqklmnhwyPCGVJoRL", strict=True))
)
_ARABIC = re.compile("[\u0620-\u06ff]")
_NOT_LETTERS = re.compile(r"[\W_]+")
# Letters that damage and spelling lose first: Arabic long vowels and ه, Latin vowels.
_WEAK_ARABIC, _WEAK_LATIN = re.compile("[Awyh]"), re.compile("[aeiouyhw]")
_TITLE_WORDS = """
mr mrs ms miss dr sir lord lady dame rev reverend prof professor the st nd rd baron baronet earl viscount
"""
_TITLES = frozenset(_TITLE_WORDS.split())
_ENDS, _ENOUGH = 5, 7
_KEPT = 150_000


@lru_cache(maxsize=200_000)
def ascii_of(word: str) -> str:
    """A folded word with one ASCII sign for each letter; alphabets beside Arabic and Latin keep letters apart."""
    if word.isascii():
        return word
    word = word.translate(_SIGNS)
    return word if word.isascii() else "".join(one if one.isascii() else chr(48 + (ord(one) & 63)) for one in word)


class NameKeyMaker:
    """Makes the name keys of rows, and keeps what it has made of names that come again."""

    def __init__(self) -> None:
        """Loads the given names that are known."""
        self._lexicon = load_name_lexicon()
        self._classes: dict[WordKeys, list[str] | None] = {}
        self._made: dict[tuple[tuple[str, str], ...], dict[str, Any]] = {}

    def keys_of(self, named: tuple[tuple[str, str], ...]) -> dict[str, Any]:
        """The keys that names give, by field of the row as they are written; not to be changed."""
        found = self._made.get(named)
        if found is None:
            if len(self._made) > _KEPT:
                self._made.clear()
            found = self._made[named] = {}
            self._fill(found, dict(named))
        return found

    def _fill(self, keys: dict[str, Any], parts: Mapping[str, str]) -> None:
        if parts.get("mother"):
            keys["mother"] = ascii_of("".join(_words(parts["mother"])))
        if parts.get("kunya"):
            keys["kunya"] = ascii_of("".join(_words(parts["kunya"])))
        told = " ".join(parts[name] for name in ("given", "father", "middle", "grandfather", "family") if name in parts)
        full = parts.get("name") or told
        if not full:
            return
        if _ARABIC.search(full):
            self._fill_chain(keys, parts, full)
        elif not self._fill_latin_chain(keys, parts, full):
            self._fill_western(keys, parts, full)

    def _fill_latin_chain(self, keys: dict[str, Any], parts: Mapping[str, str], full: str) -> bool:
        made = name_keys(parse_name(full))
        first = made.chain[:2]
        if made.kunyas and not made.chain:
            self._fill_chain(keys, parts, full)
            return True
        if len(first) == 2 and all(self._lexicon.classes_of(one) for one in first) and len(made.chain) > 2:
            self._fill_chain(keys, parts, full)
            return True
        return False

    def _fill_chain(self, keys: dict[str, Any], parts: Mapping[str, str], full: str) -> None:
        made = _chain_of(full)
        found = {kind: made.of(kind) for kind in ("given", "father", "grandfather", "family")}
        for kind in ("given", "father", "grandfather", "family"):
            if kind in parts:
                own = _chain_of(parts[kind]).chain
                found[kind] = own[0] if len(own) == 1 else _one_word(own) if own else found[kind]
        if not found["family"] and made.nisbas:
            found["family"] = made.nisbas[-1]
        for kind, part in found.items():
            if part:
                keys[kind], keys[f"{kind}_sound"] = ascii_of(part.exact), _enough(ascii_of(part.skeleton))
        for one in made.name.parts:
            if one.kind in ("given", "father", "grandfather") and one.kind not in parts:
                keys[one.kind] = _letters(one.text)
        keys["given_classes"], keys["father_classes"] = (self._of(found[kind]) for kind in ("given", "father"))
        if made.kunyas and not keys.get("kunya"):
            keys["kunya"] = ascii_of(made.kunyas[0].exact)
        words = [ascii_of(part.exact) for part in (*made.chain, *made.nisbas)]
        whole = "".join(_letters(part.text) for part in made.name.parts if part.kind not in ("title", "kunya", "laqab"))
        _fill_whole(keys, words, whole, is_arabic=bool(_ARABIC.search(full)))

    def _of(self, word: WordKeys | None) -> list[str] | None:
        if word is None:
            return None
        if word not in self._classes:
            found = self._lexicon.classes_of(word) | self._lexicon.familiar_classes_of(word)
            self._classes[word] = sorted(found) or None
        return self._classes[word]

    def _fill_western(self, keys: dict[str, Any], parts: Mapping[str, str], full: str) -> None:
        words = [word for word in _words(full) if word not in _TITLES] or list(_words(full))
        given, family = _words(parts.get("given", "")), _words(parts.get("family", ""))
        if "name" in parts and not given and not family:
            given, family = tuple(words[:1]), tuple(words[-1:]) if len(words) > 1 else ()
        elif given == family and len(words) == 1:
            family = ()
        middle = [word for word in words if word not in given and word not in family]
        if len(given) > 1:
            middle, given = [*given[1:], *middle], given[:1]
        for kind, own in (("given", given), ("family", family)):
            if own:
                keys[kind] = ascii_of("".join(own))
                keys[f"{kind}_sound"] = _enough(ascii_of(_sound("".join(own))))
        keys["middle"] = ascii_of("".join(middle)) or None
        _fill_whole(keys, [ascii_of(word) for word in words], ascii_of("".join(words)), is_arabic=False)


def _fill_whole(keys: dict[str, Any], words: Sequence[str], whole: str, *, is_arabic: bool) -> None:
    if not words or not whole:
        return
    keys["words"], keys["parts"], keys["whole"] = sorted(set(words)), len(words), whole
    bones = (_WEAK_ARABIC if is_arabic else _WEAK_LATIN).sub("", keys["whole"])
    keys["bones"] = bones or None
    if len(bones) >= _ENOUGH:
        keys["head"], keys["tail"] = bones[:_ENDS], bones[-_ENDS:]


def _enough(sound: str) -> str | None:
    """One consonant tells no name from another: Lily and Ella, Ali and Laila."""
    return sound if len(sound) > 1 else None


@lru_cache(maxsize=200_000)
def _letters(text: str) -> str:
    """A part as it is written, without spaces and with its article."""
    return ascii_of("".join(_words(text)))


@lru_cache(maxsize=20_000)
def _chain_of(text: str) -> NameKeys:
    return name_keys(parse_name(text))


def _one_word(parts: Sequence[WordKeys]) -> WordKeys:
    return word_keys(tuple(part.exact for part in parts))


@lru_cache(maxsize=200_000)
def _sound(word: str) -> str:
    return word_keys((word,)).skeleton


@lru_cache(maxsize=200_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_NOT_LETTERS.sub(" ", fold(text)).split())
