"""Letters in pictures and in pages that hold no text, Arabic and English together; a proposal, never more."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from tawthiq.capture.parsers import pdf, pixels
from tawthiq.capture.parsers.pieces import CannotRead, Next, Piece, as_json, to_text
from tawthiq.capture.parsers.tools import ask

LANGUAGES = "ara+eng"
SIDE, SMALLEST = 2600, 24  # an A4 page at 220 dots per inch
MOST_PAGES = 40
DOUBTFUL, NOISE = 60, 30
WORD_LEVEL = "5"
LINE = ("block_num", "par_num", "line_num")
PAGE = Path("/scratch/page.png")


def parse(path: str, *, media_type: str, start: int) -> Iterator[Piece | Next]:
    """One page a run: a PDF asks for the next until its end."""
    if media_type != "application/pdf":
        with pixels.opened(path) as picture:
            seen = pixels.upright(picture, side=SIDE)
        yield from _read(seen, number=0)
        return
    with pdf.opened(path) as document:
        last = min(len(document), MOST_PAGES)
        for number in range(start, last):
            if pdf.page_text(document, number).strip():
                continue
            yield from _read(pdf.page_picture(document, number, side=SIDE), number=number)
            if number + 1 < last:
                yield Next(number + 1)
            return


def _read(picture: Image.Image, *, number: int) -> Iterator[Piece]:
    if min(picture.size) < SMALLEST:
        return
    picture.convert("L").save(PAGE)
    status, table = ask(["tesseract", str(PAGE), "-", "-l", LANGUAGES, "--psm", "3", "tsv"], timeout_s=17)
    if status:
        raise CannotRead("unsupported")
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE))
    words = [row for row in rows if row.get("level") == WORD_LEVEL and (row.get("text") or "").strip()]
    sure = [int(float(row["conf"])) for row in words]
    if not any(value >= NOISE for value in sure):
        return
    facts = {
        "words": len(words),
        "confidence_mean": sum(sure) // len(sure),
        "doubtful_words": sum(value < DOUBTFUL for value in sure),
        "languages": LANGUAGES,
    }
    yield Piece("ocr", to_text(_lines(words)), number, facts)
    boxes = [
        [row["text"], value, *(int(row[k]) for k in ("left", "top", "width", "height"))]
        for row, value in zip(words, sure, strict=True)
    ]
    yield Piece("ocr_words", as_json(boxes), number, {"width": picture.width, "height": picture.height})


def _lines(words: list[dict[str, str]]) -> str:
    text, before = "", None
    for row in words:
        place = tuple(row[name] for name in LINE)
        text += (
            "" if before is None else " " if place == before else "\n" if place[:2] == before[:2] else "\n\n"
        ) + row["text"]
        before = place
    return text + "\n"
