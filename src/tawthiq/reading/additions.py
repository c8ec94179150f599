"""Words that an organisation adds to those of the language and the conflict folder, as plain data.

An added word is one more spelling of a party or a place, or one more word of a trigger row. It means exactly what the
row it is added to means, so that a reader with added words is as explainable as one without.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from tawthiq.reading.language import Language
from tawthiq.store.packs import WORLD, Conflict, PartyEntry, PlaceEntry

WHAT = ("party", "place", "trigger")
_Entry = TypeVar("_Entry", PartyEntry, PlaceEntry)


@dataclass(frozen=True, slots=True, order=True)
class AddedWord:
    """``text`` in language ``lang`` is a spelling of the party or place ``of``, or a word of the trigger row ``of``."""

    lang: str
    what: str
    of: str
    text: str


def in_language(added: Iterable[AddedWord], code: str) -> tuple[AddedWord, ...]:
    """The words of one language, each once and in order, so that the same words make the same lexicon."""
    return tuple(sorted({word for word in added if word.lang == code}))


def extend_language(language: Language, added: Sequence[AddedWord]) -> Language:
    """The language whose trigger rows also have the added words; a word of a row that is gone means nothing."""
    texts = _texts(added, "trigger")
    if not texts:
        return language
    rows = [{**row, "words": [*row["words"], *texts.get(row["id"], ())]} for row in language.words.get("triggers", ())]
    return replace(language, words={**language.words, "triggers": rows})


def extend_conflict(conflict: Conflict, added: Sequence[AddedWord], *, lang: str) -> Conflict:
    """The conflict whose parties and places are also written as the added words say."""
    if not added:
        return conflict
    parties, places = _texts(added, "party"), _texts(added, "place")
    return replace(
        conflict,
        parties=tuple(_with_spellings(one, parties.get(one.id, ()), lang=lang) for one in conflict.parties),
        places=tuple(_with_spellings(one, places.get(one.id, ()), lang=lang) for one in conflict.places),
    )


def _texts(added: Sequence[AddedWord], what: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in added:
        if word.what == what:
            found.setdefault(word.of, []).append(word.text)
    return found


def _with_spellings(entry: _Entry, texts: Sequence[str], *, lang: str) -> _Entry:
    if not texts:
        return entry
    return replace(entry, spellings={**entry.spellings, lang: (*entry.spellings.get(lang, ()), *texts)})


def lexicon_digest(code: str, conflict: str, added: Sequence[AddedWord] = (), *, places: str = "") -> str:
    """SHA-256 over every word list that a reading in this language rests on, the added words among them.

    ``places`` is the digest of the organisation's own places, "" where it has none.
    """
    words = [astuple(word) for word in in_language(added, code)]
    listed = [_digest_of_files(code, conflict), words, *([places] if places else [])]
    told = json.dumps(listed, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


@cache
def _digest_of_files(code: str, conflict: str) -> str:
    package, total = resources.files("tawthiq"), hashlib.sha256()
    for folder in (f"reading/{code}", f"conflicts/{conflict}", f"conflicts/{WORLD}"):
        for name, content in sorted(_files(package.joinpath(folder), folder)):
            total.update(f"{name} {len(content)}\n".encode())
            total.update(content)
    return total.hexdigest()


def _files(folder: Any, path: str) -> Iterator[tuple[str, bytes]]:
    """Every file below the folder (of ``importlib.resources``) that holds words: data, no code."""
    for one in folder.iterdir():
        if one.is_dir():
            yield from _files(one, f"{path}/{one.name}")
        elif not one.name.endswith((".py", ".pyc")):
            yield f"{path}/{one.name}", one.read_bytes()


def words_of_row(words: Mapping[str, Any], row_id: str) -> list[str]:
    """The words of one trigger row; none where there is no such row."""
    return next(([str(word) for word in row["words"]] for row in words.get("triggers", ()) if row["id"] == row_id), [])
