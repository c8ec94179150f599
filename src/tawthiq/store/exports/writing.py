"""One export in the form asked for: every file appears whole or none does."""

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tawthiq.errors import InvalidRecord
from tawthiq.store.exports import json_out, sheets_out
from tawthiq.store.exports.records import About, Outgoing, Sheet

Records = Callable[[str | None], Iterable[Outgoing]]
TABLES = {"csv": sheets_out.write_csv, "hxl": sheets_out.write_hxl}
DOCUMENTS = {
    "jsonl": json_out.write_jsonl,
    "geojson": json_out.write_geojson,
    "ftm": json_out.write_ftm,
    "huridocs": json_out.write_huridocs,
}
FORMS = (*TABLES, "xlsx", *DOCUMENTS)
ENDINGS = {
    "csv": ".csv",
    "hxl": ".hxl.csv",
    "xlsx": ".xlsx",
    "jsonl": ".jsonl",
    "geojson": ".geojson",
    "ftm": ".ftm.jsonl",
    "huridocs": ".huridocs.json",
}


@dataclass(frozen=True, slots=True)
class WrittenOut:
    """The files of an export, the one that was asked for first, and how many records they hold."""

    paths: tuple[Path, ...]
    records: int


def write_export(target: Path, *, form: str, sheets: Sequence[Sheet], records: Records, about: About) -> WrittenOut:
    """The records lie at ``target``, mode 0600; of several tables each further CSV beside it, named after its table.

    ``records(table)`` gives those of one table, ``records(None)`` all of them; it is called once for each file. Raises
    InvalidRecord for a form that does not exist and for what the form cannot hold.
    """
    if form not in FORMS:
        raise InvalidRecord(f"unknown_form: {', '.join(FORMS)}")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as folder:
        made, number = _write(Path(folder), target, form=form, sheets=sheets, records=records, about=about)
        for path, _final in made:
            path.chmod(0o600)
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        for path, final in made:
            path.replace(final)
    return WrittenOut(tuple(final for _, final in made), number)


def _write(
    folder: Path, target: Path, *, form: str, sheets: Sequence[Sheet], records: Records, about: About
) -> tuple[list[tuple[Path, Path]], int]:
    if form in DOCUMENTS:
        number = DOCUMENTS[form](folder / "0", records(None), about=about)
        return [(folder / "0", target)], number
    if form == "xlsx":
        number = sheets_out.write_xlsx(folder / "0", [(one, records(one.name)) for one in sheets], about=about)
        return [(folder / "0", target)], number
    made, number = [], 0
    for at, sheet in enumerate(sheets):
        number += TABLES[form](folder / str(at), sheet, records(sheet.name), about=about)
        made.append((folder / str(at), target if at == 0 else _beside(target, sheet.name)))
    return made, number


def _beside(target: Path, table: str) -> Path:
    slug = re.sub(r"[^\w-]+", "-", table).strip("-")[:80] or "table"
    return target.with_name(f"{target.stem}.{slug}{target.suffix}")
