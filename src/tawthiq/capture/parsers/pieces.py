"""What a parser says, and how it is written: one line of JSON, then bytes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

HEADER_BYTES = 1 << 20


class CannotRead(Exception):
    """The parser can make nothing of the file; the reason is an id of ``data/derivation_failures.yaml``."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing made. ``data`` is empty where the facts are all there is; facts hold no fractions."""

    kind: str
    data: bytes = b""
    number: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Next:
    """Yielded last by a parser that works in steps: where the next run starts."""

    start: int


def as_json(value: Any) -> bytes:
    """The value as a file: readable, keys in order, Arabic as Arabic."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "replace")


def to_text(words: str) -> bytes:
    """UTF-8; what is half a letter becomes a question mark."""
    return words.replace("\0", "").encode("utf-8", "replace")


def write_answer(found: Iterator[Piece | Next]) -> bytes:
    """The parser's whole answer."""
    pieces, following = [], None
    try:
        for one in found:
            if isinstance(one, Next):
                following = one.start
            else:
                pieces.append(one)
    except CannotRead as odd:
        return _header({"v": 1, "state": "failed", "reason": str(odd)})
    except MemoryError:
        return _header({"v": 1, "state": "failed", "reason": "memory"})
    made = [{"kind": p.kind, "number": p.number, "size_bytes": len(p.data), "facts": _clean(p.facts)} for p in pieces]
    header = {"v": 1, "state": "made", "next": following, "made": made}
    return _header(header) + b"".join(piece.data for piece in pieces)


def _clean(value: Any) -> Any:
    """Without what no text of a register holds: NUL and halves of letters."""
    if isinstance(value, str):
        return to_text(value).decode()
    if isinstance(value, list):
        return [_clean(one) for one in value]
    return {key: _clean(one) for key, one in value.items()} if isinstance(value, dict) else value


def _header(told: dict[str, Any]) -> bytes:
    return json.dumps(told).encode() + b"\n"
