"""Report text made comparable without losing the way back: normalising with an offset map, and one folding key.

The raw text is never edited. ``normalise`` makes a cleaner copy and remembers where each of its characters came from,
so that whatever is found in the copy can be quoted from the original. ``fold`` makes the one key by which the project
searches, matches and sorts names in Arabic and Latin script.
"""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

# Marks that hang on the letter before them: a quote that ends after the letter keeps them.
_ARABIC_MARKS = (
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff"
)
_TATWEEL = "\u0640"
# Marks that float between letters (direction, joining, soft hyphen, byte-order): a quote never ends on one.
_FLOATING = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe00-\ufe0f"
_PRESENTATION = "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufd8f\ufd92-\ufdc7\ufdf0-\ufdfc\ufe70-\ufe74\ufe76-\ufefc"
_IRREGULAR = re.compile(
    f"[{_ARABIC_MARKS}{_TATWEEL}{_FLOATING}]+|[{_PRESENTATION}]|''|``|\u2018\u2018|\u2019\u2019|\"\""
)
_FLOATS = re.compile(f"[{_FLOATING}]")
_PAIRS = frozenset({"''", "``", "\u2018\u2018", "\u2019\u2019", '""'})


def _one_to_one() -> dict[int, str]:
    table: dict[int, str] = {}
    for zero in (0x0660, 0x06F0, 0xFF10):
        table |= {zero + digit: str(digit) for digit in range(10)}
    table |= dict.fromkeys(map(ord, "«»„“”‟″❝❞〝〞＂"), '"')
    table |= dict.fromkeys(map(ord, "‘’‚‛′`´ʼʻʹˈ＇ʾʿ"), "'")
    table |= dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
    table |= dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D], "-")
    table |= {0x2028: "\n", 0x2029: "\n", 0x066A: "%", 0x066B: ".", 0x066C: ","}
    return table


_TABLE = _one_to_one()


@dataclass(frozen=True, slots=True, eq=False)
class Normalised:
    """A cleaned copy of a text and the way back to it.

    ``offsets[i]`` is the index in ``raw`` of ``text[i]``; ``offsets[len(text)] == len(raw)``; offsets never fall.
    """

    raw: str
    text: str
    offsets: Sequence[int]

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """The span of ``raw`` behind ``text[start:end]``, with the vowel marks and tatweel of its last letter.

        Direction and joining marks after the last letter are left out; an empty span stays empty.
        """
        first = self.offsets[start]
        if end <= start:
            return first, first
        least = self.offsets[end - 1] + 1
        last = max(self.offsets[end], least)
        while last > least and _FLOATS.match(self.raw, last - 1):
            last -= 1
        return first, last

    def slice_back(self, start: int, end: int) -> str:
        """The original words behind ``text[start:end]``."""
        first, last = self.to_raw(start, end)
        return self.raw[first:last]


def normalise(raw: str) -> Normalised:
    """A copy of the text with one form for each thing that has many, and its offset map.

    Tatweel, vowel marks, direction marks and zero-width marks are dropped; Arabic presentation forms become letters;
    digits of three kinds become ASCII; quotation marks ``"`` (a doubled one counts as one), apostrophes ``'``, dashes
    ``-``, odd spaces a space. Case, letters (alef, hamza, ta marbuta …) and newlines stay. One pass, linear.
    """
    if raw.isascii() and "''" not in raw and "``" not in raw and '""' not in raw:
        return Normalised(raw=raw, text=raw.replace("`", "'"), offsets=range(len(raw) + 1))
    if not _IRREGULAR.search(raw):
        return Normalised(raw=raw, text=raw.translate(_TABLE), offsets=range(len(raw) + 1))
    pieces: list[str] = []
    offsets = array("q")
    done = 0
    for match in _IRREGULAR.finditer(raw):
        at = match.start()
        pieces.append(raw[done:at].translate(_TABLE))
        offsets.extend(range(done, at))
        written = _rewritten(match.group())
        pieces.append(written)
        offsets.extend([at] * len(written))
        done = match.end()
    pieces.append(raw[done:].translate(_TABLE))
    offsets.extend(range(done, len(raw) + 1))
    return Normalised(raw=raw, text="".join(pieces), offsets=offsets)


def _rewritten(piece: str) -> str:
    if piece in _PAIRS:
        return '"'
    letters = unicodedata.normalize("NFKC", piece)
    return "" if letters == piece else _IRREGULAR.sub("", letters)


_FOLD_DROPPED = re.compile(
    f"[\u0300-\u036f\u0483-\u0487{_ARABIC_MARKS}{_TATWEEL}{_FLOATING}\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f'\u0621]+"
)
_FOLD_LETTERS = str.maketrans(
    {"ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ھ": "ه", "ە": "ه", "ہ": "ه", "ۀ": "ه", "ۂ": "ه"}
    | {"ı": "i", "ø": "o", "đ": "d", "ł": "l", "-": " "}
)


def fold(text: str) -> str:
    """The one key for search, matching and sorting, in both scripts; folding a folded text changes nothing.

    After ``normalise``: alef with anything → ا, ؤ → و, ئ → ي, ة → ه, ى → ي, a lone ء is dropped, Persian and Kurdish
    letters become Arabic ones; Latin loses case, accents and apostrophes; hyphens and white space become one space.
    """
    if text.isascii():
        bare = text.casefold()
    else:
        bare = unicodedata.normalize("NFKD", text.translate(_TABLE)).casefold()
        bare = unicodedata.normalize("NFKD", bare).casefold()
    bare = _FOLD_DROPPED.sub("", bare.translate(_TABLE)).translate(_FOLD_LETTERS)
    return " ".join(bare.split())
