"""Keys of the parts of a name: made once per name, cheap, the same for both scripts as far as the scripts allow.

``exact`` is folded, ``vowel`` has one letter per sound, ``skeleton`` the consonants alone; ``variants`` are the
skeletons that other ways of writing the same name lead to (ق as g, ذ as z, خ as h), the coarsest last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tawthiq.core.names.parsing import PersonName
from tawthiq.core.sounds import ARABIC, REPEATED, bare_of, sound_of_letters, without_articles, without_joined_article
from tawthiq.core.texts import fold

# The pieces that ``parse_name`` writes the same for both scripts.
_FIXED = {"عبد": "abd", "ابو": "abu", "ام": "um"}
# An Arabic letter and the sound that some writers give it. Source: romanisations of Egypt and the Gulf (ق g), Turkey,
# Iran and South Asia (ذ ض ظ z, ث s, خ h, و v), the Maghreb.
_OTHER_SOUNDS = {"ق": "G", "ذ": "z", "ض": "z", "ظ": "d", "ث": "s", "خ": "h", "غ": "k", "چ": "k", "گ": "k"}
_COARSE = str.maketrans("zXjGs", "dhkkt")
# For searching in names of any origin, where s and z, d and t stand for each other more often than z and d.
_SEARCHED = str.maketrans("zdXjG", "sthkk")


class WordKeys(NamedTuple):
    """The keys of one part; ``words`` are its pieces, ``is_arabic`` says the script it is written in."""

    exact: str
    vowel: str
    skeleton: str
    variants: tuple[str, ...]
    is_arabic: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameKeys:
    """The keys of a whole name; ``chain`` are given name, fathers, family, nisba in order, ``kinds`` what each is."""

    name: PersonName
    chain: tuple[WordKeys, ...]
    kinds: tuple[str, ...]
    articled: tuple[bool, ...]
    kunyas: tuple[WordKeys, ...]
    laqabs: tuple[WordKeys, ...]
    nisbas: tuple[WordKeys, ...]

    def of(self, kind: str) -> WordKeys | None:
        """The keys of the part of this kind of the chain, or None where the name has none."""
        return self.chain[self.kinds.index(kind)] if kind in self.kinds else None

    @property
    def exact(self) -> str:
        """All parts of the chain, folded, in order; of a name without a chain its kunya."""
        return " ".join(part.exact for part in self.chain or self.kunyas)

    @property
    def skeleton(self) -> str:
        """The consonants of all parts of the chain, in order; of a name without a chain those of its kunya."""
        return " ".join(part.skeleton for part in self.chain or self.kunyas)


def name_keys(name: PersonName) -> NameKeys:
    """The keys of every part of a name."""
    chain: list[WordKeys] = []
    kinds: list[str] = []
    articled: list[bool] = []
    others: dict[str, list[WordKeys]] = {"kunya": [], "laqab": [], "nisba": []}
    for part in name.parts:
        if part.kind == "title":
            continue
        keys = word_keys(part.words)
        if part.kind in others:
            others[part.kind].append(keys)
        if part.kind not in others or (part.kind == "nisba" and chain):
            chain.append(keys)
            kinds.append(part.kind)
            articled.append(part.articled)
    kunyas, laqabs, nisbas = map(tuple, others.values())
    return NameKeys(name, tuple(chain), tuple(kinds), tuple(articled), kunyas, laqabs, nisbas)


@lru_cache(maxsize=200_000)
def word_keys(words: tuple[str, ...]) -> WordKeys:
    """The keys of one part from its folded pieces."""
    own = [word for word in words if word not in _FIXED] or list(words)
    is_arabic = any(ARABIC.search(word) for word in own)
    vowel = _joined(words, [_sound(word) for word in words])
    skeleton = bare_of(vowel) or vowel
    return WordKeys("".join(words), vowel, skeleton, _variants(words, skeleton), is_arabic, words)


def _sound(word: str) -> str:
    return _FIXED.get(word) or sound_of_letters(word)


def _joined(words: Sequence[str], sounds: Sequence[str]) -> str:
    """Sounds of the pieces as one: ta marbuta is t before الله, and a last h is silent."""
    inner = list(sounds[:-1])
    if words[-1] == "له" and inner and words[-2].endswith("ه"):
        inner[-1] = f"{inner[-1][:-1]}t"
    whole = REPEATED.sub(r"\1", "".join([*inner, *sounds[-1:]]))
    if whole.endswith("h") and len(whole) > 2:
        whole = whole[:-1] if whole[-2] in "aiu" else f"{whole[:-1]}a"
    return whole


def _variants(words: tuple[str, ...], skeleton: str) -> tuple[str, ...]:
    found = [skeleton]
    for letter, sound in _OTHER_SOUNDS.items():
        if any(letter in word for word in words):
            changed = [word.replace(letter, "\0") for word in words]
            other = bare_of(_joined(changed, [_sound(word).replace("\0", sound) for word in changed]))
            found += [other] if other not in found else []
    coarse = REPEATED.sub(r"\1", skeleton.translate(_COARSE))
    return (*found, coarse) if coarse not in found else tuple(found)


class NameSounds(NamedTuple):
    """A whole name as one string of sounds: ``vowel`` with its vowels, ``skeleton`` and ``coarse`` without."""

    vowel: str
    skeleton: str
    coarse: str
    is_arabic: bool


@lru_cache(maxsize=200_000)
def name_sounds(text: str) -> NameSounds:
    """The sounds of a name of any kind, person or place, as one string without spaces and articles."""
    words = [without_joined_article(word) for word in without_articles(fold(text).split())]
    is_arabic = bool(ARABIC.search(text))
    vowel = _joined(words, [_sound(word) for word in words]) if words else ""
    skeleton = bare_of(vowel)
    return NameSounds(vowel, skeleton, REPEATED.sub(r"\1", skeleton.translate(_SEARCHED)), is_arabic)


def sort_key(text: str) -> str:
    """What a name is sorted by in both scripts: folded, without articles, as indexes of names are made."""
    return " ".join(without_joined_article(word) for word in without_articles(fold(text).split()))
