"""How well rows of lists are grouped into incidents, how sure the scores are, and what is lost before comparing.

    python benchmarks/incidents.py [--data ../shared/data] [--rows 100000]

``pinochet``: victims of the Rettig report (Freire et al. 2019), one row each; the truth is the file's ``group_id``,
which is never a column given to the linker. Weights were set on the groups of one half (by hash of group_id); the other
half was only scored. ``ucdp-ged``: events coded one by one by their coders, so nearly every row should stay alone. A
made list of ``--rows`` events in 400 towns over ten years measures the cost. MELTT's own data could not be had here as
text, so its numbers (195 events to 140) are not repeated.
"""

import argparse
import csv
import hashlib
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

from tawthiq.linking.incidents.accounts import Account
from tawthiq.linking.incidents.blocking import pairs_to_compare
from tawthiq.linking.incidents.grouping import group
from tawthiq.linking.incidents.linking import LinkedPair, link
from tawthiq.linking.incidents.rows import ListReader
from tawthiq.store.table_columns import recognise_columns, record_ids
from tawthiq.store.tables import open_table, write_table

TARGET, ECE_TARGET = 0.85, 0.05
# What a study would have of the file: everything; name, date and place with their coordinates; the first place alone.
NAME = ("last_name", "first_name")
DAYS = ("start_date_daily", "end_date_daily")
SITE = ("location_", "latitude_", "longitude_", "exact_coordinates_")
VARIANTS = {
    "whole file": None,
    "name, dates, places": (
        *NAME,
        *DAYS,
        "start_date_monthly",
        *(f"{part}{at}" for at in range(1, 7) for part in SITE),
    ),
    "name, first day, first place with its point": (*NAME, DAYS[0], *(f"{part}1" for part in SITE[:3])),
    "name, first day, words of the first place": (*NAME, DAYS[0], "location_1"),
}


@dataclass(frozen=True)
class Grouped:
    """A list with what was made of it."""

    ids: list[str]
    accounts: list[Account]
    pairs: list[LinkedPair]
    groups: dict[str, str]
    seconds: float

    def scores(self, among: set[str]) -> dict[tuple[str, str], float]:
        pairs = {(self.ids[pair.left], self.ids[pair.right]): pair.comparison.score for pair in self.pairs}
        return {pair: score for pair, score in pairs.items() if among.issuperset(pair)}


def grouped(path: Path) -> Grouped:
    """The list as the command line groups it, in processor seconds."""
    began = time.process_time()
    table = open_table(path)
    columns = recognise_columns(table, subject="incidents")
    (ids,) = record_ids([(table, columns)])
    reader = ListReader(table, columns)
    accounts = [reader.account(row, ref=ref)[0] for row, ref in zip(table.rows(), ids, strict=True)]
    pairs = link(accounts, shown=0.01)
    groups = group(ids, {(ids[pair.left], ids[pair.right]): pair.comparison.score for pair in pairs})
    return Grouped(ids, accounts, pairs, groups, time.process_time() - began)


def b_cubed(groups: dict[str, str], truth: dict[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 (Bagga and Baldwin 1998), over the records that the truth knows."""
    found, real = Counter(groups[one] for one in truth), Counter(truth.values())
    both = Counter((groups[one], truth[one]) for one in truth)
    shared = [(both[groups[one], truth[one]], one) for one in truth]
    precision = sum(number / found[groups[one]] for number, one in shared) / len(truth)
    recall = sum(number / real[truth[one]] for number, one in shared) / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def calibration(scores: dict[tuple[str, str], float], truth: dict[str, str]) -> float:
    """Expected calibration error over ten bins of the scored pairs."""
    bins: dict[int, list[float]] = {}
    for (a, b), score in scores.items():
        total = bins.setdefault(min(int(score * 10), 9), [0.0])
        total[0] += score - (truth[a] == truth[b])
    return sum(abs(total[0]) for total in bins.values()) / max(len(scores), 1)


def kept(accounts: Sequence[Account], truth: dict[str, str]) -> tuple[float, int]:
    """The share of true pairs that are compared at all, and how many pairs are compared."""
    compared = {(accounts[a].ref, accounts[b].ref) for a, b in pairs_to_compare(accounts)}
    by_group: dict[str, list[str]] = {}
    for ref, name in truth.items():
        by_group.setdefault(name, []).append(ref)
    true = [pair for refs in by_group.values() for pair in combinations(refs, 2)]
    return sum(pair in compared for pair in true) / max(len(true), 1), len(compared)


def is_development(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def pinochet(path: Path, folder: Path) -> None:
    table = open_table(path)
    at = {heading: number for number, heading in enumerate(table.headings)}
    rows = [row.values for row in table.rows()]
    truth = {row[at["individual_id"]]: row[at["group_id"]] for row in rows}
    print(
        "\n| pinochet: columns given | target | B3 F1 | precision | recall | one half | other half | ECE (target .05) |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, columns in VARIANTS.items():
        given = [heading for heading in table.headings if heading != "group_id"]
        given = given if columns is None else ["individual_id", *columns]
        write_table(folder / "part.csv", given, ([row[at[heading]] for heading in given] for row in rows))
        result = grouped(folder / "part.csv")
        precision, recall, f1 = b_cubed(result.groups, truth)
        halves = [b_cubed(result.groups, half(truth, is_dev=is_dev))[2] for is_dev in (True, False)]
        error = calibration(result.scores(set(truth)), truth)
        cells = [
            f"{TARGET:.2f}",
            f"**{f1:.3f}**",
            f"{precision:.3f}",
            f"{recall:.3f}",
            *(f"{one:.3f}" for one in halves),
        ]
        print(f"| {name} | {' | '.join(cells)} | {error:.3f} |", flush=True)
        if columns is None:
            share, number = kept(result.accounts, truth)
    every = len(rows) * (len(rows) - 1) // 2
    print(f"\nBlocking (whole file): {share:.3f} of the true pairs are compared, {number:,} of {every:,} pairs in all.")


def half(truth: dict[str, str], *, is_dev: bool) -> dict[str, str]:
    return {ref: name for ref, name in truth.items() if is_development(name) == is_dev}


def ucdp(path: Path) -> None:
    result = grouped(path)
    print("\n| ucdp-ged | rows | groups | rows joined to another |")
    print("|---|---|---|---|")
    joined = len(result.ids) - sum(size == 1 for size in Counter(result.groups.values()).values())
    print(f"| coded one by one | {len(result.ids)} | {len(set(result.groups.values()))} | {joined} |", flush=True)


def made(rows: int, path: Path) -> dict[str, str]:
    """A list of events told one to three times, with days and numbers a little off; which event each row is of."""
    chance = random.Random(7)  # noqa: S311 - a made list, the same every time
    kinds = ("airstrike", "shelling", "clash", "arrest", "abduction", "execution")
    towns = [(f"Town {number}", chance.uniform(33, 37), chance.uniform(36, 42)) for number in range(400)]
    truth: dict[str, str] = {}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "date", "place", "lat", "lon", "kind", "perpetrator", "killed"))
        event = 0
        while len(truth) < rows:
            event += 1
            town, lat, lon = chance.choice(towns)
            day = date(2012, 1, 1) + timedelta(days=chance.randrange(3650))
            kind, party, killed = chance.choice(kinds), f"party {chance.randrange(5)}", chance.randrange(20)
            for _telling in range(chance.choice((1, 1, 2, 3))):
                ref = str(len(truth) + 1)
                truth[ref] = str(event)
                told = day + timedelta(days=chance.choice((0, 0, 0, 1)))
                number = max(killed + chance.choice((0, 0, 0, 1, -1)), 0)
                writer.writerow((ref, told, town, f"{lat:.4f}", f"{lon:.4f}", kind, party, number))
    return truth


def cost(sizes: Iterable[int], folder: Path) -> None:
    print("\n| made list: rows | processor s | µs per row | pairs compared per row | true pairs compared | B3 F1 |")
    print("|---|---|---|---|---|---|")
    for rows in sizes:
        truth = made(rows, folder / "made.csv")
        result = grouped(folder / "made.csv")
        share, number = kept(result.accounts, truth)
        f1 = b_cubed(result.groups, truth)[2]
        each = result.seconds / len(truth)
        cells = [
            f"{result.seconds:.1f}",
            f"{each * 1e6:.0f}",
            f"{number / len(truth):.1f}",
            f"{share:.3f}",
            f"{f1:.3f}",
        ]
        print(f"| {len(truth):,} | {' | '.join(cells)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the made list; 0 leaves it out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for name, measure in (
            ("pinochet/pinochet.csv", lambda path: pinochet(path, Path(scratch))),
            ("ucdp-ged/ged_sample_1000.csv", ucdp),
        ):
            path = arguments.data / name
            if path.is_file():
                measure(path)
            else:
                print(f"no list at {path}: not measured")
        if arguments.rows:
            cost((arguments.rows // 10, arguments.rows), Path(scratch))


if __name__ == "__main__":
    main()
