"""A place as people write it, taken apart: name, type, wider places, and the side and distance from another place.

"village south of Serrin town in the eastern countryside of Aleppo" is no name but a way: a village without a name, to
the south of Serrin, which lies in the country east of Aleppo. The words of sides and lengths are those of the language.
"""

import re
from dataclasses import dataclass
from functools import cache

from tawthiq.core.texts import normalise
from tawthiq.reading.language import Language, load_language

_SPLITS = re.compile(r"\s*[,،;؛()]\s*|\s+-\s+")
_ALTERNATIVES = re.compile(r"\s*/\s*")
_ARTICLES = ("the ", "a ", "an ")
_DEPTH_MAX = 6


@dataclass(frozen=True, slots=True)
class Phrase:
    """A place phrase. ``names`` are alternatives ("Tadmur/Palmyra"), none where only a way is told.

    ``bearing`` is in degrees, ``metres`` the distance told, both from ``beyond``; ``around`` where the words mean the
    country around the place and not the place.
    """

    names: tuple[str, ...]
    kind: str = ""
    within: tuple["Phrase", ...] = ()
    bearing: float | None = None
    metres: float | None = None
    beyond: "Phrase | None" = None
    around: bool = False


@dataclass(frozen=True, slots=True)
class _Patterns:
    beyond: re.Pattern[str]
    way_only: re.Pattern[str]
    region: re.Pattern[str]
    inside: re.Pattern[str]
    degrees: dict[str, float]
    metres: dict[str, float]
    types: dict[str, str]


def read_phrase(text: str, *, lang: str, depth: int = 0) -> Phrase:
    """The parts of a place phrase in this language; any text gives a phrase."""
    patterns = _patterns(lang)
    words = " ".join(normalise(text).text.split()) if depth == 0 else text
    way = patterns.beyond.search(words) if depth < _DEPTH_MAX else None
    if way:
        return _beyond(words, way, patterns, lang=lang, depth=depth)
    pieces = [
        piece for part in _SPLITS.split(words) for piece in patterns.inside.split(part) if piece and piece.strip()
    ]
    if not pieces:
        return Phrase(())
    wider = tuple(_one(piece, patterns) for piece in pieces[1:])
    first = _one(pieces[0], patterns)
    if not first.names and wider:  # "the village, Idlib": only a wider place is named
        return Phrase((), first.kind, wider)
    return Phrase(first.names, first.kind, (*first.within, *wider), bearing=first.bearing, around=first.around)


def _beyond(words: str, way: re.Match[str], patterns: _Patterns, *, lang: str, depth: int) -> Phrase:
    head = read_phrase(words[: way.start()], lang=lang, depth=depth + 1)
    reference = read_phrase(way["rest"], lang=lang, depth=depth + 1)
    bearing = patterns.degrees.get((way["side"] or "").casefold())
    metres = float(way["number"]) * patterns.metres[way["length"].casefold()] if way["number"] else None
    within = (*head.within, *reference.within)
    return Phrase(head.names, head.kind, within, bearing=bearing, metres=metres, beyond=reference)


def _one(piece: str, patterns: _Patterns) -> Phrase:
    """A single place of the phrase, without its type and the words for the country around it."""
    bare = piece.strip(" .\"'")
    while bare.casefold().startswith(_ARTICLES):
        bare = bare.split(" ", 1)[1]
    region = patterns.region.fullmatch(bare)
    bearing, is_around, whole = None, False, ""
    if region:
        whole, bare, is_around = bare, (region["after"] or region["before"]).strip(), True
        side = region["side"] or region["side_after"] or region["side_before"]
        bearing = patterns.degrees.get(side.casefold()) if side else None
    kind, bare = _without_type(bare, patterns.types)
    names = tuple(dict.fromkeys(name for name in (*_ALTERNATIVES.split(bare), whole) if name))
    return Phrase(names, kind, bearing=bearing, around=is_around)


def _without_type(bare: str, types: dict[str, str]) -> tuple[str, str]:
    """The type that the words begin or end with, and the name that is left; a type alone leaves no name."""
    words = bare.split()
    for at, others in ((-1, words[:-1]), (0, words[1:])):
        kind = types.get(words[at].casefold(), "") if words else ""
        if kind:
            rest = " ".join(others)
            return kind, re.sub(r"^(?:(?:of|the)\s+)+", "", rest, flags=re.IGNORECASE)
    return "", bare


# A bearing in degrees and a distance in metres, each None where it is not told.
Way = tuple[float | None, float | None]


def read_way(text: str, *, lang: str) -> Way | None:
    """The bearing and the metres of words that end just before a place ("5 km south of"); None where they tell none."""
    way = _patterns(lang).way_only.search(text)
    if not way:
        return None
    patterns = _patterns(lang)
    metres = float(way["number"]) * patterns.metres[way["length"].casefold()] if way["number"] else None
    return patterns.degrees.get((way["side"] or "").casefold()), metres


@cache
def _patterns(lang: str) -> _Patterns:
    language = load_language(lang)
    words = language.words
    degrees = {word: float(number) for number, listed in words["bearings"].items() for word in listed}
    metres = {word: float(number) for number, listed in words["lengths"].items() for word in listed}
    types: dict[str, str] = {"district": "district", "منطقة": "district"}  # a unit or a quarter: both are looked for
    for kind, listed in words["place_types"].items():
        types |= {word.casefold(): types.get(word.casefold(), kind) for word in listed}
    side, length = _any(degrees), _any(metres)
    regions = _any([word for word in words["regions"] if not any(part in degrees for part in word.split())])
    beyond = [word for word in words["beyond"] if word]
    joint = rf"(?:\s+(?:{_any(beyond)}))" + ("?" if "" in words["beyond"] else "")
    number = rf"(?P<number>\d+(?:\.\d+)?)\s*(?P<length>{length})"
    way = rf"(?<!\w)(?:(?:(?:{_any(words['at_distance'])})\s+)?{number}\s+)?(?:to the\s+)?(?P<side>{side}){joint}"
    return _Patterns(
        beyond=re.compile(rf"{way}\s+(?P<rest>\S.*)$", re.IGNORECASE),
        way_only=re.compile(rf"{way}\s*$", re.IGNORECASE),
        region=re.compile(
            rf"(?:ب)?(?:(?P<side>{side})\s+)?(?:{regions})(?:\s+of)?\s+(?P<after>\S.*?)(?:\s+(?P<side_after>{side}))?"
            rf"|(?:(?P<side_before>{side})\s+)?(?P<before>\S.*?)\s+(?:{regions})",
            re.IGNORECASE,
        ),
        inside=re.compile(rf"(?:^|\s+)(?:{_any(_inside_words(language))})\s+|\s+(?=ب(?:{regions})\s)", re.IGNORECASE),
        degrees={word.casefold(): number for word, number in degrees.items()},
        metres={word.casefold(): number for word, number in metres.items()},
        types=types,
    )


def _inside_words(language: Language) -> list[str]:
    """Words that stand before a wider place and say no side: in, at, near, في …"""
    sides = {part for listed in language.words["bearings"].values() for word in listed for part in word.split()}
    sides |= {word for listed in language.words["place_types"].values() for word in listed}
    regions = language.words["regions"]
    return [
        word
        for word in language.words["locatives"]
        if len(word) > 1 and not set(word.split()) & sides and not any(region in word for region in regions)
    ]


def _any(words: object) -> str:
    listed = sorted(map(str, words), key=len, reverse=True)  # type: ignore[call-overload]
    return "|".join(re.escape(word) for word in listed)
