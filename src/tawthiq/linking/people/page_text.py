"""Names as a reader says them, where a page's text layer kept them as they were drawn.

Some PDF text layers hold Arabic as shapes of a font, or letter by letter from the left, so that محمد is دمحم. A name
that begins with no known given name and holds more letters of known ones when it is turned, is turned.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable

from tawthiq.core.sounds import ARABIC
from tawthiq.linking.people.chains import words_of
from tawthiq.store.given_names import given_names

_DRAWN = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
# So many more letters of known names has a name that is turned: two short ones or one of four letters are no chance.
# Source: own convention; benchmarks/linking.py finds no list of names in order that it would turn.
_LETTERS = 4


def as_read(texts: Iterable[str]) -> list[str]:
    """The parts of one name, letters in place of shapes, all turned or none."""
    parts = [unicodedata.normalize("NFKC", text) if _DRAWN.search(text) else text for text in texts]
    whole = " ".join(parts)
    return [part[::-1] for part in parts] if ARABIC.search(whole) and _is_turned(whole) else parts


def _is_turned(text: str) -> bool:
    words, known = words_of(text), given_names()
    if words and words[0] in known:
        return False
    turned = _letters(words_of(text[::-1]), known)
    return turned >= _letters(words, known) + _LETTERS


def _letters(words: Iterable[str], known: Collection[str]) -> int:
    return sum(len(word) for word in words if word in known)
