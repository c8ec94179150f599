"""Kill -9 while a list is imported: repeated until it ends, every row is there once, and all verifies clean."""

import csv
import sqlite3
import time
from pathlib import Path
from random import Random

from figure import Figure, progress
from running import load, make_workspace, run, scratch, start

KILLS = 300
ROWS, LEAST_ROWS = 12_000, 2_500
ODD_EVERY = 97  # such a row is refused
TURNS = 40  # of one list; one that is not done by then is a fault of its own, and its rows are counted when it is
FOUND = """
SELECT one.number, one.line, one.state FROM desk_listrow AS one
JOIN desk_listimport AS made ON made.id = one.of_id WHERE made.folder = ?
"""


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """Ever new lists of one workspace, each killed at random moments and asked for again until it is done."""
    home, chance = make_workspace(), Random(seed)  # noqa: S311 - moments
    load()
    wanted, rows = max(round(KILLS * scale), 3), max(round(ROWS * min(scale * 10, 1)), LEAST_ROWS)
    kills = lists = wrong = unended = 0
    with scratch("list-kills-") as place:
        longest = _time_of_one(place, rows=rows)
        while kills < wanted and lists < 4 * wanted:
            lists += 1
            name = f"list-{lists}"
            path = _write(place / f"{name}.csv", name, rows)
            times = _kill_until_done(path, name, chance=chance, longest=longest)
            if times == TURNS:
                unended += 1
                start(*_import(path, name)).wait()
            kills += times
            wrong += _wrong_rows(home, name, rows=rows)
            progress("kills of an import", done=kills, all=wanted)
    verified = run("verify", "--json")[0] == 0
    return [_figure(kills=kills, lists=lists, rows=rows, wrong=wrong, unended=unended, verified=verified)]


def _write(path: Path, name: str, rows: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "place", "date", "killed", "note"])
        for number in range(rows):
            killed = "some" if number % ODD_EVERY == 0 else number % 7
            out.writerow(
                [f"{name}-{number}", f"Village {number % 40}", f"2031-05-{number % 28 + 1:02}", killed, "as said"]
            )
    return path


def _time_of_one(place: Path, *, rows: int) -> float:
    began = time.monotonic()
    code = start(*_import(_write(place / "first.csv", "first", rows), "first")).wait()
    if code != 1:  # 1: some rows were refused, as they should be
        raise AssertionError(f"the import ended with {code} without being killed")
    return time.monotonic() - began


def _import(path: Path, name: str) -> list[object]:
    told = ["--source", name, "--publisher", "A publisher", "--refused", path.with_suffix(".refused"), "--json"]
    return ["list", "import", path, *told]


def _kill_until_done(path: Path, name: str, *, chance: Random, longest: float) -> int:
    """How many times it was killed before it came to its end; moments move on, for others may load the machine."""
    for kills in range(TURNS):
        running = start(*_import(path, name))
        time.sleep(chance.uniform(0, longest * (1 + kills / 10)))
        was_running = running.kill()
        running.lines()
        running.errors.unlink()
        if not was_running:
            return kills
    return TURNS


def _wrong_rows(home: Path, name: str, *, rows: int) -> int:
    """Rows that are missing, doubled, of another line or in another state than they must be in."""
    with sqlite3.connect(home / "register.sqlite") as register:
        found = register.execute(FOUND, (name,)).fetchall()
    register.close()
    expected = [(n + 1, n + 2, "refused" if n % ODD_EVERY == 0 else "stored") for n in range(rows)]
    return len(set(expected) ^ set(found)) + len(found) - len(set(found))


def _figure(*, kills: int, lists: int, rows: int, wrong: int, unended: int, verified: bool) -> Figure:
    return Figure(
        key="lists.kills",
        what="imports of a list killed at random moments and repeated until done: rows lost, doubled or changed",
        what_ar="استيراد قائمة يُقطع في لحظات عشوائية ويُعاد حتى ينتهي: الصفوف المفقودة أو المكررة أو المتغيرة",
        target="0",
        measured=f"{wrong} of {lists * rows:,} rows in {lists:,} lists after {kills:,} kills"
        + (f"; {unended} lists not done after {TURNS} kills, then let end" if unended else "")
        + ("" if verified else "; VERIFY FOUND FAULTS"),
        held=wrong == unended == 0 and verified and kills > 0,
    )
