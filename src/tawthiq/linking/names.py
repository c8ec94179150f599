"""Which names of a list is this one, in the other script or another spelling? Candidates with scores, best first.

A name of any kind, a person's or a place's, is one string of sounds here, without spaces and articles, so that it need
not be cut the same way on both sides. Candidates share pieces of their consonants; an Arabic name is held against every
Latin one letter by letter, so that they need share no key. The score blends how alike the sounds with vowels are, how
alike the consonants are, whether both begin alike, and, across the scripts, how likely the one spelling is for the
other letter by letter.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from typing import NamedTuple

import numpy as np

from tawthiq.core.names import NameKeys, NameLexicon, NameSounds, name_keys, name_sounds, parse_name
from tawthiq.core.romanising import Romanisation, arabic_letters, cost_of, latin_letters
from tawthiq.core.sounds import ARABIC, across, closeness
from tawthiq.linking.spelling_costs import LatinSpellings

# Shares of the sounds, the consonants and a common beginning in the blend of keys, and of the blend in the score across
# the scripts. Source: benchmarks/names.py, development halves.
VOWEL_SHARE, SKELETON_SHARE, PREFIX_SHARE = 0.55, 0.37, 0.08
BLEND_SHARE = 0.5
# Nats per Arabic letter at which a spelling is as unlikely as makes no difference. Source: the same.
_DEAREST = 4.0
_PREFIX_MAX = 4
# How many candidates are compared by their keys, and how many of those letter by letter. Source: the same; with 80 and
# 24 six more in a thousand are missed.
_CLOSE_MAX, _CLOSEST_MAX = 150, 40
# What is left of the score of two known given names that are never one. Source: the same.
_APART_SHARE = 0.7


class Found(NamedTuple):
    """An entry of the list, by its number, with its score from 0 to 1."""

    number: int
    name: str
    score: float


class _Entry(NamedTuple):
    sounds: NameSounds
    letters: str
    pieces: frozenset[str]
    keys: NameKeys


class NameIndex:
    """A list of names to be searched.

    With a ``lexicon`` two known given names are told apart (محمد, محمود) and spellings of one are brought together.
    """

    def __init__(self, names: Iterable[str], *, table: Romanisation, lexicon: NameLexicon | None = None) -> None:
        self._names = list(names)
        self._table = table
        self._lexicon = lexicon
        self._entries = [_entry(name) for name in self._names]
        self._by_piece: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self._entries):
            for piece in entry.pieces:
                self._by_piece[piece].append(number)
        self._latin = [number for number, entry in enumerate(self._entries) if not entry.sounds.is_arabic]
        self._spellings = LatinSpellings([self._entries[number].letters for number in self._latin], table)

    def find(self, name: str, *, top: int = 10) -> list[Found]:
        """The names of the list that are most like this one, best first; equal scores in the order of the list."""
        wanted = _entry(name)
        if not wanted.letters:
            return []
        scored = dict(self._across(wanted, top=top)) if wanted.sounds.is_arabic else {}
        alike = (
            (blend(wanted.sounds, self._entries[number].sounds), -number)
            for number in self._candidates(wanted)
            if not (wanted.sounds.is_arabic and not self._entries[number].sounds.is_arabic)
        )
        for keys, number in nlargest(max(_CLOSEST_MAX, top), alike):
            scored[-number] = self._score(wanted, self._entries[-number], alike=keys)
        best = nlargest(top, ((score, -number) for number, score in scored.items()))
        return [Found(-number, self._names[-number], round(score, 6)) for score, number in best]

    def _across(self, wanted: _Entry, *, top: int) -> Iterator[tuple[int, float]]:
        """The Latin entries that spell an Arabic name at the least cost, by their numbers, with their scores."""
        found = self._spellings.costs(wanted.letters)
        for at in np.argsort(found.nats, kind="stable")[: max(_CLOSEST_MAX, top)]:
            number = self._latin[found.numbers[at]]
            entry = self._entries[number]
            alike = _across(wanted, blend(wanted.sounds, entry.sounds), cost=float(found.nats[at]))
            yield number, self._known(alike, wanted, entry)

    def _candidates(self, wanted: _Entry) -> Sequence[int]:
        """Entries that share most of their pieces with the wanted one, in proportion to both."""
        shared = Counter(number for piece in wanted.pieces for number in self._by_piece.get(piece, ()))
        size = len(wanted.pieces)
        likely = ((2 * count / (size + len(self._entries[number].pieces)), -number) for number, count in shared.items())
        return [-number for _share, number in nlargest(_CLOSE_MAX, likely)]

    def _score(self, one: _Entry, other: _Entry, *, alike: float) -> float:
        if one.sounds.is_arabic != other.sounds.is_arabic:
            arabic, latin = (one, other) if one.sounds.is_arabic else (other, one)
            alike = _across(arabic, alike, cost=cost_of(arabic.letters, latin.letters, self._table))
        return self._known(alike, one, other)

    def _known(self, alike: float, one: _Entry, other: _Entry) -> float:
        return alike if self._lexicon is None else _weighed(alike, one.keys, other.keys, self._lexicon)


def _across(arabic: _Entry, alike: float, *, cost: float) -> float:
    """How alike the keys of two names in two scripts are, with how likely the one spelling is for the other."""
    likely = max(0.0, 1 - cost / (_DEAREST * len(arabic.letters)))
    return BLEND_SHARE * alike + (1 - BLEND_SHARE) * likely


def _weighed(alike: float, one: NameKeys, other: NameKeys, lexicon: NameLexicon) -> float:
    """The score with what the lexicon says of the parts: known ones that are one name lift it, others lower it."""
    same = 0
    for left, right in zip(one.chain, other.chain, strict=False):
        mine, theirs = lexicon.classes_of(left), lexicon.classes_of(right)
        if mine and theirs and not mine & theirs:
            return alike * _APART_SHARE
        same += bool(mine & theirs)
    return alike + (1 - alike) / 2 * same / max(1, len(one.chain), len(other.chain))


def _entry(name: str) -> _Entry:
    sounds = name_sounds(name)
    letters = arabic_letters(name) if ARABIC.search(name) else latin_letters(name)
    return _Entry(sounds, letters, _pieces(sounds.coarse), name_keys(parse_name(name)))


def _pieces(coarse: str) -> frozenset[str]:
    """Pairs of consonants that follow one another, with the ends, and pairs with one left out between."""
    padded = f"^{coarse}$"
    near = (padded[at : at + 2] for at in range(len(padded) - 1))
    far = (f"{padded[at]}_{padded[at + 2]}" for at in range(len(padded) - 2))
    return frozenset((*near, *far))


def blend(left: NameSounds, right: NameSounds) -> float:
    """How alike the keys of two names are, 0 to 1, whatever their scripts."""
    if left.is_arabic == right.is_arabic:
        sounds = closeness(left.vowel, right.vowel)
    else:
        arabic, latin = (left, right) if left.is_arabic else (right, left)
        sounds = across(arabic.vowel, latin.vowel)
    alike = 0
    for one, other in zip(left.vowel[:_PREFIX_MAX], right.vowel[:_PREFIX_MAX], strict=False):
        if one != other:
            break
        alike += 1
    skeletons = closeness(left.skeleton, right.skeleton)
    return (
        VOWEL_SHARE * sounds
        + SKELETON_SHARE * skeletons
        + PREFIX_SHARE * alike / max(1, min(_PREFIX_MAX, len(left.vowel), len(right.vowel)))
    )
