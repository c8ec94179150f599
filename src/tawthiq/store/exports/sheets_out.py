"""Tables out: CSV, CSV with HXL tags, and XLSX. In none of them a program finds a formula."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tawthiq.errors import InvalidRecord
from tawthiq.store.exports.guarding import as_text, guarded
from tawthiq.store.exports.records import About, Outgoing, Sheet
from tawthiq.store.packs import load_table
from tawthiq.store.tables import write_table

LONGEST_CELL, MOST_ROWS, LONGEST_NAME = (
    32_767,
    1_048_576,
    31,
)  # of XLSX; Source: ECMA-376, limits of spreadsheet programs


def write_csv(path: Path, sheet: Sheet, records: Iterable[Outgoing], *, about: About) -> int:  # noqa: ARG001 - one form
    """The cells as they were written, guarded against formulas; how many rows."""
    return write_table(path, [guarded(one) for one in sheet.headings], _rows(sheet, records))


def write_hxl(path: Path, sheet: Sheet, records: Iterable[Outgoing], *, about: About) -> int:  # noqa: ARG001 - one form
    """The same with a second line of HXL tags; columns that HXL has no tag for stay without. How many rows."""
    tags = {row["id"]: row["hxl"] for row in load_table("export_fields")}
    fields = sheet.field_of
    line = [tags.get(fields.get(heading, ""), "") for heading in sheet.headings]
    headings = [guarded(one) for one in sheet.headings]
    return write_table(path, headings, (row for rows in ([line], _rows(sheet, records)) for row in rows)) - 1


def _rows(sheet: Sheet, records: Iterable[Outgoing]) -> Iterator[list[Any]]:
    for one in records:
        yield [guarded(one.cells.get(heading, "")) for heading in sheet.headings]


def write_xlsx(path: Path, sheets: Sequence[tuple[Sheet, Iterable[Outgoing]]], *, about: About) -> int:
    """A workbook with a sheet for each table; words are words, whatever they begin with. How many rows.

    Raises InvalidRecord naming the record whose cell no workbook can hold: it would be cut off in silence.
    """
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    book.properties.title, book.properties.creator = about.title, about.publisher
    number = 0
    try:
        for sheet, records in sheets:
            page = book.create_sheet(_sheet_name(sheet.name, taken=set(book.sheetnames)))
            page.append([_cell(page, one, ref="") for one in sheet.headings])
            for row, one in enumerate(records, start=2):
                if row > MOST_ROWS:
                    raise InvalidRecord(f"xlsx_too_long: {sheet.name or about.title}")
                page.append([_cell(page, one.cells.get(heading), ref=one.ref) for heading in sheet.headings])
                number += 1
    finally:
        book.save(path)  # also half of one: its open streams are ended, and the folder it lies in goes
    return number


def _cell(page: Any, value: Any, *, ref: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils.exceptions import IllegalCharacterError

    if value is None or (isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15):
        return value
    text = as_text(value)
    if len(text) > LONGEST_CELL:
        raise InvalidRecord(f"xlsx_cell: {ref}")
    try:
        cell = WriteOnlyCell(page, value=text)
    except IllegalCharacterError as odd:
        raise InvalidRecord(f"xlsx_cell: {ref}") from odd
    cell.data_type = "s"  # "=1+1" is four signs here
    return cell


def _sheet_name(name: str, *, taken: set[str]) -> str:
    plain = "".join("-" if letter in "[]:*?/\\'" else letter for letter in name)[:LONGEST_NAME] or "list"
    found, turn = plain, 2
    while found.casefold() in {one.casefold() for one in taken}:
        found, turn = f"{plain[: LONGEST_NAME - 4]} {turn}", turn + 1
    return found
