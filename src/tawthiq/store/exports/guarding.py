"""Cells that a spreadsheet program would take for a formula, made harmless, in a way that can be undone exactly."""

import json
import re
from typing import Any

# Source: OWASP, CSV Injection: = + - @, tab and carriage return at the start of a cell; full-width forms count alike.
_STARTS = "=+\\-@\t\r＝＋－＠"
_GUARDED = re.compile(rf"'*[{_STARTS}]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


def guarded(value: Any) -> Any:
    """The cell with a ``'`` before it where a program might calculate it; plain numbers stay as they are."""
    if not isinstance(value, str):
        return value if value is None or isinstance(value, int | float) else as_text(value)
    return f"'{value}" if _GUARDED.match(value) and not _NUMBER.fullmatch(value) else value


def unguarded(text: str) -> str:
    """The cell as it was before ``guarded``."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


def as_text(value: Any) -> str:
    """Any cell as words: lists and groups as JSON, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, bool | list | dict) else str(value)
