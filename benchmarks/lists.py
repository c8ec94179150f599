"""How fast a list is imported, against a bare bulk insert of the same rows with journal, measured in the same run.

    python benchmarks/lists.py [--rows 100000] [--data FILE]

Bare: the rows, read before the clock starts, go into the same table in batches of 1,000, each batch in one transaction
with one journal entry that notes the digest of every row; nothing is read, mapped, matched or preserved. House: the
whole import from the bytes of the file: vault, receipt, columns, fields, keys, rows, journal. The two take turns in
workspaces of their own; processor time counts, for a machine that does other work. Without ``--data`` the list is
invented: 14 columns in both scripts.
"""

import argparse
import csv
import io
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/campaigns"))
from figure import Figure, progress

ROWS, ROUNDS, BATCH, TARGET = 100_000, 3, 1000, 3.0
HEADINGS = (
    "id,event_date,place,governorate,country,latitude,longitude,kind,party,killed,injured,source,الملاحظات,checked by"
)
PLACES = ("Stone Bridge", "الجسر القديم", "Old Mill", "تل الريح", "Two Wells", "قرية النبع")


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """The ratio of the two, and rows in a second."""
    number = max(round(ROWS * scale), 2000)
    return [_figure(*_measure(_invented(number, seed=seed)), rows=number)]


def _invented(number: int, *, seed: int) -> bytes:
    chance = random.Random(seed)  # noqa: S311 - contents
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS.split(","))
    for one in range(number):
        place, day = (
            chance.choice(PLACES),
            f"20{chance.randint(31, 39)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        )
        point = f"{chance.uniform(32, 37):.5f}", f"{chance.uniform(36, 42):.5f}"
        told = chance.choice(("shelling", "airstrike", "قصف")), f"force {one % 9}", chance.randint(0, 30), ""
        row = (f"E{one}", day, f"{place} {one % 500}", f"gov {one % 14}", "Syria", *point, *told)
        writer.writerow([*row, f"office {one % 5}", f"كما ورد في الخبر رقم {one}", "N. N."])
    return out.getvalue().encode()


def _measure(data: bytes) -> tuple[list[float], list[float], list[float]]:
    ratios, walls, speeds = [], [], []
    for turn in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="lists-") as folder:
            _use(Path(folder) / "workspace")
            taken, rows = _taken(data)
            bare = _timed(partial(_bare, taken))
            house = _timed(partial(_house, data, rows=rows))
        ratios.append(house[0] / bare[0])
        walls.append(house[1] / bare[1])
        speeds.append(rows / house[0])
        progress(f"imports ({ratios[-1]:.2f} × bare)", done=turn + 1, all=ROUNDS)
    return ratios, walls, speeds


def _use(home: Path) -> None:
    """A fresh workspace and register, with the same connection as before where there was one."""
    os.environ["TAWTHIQ_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tawthiq.desk.settings")
    from tawthiq.cli.workspaces import make_register
    from tawthiq.store.workspace import Workspace

    workspace = Workspace(home)
    if "django.db" in sys.modules:
        from django.conf import settings
        from django.db import connections

        connections.close_all()
        connections["default"].settings_dict["NAME"] = str(home / "register.sqlite")
        settings.WORKSPACE = workspace
    make_register(workspace)


def _timed(action: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of the processor, and of the clock on the wall."""
    began, began_wall = time.process_time(), time.monotonic()
    action()
    return time.process_time() - began, time.monotonic() - began_wall


def _taken(data: bytes) -> tuple[list[Any], int]:
    from tawthiq.desk.actions.lists import opened_list
    from tawthiq.store.lists.sources import SourceFolder
    from tawthiq.store.lists.taking import make_recipe, take_rows

    with opened_list(io.BytesIO(data)) as (file, _copy):
        taken = list(take_rows(file, make_recipe(file, SourceFolder("bare", "Bare"))))
    return taken, len(taken)


def _bare(taken: list[Any]) -> None:
    from django.db import transaction
    from django.utils import timezone

    from tawthiq.desk import models as m
    from tawthiq.desk.actions.evidence import name_source, receive
    from tawthiq.desk.actions.journal import record
    from tawthiq.desk.models.rows import insert_rows

    got = receive(io.BytesIO(b"bare"), name="bare", actor="bench", channel="list")
    source = name_source(pseudonym="Bare", kind="organisation", actor="bench")
    told = {"folder": "bare", "recipe": {"tables": {}}, "recipe_digest": "", "asked_by": "bench"}
    made = m.ListImport.objects.create(item=got.item, source=source, started_at=timezone.now(), **told)
    rows = iter(taken)
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic():
            inserted = insert_rows(
                m.ListRow(
                    of=made,
                    number=one.number,
                    line=one.written.line,
                    about=one.about,
                    key=one.key,
                    words_digest=one.digest,
                    cells=one.written.cells,
                    told=one.fields,
                    state="stored",
                )
                for one in batch
            )
            record("list_imported", actor="bench", subject=made, changed=inserted)


def _house(data: bytes, *, rows: int) -> None:
    from tawthiq.desk.actions.lists import import_list
    from tawthiq.store.lists.sources import SourceFolder

    done = import_list(io.BytesIO(data), name="list.csv", source=SourceFolder("house", "House"), actor="bench")
    if done.made.reached != rows:
        raise RuntimeError("rows are missing")


def _figure(ratios: list[float], walls: list[float], speeds: list[float], *, rows: int) -> Figure:
    middle = statistics.median(ratios)
    spread = f"of {len(ratios)} turns {min(ratios):.2f} to {max(ratios):.2f}"
    return Figure(
        key="lists.import",
        what=f"a list of {rows:,} rows imported, against a bare bulk insert of the same rows with journal",
        what_ar="استيراد قائمة، مقارنةً بإدراج مجرد للصفوف نفسها مع السجل",
        target=f"≤ {TARGET:g} × its time",
        measured=f"{middle:.2f} × of processor time ({spread}), {statistics.median(walls):.2f} × by the clock; "
        f"{statistics.median(speeds):,.0f} rows/s of processor time",
        held=middle <= TARGET,
    )


def main() -> int:
    """Prints the table; 0 when the target was held."""
    parser = argparse.ArgumentParser(description="Import of a list against a bare bulk insert.")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--data", type=Path, help="a list of your own instead of an invented one")
    asked = parser.parse_args()
    if asked.data and not asked.data.exists():
        print(f"no data at {asked.data}: nothing was measured")
        return 0
    data = asked.data.read_bytes() if asked.data else _invented(asked.rows, seed=1)
    with tempfile.TemporaryDirectory(prefix="lists-first-") as folder:
        _use(Path(folder) / "workspace")
        rows = _taken(data)[1]
    figure = _figure(*_measure(data), rows=rows)
    print(f"| what | target | measured |\n|---|---|---|\n| {figure.what} | {figure.target} | {figure.measured} |")
    return 0 if figure.held else 1


if __name__ == "__main__":
    sys.exit(main())
