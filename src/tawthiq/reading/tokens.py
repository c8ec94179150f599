"""Words with their offsets: runs of letters and digits; hyphens, underscores and quote marks stand between words."""

import re
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# Between two words of one phrase only these may stand; anything else (comma, full stop, newline) breaks a phrase.
_LINKS = ' -_"\t'
# Behind the letter of an abbreviation a point parts nothing ("U.S.-led").
_POINTS = (".", ".-")


class Token(NamedTuple):
    """A word: ``text[start:end]``; ``joined`` tells whether it continues a phrase with the word before it."""

    start: int
    end: int
    text: str
    joined: bool


def find_tokens(text: str) -> list[Token]:
    """Every word of the text in order."""
    found: list[Token] = []
    last = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        gap = text[last:start]
        is_joined = gap == " " or not gap.strip(_LINKS)
        if not is_joined and gap in _POINTS and found:
            is_joined = len(found[-1].text) == 1 and found[-1].text.isupper()
        elif not is_joined and gap == "' " and found:
            is_joined = found[-1].text.endswith("s")  # the helicopters' attack
        found.append(Token(start, end, match.group(), is_joined))
        last = end
    return found
