"""The leak check: every text that goes out is compared with every value that must not."""

import base64
import binascii
import html
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from urllib.parse import unquote

from tawthiq.core.releases import ReleaseContent
from tawthiq.core.texts import fold


@dataclass(frozen=True, slots=True)
class Leak:
    """A protected value was found in what goes out: where, and which kind of value; never the value itself."""

    where: str
    what_kind: str


# Arabic writes and, so, by, to, like and the article on to the word that follows.
_CLITICS = ("ال", "و", "ف", "ب", "ل", "ك")
_TOKEN = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d(?:[\s().\-]{0,2}\d){5,}")
# A digest is no telephone number, whatever digits stand in it.
_DIGEST = re.compile(r"\b[0-9a-f]{32,}\b")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_Entries = list[tuple[tuple[str, ...], str]]
_Index = dict[str, _Entries]


def find_leaks(content: ReleaseContent, *, protected: Mapping[str, Collection[str]]) -> list[Leak]:
    """Every protected value that stands in any text of the release; ``protected`` maps a kind of value to its values.

    Compared folded, word by word, also behind Arabic prefixes; telephone and other long numbers also without their
    separators. Values with fewer than 4 letters or digits are not looked for: they would be found everywhere.
    """
    return find_in_texts(texts_of(content), protected=protected)


def find_in_texts(texts: Iterable[tuple[str, str]], *, protected: Mapping[str, Collection[str]]) -> list[Leak]:
    """The same over any texts, each with where it stands; also what is percent-encoded, escaped or in base64."""
    index, numbers = _index_of(protected)
    seen: dict[str, _Entries] = {}  # a release repeats its words: each is taken apart once
    found = (
        Leak(where=where, what_kind=kind)
        for where, text in texts
        for dress in _dresses(text)
        for kind in _kinds_in(dress, index=index, numbers=numbers, seen=seen)
    )
    return list(dict.fromkeys(found))


def _dresses(text: str) -> Iterator[str]:
    """The text, and the text with everything undone that an address, a page or a message may have done to it."""
    yield text
    if "%" in text:
        yield unquote(text, errors="replace")
    if "&" in text:
        yield html.unescape(text)
    if "\\u" in text:
        yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    for run in _BASE64.findall(text):
        yield from _from_base64(run)


def _from_base64(run: str) -> Iterator[str]:
    """What the run says in base64, where that is text at all; plain words hardly ever are."""
    bare = run.rstrip("=").translate(str.maketrans("-_", "+/"))
    if len(bare) % 4 == 1:
        return
    try:
        yield base64.b64decode(bare + "=" * (-len(bare) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return


def _index_of(protected: Mapping[str, Collection[str]]) -> tuple[_Index, dict[str, str]]:
    index: _Index = {}
    numbers: dict[str, str] = {}
    for kind in sorted(protected):
        for value in protected[kind]:
            tokens = tuple(_TOKEN.findall(fold(value)))
            joined = "".join(tokens)
            if len(joined) < 4:
                continue
            index.setdefault(tokens[0], []).append((tokens, kind))
            if joined.isdecimal() and len(joined) >= 6:
                numbers.setdefault(joined, kind)
    return index, numbers


def _kinds_in(text: str, *, index: _Index, numbers: Mapping[str, str], seen: dict[str, _Entries]) -> list[str]:
    folded = fold(text)
    tokens = _TOKEN.findall(folded)
    for token in tokens:
        if token not in seen:
            seen[token] = [entry for form in _forms(token) for entry in index.get(form, ())]
    found = {
        kind
        for at, token in enumerate(tokens)
        for value, kind in seen[token]
        if tuple(tokens[at + 1 : at + len(value)]) == value[1:]
    }
    if numbers:
        found.update(_kinds_of_numbers(_DIGEST.sub(" ", folded), numbers=numbers))
    return sorted(found)


def _kinds_of_numbers(folded: str, *, numbers: Mapping[str, str]) -> Iterator[str]:
    lengths = sorted({len(number) for number in numbers})
    for run in _NUMBER.findall(folded):
        digits = re.sub(r"\D", "", run)
        for length in lengths:
            for start in range(len(digits) - length + 1):
                if digits[start : start + length] in numbers:
                    yield numbers[digits[start : start + length]]


def _forms(token: str) -> set[str]:
    """The word, and the word without what Arabic writes on to it, up to three deep; at least two letters stay.

    "To the" drops the alef of the article, so it is put back: للحسيني is also looked for as الحسيني.
    """
    forms = {token}
    for _ in range(3):
        forms |= {form[len(mark) :] for form in forms for mark in _CLITICS if _has_prefix(form, mark)}
        forms |= {"ال" + form[2:] for form in forms if _has_prefix(form, "لل")}
    return forms


def _has_prefix(word: str, mark: str) -> bool:
    return word.startswith(mark) and len(word) - len(mark) >= 2


def texts_of(record: object, *, where: str = "") -> Iterator[tuple[str, str]]:
    """Every string in a record with the path to it; records are named by their ``ref`` where they have one."""
    if isinstance(record, str):
        yield where, record
    elif is_dataclass(record):
        at = getattr(record, "ref", "") or where
        for part in fields(record):
            yield from texts_of(getattr(record, part.name), where=f"{at}.{part.name}" if at else part.name)
    elif isinstance(record, Mapping):
        for number, (key, value) in enumerate(record.items()):  # by number: a key may be what must not be said
            yield f"{where}[{number}]", str(key)
            yield from texts_of(value, where=f"{where}[{number}]")
    elif isinstance(record, (tuple, list)):
        for number, value in enumerate(record):
            yield from texts_of(value, where=f"{where}[{number}]")
