"""Pairs of a register's persons that may be one: blocked, learnt and weighed as ``link people`` does with a list.

The register is one list. Pairs with a veto are never among them: a father and a son with mirrored names, brothers whose
given names are told apart, entries with nothing but a kunya. Nor are pairs for which no name speaks: who was killed
beside whom shares day, place and often family, and is somebody else.
"""

from dataclasses import replace
from functools import lru_cache
from math import log2

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
from tawthiq.linking.people.weights import MILLI, Weights

MODEL = "people-1"
# Below this a pair is not worth a person's minute. Source: the same lists as in ``_a_name_speaks``; from .2 to .3 no
# second entry was lost.
SHOWN = 0.3
_MEMORY_MB = 400
# From so many entries on the register teaches what agreement is worth. Before, one entry in ten is taken to have a
# second one, and one in two a relative. Source: own convention; the case table of tests/desk/test_same_person.py.
_LEARNT_FROM = 1_000
_DOUBLES, _RELATIVES = 0.10, 0.50
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
    weight = weight_sql(comparisons, _weights(engine, comparisons, number=number))
    levels = ", ".join(f"g_{one.id}" for one in comparisons)
    line = load_line()
    rows = engine.ask(
        f"SELECT l, r, {weight} AS weight, {levels} FROM levels WHERE {weight} >= {line.weight(SHOWN)} ORDER BY l, r"
    )
    pairs = (
        LikelyPair(left, right, line.score(total), _reasons(comparisons, ranks)) for left, right, total, *ranks in rows
    )
    return tuple(pair for pair in pairs if _a_name_speaks(pair.reasons))


def _a_name_speaks(reasons: tuple[str, ...]) -> bool:
    """Whether the given names agree in some way; where one is not told, the family names.

    Source: made-up lists of casualties (benchmarks/casualty_lists.py, 640 persons, one in four told again with damage):
    154 of 160 second entries are asked about, and 22 pairs of others; without the rule about 170 pairs of others.
    """
    told = dict(reason.split("=") for reason in reasons)
    return told.get("given", told.get("family", "differs")) != "differs"


def _weights(engine: Engine, comparisons: tuple[Comparison, ...], *, number: int) -> Weights:
    """Learnt from the register where it is long; a short one has the table's own weights.

    In a few dozen entries, of which most tell of one place and day, nothing tells a second entry from a brother.
    """
    seen = observe(engine, comparisons, sizes=[number], is_across=False)
    if number >= _LEARNT_FROM:
        return learn(comparisons, seen=seen, records=number)
    unseen = replace(seen, patterns=seen.patterns[:0], within=seen.within[:0], counts=seen.counts[:0])
    pairs = number * (number - 1) / 2
    stranger, relative = log2(_DOUBLES * number / pairs), log2(_DOUBLES / _RELATIVES)
    table = learn(comparisons, seen=unseen, records=number)
    return replace(table, start_stranger=_twice(stranger), start_relative=_twice(relative))


def _twice(bits: float) -> tuple[int, int]:
    return round(MILLI * bits), round(MILLI * bits)


def _reasons(comparisons: tuple[Comparison, ...], ranks: list[int]) -> tuple[str, ...]:
    """Every comparison that both rows tell of with its level, as ``given=alias``."""
    return tuple(
        f"{one.id}={next(level.id for level in one.levels if level.rank == rank)}"
        for one, rank in zip(comparisons, ranks, strict=True)
        if rank != MISSING and not one.silent
    )
