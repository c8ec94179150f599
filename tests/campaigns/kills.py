"""Kill -9 while files are received: what was acknowledged is there, whole, and the workspace verifies clean."""

import hashlib
import shutil
import sqlite3
import time
from pathlib import Path
from random import Random
from typing import Any

from figure import Figure, progress
from running import Running, load, make_workspace, run, scratch, start, write_files

KILLS, ACKNOWLEDGED_PER_KILL = 1000, 2
FILES = 16
AFTER_LINES = 0.8  # this share of the kills falls after some line was said, the rest at any moment from the start
VERIFY_EVERY = 200
FOUND = """
SELECT item.sha256, item.size_bytes, report.id IS NOT NULL FROM desk_receipt AS receipt
JOIN desk_item AS item ON item.id = receipt.item_id LEFT JOIN desk_report AS report ON report.item_id = item.id
JOIN desk_journalmention AS mention ON mention.ref = ? WHERE receipt.id = ?
"""


class Toll:
    """What the kills did so far."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.kills = self.acknowledged = self.lost = self.corrupt = self.verified = self.cut_short = 0


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """``tawthiq ingest`` of ever new files, killed at a random moment, again and again in one workspace."""
    home, chance, toll = make_workspace(), Random(seed), Toll()  # noqa: S311 - moments
    load()
    wanted = max(round(KILLS * scale), 5)
    with scratch("kills-") as place:
        longest = _time_of_one(place, chance)
        turn = 0
        while toll.kills < wanted and turn < 4 * wanted:
            turn += 1
            _kill_once(place / f"{turn}", home=home, chance=chance, longest=longest, toll=toll)
            if toll.kills % VERIFY_EVERY == 0:
                _verify(toll)
            progress("kills", done=toll.kills, all=wanted)
    _verify(toll)
    return [_figure(toll, wanted)]


def _time_of_one(place: Path, chance: Random) -> float:
    began = time.monotonic()
    code = start("ingest", write_files(place / "first", number=FILES, chance=chance), "--json").wait()
    if code:
        raise AssertionError(f"ingest ended with {code} without being killed")
    return time.monotonic() - began


def _kill_once(folder: Path, *, home: Path, chance: Random, longest: float, toll: Toll) -> None:
    write_files(folder, number=FILES, chance=chance, name=folder.name)
    running = start("ingest", folder, "--json")
    if chance.random() < AFTER_LINES:
        running.hear(lines=chance.randrange(FILES))
        time.sleep(chance.uniform(0, longest / 8))
    else:
        time.sleep(chance.uniform(0, longest))
    was_running = running.kill()
    said = _said(running)
    toll.kills += was_running
    toll.cut_short += was_running and 0 < len(said) < FILES
    toll.acknowledged += len(said) * was_running
    toll.lost += _lost(said, home=home)
    shutil.rmtree(folder)


def _said(running: Running) -> list[dict[str, Any]]:
    running.errors.unlink()
    return running.lines()


def _lost(said: list[dict[str, Any]], *, home: Path) -> int:
    register = sqlite3.connect(home / "register.sqlite")
    register.execute("PRAGMA synchronous=OFF")  # looking is not what has to last
    lost = sum(not _is_there(line, home=home, register=register) for line in said)
    register.close()
    return lost


def _is_there(line: dict[str, Any], *, home: Path, register: sqlite3.Connection) -> bool:
    """Bytes, receipt, report and journal entry of an acknowledged file."""
    path = home / "vault/objects" / line["sha256"][:2] / line["sha256"]
    if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != line["sha256"]:
        return False
    rows = register.execute(FOUND, [line["receipt"], int(line["receipt"].split("-")[1])]).fetchall()
    return rows == [(line["sha256"], line["size_bytes"], int(line["report"] is not None))]


def _verify(toll: Toll) -> None:
    """Every byte, entry and record, by the command itself; the signed root must be that of the entries."""
    code, lines = run("verify", "--json")
    toll.verified += 1
    toll.corrupt += code != 0 or lines[-1]["summary"]["faults"] != 0


def _figure(toll: Toll, wanted: int) -> Figure:
    worked = toll.kills >= wanted and toll.acknowledged >= ACKNOWLEDGED_PER_KILL * wanted and toll.cut_short > 0
    return Figure(
        key="kills.ingest",
        what="kill -9 at a random moment of tawthiq ingest (batches of 4 to 256)",
        what_ar="قتل العملية kill -9 في لحظة عشوائية أثناء استلام الملفات",
        target=f"{KILLS:,} kills, ≥ {KILLS * ACKNOWLEDGED_PER_KILL:,} acknowledged, 0 lost, 0 corrupt",
        measured=f"{toll.kills:,} kills ({toll.cut_short:,} between two batches), {toll.acknowledged:,} acknowledged, "
        f"{toll.lost} lost, {toll.corrupt} of {toll.verified} verifications not clean",
        held=worked and not toll.lost and not toll.corrupt,
    )
