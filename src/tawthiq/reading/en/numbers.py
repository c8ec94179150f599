"""English quantities: digits and words with their hedges, as bounds by the organisation's counting guide."""

import re
from collections.abc import Callable

from tawthiq.core import counts
from tawthiq.core.counts import Bounds
from tawthiq.reading.language import NumberMention

_TO_TWELVE = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_TEENS = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_SMALL_WORDS = [*_TO_TWELVE, *_TEENS]
_TENS_WORDS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: value for value, word in enumerate(_SMALL_WORDS)} | {
    word: 10 * value for value, word in enumerate(_TENS_WORDS, start=2)
}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
_LARGEST = 10**12

_SMALL = "|".join(sorted(_VALUES, key=len, reverse=True))
_SCALE = "|".join(_SCALES)
# No number of things: clock times of four digits ("0815", "1415 GMT"), ordinals ("the 13th").
_DIGITS = r"(?!0\d{3}\b)(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?!\d|st\b|nd\b|rd\b|th\b|\s?(?:GMT|gmt|hours GMT|hrs)\b))"
_WORDS = rf"(?:{_SMALL}|an?(?=\s(?:{_SCALE})\b))(?:[\s-](?:{_SMALL}|(?:{_SCALE})(?:\sand(?=\s(?:{_SMALL})))?)\b)*"
_NUMBER = rf"(?:(?:{_DIGITS})(?:\s(?:{_SCALE})\b)?|(?:{_WORDS})\b)"

_HEDGES: dict[str, Callable[[int], Bounds]] = {}
for _words, _rule in (
    ("more than|over|in excess of|upwards of|exceeding|not less than an? total of", counts.more_than),
    (
        "at least|no less than|no fewer than|not less than|not fewer than|a minimum of|minimum of|so far",
        counts.at_least,
    ),
    (
        "about|around|approximately|nearly|almost|roughly|some|close to|an estimated|estimated|circa|approx|approx.",
        counts.about,
    ),
    ("up to|as many as|no more than|not more than|at most|a maximum of", counts.up_to),
    ("less than|fewer than|under", counts.fewer_than),
):
    for _word in _words.split("|"):
        _HEDGES[_word] = _rule

_VAGUE = {
    "tens of thousands of": Bounds(20_000, None),
    "hundreds of thousands of": Bounds(200_000, None),
    "tens of": counts.TENS,
    "dozens of": counts.DOZENS,
    "scores of": counts.SCORES,
    "hundreds of": counts.HUNDREDS,
    "thousands of": counts.THOUSANDS,
    "dozens": counts.DOZENS,
    "tens": counts.TENS,
    "hundreds": counts.HUNDREDS,
    "thousands": counts.THOUSANDS,
} | dict.fromkeys(
    (
        "a large number of",
        "a small number of",
        "a significant number of",
        "a great number of",
        "a big number of",
        "a number of",
        "large numbers of",
        "an unknown number of",
        "an unspecified number of",
        "an undetermined number of",
        "unknown numbers of",
        "a lot of",
        "a group of",
        "several",
        "a series of",
        "many",
        "multiple",
        "numerous",
        "various",
        "a few",
        "a handful of",
        "a couple of",
    ),
    counts.VAGUE,
)
_HEDGE = "|".join(sorted((re.escape(word) for word in _HEDGES), key=len, reverse=True))
_VAGUE_WORDS = "|".join(sorted((re.escape(word) for word in _VAGUE), key=len, reverse=True))
_PATTERN = re.compile(
    rf"\b(?:(?P<hedge>{_HEDGE})\s)?(?:(?P<lead>between|from)\s)?"
    rf'(?P<low>(?<![\d.,:/])"?{_NUMBER}"?)(?![\d/]|:\d|\.\d)'
    rf"(?:\s?(?:-|to|or|(?(lead)and|and(?=\s{_DIGITS})))\s?(?P<high>{_NUMBER})(?![\d/]|:\d|-|\.\d))?"
    r"(?P<tail>\s(?:or more|at least|so far|and rising|as a minimum)\b|\+)?"
    r"(?P<more>\s(?:more|others|additional|further)\b)?"
    rf"|\b(?P<vague>{_VAGUE_WORDS})(?P<vague_more>\s(?:more|others|other|additional)\b)?",
    re.IGNORECASE,
)

# The whole pattern is tried only where a number can begin: that makes it five times faster.
_WORD = re.compile(r"[^\W_]+")
_OPENERS = frozenset(
    {phrase.split()[0] for phrase in (*_HEDGES, *_VAGUE)} | set(_VALUES) | {"a", "an", "between", "from", *_SCALES}
)


def find_numbers(text: str) -> list[NumberMention]:
    """Every quantity of the text in order; years, clock times and parts of dates are left to the caller to drop."""
    found: list[NumberMention] = []
    reached = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < reached or not (text[start].isdigit() or word.group().lower() in _OPENERS):
            continue
        match = _PATTERN.match(text, start)
        if match:
            found += _vague(match) if match["vague"] else _counted(match)
            reached = match.end()
    return found


def _vague(match: re.Match[str]) -> list[NumberMention]:
    bounds = _VAGUE[" ".join(match["vague"].lower().split())]
    end = match.end("vague")
    return [_mention((match.start(), end), bounds, exact=False, more=bool(match["vague_more"]))]


def _counted(match: re.Match[str]) -> list[NumberMention]:
    low, high = value_of(match["low"]), value_of(match["high"]) if match["high"] else None
    if low is None:
        return []
    more = bool(match["more"])
    if high is not None and not _is_range(match, low, high):
        # "5 and 7": two numbers, of which the first alone is this one
        first = _bounds(low, hedge=match["hedge"], tail=None)
        second = _mention(
            (match.start("high"), match.end()), _bounds(high, hedge=None, tail=match["tail"]), exact=True, more=more
        )
        return [_mention((match.start(), match.end("low")), first, exact=True, more=False), second]
    bounds = counts.between(low, high) if high is not None else _bounds(low, hedge=match["hedge"], tail=match["tail"])
    return [_mention(match.span(), bounds, exact=True, more=more)]


def _is_range(match: re.Match[str], low: int, high: int) -> bool:
    link = match.string[match.end("low") : match.start("high")].strip().lower()
    if link == "and":
        return (match["lead"] or "").lower() == "between"
    return low < high


def _bounds(number: int, *, hedge: str | None, tail: str | None) -> Bounds:
    if tail:
        return counts.at_least(number)
    if hedge:
        return _HEDGES[" ".join(hedge.lower().split())](number)
    return counts.exactly(number)


def _mention(span: tuple[int, int], bounds: Bounds, *, exact: bool, more: bool) -> NumberMention:
    return NumberMention(*span, bounds.min, bounds.max, bounds.approximate, exact_word=exact, more=more)


def value_of(words: str) -> int | None:
    """The number that the words stand for ("1,200", "two hundred and five", "a dozen"); None for what is none."""
    total, current = 0, 0
    for part in words.lower().replace('"', "").replace(",", "").replace("-", " ").split():
        if part.isascii() and part.isdigit():
            current += int(part[:18])
        elif part in _VALUES:
            current += _VALUES[part]
        elif part in ("a", "an"):
            current += 1
        elif part in ("dozen", "hundred"):
            current = max(current, 1) * _SCALES[part]
        elif part in _SCALES:
            total, current = total + max(current, 1) * _SCALES[part], 0
        elif part != "and":
            return None
    return total + current if total + current < _LARGEST else None
