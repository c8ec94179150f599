"""The name of a row as keys: by parts in their order, as sounds, as one chain without spaces.

An Arabic name is a chain (given, father, grandfather, family), also in Latin script where its first two words are
Arabic given names; any other name is given, middle and family names.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from tawthiq.core.names.keys import WordKeys, word_keys
from tawthiq.linking.people.chains import Piece, ascii_of, chain_of, enough, one_word, words_of
from tawthiq.linking.people.page_text import as_read
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
    "shape": "text",
    "head": "text",
    "tail": "text",
    "unnamed": "number",
}
_ARABIC = re.compile("[\u0620-\u06ff]")
# Letters that damage and spelling lose first: Arabic long vowels and ه, Latin vowels.
_WEAK_ARABIC, _WEAK_LATIN = re.compile("[Awyh]"), re.compile("[aeiouyhw]")
# Signs of letters that differ in nothing but their dots, as one.
_DOTLESS = str.maketrans("tvnyjxd*rzs$SDTZEgfq", "bbbbHHddrrssSSTTEEff")
_TITLE_WORDS = """
mr mrs ms miss dr sir lord lady dame rev reverend prof professor the st nd rd baron baronet earl viscount
"""
_TITLES = frozenset(_TITLE_WORDS.split())
_KINDS, _WRITTEN = ("given", "father", "grandfather", "family"), frozenset(("given", "father", "grandfather"))
_ENDS, _ENOUGH = 5, 7
_KEPT = 150_000


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
            fields, texts = zip(*named, strict=True) if named else ((), ())
            self._fill(found, dict(zip(fields, as_read(texts), strict=True)))
        return found

    def _fill(self, keys: dict[str, Any], parts: Mapping[str, str]) -> None:
        if parts.get("mother"):
            keys["mother"] = ascii_of("".join(words_of(parts["mother"])))
        if parts.get("kunya"):
            keys["kunya"] = ascii_of("".join(words_of(parts["kunya"])))
        told = " ".join(parts[name] for name in ("given", "father", "middle", "grandfather", "family") if name in parts)
        full = parts.get("name") or told
        if not full:
            return
        if _ARABIC.search(full):
            self._fill_chain(keys, parts, full)
        elif not self._fill_latin_chain(keys, parts, full):
            self._fill_western(keys, parts, full)

    def _fill_latin_chain(self, keys: dict[str, Any], parts: Mapping[str, str], full: str) -> bool:
        made = chain_of(full)
        first = made.pieces[:2]
        is_chain = bool(made.kunya) and not made.pieces
        if is_chain or (len(made.pieces) > 2 and all(self._lexicon.classes_of(one.keys) for one in first)):
            self._fill_chain(keys, parts, full)
            return True
        return False

    def _fill_chain(self, keys: dict[str, Any], parts: Mapping[str, str], full: str) -> None:
        made = chain_of(full)
        found: dict[str, Piece | None] = {piece.kind: piece for piece in reversed(made.pieces)}
        for kind in _KINDS:
            if kind in parts:
                own = chain_of(parts[kind]).pieces
                found[kind] = own[0] if len(own) == 1 else one_word(own) if own else found.get(kind)
        if not found.get("family") and made.nisbas:
            found["family"] = made.nisbas[-1]
        for kind in _KINDS:
            part = found.get(kind)
            if part:
                keys[kind], keys[f"{kind}_sound"] = part.exact, part.sound
        for one in made.pieces:
            if one.kind in _WRITTEN and one.kind not in parts:
                keys[one.kind] = one.letters
        keys["given_classes"], keys["father_classes"] = (self._of(found.get(kind)) for kind in ("given", "father"))
        if made.kunya and not keys.get("kunya"):
            keys["kunya"] = made.kunya
        words = [piece.exact for piece in (*made.pieces, *made.nisbas)]
        _fill_whole(keys, words, made.whole, is_arabic=bool(_ARABIC.search(full)))

    def _of(self, piece: Piece | None) -> list[str] | None:
        if piece is None:
            return None
        word = piece.keys
        if word not in self._classes:
            found = self._lexicon.classes_of(word) | self._lexicon.familiar_classes_of(word)
            self._classes[word] = sorted(found) or None
        return self._classes[word]

    def _fill_western(self, keys: dict[str, Any], parts: Mapping[str, str], full: str) -> None:
        words = [word for word in words_of(full) if word not in _TITLES] or list(words_of(full))
        given, family = words_of(parts.get("given", "")), words_of(parts.get("family", ""))
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
                keys[f"{kind}_sound"] = enough(ascii_of(_sound("".join(own))))
        keys["middle"] = ascii_of("".join(middle)) or None
        _fill_whole(keys, [ascii_of(word) for word in words], ascii_of("".join(words)), is_arabic=False)


def _fill_whole(keys: dict[str, Any], words: Sequence[str], whole: str, *, is_arabic: bool) -> None:
    if not words or not whole:
        return
    keys["words"], keys["parts"], keys["whole"] = sorted(set(words)), len(words), whole
    bones = (_WEAK_ARABIC if is_arabic else _WEAK_LATIN).sub("", keys["whole"])
    keys["bones"] = bones or None
    if is_arabic and len(whole) >= _ENOUGH:
        keys["shape"] = whole.translate(_DOTLESS)
    if len(bones) >= _ENOUGH:
        keys["head"], keys["tail"] = bones[:_ENDS], bones[-_ENDS:]


@lru_cache(maxsize=200_000)
def _sound(word: str) -> str:
    return word_keys((word,)).skeleton
