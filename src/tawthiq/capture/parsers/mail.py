"""The words of an e-mail and what is attached to it."""

from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from tawthiq.capture.parsers.page import every_word
from tawthiq.capture.parsers.pieces import CannotRead, Piece, as_json, to_text

MOST_BYTES, MOST_PARTS = 64 << 20, 1000
HEADERS = ("From", "To", "Cc", "Date", "Subject")
# What the library raises over broken messages; a MemoryError is none of them.
MALFORMED = (
    MessageError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
    etree.LxmlError,
)


def parse(path: str, *, media_type: str, start: int) -> Iterator[Piece]:  # noqa: ARG001 - one form for all parsers
    """Headers and every part that is text, plain before HTML; attachments as a list only."""
    if Path(path).stat().st_size > MOST_BYTES:
        raise CannotRead("too_large")
    try:
        with Path(path).open("rb") as stream:
            message = BytesParser(policy=policy.default).parse(stream)
        words, members = _gather(message)
    except MALFORMED as odd:
        raise CannotRead("malformed") from odd
    text = "\n".join([*(f"{name}: {value}" for name, value in _headers(message)), "", *words])
    if any(words) or members:
        subject = dict(_headers(message)).get("Subject", "")
        facts = {"characters": len(text)} | ({"title": subject[:300]} if subject else {})
        yield Piece("text", to_text(text), facts=facts)
    if members:
        whole = sum(int(one["size_bytes"]) for one in members)
        yield Piece("members", as_json(members), facts={"members": len(members), "total_bytes": whole, "warnings": []})


def _headers(message: EmailMessage) -> list[tuple[str, str]]:
    told = ((name, _header(message, name)) for name in HEADERS)
    return [(name, " ".join(value.split())[:2000]) for name, value in told if value is not None]


def _header(message: EmailMessage, name: str) -> str | None:
    """The header's words; as they were sent where the library breaks over them ("To: <")."""
    try:
        value = message[name]
        return None if value is None else str(value)
    except MALFORMED:
        return next((str(sent) for other, sent in message.raw_items() if other.lower() == name.lower()), None)


def _gather(message: EmailMessage) -> tuple[list[str], list[dict[str, Any]]]:
    words: list[str] = []
    pages: list[str] = []
    members: list[dict[str, Any]] = []
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            raise CannotRead("bomb")
        kind = part.get_content_type()
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        name = part.get_filename()
        if name is None and kind == "text/plain":
            words.append(_decoded(data, part.get_content_charset()))
        elif name is None and kind == "text/html":
            pages.append(every_word(data) if data.strip() else "")
        else:
            members.append(
                {"name": (name or "")[:1000], "size_bytes": len(data), "packed_bytes": len(data), "kind": kind}
            )
    return [text for text in words if text.strip()] or [text for text in pages if text.strip()], members


def _decoded(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset or "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")
