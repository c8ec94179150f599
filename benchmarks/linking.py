"""Linking people: the command ``tawthiq link people`` with its own defaults, scored against known truth.

    python benchmarks/linking.py [--data ../shared/data/linkage] [--only NAME …] [--calibrate] [--scale RECORDS]

Lists: febrl 3 and 4 (truth in rec_id), fake_1000 and historical_figures (column cluster; parted by hash of the cluster
into a half that is tuned on and one that is only scored), and made-up Arabic lists of people killed, one of the two
through the damage of a PDF text layer (casualty_lists.py) or the faults of a page (page_damage.py); seed 7 is tuned on,
seed 8 only scored. Columns that hold the truth are taken out before the command sees the list. ``--calibrate`` fits the
line from weights to probabilities on the tuned parts. ``--scale`` links so many made-up records and compares with
Splink alone on the same pairs.
"""

import argparse
import csv
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from casualty_lists import make_people, row_of, write_lists

from tawthiq.linking.people import linking, scoring
from tawthiq.linking.people.calibration import Line, expected_error, fit, load_line
from tawthiq.linking.people.lists import PeopleList
from tawthiq.store.table_columns import recognise_columns
from tawthiq.store.tables import open_table

PEOPLE, TUNED, UNSEEN = 12_000, 7, 8
Truth = dict[str, str]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Task:
    """A list or two to link: ``make`` writes the files into a folder and gives the truth by id."""

    name: str
    make: Callable[[Path, Path], tuple[list[Path], Truth]]
    target: str
    is_tuned: bool = False


def febrl(*names: str) -> Callable[[Path, Path], tuple[list[Path], Truth]]:
    def make(data: Path, folder: Path) -> tuple[list[Path], Truth]:
        truth: Truth = {}
        for name in names:
            rows = _rows(data / name)
            truth |= {row["rec_id"]: row["rec_id"].split("-")[1] for row in rows}
            _write(folder / name, rows)
        return [folder / name for name in names], truth

    return make


def clustered(name: str, half: int | None) -> Callable[[Path, Path], tuple[list[Path], Truth]]:
    def make(data: Path, folder: Path) -> tuple[list[Path], Truth]:
        rows = [row for row in _rows(data / name) if half is None or _half(row["cluster"]) == half]
        # an id may hold the name of its cluster: rows are numbered
        truth = {str(number): row.pop("cluster") for number, row in enumerate(rows)}
        _write(folder / name, [row | {"unique_id": str(number)} for number, row in enumerate(rows)])
        return [folder / name], truth

    return make


def killed(seed: int, *columns: str, is_page: bool = False) -> Callable[[Path, Path], tuple[list[Path], Truth]]:
    def make(_data: Path, folder: Path) -> tuple[list[Path], Truth]:
        pairs = write_lists(folder, number=PEOPLE, seed=seed, columns=columns, is_page=is_page)
        paths = [folder / "first.csv", folder / "second.csv"]
        other = {right: left for left, right in pairs}
        ids = [row["id"] for path in paths for row in _rows(path)]
        return paths, {ref: other.get(ref, ref) for ref in ids}

    return make


_MORE = ("sex", "age", "date_of_death", "place")
TASKS = (
    Task("febrl3", febrl("febrl_dataset3.csv"), "F1 .995"),
    Task("febrl4", febrl("febrl_dataset4a.csv", "febrl_dataset4b.csv"), "F1 .995"),
    Task("historical, tuned half", clustered("historical_figures_two_thirds.csv", 0), "F1 .80", is_tuned=True),
    Task("historical, unread half", clustered("historical_figures_two_thirds.csv", 1), "F1 .80"),
    Task("fake_1000", clustered("fake_1000.csv", None), "", is_tuned=True),
    Task("damaged, name sex birth, tuned", killed(TUNED, "sex", "birth_date"), "P .97 R .96", is_tuned=True),
    Task("damaged, name sex birth", killed(UNSEEN, "sex", "birth_date"), "P .97 R .96"),
    Task("damaged, name sex age, tuned", killed(TUNED, "sex", "age"), "P .97 R .96", is_tuned=True),
    Task("damaged, name sex age", killed(UNSEEN, "sex", "age"), "P .97 R .96"),
    Task("page, name sex birth, tuned", killed(TUNED, "sex", "birth_date", is_page=True), "P .97 R .96", is_tuned=True),
    Task("page, name sex birth", killed(UNSEEN, "sex", "birth_date", is_page=True), "P .97 R .96"),
    Task("page, name sex age date place", killed(UNSEEN, *_MORE, is_page=True), "P .97 R .96"),
    Task("damaged, name sex age date place", killed(UNSEEN, *_MORE), "P .97 R .96"),
)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, skipinitialspace=True))


def _write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _half(cluster: str) -> int:
    return hashlib.sha256(cluster.encode()).digest()[0] % 2


def pairs_of(groups: dict[str, str], list_of: dict[str, int]) -> set[Pair]:
    """Pairs of ids of one group; of several lists only those between two."""
    members: dict[str, list[str]] = defaultdict(list)
    for ref, group in groups.items():
        members[group].append(ref)
    several = len(set(list_of.values())) > 1
    return {
        (one, other)
        for found in map(sorted, members.values())
        for at, one in enumerate(found)
        for other in found[at + 1 :]
        if not several or list_of[one] != list_of[other]
    }


def score(found: set[Pair], true: set[Pair]) -> tuple[float, float, float]:
    right = len(found & true)
    precision, recall = right / max(len(found), 1), right / max(len(true), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


@dataclass(frozen=True, slots=True)
class Result:
    """What a task gave."""

    clusters: tuple[float, float, float]
    at_nine: tuple[float, float, float]
    scores: list[float]
    are_same: list[bool]
    seconds: float
    rows: int


def run(task: Task, data: Path) -> Result:
    """The command on the lists of a task."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths, truth = task.make(data, folder)
        out, clusters = folder / "pairs-out.csv", folder / "clusters-out.csv"
        command = [sys.executable, "-m", "tawthiq.cli", "link", "people", *map(str, paths)]
        began = time.monotonic()
        ran = subprocess.run(
            [*command, "--out", str(out), "--clusters", str(clusters)], capture_output=True, text=True, check=False
        )
        seconds = time.monotonic() - began
        if ran.returncode:
            raise SystemExit(f"{task.name}: exit {ran.returncode}: {ran.stderr[-2000:]}")
        list_of = {_id_of(row): number for number, path in enumerate(paths) for row in _rows(path)}
        homes = {row["record_id"]: row["cluster_id"] for row in _rows(clusters)}
        if set(homes) != set(truth):
            raise SystemExit(f"{task.name}: clusters.csv has not every row")
        true, found = pairs_of(truth, list_of), pairs_of(homes, list_of)
        told = {_sorted(row["left_id"], row["right_id"]): float(row["score"]) for row in _rows(out)}
        told = {pair: one for pair, one in told.items() if pair in found}
        sure = {pair for pair, one in told.items() if one >= 0.9}
        same = [pair in true for pair in told]
        return Result(score(found, true), score(sure, true), list(told.values()), same, seconds, len(truth))


def _sorted(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _id_of(row: dict[str, str]) -> str:
    return next(row[name] for name in ("rec_id", "unique_id", "id") if name in row)


def calibrate(results: Iterable[tuple[Task, Result]]) -> Line:
    """The line that fits the tuned parts, each of them counting alike."""
    weights, same = [], []
    chance = np.random.default_rng(1)
    for task, result in results:
        if task.is_tuned:
            bits = np.log2(np.clip(result.scores, 5e-5, 1 - 5e-5) / (1 - np.clip(result.scores, 5e-5, 1 - 5e-5)))
            taken = chance.choice(len(bits), size=min(len(bits), 1500), replace=False)
            weights += [round(1000 * float(bits[at])) for at in taken]
            same += [result.are_same[at] for at in taken]
    again, now = fit(weights, same), load_line()
    return Line(now.slope * again.slope, now.shift * again.slope + again.shift)


def measure_scale(number: int) -> None:
    """Links so many made-up records, and times Splink alone on the same pairs in the same run."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "people.csv"
        _write(path, list(_scale_rows(number)))
        table = open_table(path)
        began, worked, bare, bare_work = time.monotonic(), _work(), 0.0, 0.0

        def timed(*arguments: Any, **options: Any) -> None:
            nonlocal bare, bare_work
            start, work = time.monotonic(), _work()
            scoring.make_levels(*arguments, **options)
            if options["pairs"] == "chunk":
                bare, bare_work = bare + time.monotonic() - start, bare_work + _work() - work

        linking.make_levels = timed
        steps: dict[str, float] = {}
        found = linking.link_people(
            [PeopleList(table, recognise_columns(table, subject="people"))],
            progress=lambda step, _number: steps.__setitem__(step, round(time.monotonic() - began, 1)),
            spill=Path(name),
        )
        seconds, work = time.monotonic() - began, _work() - worked
        memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        candidates = sum(block.pairs for block in found.blocks)
        print(
            f"{number} records: {seconds:.1f} s in all, Splink alone on the same pairs {bare:.1f} s, "
            f"ratio {seconds / bare:.2f}; processor {work:.1f} s, Splink alone {bare_work:.1f} s, "
            f"ratio {work / bare_work:.2f}; at most {memory / 1024:.0f} MB in one process, "
            f"{candidates} pairs by all rules, {len(found.pairs)} joined, "
            f"load {os.getloadavg()[0]:.1f}, ended at {steps}"
        )


def _work() -> float:
    """Seconds of processors that this process and its ended children took: the same on an idle and a loaded machine."""
    taken = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in taken)


def _scale_rows(number: int) -> Iterable[dict[str, str]]:
    import random

    chance = random.Random(3)  # noqa: S311 - the same list each time
    people = make_people(number * 2 // 3, seed=3)
    for at in range(number):
        person = people[at if at < len(people) else chance.randrange(len(people))]
        yield row_of(person, chance, is_damaged=at >= len(people), number=str(at))


def main() -> int:
    """Prints the table; 0 also where the data is absent."""
    parser = argparse.ArgumentParser(description="Linking people against known truth.")
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared/data/linkage")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--scale", type=int, default=0)
    asked = parser.parse_args()
    if asked.scale:
        measure_scale(asked.scale)
        return 0
    results = []
    print("| list | rows | target | precision | recall | F1 | P at .9 | R at .9 | ECE | seconds |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for task in TASKS:
        if asked.only and not any(word in task.name for word in asked.only):
            continue
        try:
            result = run(task, asked.data)
        except FileNotFoundError as absent:
            print(f"| {task.name} | absent: {Path(str(absent.filename)).name} |")
            continue
        results.append((task, result))
        error = expected_error(result.scores, result.are_same)
        p, r, f = result.clusters
        print(
            f"| {task.name} | {result.rows} | {task.target} | {p:.4f} | {r:.4f} | {f:.4f} | {result.at_nine[0]:.4f} | "
            f"{result.at_nine[1]:.4f} | {error:.4f} | {result.seconds:.0f} |",
            flush=True,
        )
    if asked.calibrate:
        print(calibrate(results), Counter(task.is_tuned for task, _result in results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
