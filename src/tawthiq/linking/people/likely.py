"""Pairs of a register's persons that may be one: blocked, learnt and weighed as ``link people`` does with a list.

The register is one list. Pairs with a veto are never among them: a father and a son with mirrored names, brothers whose
given names are told apart, entries with nothing but a kunya.
"""

from functools import lru_cache

import pyarrow as pa

from tawthiq.linking.likely import LikelyPair
from tawthiq.linking.people.blocking import make_candidates
from tawthiq.linking.people.calibration import load_line
from tawthiq.linking.people.engines import DuckEngine, Engine
from tawthiq.linking.people.learning import learn
from tawthiq.linking.people.levels import MISSING, Comparison, comparisons_for
from tawthiq.linking.people.linking import make_all_levels
from tawthiq.linking.people.lists import SCHEMA
from tawthiq.linking.people.observing import make_records, observe, present_keys
from tawthiq.linking.people.preparing import KEYS, Preparer
from tawthiq.linking.people.scoring import weight_sql

MODEL = "people-1"
# Below this a pair is not worth a person's minute. Source: own convention, as for accounts of incidents.
SHOWN = 0.2
_MEMORY_MB = 400
# A row as its fields (of ``data/table_columns.yaml``) with their values.
Row = tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(maxsize=8)
def likely_pairs(rows: tuple[Row, ...]) -> tuple[LikelyPair, ...]:
    """The pairs from ``SHOWN`` on; worked out once for what the rows say, whoever asks."""
    preparer = Preparer()
    made = [preparer.keys_of(dict(row)) for row in rows]
    numbers = list(range(len(rows)))
    columns = {"unique_id": numbers, "list": [0] * len(rows), **{name: [keys[name] for keys in made] for name in KEYS}}
    engine = DuckEngine(memory_mb=_MEMORY_MB, threads=1)
    try:
        return _weighed(engine, pa.table(columns, schema=SCHEMA))
    finally:
        engine.close()


def _weighed(engine: Engine, keys: pa.Table) -> tuple[LikelyPair, ...]:
    present, number = present_keys(keys), keys.num_rows
    comparisons = comparisons_for(present)
    make_records(engine, keys, comparisons=comparisons)
    make_candidates(engine, keys=present, number=number, is_across=False)
    if not engine.ask("SELECT count(*) FROM candidates")[0][0]:
        return ()
    make_all_levels(engine, comparisons, progress=lambda _step, _number: None)
    seen = observe(engine, comparisons, sizes=[number], is_across=False)
    weight = weight_sql(comparisons, learn(comparisons, seen=seen, records=number))
    levels = ", ".join(f"g_{one.id}" for one in comparisons)
    line = load_line()
    rows = engine.ask(
        f"SELECT l, r, {weight} AS weight, {levels} FROM levels WHERE {weight} >= {line.weight(SHOWN)} ORDER BY l, r"
    )
    return tuple(
        LikelyPair(left, right, line.score(total), _reasons(comparisons, ranks)) for left, right, total, *ranks in rows
    )


def _reasons(comparisons: tuple[Comparison, ...], ranks: list[int]) -> tuple[str, ...]:
    """Every comparison that both rows tell of with its level, as ``given=alias``."""
    return tuple(
        f"{one.id}={next(level.id for level in one.levels if level.rank == rank)}"
        for one, rank in zip(comparisons, ranks, strict=True)
        if rank != MISSING and not one.silent
    )
