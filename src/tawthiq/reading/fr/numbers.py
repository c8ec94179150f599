"""French quantities: digits and words with their hedges, as bounds by the organisation's counting guide."""

import re
from collections.abc import Callable

from tawthiq.core import counts
from tawthiq.core.counts import Bounds
from tawthiq.reading.language import NumberMention

_SMALL = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
]
_VALUES = {word: value for value, word in enumerate(_SMALL) if "-" not in word} | {"une": 1}
_TENS = {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_TENS |= {"septante": 70, "huitante": 80, "octante": 80, "nonante": 90}
_SCALES = {"cent": 100, "cents": 100, "mille": 1000, "million": 10**6, "millions": 10**6}
_LARGEST = 10**12

_PART = "|".join(sorted((*_VALUES, *_TENS, *_SCALES), key=len, reverse=True))
_WORDS = rf"(?!millions?\b)(?:{_PART})\b(?:[\s-]et[\s-](?:une?|onze)\b|[\s-](?:{_PART})\b)*"
_DIGITS = r"(?:\d{1,3}(?:[ .]\d{3})+(?![\d.])|\d+)"
_NUMBER = rf"(?:{_DIGITS}(?:\s(?:mille|millions?)\b)?|{_WORDS})"

# "une dizaine de" is about ten; "des dizaines de" has no upper bound. Source: docs/reference/formats/claim.md, Counts.
_ABOUT = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40}
_ABOUT |= {"cinquantaine": 50, "soixantaine": 60, "centaine": 100}
_MANY = {
    "dizaines": counts.TENS,
    "douzaines": counts.DOZENS,
    "centaines": counts.HUNDREDS,
    "milliers": counts.THOUSANDS,
}
_VAGUE = (
    "un certain nombre|un grand nombre|un nombre indéterminé|un nombre inconnu|un nombre important|un groupe|plusieurs|"
    "de nombreux|de nombreuses|nombre|beaucoup|quelques"
)
_HEDGES: dict[str, Callable[[int], Bounds]] = {}
for _phrases, _rule in (
    ("plus de|plus d'|au-delà de", counts.more_than),
    ("au moins|pas moins de|un minimum de|au minimum", counts.at_least),
    ("environ|près de|presque|quelque|autour de|à peu près|approximativement|quasiment", counts.about),
    ("jusqu'à|au plus|un maximum de|au maximum", counts.up_to),
    ("moins de|moins d'", counts.fewer_than),
):
    _HEDGES |= dict.fromkeys(_phrases.split("|"), _rule)
_HEDGE = "|".join(sorted((re.escape(phrase) for phrase in _HEDGES), key=len, reverse=True))
_PATTERN = re.compile(
    rf"(?:(?P<hedge>{_HEDGE})(?:(?<=')|\s))?(?:"
    rf"une?\s(?P<about>{'|'.join(_ABOUT)})(?:\sde\b|\sd'|\b)"
    rf"|(?:des|les|de|plusieurs)\s(?P<many>{'|'.join(_MANY)})(?:\sde\b|\sd'|\b)"
    rf"|(?P<vague>{_VAGUE})(?:\s(?:de\b|des\b|d')|\b)(?P<vague_more>\sautres\b)?"
    rf"|(?:(?P<lead>entre|de)\s)?(?P<low>(?<![\d.,:/]){_NUMBER})(?![\d/]|:\d|[.,]\d)"
    rf"(?:\s?(?:-|à|ou|(?(lead)et|(?!)))\s?(?P<high>{_NUMBER})(?![\d/]|:\d))?"
    r"(?P<more>\sautres\b)?(?P<tail>\s(?:au moins|ou plus)\b)?)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_OPENERS = frozenset(
    {re.split(r"[\s']", phrase)[0] for phrase in (*_HEDGES, *_VAGUE.split("|"))}
    | {"au", "un", "une", "des", "les", "de", "entre", "plusieurs", *_VALUES, *_TENS, *_SCALES}
)
# "un" and "une" alone are articles far more often than numbers; the words for people carry their own singular.
_ARTICLES = ("un", "une")


def find_numbers(text: str) -> list[NumberMention]:
    """Every quantity of the text in order; years, clock times and parts of dates are left to the caller to drop."""
    found: list[NumberMention] = []
    reached = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < reached or not (text[start].isdigit() or word.group().lower() in _OPENERS):
            continue
        match = _PATTERN.match(text, start)
        mention = _mention(match) if match else None
        if match and mention:
            found.append(mention)
            reached = match.end()
    return found


def _mention(match: re.Match[str]) -> NumberMention | None:
    start, end = match.span()
    hedge = _HEDGES[match["hedge"].lower()] if match["hedge"] else None
    if match["vague"]:
        return (
            None if hedge else NumberMention(start, end, None, None, exact_word=False, more=bool(match["vague_more"]))
        )
    if match["many"]:
        bounds = _MANY[match["many"].lower()]
        return NumberMention(start, end, bounds.min, bounds.max, exact_word=False)
    if match["about"]:
        bounds = (hedge or counts.about)(_ABOUT[match["about"].lower()])
        return NumberMention(start, end, bounds.min, bounds.max, bounds.approximate)
    low, high = value_of(match["low"]), value_of(match["high"]) if match["high"] else None
    if low is None or (match["low"].lower() in _ARTICLES and not hedge and not match["more"]):
        return None
    if high is not None and high <= low:
        return None
    bounds = counts.between(low, high) if high is not None else (hedge or counts.exactly)(low)
    if match["tail"]:
        bounds = counts.at_least(low)
    return NumberMention(start, end, bounds.min, bounds.max, bounds.approximate, more=bool(match["more"]))


def value_of(words: str) -> int | None:
    """The number that the words stand for ("1 200", "quatre-vingt-dix-sept", "deux cents"); None for what is none."""
    total = current = 0
    parts = re.sub(r"(?<=\d)[ .](?=\d{3})", "", words.lower()).replace("-", " ").split()
    for part in parts:
        if part.isascii() and part.isdigit():
            current += int(part[:18])
        elif part in ("vingt", "vingts") and current % 100 == 4:
            current += 76  # four twenties
        elif part in _VALUES or part in _TENS:
            current += _VALUES.get(part, 0) or _TENS.get(part, 0)
        elif part in ("cent", "cents"):
            current = max(current, 1) * 100
        elif part in _SCALES:
            total, current = total + max(current, 1) * _SCALES[part], 0
        elif part != "et":
            return None
    return total + current if total + current < _LARGEST else None
