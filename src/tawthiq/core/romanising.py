"""How Arabic letters are written in Latin ones: what a pair of spellings costs, letter by letter.

A table says how unlikely it is that Latin letters stand for an Arabic letter, in natural logarithms; ``cost_of`` finds
the cheapest way through two spellings. It is finer than keys and slower: for the last few candidates of a search.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tawthiq.core.sounds import SHORT, without_articles, without_joined_article
from tawthiq.core.texts import fold

_MARKS = re.compile("[\u0640\u064b-\u0655\u0670]")
_NO_LATIN = re.compile("[^a-z ]")
_AL = "ال"
_NEVER = 1e9
# What no table knows: a letter without a counterpart. Source: about twice the rarest entry of the learnt table.
UNKNOWN = 7.0
_VOWELS = "aeiou"


class Romanisation(NamedTuple):
    """Costs in nats: ``written`` by Arabic letter (or two) and Latin letters, ``unwritten`` for an Arabic letter that
    the Latin lacks, ``added`` for a Latin letter that the Arabic lacks, ``doubled`` for a consonant written twice."""

    written: Mapping[str, Mapping[str, float]]
    unwritten: Mapping[str, float]
    added: Mapping[str, float]
    doubled: float


class Step(NamedTuple):
    """Arabic letters and the Latin ones that stand for them; one side may be empty."""

    arabic: str
    latin: str


def arabic_letters(text: str) -> str:
    """The letters of an Arabic name without marks, spaces and articles; hamzas and endings stay as they are written."""
    words = _MARKS.sub("", text).replace("-", " ").split()
    return "".join(word.removeprefix(_AL) if len(word) > SHORT + 1 else word for word in words)


def latin_letters(text: str) -> str:
    """The letters of a Latin name, small and without accents, spaces and articles."""
    words = without_articles(_NO_LATIN.sub("", fold(text)).split())
    return "".join(map(without_joined_article, words))


def cost_of(arabic: str, latin: str, table: Romanisation) -> float:
    """What the cheapest way through ``arabic_letters`` and ``latin_letters`` of two names costs, in nats."""
    return _costs(arabic, latin, table, {})[-1][-1]


def steps_of(arabic: str, latin: str, table: Romanisation) -> list[Step]:
    """The cheapest way itself, from the first letter to the last."""
    came: dict[tuple[int, int], tuple[int, int]] = {}
    _costs(arabic, latin, table, came)
    at, steps = (len(arabic), len(latin)), []
    while at != (0, 0):
        before = came[at]
        steps.append(Step(arabic[before[0] : at[0]], latin[before[1] : at[1]]))
        at = before
    return steps[::-1]


def _costs(
    arabic: str, latin: str, table: Romanisation, came: dict[tuple[int, int], tuple[int, int]]
) -> list[list[float]]:
    """The least cost up to each pair of letters; ``came`` receives where each was reached from."""
    rows, columns = len(arabic), len(latin)
    costs = [[_NEVER] * (columns + 1) for _row in range(rows + 1)]
    costs[0][0] = 0.0
    for row in range(rows + 1):
        moves = list(moves_from(arabic, row, table))
        here = costs[row]
        for column in range(columns + 1):
            so_far = here[column]
            if column < columns:
                total = so_far + _added(latin, column, table)
                if total < here[column + 1]:
                    here[column + 1] = total
                    came[row, column + 1] = (row, column)
            for height, width, spelled, cost in moves:
                to = column + width
                if to <= columns and so_far + cost < costs[row + height][to] and latin.startswith(spelled, column):
                    costs[row + height][to] = so_far + cost
                    came[row + height, to] = (row, column)
    return costs


def moves_from(arabic: str, row: int, table: Romanisation) -> Iterator[tuple[int, int, str, float]]:
    """What the Arabic letters from here on may be written as: how many, how many Latin ones, which, the cost."""
    if row == len(arabic):
        return
    yield 1, 0, "", table.unwritten.get(arabic[row], UNKNOWN)
    for height in (1, 2):
        letters = arabic[row : row + height]
        if len(letters) == height:
            for spelled, cost in table.written.get(letters, {}).items():
                yield height, len(spelled), spelled, cost


def added_costs(latin: str, table: Romanisation) -> list[float]:
    """What each letter of a Latin name costs if the Arabic name lacks it."""
    return [_added(latin, column, table) for column in range(len(latin))]


def _added(latin: str, column: int, table: Romanisation) -> float:
    letter = latin[column]
    if column and latin[column - 1] == letter and letter not in _VOWELS:
        return table.doubled
    return table.added.get(letter, UNKNOWN)
