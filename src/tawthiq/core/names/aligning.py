"""How two words of names go together, and which words of two chains stand for each other, in order."""

from collections.abc import Sequence
from typing import NamedTuple

from tawthiq.core.names.keys import WordKeys, word_keys
from tawthiq.core.names.lexicon import NameLexicon
from tawthiq.core.sounds import across, closeness

# What words count as standing for each other. Source: tests/cases/name_pairs.csv, set on the table, scored on the
# second table that is never looked at.
MATCH = 0.72
_GLUED = 0.85
_SEEN_MAX = 500_000
_PARENTS = ("ابو", "ام")
_AL = "ال"
# Letters that differ in their dots only, and what a changed dot and any other changed letter cost.
_SHAPES = {letter: shape for shape in ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق") for letter in shape}
_DOT, _CHANGED = 0.8, 1.5
# The first Latin letter of a sound that is written with two.
_FIRST_OF = {"X": "k", "C": "s", "G": "j"}
SAME, SPELLING, FAMILIAR, NEAR, INITIAL, VETOED, DIFFERENT = (
    "same",
    "spelling",
    "familiar",
    "near",
    "initial",
    "vetoed",
    "different",
)


def compare_words(left: WordKeys, right: WordKeys, lexicon: NameLexicon) -> tuple[str, float]:
    """How two words go together, and how closely (0 to 1); two known names of different classes are vetoed."""
    if left.exact == right.exact:
        return SAME, 1.0
    key = (left.exact, right.exact) if left.exact < right.exact else (right.exact, left.exact)
    found = lexicon.seen.get(key)
    if found is None:
        if len(lexicon.seen) >= _SEEN_MAX:
            lexicon.seen.clear()
        found = lexicon.seen[key] = _compared(left, right, lexicon)
    return found


def _compared(left: WordKeys, right: WordKeys, lexicon: NameLexicon) -> tuple[str, float]:
    if len(left.exact) == 1 or len(right.exact) == 1:
        return (INITIAL, MATCH) if _firsts(left) & _firsts(right) else (DIFFERENT, 0.0)
    parents = [words[0] if len(words) > 1 and words[0] in _PARENTS else "" for words in (left.words, right.words)]
    if all(parents):
        child, other = word_keys(left.words[1:]), word_keys(right.words[1:])
        return compare_words(child, other, lexicon) if parents[0] == parents[1] else (DIFFERENT, 0.0)
    return _by_class(left, right, lexicon) or _by_sound(left, right)


def _firsts(word: WordKeys) -> set[str]:
    """What the word may begin with where only its first letter is given: خ is K of Kh, ش is S of Sh."""
    firsts = {word.exact[0], *(sound[:1] for sound in (word.vowel, *word.variants))}
    return firsts | {_FIRST_OF[first] for first in firsts if first in _FIRST_OF}


def _by_class(left: WordKeys, right: WordKeys, lexicon: NameLexicon) -> tuple[str, float] | None:
    """What the lexicon says of two words, or None where it does not know both."""
    mine, theirs = lexicon.classes_of(left), lexicon.classes_of(right)
    if mine & theirs:
        return SPELLING, 0.97
    if mine & lexicon.familiar_classes_of(right) or theirs & lexicon.familiar_classes_of(left):
        return FAMILIAR, 0.85
    return (VETOED, 0.0) if mine and theirs else None


def _by_sound(left: WordKeys, right: WordKeys) -> tuple[str, float]:
    if left.vowel == right.vowel:
        return SPELLING, 0.95
    close = word_closeness(left, right)
    if close < MATCH:
        return DIFFERENT, close
    return (SPELLING, 0.5 + close / 2.25) if set(left.variants) & set(right.variants) else (NEAR, close)


def word_closeness(left: WordKeys, right: WordKeys) -> float:
    """How alike two words are, 0 to 1: letters within Arabic, sounds within Latin, both across the scripts."""
    if left.is_arabic and right.is_arabic:
        return letters_closeness(left.exact, right.exact)
    if left.is_arabic == right.is_arabic:
        return closeness(left.vowel, right.vowel)
    arabic, latin = (left, right) if left.is_arabic else (right, left)
    return across(arabic.vowel, latin.vowel)


def letters_closeness(left: str, right: str) -> float:
    """Edits of Arabic letters by the longer length, taken from one: a letter is lost or added more easily than changed.

    Source: damaged text of published lists: letters are lost and words run together; a changed letter is a changed dot.
    """
    if not left or not right:
        return 0.0
    above = [float(at) for at in range(len(right) + 1)]
    for at, letter in enumerate(left, start=1):
        row = [float(at)]
        for to, other in enumerate(right):
            swap = 0.0 if letter == other else _DOT if _SHAPES.get(letter) == _SHAPES.get(other, "") else _CHANGED
            row.append(min(above[to] + swap, above[to + 1] + 1, row[to] + 1))
        above = row
    return max(0.0, 1 - above[-1] / max(len(left), len(right)))


class Pair(NamedTuple):
    """Words ``left`` and ``right`` of two chains that stand for each other; a width of 2 where one is cut in two."""

    left: int
    right: int
    code: str
    score: float
    left_width: int = 1
    right_width: int = 1


def align(left: Sequence[WordKeys], right: Sequence[WordKeys], lexicon: NameLexicon) -> list[Pair]:
    """The pairs of words in order that stand for each other, as many and as close as can be."""
    rows, columns = len(left), len(right)
    best: list[list[_Choice]] = [[_Choice(0.0, None, 0, 0)] * (columns + 1) for _row in range(rows + 1)]
    for at in range(rows - 1, -1, -1):
        for to in range(columns - 1, -1, -1):
            choice = _Choice(best[at + 1][to].total, None, at + 1, to)
            if best[at][to + 1].total > choice.total:
                choice = _Choice(best[at][to + 1].total, None, at, to + 1)
            for pair in _pairs_at(left, right, at, to, lexicon):
                then = (at + pair.left_width, to + pair.right_width)
                total = pair.score + best[then[0]][then[1]].total
                if total >= choice.total:
                    choice = _Choice(total, pair, *then)
            best[at][to] = choice
    found: list[Pair] = []
    at, to = 0, 0
    while at < rows and to < columns:
        choice = best[at][to]
        at, to = choice.at, choice.to
        if choice.pair:
            found.append(choice.pair)
    return found


class _Choice(NamedTuple):
    """The best from here on: its score, the pair it begins with if any, and where it goes on."""

    total: float
    pair: Pair | None
    at: int
    to: int


def _pairs_at(
    left: Sequence[WordKeys], right: Sequence[WordKeys], at: int, to: int, lexicon: NameLexicon
) -> list[Pair]:
    code, score = compare_words(left[at], right[to], lexicon)
    found = [Pair(at, to, code, score)] if score >= MATCH else []
    if not found and to + 1 < len(right) and len(left[at].exact) > len(right[to].exact):
        glued = _glued(left[at], right[to], right[to + 1])
        found += [Pair(at, to, NEAR, glued * 2, 1, 2)] if glued >= _GLUED else []
    if not found and at + 1 < len(left) and len(right[to].exact) > len(left[at].exact):
        glued = _glued(right[to], left[at], left[at + 1])
        found += [Pair(at, to, NEAR, glued * 2, 2, 1)] if glued >= _GLUED else []
    return found


def _glued(whole: WordKeys, first: WordKeys, second: WordKeys) -> float:
    """How alike one word is to two words run together, with the article of the second or without it."""
    if whole.is_arabic != first.is_arabic or not whole.is_arabic:
        return word_closeness(whole, word_keys((*first.words, *second.words)))
    return max(letters_closeness(whole.exact, first.exact + article + second.exact) for article in ("", _AL))
