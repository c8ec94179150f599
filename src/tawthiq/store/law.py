"""Tables of law read into a ``LawBook``: ``data/law`` of the program, and the folder ``law`` of a workspace.

A lawyer's own domestic code has the same shape: a file with any of ``instruments``, ``crimes``, ``modes``, ``rules``
and ``crosswalk``. Format: ``docs/reference/formats/law.md``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from tawthiq.core.law import Crime, Crossing, Element, FaultyLaw, Instrument, LawBook, Mode, Rule, make_book

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# The folder of a workspace that holds its own law.
OWN_FOLDER = "law"
_PARTS = ("instruments", "crimes", "modes", "rules", "crosswalk")
# What a file says once for all its rows.
_COMMON = ("instrument", "document", "conflict", "source", "scheme")


@dataclass(slots=True)
class _Rows:
    """Raw rows of all files by part, each with the file it stands in; ``shared`` are texts to be repeated."""

    parts: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=lambda: {part: [] for part in _PARTS})
    shared: dict[str, dict[str, Any]] = field(default_factory=dict)


@cache
def load_law() -> LawBook:
    """The law that the program brings."""
    return _book(_read(_files(resources.files("tawthiq").joinpath("data", "law"))))


def law_of(workspace: Path) -> LawBook:
    """The law of a workspace: the program's and that of its folder ``law``; raises FaultyLaw naming the place."""
    own = workspace / OWN_FOLDER
    return load_law().joined(read_law(own)) if own.is_dir() else load_law()


def read_law(folder: Path) -> LawBook:
    """The rows of a folder of YAML files as a book checked with the program's law; raises FaultyLaw."""
    rows, brought = _read(_files(folder)), load_law()
    known = {element.code: {"kind": element.kind, "text": element.text} for element in brought.elements}
    rows.shared = known | rows.shared
    own = _unchecked(rows)
    brought.joined(own)
    return own


def _files(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _files(entry)
        elif entry.name.endswith(".yaml"):
            yield entry


def _read(files: Iterable[Traversable]) -> _Rows:
    rows, faults = _Rows(), list[tuple[str, str]]()
    for file in files:
        try:
            content = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader, the C one
        except (OSError, UnicodeError, yaml.YAMLError):
            faults.append((file.name, "unreadable"))
            continue
        faults += [(file.name, fault) for fault in _sort_in(rows, content, file.name)]
    if faults:
        raise FaultyLaw(faults)
    return rows


def _sort_in(rows: _Rows, content: Any, name: str) -> Iterator[str]:
    if not isinstance(content, Mapping):
        yield "no_mapping"
        return
    common = {key: str(content[key]) for key in _COMMON if key in content}
    for part, listed in content.items():
        if part in _COMMON:
            continue
        if part not in (*_PARTS, "shared") or not isinstance(listed, list):
            yield f"unknown_part_{part}"
            continue
        for number, row in enumerate(listed, start=1):
            if not isinstance(row, Mapping):
                yield f"{part}_{number}_is_no_row"
            elif part == "shared":
                rows.shared[str(row.get("id", ""))] = dict(row)
            else:
                rows.parts[part].append((name, common | dict(row)))


def _book(rows: _Rows) -> LawBook:
    book = _unchecked(rows)
    return make_book(
        instruments=book.instruments,
        crimes=book.crimes,
        modes=book.modes,
        rules=book.rules,
        crosswalk=book.crosswalk,
    )


def _unchecked(rows: _Rows) -> LawBook:
    """The rows as records; what no record can be made of raises FaultyLaw, with every place."""
    faults = list[tuple[str, str]]()
    made: dict[str, list[Any]] = {part: [] for part in _PARTS}
    for part, make in _makers(dict(rows.shared)).items():
        for name, row in rows.parts[part]:
            place = f"{name} {row.get('code') or row.get('term') or '?'}"
            try:
                made[part].append(make(row))
            except _Faulty as odd:
                faults.append((place, odd.fault))
    if faults:
        raise FaultyLaw(faults)
    return LawBook(**{part: tuple(records) for part, records in made.items()})


class _Faulty(Exception):
    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def _word(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str | int | float) or isinstance(value, bool) or not str(value).strip():
        raise _Faulty(f"{key}_missing")
    return str(value)


def _words(row: Mapping[str, Any]) -> dict[str, str]:
    """``name: {en, ar}``, or ``en`` and ``ar`` on the row itself."""
    inner = row.get("name", row)
    if not isinstance(inner, Mapping):
        raise _Faulty("name_missing")
    return {lang: _word(inner, lang) for lang in ("en", "ar")}


def _codes(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = row.get(key) or []
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise _Faulty(f"{key}_no_list")
    return tuple(value)


def _elements(row: Mapping[str, Any], texts: dict[str, dict[str, Any]]) -> tuple[Element, ...]:
    """The elements of a crime or mode; without code or source of its own, an element has them by its number."""
    listed = row.get("elements")
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise _Faulty("elements_missing")
    made = []
    for number, written in enumerate(listed, start=1):
        words = written
        if "same" in written:
            if written["same"] not in texts:
                raise _Faulty(f"element_{number}_same_as_nothing")
            words = texts[written["same"]]
        code = str(written.get("code") or f"{_word(row, 'code')}.{number}")
        source = written.get("source") or f"{_word(row, 'document')}, Art. {_word(row, 'article')}, para. {number}"
        try:
            made.append(Element(code, _word(words, "kind"), _words(words.get("text", words)), str(source)))
        except _Faulty as odd:
            raise _Faulty(f"element_{number}_{odd.fault}") from odd
        texts[code] = dict(words)
    return tuple(made)


def _head(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return _word(row, "code"), _word(row, "instrument"), _word(row, "article")


def _crime(row: Mapping[str, Any], *, texts: dict[str, dict[str, Any]]) -> Crime:
    code, instrument, article = _head(row)
    return Crime(code, instrument, article, _words(row), _word(row, "conflict"), _elements(row, texts))


def _mode(row: Mapping[str, Any], *, texts: dict[str, dict[str, Any]]) -> Mode:
    code, instrument, article = _head(row)
    return Mode(code, instrument, article, _words(row), _elements(row, texts))


def _rule(row: Mapping[str, Any]) -> Rule:
    code, instrument, article = _head(row)
    return Rule(code, instrument, article, _words(row), str(row.get("conflict", "any")), _word(row, "source"))


def _instrument(row: Mapping[str, Any]) -> Instrument:
    return Instrument(_word(row, "code"), _words(row), _word(row, "citation"), _word(row, "source"))


def _crossing(row: Mapping[str, Any]) -> Crossing:
    crimes, rules = _codes(row, "crimes"), _codes(row, "rules")
    return Crossing(_word(row, "scheme"), _word(row, "term"), crimes, rules, _word(row, "source"))


def _makers(texts: dict[str, dict[str, Any]]) -> dict[str, Callable[[Mapping[str, Any]], Any]]:
    """By part; an element of a later crime or mode may be the same as one of an earlier: ``texts`` grows."""
    return {
        "instruments": _instrument,
        "crimes": partial(_crime, texts=texts),
        "modes": partial(_mode, texts=texts),
        "rules": _rule,
        "crosswalk": _crossing,
    }
