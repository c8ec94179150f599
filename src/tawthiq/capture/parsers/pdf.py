"""Text of a PDF page by page, and the picture of its first page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2 as pdfium
from PIL import Image

from tawthiq.capture.parsers import pixels
from tawthiq.capture.parsers.pieces import CannotRead, Piece, to_text

MOST_PAGES, MOST_LETTERS = 3000, 8_000_000
PASSWORD = 4  # Source: PDFium, fpdfview.h, FPDF_ERR_PASSWORD


def parse(path: str, *, media_type: str, start: int) -> Iterator[Piece]:  # noqa: ARG001 - one form for all parsers
    """The text where there is any; a page that cannot be read counts as one without text."""
    with opened(path) as document:
        pages = len(document)
        texts = [page_text(document, number) for number in range(min(pages, MOST_PAGES))]
        text = "\f".join(texts)[:MOST_LETTERS]
        without = sum(not words.strip() for words in texts)
        facts = {"characters": len(text), "pages": pages, "pages_without_text": without}
        title = document.get_metadata_dict().get("Title", "")
        if text.strip():
            yield Piece("text", to_text(text), facts=facts | ({"title": title[:300]} if title else {}))
        if pages:
            seen = page_picture(document, 0, side=pixels.PREVIEW)
            yield Piece("preview", pixels.as_jpeg(seen, side=pixels.PREVIEW), facts={"pages": pages})
            yield Piece("thumbnail", pixels.as_jpeg(seen, side=pixels.THUMBNAIL))


@contextmanager
def opened(path: str) -> Iterator[Any]:
    """The document; what PDFium cannot do with it becomes CannotRead."""
    try:
        with pdfium.PdfDocument(path) as document:
            yield document
    except pdfium.PdfiumError as odd:
        is_locked = getattr(odd, "err_code", None) == PASSWORD or "password" in str(odd).lower()
        raise CannotRead("encrypted" if is_locked else "malformed") from odd


def page_text(document: Any, number: int) -> str:
    """In reading order, as PDFium finds it; nothing where the page is broken."""
    try:
        page = document[number]
        return str(page.get_textpage().get_text_bounded()).replace("\r\n", "\n").replace("\f", "\n")
    except pdfium.PdfiumError:
        return ""


def page_picture(document: Any, number: int, *, side: int) -> Image.Image:
    """The page, ``side`` pixels long on its longer side whatever size it claims."""
    page = document[number]
    longest = max(page.get_size())
    if not 0 < longest < 1_000_000:
        raise CannotRead("malformed")
    return page.render(scale=side / longest, may_draw_forms=False).to_pil().convert("RGB")
