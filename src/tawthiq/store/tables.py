"""Lists of others as tables: a CSV file of any usual encoding, with the line of every row and the fault of bad ones.

A file is read as it is, row by row; nothing is guessed about a row that does not fit its heading: it is named. Which
column is what, ``store.table_columns`` finds out.
"""

import codecs
import csv
import io
import os
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from tawthiq.errors import InvalidRecord, Unreadable

csv.field_size_limit(10_000_000)
DELIMITERS = ",;\t|"
_CHUNK = 1 << 20
# One broken letter in so many good ones is damage in a UTF-8 file, not another encoding.
_DAMAGE = 0.01
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
# What a byte that is no letter of the encoding is kept as.
_BROKEN = re.compile("[\udc80-\udcff]")


class BadTable(InvalidRecord):
    """A file or a mapping that is no usable table: ``code`` says why, ``value`` which word is odd."""

    def __init__(self, code: str, *, name: str, value: str = "") -> None:
        """The text is for people who read English; faces translate the code."""
        super().__init__(f"{name}: {code.replace('_', ' ')}{f' ({value})' if value else ''}")
        self.code, self.name, self.value = code, name, value


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``line`` is that of its first word in the file, the heading being on line 1 of most.

    ``fault`` is "" or why the row does not fit. ``columns``: more or fewer values than headings. ``bytes``: letters
    not of the file's encoding. ``quotes``: a quotation mark that is never closed; ``values`` is empty then. Values
    are stripped and as many as the headings: missing ones are "", surplus ones left out.
    """

    line: int
    values: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file that can be read again and again: ``headings`` as written, ``encoding`` as Python names it."""

    path: Path
    encoding: str
    delimiter: str
    headings: tuple[str, ...]

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    def rows(self) -> Iterator[Row]:
        """Every row under the heading that holds anything, in order; faulty ones with their fault."""
        with _opened(self.path, self.encoding) as file:
            reader = csv.reader(_without_nul(file), delimiter=self.delimiter, strict=True)
            is_heading = True
            while True:
                line = reader.line_num + 1
                try:
                    values = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield Row(line, (), "quotes")
                    continue
                if is_heading or not any(map(str.strip, values)):
                    is_heading = is_heading and not values
                    continue
                yield self._row(line, values)

    def written(self) -> Iterator[Row]:
        """Every row with its values exactly as they stand there, surplus ones too, and none lost behind a bad quote.

        Where a quotation mark is never closed, or something follows a closed one, the first line alone is faulty: it
        comes whole as its only value, and the reading goes on behind it.
        """
        with _opened(self.path, self.encoding) as file:
            lines = _Lines(_without_nul(file))
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            is_heading = True
            while True:
                line = lines.begin()
                try:
                    values = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    values, fault = [lines.give_back().rstrip("\r\n")], "quotes"
                else:
                    fault = "" if len(values) == len(self.headings) else "columns"
                if is_heading or not any(value.strip() for value in values):
                    is_heading = is_heading and not any(value.strip() for value in values)
                    continue
                yield Row(line, tuple(values), "bytes" if _has_broken_letters(values) else fault)

    def _row(self, line: int, values: Sequence[str]) -> Row:
        fault = "" if len(values) == len(self.headings) else "columns"
        if _has_broken_letters(values):
            fault = "bytes"
        kept = [value.strip() for value in values[: len(self.headings)]]
        return Row(line, (*kept, *[""] * (len(self.headings) - len(kept))), fault)


def _has_broken_letters(values: Iterable[str]) -> bool:
    return any(map(_BROKEN.search, values))


class _Lines:
    """Lines on their way to a CSV reader, of which those of the row being read can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self._again, self._row, self._number = lines, deque[str](), list[str](), 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self._row.append(line)
        self._number += 1
        return line

    def begin(self) -> int:
        """A new row begins; the number of its first line."""
        self._row.clear()
        return self._number + 1

    def give_back(self) -> str:
        """All lines of this row but the first, which is returned, are read again."""
        first, *others = self._row
        self._again.extendleft(reversed(others))
        self._number -= len(others)
        return first


def open_table(path: Path) -> Table:
    """The file as a table; raises Unreadable where there is no such file and BadTable where it has no heading."""
    try:
        encoding = detect_encoding(path)
        with _opened(path, encoding) as file:
            head = next((line for line in _without_nul(file) if line.strip()), "")
    except (OSError, UnicodeError) as odd:
        raise Unreadable(f"{path.name}: {getattr(odd, 'strerror', None) or odd}") from odd
    if not head:
        raise BadTable("empty_table", name=path.name)
    delimiter = max(DELIMITERS, key=lambda mark: (_outside_quotes(head).count(mark), -DELIMITERS.index(mark)))
    with _opened(path, encoding) as file:
        try:
            reader = csv.reader(_without_nul(file), delimiter=delimiter, strict=True)
            headings = next((row for row in reader if any(map(str.strip, row))), [])
        except csv.Error as odd:
            raise BadTable("odd_heading", name=path.name, value=str(odd)) from odd
    return Table(path, encoding, delimiter, tuple(heading.strip() for heading in headings))


def _opened(path: Path, encoding: str) -> io.TextIOBase:
    return path.open(encoding=encoding, errors="surrogateescape" if encoding.startswith("utf-8") else None, newline="")


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    return (line.replace("\0", "") if "\0" in line else line for line in lines)


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def detect_encoding(path: Path) -> str:
    """utf-8-sig, utf-16, cp1256 or cp1252, or latin-1, by what the bytes can be.

    UTF-16 without its mark shows by its zero bytes. A UTF-8 file with a few damaged letters stays one. Of the one-byte
    encodings Windows-1256 has Arabic words, which hold no ASCII letter; in a Latin language nearly every word does.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = start[::2].count(0), start[1::2].count(0)
    if even + odd > len(start) // 8:
        return "utf-16-le" if odd > even else "utf-16-be"
    good, bad = _utf8_letters(path)
    if bad <= _DAMAGE * good:
        return "utf-8-sig"
    return _one_byte_encoding(path)


def _utf8_letters(path: Path) -> tuple[int, int]:
    """How many letters beyond ASCII the file holds if it is UTF-8, and how many broken ones."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    good = bad = 0
    for chunk in (*_chunks(path), b""):
        text = decoder.decode(chunk, final=not chunk)
        if not text.isascii():
            broken = len(re.findall("[\udc80-\udcff]", text))
            bad += broken
            good += len(re.findall("[^\0-\x7f]", text)) - broken
    return good, bad


def _one_byte_encoding(path: Path) -> str:
    arabic = latin = undefined = 0
    for chunk in _chunks(path):
        for word in _WORD.findall(chunk):
            if word.isascii():
                continue
            if _ASCII_LETTER.search(word):
                latin += 1
            elif len(word) > 1:
                arabic += 1
        undefined += sum(chunk.count(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D))
    if arabic > latin:
        return "cp1256"
    return "latin-1" if undefined else "cp1252"


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def write_table(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """How many rows were written, as UTF-8 CSV; the file appears whole or not at all."""
    number = -1  # the heading is no row
    with NamedTemporaryFile(
        "w", encoding="utf-8", errors="replace", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        try:
            plain = csv.writer(file, lineterminator="\n")
            quoted = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
            for row in chain([headings], rows):
                # The plain writer leaves a bare carriage return outside quotes, where readers take it for a line's end.
                (quoted if any("\r" in value for value in row if isinstance(value, str)) else plain).writerow(row)
                number += 1
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(0o666 & ~_umask())
            Path(file.name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(file.name).unlink()
            raise
    return number


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
