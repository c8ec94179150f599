"""Whether two names are of one person, on the authored pairs of tests/cases: recall and false accepts, type by type.

    python benchmarks/name_pairs.py [--data FILE ...] [--misses]

A file has the columns type, left, right, same (yes or no). A pair is accepted from ``ACCEPT`` on. The first table was
written before the levels were set and they were set on it; name_pairs_held_out.csv is only scored. Target: recall .95,
false accepts .02.
"""

import argparse
import csv
from collections import defaultdict
from pathlib import Path

from tawthiq.core.names import compare_names
from tawthiq.core.names.comparing import ACCEPT
from tawthiq.store.given_names import load_name_lexicon

CASES = Path(__file__).parents[1] / "tests" / "cases"
RECALL, FALSE_ACCEPT = 0.95, 0.02


def score(path: Path, *, show: bool) -> None:
    """Prints the table of one file."""
    lexicon = load_name_lexicon()
    accepted: dict[tuple[str, str], list[bool]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = compare_names(row["left"], row["right"], lexicon)
            accepted[row["type"], row["same"]].append(found.score >= ACCEPT)
            if show and (found.score >= ACCEPT) != (row["same"] == "yes"):
                print(f"  {row['type']}: {row['left']} | {row['right']}: {found.level} {found.score} {found.reasons}")
    print(f"\n{path.name}: {sum(map(len, accepted.values()))} pairs\n")
    print("| type | same person | pairs | target | accepted |\n|---|---|---|---|---|")
    for (kind, same), hits in sorted(accepted.items(), key=lambda item: (item[0][1] != "yes", item[0][0])):
        print(f"| {kind} | {same} | {len(hits)} | {_target(same)} | {sum(hits) / len(hits):.3f} |")
    for same, words in (("yes", "recall"), ("no", "false accepts")):
        hits = [hit for (_kind, label), every in accepted.items() if label == same for hit in every]
        print(f"| **{words}** | {same} | {len(hits)} | {_target(same)} | **{sum(hits) / len(hits):.3f}** |")


def _target(same: str) -> str:
    return f"≥ {RECALL}" if same == "yes" else f"≤ {FALSE_ACCEPT}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", help="a table of pairs; may be given more than once")
    parser.add_argument("--misses", action="store_true", help="print what is wrong, of every file but the held-out one")
    arguments = parser.parse_args()
    for path in arguments.data or [CASES / "name_pairs.csv", CASES / "name_pairs_held_out.csv"]:
        if not path.is_file():
            print(f"no pairs at {path}: nothing measured")
            continue
        score(path, show=arguments.misses and "held_out" not in path.name)


if __name__ == "__main__":
    main()
