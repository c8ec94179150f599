"""How two words of names go together, and which words of two chains stand for each other, in order."""

from collections.abc import Sequence
from typing import NamedTuple

from tawthiq.core.names.keys import WordKeys
from tawthiq.core.names.lexicon import NameLexicon
from tawthiq.core.sounds import closeness

# What words count as standing for each other. Source: tests/cases/name_pairs.csv, set on the table, scored on the
# second table that is never looked at.
MATCH = 0.72
_GLUED = 0.85
_SEEN_MAX = 500_000
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
        agree = left.vowel[:1] == right.vowel[:1] != "" or left.exact[0] == right.exact[0]
        return (INITIAL, MATCH) if agree else (DIFFERENT, 0.0)
    return _by_class(left, right, lexicon) or _by_sound(left, right)


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
    """How alike two words are, 0 to 1: letters within Arabic, sounds otherwise, the consonants half of it across."""
    if left.is_arabic and right.is_arabic:
        return letters_closeness(left.exact, right.exact)
    sounds = closeness(left.vowel, right.vowel)
    if left.is_arabic == right.is_arabic:
        return sounds
    return 0.5 * sounds + 0.5 * closeness(left.skeleton, right.skeleton)


def letters_closeness(left: str, right: str) -> float:
    """Edits by the longer length, taken from one; every letter counts the same."""
    if not left or not right:
        return 0.0
    above = list(range(len(right) + 1))
    for at, letter in enumerate(left, start=1):
        row = [at]
        for to, other in enumerate(right):
            row.append(min(above[to] + (letter != other), above[to + 1] + 1, row[to] + 1))
        above = row
    return 1 - above[-1] / max(len(left), len(right))


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
    if not found:
        if to + 1 < len(right) and len(left[at].exact) > len(right[to].exact):
            glued = letters_closeness(left[at].exact, right[to].exact + right[to + 1].exact)
            found += [Pair(at, to, NEAR, glued * 2, 1, 2)] if glued >= _GLUED else []
        elif at + 1 < len(left) and len(right[to].exact) > len(left[at].exact):
            glued = letters_closeness(left[at].exact + left[at + 1].exact, right[to].exact)
            found += [Pair(at, to, NEAR, glued * 2, 2, 1)] if glued >= _GLUED else []
    return found
