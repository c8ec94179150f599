"""The text of a web page without what stands around it."""

import re
from collections.abc import Iterator
from pathlib import Path

import trafilatura
from lxml import etree, html  # type: ignore[import-untyped]

from tawthiq.capture.parsers.pieces import CannotRead, Piece, to_text

MOST_BYTES = 20 << 20


def parse(path: str, *, media_type: str, start: int) -> Iterator[Piece]:  # noqa: ARG001 - one form for all parsers
    """The main text; where none is found, every word of the page."""
    with Path(path).open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise CannotRead("too_large")
    try:
        found = trafilatura.bare_extraction(data, with_metadata=True, include_comments=False)
        text = str(getattr(found, "text", "") or "") or every_word(data)
    except (etree.LxmlError, ValueError, TypeError, AttributeError, AssertionError, RecursionError, LookupError) as odd:
        raise CannotRead("malformed") from odd
    if not text.strip():
        return
    facts = {"characters": len(text)}
    said = {name: str(getattr(found, name) or "")[:300] for name in ("title", "date")} if found else {}
    yield Piece("text", to_text(text), facts=facts | {name: value for name, value in said.items() if value})


def every_word(data: bytes) -> str:
    tree = html.fromstring(data)
    etree.strip_elements(tree, "script", "style", "template", etree.Comment, with_tail=False)
    return re.sub(r"\s*\n\s*", "\n", str(tree.text_content())).strip()
