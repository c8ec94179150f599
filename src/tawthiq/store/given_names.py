"""The lexicon of given names: ``data/given_names.yaml`` as a ``NameLexicon``."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from tawthiq.core.names import NameClass, NameLexicon
from tawthiq.core.texts import fold
from tawthiq.errors import InvalidRecord

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SEXES = ("male", "female", "either")


@cache
def load_name_lexicon() -> NameLexicon:
    """The lexicon, read once. Raises InvalidRecord naming the row."""
    return NameLexicon.of(load_name_classes())


@cache
def load_name_classes() -> tuple[NameClass, ...]:
    """Every class of the file, in its order. Raises InvalidRecord naming the row."""
    text = resources.files("tawthiq").joinpath("data", "given_names.yaml").read_text(encoding="utf-8")
    return tuple(read_name_classes(yaml.load(text, Loader=_Loader)))  # noqa: S506 - a safe loader, the C one


@cache
def given_names() -> frozenset[str]:
    """Every spelling of every given name, folded."""
    return frozenset(fold(spelling) for row in load_name_classes() for spelling in (*row.spellings, *row.familiar))


def read_name_classes(table: Mapping[str, Any]) -> Iterator[NameClass]:
    """The classes of a table: sex, then id, then spellings parted by spaces; "_" stands for a space in a name."""
    if not table.get("source"):
        raise InvalidRecord("data/given_names.yaml: no source")
    seen: set[str] = set()
    for sex in SEXES:
        for name, row in table.get(sex, {}).items():
            if name in seen or not isinstance(row, dict) or not row.get("ar") or not row.get("en"):
                raise InvalidRecord(f"data/given_names.yaml: row {name!r} lacks 'ar' or 'en', or stands twice")
            seen.add(name)
            spellings = (*_spellings(row["ar"]), *_spellings(row["en"]))
            yield NameClass(name, spellings, _spellings(row.get("familiar", "")), "" if sex == "either" else sex)


def _spellings(words: str) -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in words.split())
