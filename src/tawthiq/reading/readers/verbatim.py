"""Words that a reader quotes, found in the text letter by letter; what is not there is refused, never corrected."""

from tawthiq.errors import InvalidRecord

Words = tuple[int, int]
_SHOWN = 80


def find_quote(text: str, quote: str, *, within: Words) -> Words:
    """Where the quote stands, the spaces around it left out; raises InvalidRecord where it does not."""
    bare = quote.strip()
    if not bare:
        raise InvalidRecord("the claim has no quote")
    at = text.find(bare, *within)
    if at < 0:
        raise InvalidRecord(f"the quote is not in the text: {bare[:_SHOWN]!r}")
    return at, at + len(bare)


def find_near(text: str, words: str, *, quote: Words, within: Words) -> Words:
    """Where an argument's words stand: in the quote, else nearest to it; whole words before parts of words.

    Raises InvalidRecord where they do not stand in ``within`` at all.
    """
    bare = words.strip()
    spans = _all_of(text, bare, within) if bare else []
    if not spans:
        raise InvalidRecord(f"not in the text: {bare[:_SHOWN]!r}")
    return min(spans, key=lambda span: (not _is_inside(span, quote), not _is_whole(text, span), _away(span, quote)))


def _all_of(text: str, words: str, within: Words) -> list[Words]:
    found: list[Words] = []
    at = text.find(words, *within)
    while at >= 0:
        found.append((at, at + len(words)))
        at = text.find(words, at + len(words), within[1])
    return found


def _is_inside(span: Words, quote: Words) -> bool:
    return quote[0] <= span[0] and span[1] <= quote[1]


def _is_whole(text: str, span: Words) -> bool:
    before, after = text[span[0] - 1 : span[0]], text[span[1] : span[1] + 1]
    return not (before.isalnum() or after.isalnum())


def _away(span: Words, quote: Words) -> int:
    return max(quote[0] - span[1], span[0] - quote[1], 0)
