"""A list of people weighed by all three executors: rapidfuzz in this process, DuckDB, and a real Spark on this machine.

Each engine makes its own candidates from the same rows, and weighs them by the weights that DuckDB learnt from the
list. Needs the extra ``spark`` (``pip install -r requirements/spark.txt``) and Java 17 (Debian:
``openjdk-17-jre-headless``); without them the campaign breaks off and says so.
"""

import os
import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from casualty_lists import write_lists
from figure import Figure, progress
from running import scratch

PEOPLE, LEAST_PAIRS = 2_000, 10_000
COLUMNS = ("sex", "age", "date_of_death", "place")
Weighed = dict[tuple[int, int], int]


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """Two invented lists, one of them damaged."""
    if not find_spec("pyspark") or not shutil.which("java"):
        raise SystemExit("spark_links: needs requirements/spark.txt in the environment, and Java 17")
    with scratch("spark-links-") as folder:
        write_lists(folder, number=max(round(PEOPLE * scale), 60), seed=seed, columns=COLUMNS)
        weighing = _Weighing(folder)
        by_duck, records = weighing.by_duck()
        by_spark = weighing.by_spark(folder / "spark")
        by_hand = weighing.by_hand(by_duck, records)
    return [_figure(by_duck, {"rapidfuzz": by_hand, "Spark": by_spark}, least=round(LEAST_PAIRS * scale))]


class _Weighing:
    """The lists as keys, and what each executor says of their candidate pairs."""

    def __init__(self, folder: Path) -> None:
        from tawthiq.linking.people.levels import comparisons_for
        from tawthiq.linking.people.lists import PeopleList, prepare
        from tawthiq.linking.people.observing import present_keys
        from tawthiq.store.table_columns import recognise_columns
        from tawthiq.store.tables import open_table

        tables = [open_table(folder / name) for name in ("first.csv", "second.csv")]
        lists = [PeopleList(table, recognise_columns(table, subject="people")) for table in tables]
        self._prepared = prepare(lists, progress=lambda _step, _number: None)
        self._present = present_keys(self._prepared.keys)
        self._comparisons = comparisons_for(self._present)
        self._weights: Any = None

    def by_duck(self) -> tuple[Weighed, list[dict[str, Any]]]:
        """Weights of all candidates, learnt on the way, and the records with the rarity of their values."""
        from tawthiq.linking.people.engines import DuckEngine
        from tawthiq.linking.people.learning import learn
        from tawthiq.linking.people.observing import observe

        engine = DuckEngine()
        try:
            self._levels(engine)
            seen = observe(engine, self._comparisons, sizes=self._prepared.sizes, is_across=False)
            self._weights = learn(self._comparisons, seen=seen, records=len(self._prepared.ids))
            return self._weighed(engine), engine.columns("SELECT * FROM records ORDER BY unique_id").to_pylist()
        finally:
            engine.close()

    def by_spark(self, folder: Path) -> Weighed:
        """The same by a session that is begun and ended here."""
        from tawthiq.linking.people.engines import SparkEngine
        from tawthiq.linking.people.spark import local_session

        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        session = local_session(folder)
        try:
            engine = SparkEngine(session)
            self._levels(engine)
            return self._weighed(engine)
        finally:
            session.stop()

    def by_hand(self, pairs: Weighed, records: list[dict[str, Any]]) -> Weighed:
        """The same pairs one by one, as while a person waits."""
        from tawthiq.linking.people.interactive import weigh_pair

        found: Weighed = {}
        for done, (left, right) in enumerate(pairs):
            one, other = records[left], records[right]
            within = int(one["list"] == other["list"])
            weighed = weigh_pair(one, other, comparisons=self._comparisons, weights=self._weights, within=within)
            found[left, right] = weighed.weight
            progress("pairs weighed one by one", done=done, all=len(pairs))
        return found

    def _levels(self, engine: Any) -> None:
        from tawthiq.linking.people.blocking import make_candidates
        from tawthiq.linking.people.observing import make_records
        from tawthiq.linking.people.scoring import make_levels

        make_records(engine, self._prepared.keys, comparisons=self._comparisons)
        make_candidates(engine, keys=self._present, number=len(self._prepared.ids), is_across=False)
        make_levels(engine, self._comparisons, pairs="candidates", name="levels")

    def _weighed(self, engine: Any) -> Weighed:
        from tawthiq.linking.people.scoring import weight_sql

        rows = engine.ask(f"SELECT l, r, {weight_sql(self._comparisons, self._weights)} FROM levels")  # noqa: S608 - ours
        return {(left, right): weight for left, right, weight in rows}


def _figure(by_duck: Weighed, others: Mapping[str, Weighed], *, least: int) -> Figure:
    apart = {
        name: sum(found.get(pair) != by_duck.get(pair) for pair in found.keys() | by_duck.keys())
        for name, found in others.items()
    }
    told = ", ".join(f"{name} {number}" for name, number in apart.items())
    return Figure(
        "spark_links",
        "Pairs of people weighed by rapidfuzz, DuckDB and a real Spark on this machine: pairs whose weights differ",
        "أزواج أشخاص وزنها rapidfuzz وDuckDB وSpark حقيقي على هذا الجهاز: أزواج اختلفت أوزانها",
        f"0 of at least {least:,} pairs, to a thousandth of a bit",
        f"{told} of {len(by_duck):,} pairs, {len(set(by_duck.values())):,} different weights",
        not any(apart.values()) and len(by_duck) >= least and len(set(by_duck.values())) > 100,
    )
