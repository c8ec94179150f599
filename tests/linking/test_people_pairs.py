"""Persons: every case of the table, laid into a made-up list; clusters and conditions hold what they promise."""

import csv
import random
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tawthiq.linking.people.linking import Linked, link_people
from tawthiq.linking.people.lists import PeopleList
from tawthiq.store.table_columns import recognise_columns
from tawthiq.store.tables import open_table

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from casualty_lists import HEADINGS, make_people, row_of

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "person_pairs.yaml").read_text(encoding="utf-8"))[
    "cases"
]


def write_list(path: Path, rows: list[dict[str, Any]]) -> Path:
    """A list with these rows and the usual headings."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADINGS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def link(*paths: Path, **options: Any) -> Linked:
    """The lists linked, with the columns that their headings tell."""
    tables = [open_table(path) for path in paths]
    lists = [PeopleList(table, recognise_columns(table, subject="people")) for table in tables]
    return link_people(lists, progress=lambda _step, _number: None, **options)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bool]:
    """For each case whether its two rows came into one cluster, in a list of 1,500 other people told twice."""
    chance = random.Random(5)  # noqa: S311 - the same list each time
    rows: list[dict[str, Any]] = []
    for person in make_people(1500, seed=5):
        rows += [row_of(person, chance, is_damaged=side == "b", number=f"{side}{person.number}") for side in "ab"]
    for case in CASES:
        for side in ("left", "right"):
            rows.append(dict.fromkeys(HEADINGS, "") | case[side] | {"id": f"{case['id']}:{side}"})
    chance.shuffle(rows)
    found = link(write_list(tmp_path_factory.mktemp("pairs") / "list.csv", rows))
    home = dict(zip(found.ids, found.clusters, strict=True))
    return {case["id"]: home[f"{case['id']}:left"] == home[f"{case['id']}:right"] for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_case_of_the_table(case: dict[str, Any], judged: dict[str, bool]) -> None:
    assert judged[case["id"]] == case["same"]
