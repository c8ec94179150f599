"""A workbook as rows, read in the sandbox: what stands in its cells, and nothing that it would have done."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tawthiq.capture.sandbox import Limits, must_be_public, python_command, run
from tawthiq.errors import Unreadable
from tawthiq.store.workbook_rows import WorkbookRow, read_workbook_rows

LIMITS = Limits(wall_s=600.0, cpu_s=600, memory_bytes=3 << 30, output_bytes=512 << 20)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read_workbook(path: Path) -> Iterator[WorkbookRow]:
    """The rows of every sheet, from a copy in a private folder; raises as ``write_rows`` does."""
    with TemporaryDirectory() as folder:
        copy, rows = Path(folder) / path.name, Path(folder) / "rows"
        shutil.copyfile(path, copy)
        write_rows(copy, rows)
        yield from read_workbook_rows(rows, name=path.name)


def write_rows(source: Path, target: Path) -> int:
    """How many rows of the workbook stand in ``target``, as JSON Lines (``capture.parsers.sheets``).

    Raises Unreadable, with the reason, for what is no workbook or takes more than it may; Unreachable where there is
    no sandbox. Started by root it makes ``source`` readable for everybody: it has to lie in a private folder.
    """
    if must_be_public():
        source.chmod(0o644)
    with source.open("rb") as stream:
        ran = run(python_command("tawthiq.capture.parsers", "sheets", XLSX, "0"), item=stream.fileno(), limits=LIMITS)
    header, _, body = ran.output.partition(b"\n")
    try:
        told = json.loads(header) if not ran.stopped and ran.status == 0 else {}
    except ValueError:
        told = {}
    if told.get("state") != "made":
        raise Unreadable(f"{source.name}: {ran.stopped or told.get('reason') or 'crashed'}")
    with target.open("wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
    return int(told["made"][0]["facts"]["rows"])
