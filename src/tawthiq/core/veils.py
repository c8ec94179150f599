"""Names that somebody may not see, covered wherever they stand in a text: as many signs as letters, so that spans hold.

A name is found as the project searches: folded, in either script, as whole words in their order, whatever stands
between them. Another spelling of the name is another name; a text that circumscribes somebody is not found.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from tawthiq.core.texts import fold

MARK = "\u2588"
WORD = re.compile(r"[\w\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]+")
# Between two words of a name: spaces, signs, entities and marks of a page; never a letter.
_GAP = re.compile(r"(?:<[^<>]*>|&#?\w+;|[^\w<>&])*")
# A name of fewer letters would cover half of a page.
_SHORTEST = 3
Words = tuple[str, ...]


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    return fold(word)


def _words_of(name: str) -> Words:
    return tuple(_folded(match[0]) for match in WORD.finditer(name))


class Veil:
    """Covers these names; one without any is false."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Names shorter than three letters are left out."""
        wanted = {words for name in names if len("".join(words := _words_of(name))) >= _SHORTEST}
        self._by_first: dict[str, list[Words]] = {}
        for words in sorted(wanted, key=lambda one: (-len(one), one)):
            self._by_first.setdefault(words[0], []).append(words)

    def __bool__(self) -> bool:
        """Whether there is anything to cover."""
        return bool(self._by_first)

    def hides_in(self, text: str) -> bool:
        """Whether any of the names stands in the text."""
        return next(self._found(text), None) is not None

    def cover(self, text: str, *, beginning: Iterable[re.Match[str]] | None = None) -> str:
        """The text with each letter of the names covered; what stands between their words stays.

        ``beginning`` are the words at which a name may begin, in order; every word where not given.
        """
        pieces, at = [], 0
        for spans in self._found(text, beginning):
            for start, end in spans:
                pieces += [text[at:start], MARK * (end - start)]
                at = end
        return "".join([*pieces, text[at:]]) if pieces else text

    def about(self, text: str) -> "Veil":
        """A veil over those of the names that the text speaks of, wholly or in part."""
        asked = fold(text)
        told = (" ".join(words) for some in self._by_first.values() for words in some)
        return Veil(name for name in told if asked and (asked in name or name in asked))

    def without(self, other: "Veil") -> "Veil":
        """A veil over the names that the other does not cover."""
        if not other:
            return self
        return Veil(" ".join(words) for words in self._names - other._names)

    @property
    def _names(self) -> set[Words]:
        return {words for some in self._by_first.values() for words in some}

    def _found(self, text: str, beginning: Iterable[re.Match[str]] | None = None) -> Iterator[list[tuple[int, int]]]:
        """The words of each name found, as spans, in order and without overlap."""
        end = 0
        for match in (beginning or WORD.finditer(text)) if self else ():
            if match.start() < end:
                continue
            for words in self._by_first.get(_folded(match[0]), ()):
                spans = _rest(text, match, words[1:])
                if spans:
                    end = spans[-1][1]
                    yield spans
                    break


def _rest(text: str, first: re.Match[str], words: Words) -> list[tuple[int, int]]:
    """The spans of the first word and of those that have to follow it; none where they do not."""
    spans = [first.span()]
    for word in words:
        gap = _GAP.match(text, spans[-1][1])
        found = WORD.match(text, gap.end() if gap else spans[-1][1])
        if not found or _folded(found[0]) != word:
            return []
        spans.append(found.span())
    return spans
