"""Names of persons in Arabic text, which has no capitals: words behind a title or a kunya up to one that is no name."""

import re
from importlib import resources

import yaml

from tawthiq.reading.ar.letters import flatten

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 4
_AL = "ال"


def _load() -> dict[str, frozenset[str]]:
    file = resources.files(__package__).joinpath("tables", "names.yaml")
    table = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    return {key: frozenset(flatten(word) for word in words if word != "على") for key, words in table.items()}


_TABLE = _load()
_GIVEN, _KUNYA, _BOUND, _NO_NAME = (_TABLE[key] for key in ("given", "kunya", "bound", "ends"))
# على is a preposition, علي a name; flattened they look alike, so the word is looked at as it was written.
_ON = "على"
_LINK = re.compile(r"\s*(?:[،,]\s*)?و(?=[^\W\d_])|\s*[،,]\s*")


def find_names(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The names that follow one another from ``start`` on ("محمد العلي وأحمد الحسن").

    Spans in order; none where no name begins.
    """
    found: list[tuple[int, int]] = []
    at = start
    while at < end:
        name = _name_at(text, at, end)
        if name is None:
            return found
        found.append(name)
        link = _LINK.match(text, name[1], end)
        if not link:
            return found
        at = link.end()
    return found


def _name_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    words: list[re.Match[str]] = []
    at = start
    while len(words) < _LONGEST + sum(flatten(word.group()) in _BOUND | _KUNYA for word in words):
        match = _WORD.match(text, at, end)
        if (
            not match
            or match.group() == _ON
            or not _continues(flatten(match.group()), [flatten(word.group()) for word in words])
        ):
            break
        words.append(match)
        at = match.end()
        if text[at : at + 1] not in (" ", "_"):
            break
        at += 1
    if words and flatten(words[-1].group()) in _KUNYA | {"عبد", "بن", "ابن"}:
        words.pop()
    if not words or (len(words) < 2 and flatten(words[0].group()) not in _GIVEN):
        return None
    return words[0].start(), words[-1].end()


def _continues(word: str, before: list[str]) -> bool:
    """Whether the word opens a name, or goes on with one that has begun."""
    if not before:
        return word in _GIVEN or word in _KUNYA or word in _BOUND or (word.startswith("عبدال") and len(word) > 6)
    if word in _NO_NAME or len(word) < 2:
        return False
    if before[-1] in _KUNYA | _BOUND or word in _GIVEN or word.startswith(_AL):
        return True
    return word[0] not in "وفبلك" and len(before) < 3 and not word.endswith(("ون", "وا"))
