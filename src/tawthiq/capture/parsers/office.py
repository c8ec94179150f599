"""Text of Office files: of the XML itself, and of the cells of a sheet through openpyxl."""

import datetime
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from tawthiq.capture.parsers import zips
from tawthiq.capture.parsers.pieces import CannotRead, Piece, to_text

MOST_CELLS, MOST_LETTERS = 2_000_000, 8_000_000
SLIDE = re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)(\d+)\.xml")
WORD_PARTS = re.compile(r"word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml")
# Elements, by their local names: what holds letters, what ends a line, what stands for a gap.
LETTERS, LINES, GAPS = {"t", "delText", "instrText"}, {"p", "h", "br", "cr"}, {"tab", "s", "tc", "table-cell"}
# What openpyxl raises over broken files; a MemoryError is none of them.
MALFORMED = (*zips.MALFORMED, TypeError, AttributeError, ArithmeticError, SyntaxError, AssertionError)


def parse(path: str, *, media_type: str, start: int) -> Iterator[Piece]:  # noqa: ARG001 - one form for all parsers
    """One text; sheets and slides end in a form feed."""
    with zips.opened(path) as archive:
        zips.must_be_no_bomb(archive)
        read = next((reader for mark, reader in READERS.items() if mark in media_type), None)
        if read is None:
            raise CannotRead("unsupported")
        parts = read(archive, path)
    text = "\f".join(parts)[:MOST_LETTERS]
    if text.strip():
        yield Piece("text", to_text(text), facts={"characters": len(text), "pages": len(parts)})


def _word(archive: zipfile.ZipFile, _path: str) -> list[str]:
    names = [name for name in archive.namelist() if WORD_PARTS.fullmatch(name)]
    if "word/document.xml" not in names:
        raise CannotRead("malformed")
    names.sort(key=lambda name: (name != "word/document.xml", name))
    return [_letters(zips.read_member(archive, name), everything=False) for name in names]


def _slides(archive: zipfile.ZipFile, _path: str) -> list[str]:
    found = [(int(match[1]), name) for name in archive.namelist() if (match := SLIDE.fullmatch(name))]
    if not found:
        raise CannotRead("malformed")
    return [_letters(zips.read_member(archive, name), everything=False) for _, name in sorted(found)]


def _open_document(archive: zipfile.ZipFile, _path: str) -> list[str]:
    return [_letters(zips.read_member(archive, "content.xml"), everything=True)]


def _sheets(_archive: zipfile.ZipFile, path: str) -> list[str]:
    import openpyxl

    try:
        with warnings.catch_warnings(), Path(path).open("rb") as stream:  # by name it wants an ending
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            left, parts = [MOST_CELLS], []
            for sheet in book.worksheets:
                rows = sheet.iter_rows(values_only=True, max_row=200_000, max_col=1000)
                parts.append("\n".join([str(sheet.title), *_rows(rows, left)]))
            return parts
    except MALFORMED as odd:
        raise CannotRead("malformed") from odd


def _rows(rows: Iterator[tuple[object, ...]], left: list[int]) -> Iterator[str]:
    for row in rows:
        left[0] -= len(row)
        if left[0] < 0:
            raise CannotRead("too_large")
        cells = [_cell(value) for value in row]
        if any(cells):
            yield "\t".join(cells).rstrip("\t")


def _cell(value: object) -> str:
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return "" if value is None else str(value)


def _letters(data: bytes, *, everything: bool) -> str:
    """The words of one part; entities of its own are refused, nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as odd:
        raise CannotRead("malformed") from odd
    if root.getroottree().docinfo.doctype:
        raise CannotRead("bomb")
    words: list[str] = []
    for event, one in etree.iterwalk(root, events=("start", "end")):
        name = etree.QName(one).localname if isinstance(one.tag, str) else ""
        if event == "start":
            if one.text and (everything or name in LETTERS):
                words.append(one.text)
            if name in GAPS:
                words.append("\t" if name != "s" else " ")
        else:
            if name in LINES:
                words.append("\n")
            if everything and one.tail:
                words.append(one.tail)
    return "".join(words).strip("\n")


READERS: dict[str, Callable[[zipfile.ZipFile, str], list[str]]] = {
    "wordprocessingml": _word,
    "presentationml": _slides,
    "spreadsheetml": _sheets,
    "opendocument": _open_document,
}
