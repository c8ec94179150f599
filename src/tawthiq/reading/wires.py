"""Text as wires, faxes and old systems send it: lines broken at a width, letters all large or all small.

It is made readable on a copy in which every character keeps its place: a newline inside a paragraph becomes a space,
a gap between paragraphs a newline, and letters without case become small ones with a capital at each sentence.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

# A text is broken at a width of so many characters. Source: 60 to 80 columns of teleprinters and mail, with margins.
_WIDTH_MIN, _WIDTH_MAX = 48, 100
# Breaks that must be where the width forces them, before the text is held to be broken at one.
_FORCED_SHARE, _FORCED_MIN = 0.8, 2
_INDENT = "  "
_ENDS = (".", "!", "?", ":", '"')
_BULLET = re.compile(r"\s*(?:[•*·▪◦-]|\d{1,3}[.)-])\s+\S")
# Spaces that stand where a paragraph ended before its newlines were lost.
_GAP = re.compile(r"(?<=[.!?\"')])[ ]{4,}(?=\S)")
# So many characters tell whether a text has case; fewer letters than this tell nothing.
_SAMPLE, _LETTERS_MIN = 6000, 40
_LARGE, _SMALL = 0.9, 0.004
_OPENING = re.compile(r"(?:^|\n|[.!?][\"')\]]*\s)[\s\"'(\[]*[^\W\d_]")


def join_lines(text: str) -> str:
    """The text with a space for each newline that only a width made; as long as the text."""
    if "\n" not in text:
        return _GAP.sub(lambda gap: "\n" + gap.group()[1:], text) if "    " in text else text
    lines = text.split("\n")
    width = max(map(len, lines))
    if not _WIDTH_MIN <= width <= _WIDTH_MAX:
        return text
    breaks = [at for at, pair in enumerate(pairwise(lines)) if _goes_on(*pair)]
    forced = [at for at in breaks if _is_forced(lines[at], lines[at + 1], width=width)]
    if len(forced) < max(_FORCED_MIN, _FORCED_SHARE * len(breaks)):
        return text
    joined = {*forced, *(at for at in breaks if not lines[at].rstrip().endswith(_ENDS))}
    return "".join(line + (" " if at in joined else "\n") for at, line in enumerate(lines))[: len(text)]


def _goes_on(line: str, following: str) -> bool:
    """Whether the next line may belong to the same paragraph: neither is empty, it is not indented and no list item."""
    return bool(line.strip() and following.strip()) and not (
        following.startswith((_INDENT, "\t")) or _BULLET.match(following)
    )


def _is_forced(line: str, following: str, *, width: int) -> bool:
    """Whether the next word had no room left on the line; a little less than the width, for ragged setting."""
    word = following.split(maxsplit=1)[0]
    return len(line.rstrip()) + 1 + len(word) > width - 3


def has_case(text: str) -> bool:
    """Whether large and small letters tell anything: not where all are large, or all small."""
    letters = [letter for letter in text[:_SAMPLE] if letter.isalpha()]
    if len(letters) < _LETTERS_MIN:
        return True
    share = sum(1 for letter in letters if letter.isupper()) / len(letters)
    return _SMALL < share < _LARGE


def set_case(text: str, names: Mapping[str, Sequence[str]] | None = None) -> str:
    """The text in small letters with a capital at the start of each sentence; as long as the text.

    ``names`` are words that always have a capital (``always``), or only beside a numeral (``numbered``: may, march).
    """
    small = text.lower()
    if len(small) != len(text):  # a letter whose small form is two characters
        small = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    opened = _OPENING.sub(lambda opening: opening.group()[:-1] + opening.group()[-1].upper()[:1], small)
    if not names:
        return opened
    return _pattern_of(tuple(names["always"]), tuple(names["numbered"])).sub(lambda word: word.group().title(), opened)


@cache
def _pattern_of(always: tuple[str, ...], numbered: tuple[str, ...]) -> re.Pattern[str]:
    some, few = "|".join(always), "|".join(numbered)
    return re.compile(rf"\b(?:{some})\b|(?<=\d )(?:{few})\b|\b(?:{few})(?= \d)")


def set_capitals(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with a capital at the start of every word in the spans; as long as the text."""
    letters = list(text)
    for start, end in spans:
        for at in range(start, end):
            if (at == start or not letters[at - 1].isalnum()) and len(letters[at].upper()) == 1:
                letters[at] = letters[at].upper()
    return "".join(letters)
