"""One definition of levels, three executors: the same pairs get the same weights to the last digit."""

import os
import random
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from casualty_lists import make_people, row_of

from tawthiq.linking.people.blocking import make_candidates
from tawthiq.linking.people.engines import DuckEngine, Engine, SparkEngine
from tawthiq.linking.people.interactive import best_matches, weigh_pair
from tawthiq.linking.people.learning import learn
from tawthiq.linking.people.levels import Comparison, comparisons_for
from tawthiq.linking.people.lists import SCHEMA
from tawthiq.linking.people.observing import make_records, observe, present_keys
from tawthiq.linking.people.preparing import KEYS, Preparer
from tawthiq.linking.people.scoring import make_levels, weight_sql
from tawthiq.linking.people.weights import VETOED, Weights

FIELDS = {"name": "name", "sex": "sex", "age": "age", "birth_date": "birth", "date_of_death": "date", "place": "place"}
MORE = [
    {"given": "Nadia", "family": "Winterbourne", "birth": "1931-02-11", "address": "mill lane", "postcode": "ab1 2cd"},
    {"given": "Nadja", "family": "Winterborne", "birth": "1931-11-02", "address": "mill lane", "postcode": "ab1 2ce"},
    {"given": "Winterbourne", "family": "Nadia", "birth": "", "address": "the mill", "email": "nadia@example.org"},
    {"name": "Олена Петренко", "birth": "1975", "occupation": "teacher of music", "phone": "0444123"},
    {"name": "Олена Петренка", "birth": "1975-05-01", "occupation": "music teacher", "phone": "0444123"},
    {"name": "أبو سلمى", "date": "2015-05-01", "number": "00123"},
    {"name": "أبو سلمى", "date": "2015-05-02", "number": "00123", "mother": "هدى", "kunya": "أبو سلمى"},
]


class Fixture:
    """Records of a small list as keys, the weights learnt from it, and what DuckDB says of every candidate pair."""

    def __init__(self) -> None:
        chance = random.Random(11)  # noqa: S311 - the same list each time
        preparer, rows = Preparer(), []
        for person in make_people(220, seed=11):
            for is_damaged in (True, False):
                row = row_of(person, chance, is_damaged=is_damaged, number="")
                rows.append({FIELDS[name]: (value,) for name, value in row.items() if value and name in FIELDS})
        rows += [{name: (value,) for name, value in row.items() if value} for row in MORE]
        keys = [preparer.keys_of(row) for row in rows]
        numbers = list(range(len(keys)))
        columns: dict[str, list[Any]] = {"unique_id": numbers, "list": [number % 2 for number in numbers]}
        self.table = pa.table(columns | {name: [key[name] for key in keys] for name in KEYS}, schema=SCHEMA)
        self.sizes = [columns["list"].count(number) for number in (0, 1)]
        self.present = present_keys(self.table)
        self.comparisons: tuple[Comparison, ...] = comparisons_for(self.present)
        engine = DuckEngine(threads=1)
        self.block(engine)
        make_levels(engine, self.comparisons, pairs="candidates", name="levels")
        seen = observe(engine, self.comparisons, sizes=self.sizes, is_across=False)
        self.weights: Weights = learn(self.comparisons, seen=seen, records=len(keys))
        self.by_duck = self.weigh(engine)
        self.records = engine.columns("SELECT * FROM records ORDER BY unique_id").to_pylist()
        engine.close()

    def block(self, engine: Engine) -> None:
        make_records(engine, self.table, comparisons=self.comparisons)
        make_candidates(engine, keys=self.present, number=self.table.num_rows, is_across=False)

    def weigh(self, engine: Engine) -> dict[tuple[int, int], int]:
        make_levels(engine, self.comparisons, pairs="candidates", name="levels")
        rows = engine.ask(f"SELECT l, r, {weight_sql(self.comparisons, self.weights)} FROM levels")  # noqa: S608 - ours
        return {(left, right): weight for left, right, weight in rows}


@pytest.fixture(scope="module")
def small() -> Fixture:
    return Fixture()


def test_python_and_duckdb_weigh_every_pair_alike(small: Fixture) -> None:
    assert len(small.by_duck) > 5000
    assert len(set(small.by_duck.values())) > 300
    assert VETOED in small.by_duck.values()
    for (left, right), weight in small.by_duck.items():
        one, other = small.records[left], small.records[right]
        within = int(one["list"] == other["list"])
        found = weigh_pair(one, other, comparisons=small.comparisons, weights=small.weights, within=within)
        assert found.weight == weight, (left, right, found.reasons)


def test_one_record_finds_its_other_row_first(small: Fixture) -> None:
    others = [(number, record) for number, record in enumerate(small.records) if number % 2]
    right = 0
    for number in range(0, 200, 2):
        found = best_matches(
            small.records[number], others, comparisons=small.comparisons, weights=small.weights, least=0
        )
        right += bool(found) and found[0][0] == number + 1
    assert right >= 95


@pytest.mark.slow
@pytest.mark.skipif(not find_spec("pyspark"), reason="the extra spark is not installed (requirements/spark.txt)")
@pytest.mark.skipif(not shutil.which("java"), reason="Spark needs Java 17")
@pytest.mark.filterwarnings("ignore")
def test_spark_weighs_every_pair_alike(small: Fixture, tmp_path: Path) -> None:
    from tawthiq.linking.people.spark import local_session

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    session = local_session(tmp_path)
    try:
        engine = SparkEngine(session)
        small.block(engine)
        assert small.weigh(engine) == small.by_duck
    finally:
        session.stop()
