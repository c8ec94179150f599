"""The authored pairs of names: what is one person is found, what is two stays two."""

import csv
from pathlib import Path

import pytest

from tawthiq.core.names import compare_names
from tawthiq.core.names.comparing import ACCEPT
from tawthiq.store.given_names import load_name_lexicon

CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.parametrize("table", ["name_pairs.csv", "name_pairs_held_out.csv"])
def test_pairs_are_found_and_kept_apart(table: str) -> None:
    with (CASES / table).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lexicon = load_name_lexicon()
    accepted: dict[str, list[bool]] = {"yes": [], "no": []}
    for row in rows:
        accepted[row["same"]].append(compare_names(row["left"], row["right"], lexicon).score >= ACCEPT)
    recall, false_accept = (sum(accepted[same]) / len(accepted[same]) for same in ("yes", "no"))
    assert recall >= 0.95
    assert false_accept <= 0.02


def test_a_father_is_never_taken_for_his_son() -> None:
    with (CASES / "name_pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["type"] == "father_son"]
    assert len(rows) >= 50
    lexicon = load_name_lexicon()
    wrong = [row for row in rows if compare_names(row["left"], row["right"], lexicon).score >= 0.3]
    assert not wrong
