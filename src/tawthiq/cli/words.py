"""What the command line says, in English and Arabic: ``words.yaml`` beside this file."""

import os
import re
from functools import cache
from importlib import resources
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def language() -> str:
    """ "ar" or "en": ``TAWTHIQ_LANG``, else the language of the terminal (``LC_ALL``, ``LC_MESSAGES``, ``LANG``)."""
    names = ("TAWTHIQ_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "ar" if chosen.lower().startswith("ar") else "en"


@cache
def all_words() -> dict[str, dict[str, str]]:
    """Every message by its id, with its words in both languages."""
    text = resources.files("tawthiq.cli").joinpath("words.yaml").read_text(encoding="utf-8")
    words: dict[str, dict[str, str]] = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, the C one
    return words


def say(key: str, **values: Any) -> str:
    """The message in the language of the person at the terminal, its places filled."""
    return all_words()[key][language()].format(**values)


def harmless(text: str) -> str:
    """Text from outside as it may be shown in a terminal: control and direction characters are written out."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
