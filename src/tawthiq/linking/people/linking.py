"""Lists of people in, pairs and clusters out: prepare, block, learn, score, cluster, calibrate.

The same lists give the same answer to the last digit: random pairs have a fixed seed and weights are whole numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from tawthiq.linking.people.blocking import Block, make_candidates
from tawthiq.linking.people.calibration import Line, load_line
from tawthiq.linking.people.clusters import Links, clusters_of
from tawthiq.linking.people.engines import DuckEngine, Engine
from tawthiq.linking.people.learning import learn
from tawthiq.linking.people.levels import Comparison, comparisons_for
from tawthiq.linking.people.lists import Fault, PeopleList, Prepared, Progress, prepare
from tawthiq.linking.people.observing import make_records, observe, present_keys
from tawthiq.linking.people.scoring import bare_sql, make_levels, weight_sql
from tawthiq.linking.people.support import Scored, supported
from tawthiq.linking.people.weights import MILLI, VETOED, Weights

# The score from which a pair is joined unless another is asked for, and how far below it pairs are still looked at.
THRESHOLD, BELOW = 0.5, 6 * MILLI
PAIRS_AT_ONCE = 2_000_000
# A list in which fewer of a hundred records have a likely double names everybody once.
_DOUBLES, _SURE = 0.01, 3 * MILLI


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records of one cluster: their numbers, the probability that they are one person, and why."""

    left: int
    right: int
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Linked:
    """What was found: ``clusters`` gives each record the lowest number of its cluster."""

    ids: list[str]
    pairs: list[Pair]
    clusters: list[int]
    blocks: list[Block]
    single: frozenset[int]
    weights: Weights


def link_people(
    lists: Sequence[PeopleList],
    *,
    threshold: float = THRESHOLD,
    one_to_one: bool = False,
    progress: Progress,
    fault: Fault = lambda _number, _row: None,
    spill: Path | None = None,
) -> Linked:
    """Links the lists. ``one_to_one`` says that every list names each person once; ``fault`` is told of odd rows."""
    prepared = prepare(lists, progress=progress, fault=fault)
    engine = DuckEngine(spill=spill)
    try:
        return link_prepared(
            prepared, engine=engine, threshold=threshold, one_to_one=one_to_one and len(lists) > 1, progress=progress
        )
    finally:
        engine.close()


def link_prepared(
    prepared: Prepared, *, engine: Engine, threshold: float, one_to_one: bool, progress: Progress
) -> Linked:
    """Links rows that are prepared, on an engine."""
    line = load_line()
    present = present_keys(prepared.keys)
    comparisons = comparisons_for(present)
    make_records(engine, prepared.keys, comparisons=comparisons)
    blocks = make_candidates(engine, keys=present, number=len(prepared.ids), is_across=one_to_one)
    make_all_levels(engine, comparisons, progress=progress)
    progress("learning", 0)
    seen = observe(engine, comparisons, sizes=prepared.sizes, is_across=one_to_one)
    weights = learn(comparisons, seen=seen, records=len(prepared.ids))
    least = line.weight(threshold)
    found = _scored(engine, comparisons, weights=weights, least=least - BELOW)
    single = _single(prepared, found, one_to_one=one_to_one)
    links = Links(len(prepared.ids), found, prepared.list_of, single, strict=one_to_one)
    clusters = clusters_of(links, threshold=least)
    pairs = _joined(engine, comparisons, clusters=clusters, weights=weights, line=line)
    return Linked(prepared.ids, pairs, clusters, blocks, single, weights)


def make_all_levels(engine: Engine, comparisons: Sequence[Comparison], *, progress: Progress) -> None:
    """The table ``levels`` of all ``candidates``, some at a time, so that the longest list fits into memory."""
    number = engine.ask("SELECT count(*) FROM candidates")[0][0]
    parts = max(1, -(-number // PAIRS_AT_ONCE))
    names = [f"levels_{part}" for part in range(parts)]
    for part, name in enumerate(names):
        engine.make("chunk", f"SELECT l, r FROM candidates WHERE (l * 31 + r * 17) % {parts} = {part}")
        make_levels(engine, comparisons, pairs="chunk", name=name)
        progress("scored", number * (part + 1) // parts)
    engine.drop("chunk", "candidates")
    engine.make("levels", " UNION ALL ".join(f"SELECT * FROM {name}" for name in names))
    engine.drop(*names)


def _scored(
    engine: Engine, comparisons: Sequence[Comparison], *, weights: Weights, least: int
) -> dict[tuple[int, int], int]:
    """The weight of every candidate pair that weighs at least so much, and of the vetoed ones that nearly would."""
    weight, bare = weight_sql(comparisons, weights), bare_sql(comparisons, weights)
    rows = engine.columns(
        f"SELECT l, r, weight FROM (SELECT l, r, {weight} AS weight, {bare} AS bare FROM levels) AS scored "
        f"WHERE bare >= {least} AND (weight >= {least} OR weight = {VETOED})"
    )
    engine.drop("levels")
    sides = (rows[side].to_pylist() for side in "lr")
    return dict(zip(zip(*sides, strict=True), rows["weight"].to_pylist(), strict=True))


def _single(prepared: Prepared, found: dict[tuple[int, int], int], *, one_to_one: bool) -> frozenset[int]:
    """Lists that name every person once: as said, or because hardly any record has a likely double beside it."""
    numbers = range(len(prepared.sizes))
    if one_to_one or len(prepared.sizes) == 1:
        return frozenset(numbers) if one_to_one else frozenset()
    of = prepared.list_of
    doubled: list[set[int]] = [set() for _list in numbers]
    for (left, right), weight in found.items():
        if weight >= _SURE and of[left] == of[right]:
            doubled[of[left]] |= {left, right}
    return frozenset(one for one in numbers if len(doubled[one]) < _DOUBLES * prepared.sizes[one])


def _joined(
    engine: Engine, comparisons: Sequence[Comparison], *, clusters: Sequence[int], weights: Weights, line: Line
) -> list[Pair]:
    """Every pair of records within a cluster, also those that only others brought together."""
    left: list[int] = []
    right: list[int] = []
    for one, other in _pairs_within(clusters):
        left.append(one)
        right.append(other)
    engine.load("joined", pa.table({"l": pa.array(left, pa.int32()), "r": pa.array(right, pa.int32())}))
    make_levels(engine, comparisons, pairs="joined", name="joined_levels")
    shown = [one for one in comparisons if not one.silent]
    names = [{level.rank: f"{one.id}={level.id}" for level in one.levels} for one in shown]
    columns = ", ".join(["l", "r", f"{weight_sql(comparisons, weights)} AS weight", *(f"g_{one.id}" for one in shown)])
    rows = engine.columns(f"SELECT {columns} FROM joined_levels ORDER BY l, r")
    told = [rows[f"g_{one.id}"].to_pylist() for one in shown]
    sides = zip(*(rows[name].to_pylist() for name in ("l", "r", "weight")), strict=True)
    alone = [Scored(one, other, line.score(weight)) for one, other, weight in sides]
    scores = supported(alone, clusters)
    return [
        Pair(pair.left, pair.right, score, _reason(names, why, is_alone=score == pair.score))
        for pair, score, why in zip(alone, scores, zip(*told, strict=True), strict=True)
    ]


def _reason(names: Sequence[dict[int, str]], why: Sequence[int], *, is_alone: bool) -> str:
    """Comparison and level in their order; last, where others of the cluster speak louder than the pair, that."""
    told = [name[at] for name, at in zip(names, why, strict=True) if at in name]
    return "; ".join(told if is_alone else [*told, "others=support"])


def _pairs_within(clusters: Sequence[int]) -> Iterator[tuple[int, int]]:
    members: dict[int, list[int]] = {}
    for record, home in enumerate(clusters):
        members.setdefault(home, []).append(record)
    for found in members.values():
        for at, one in enumerate(found):
            for other in found[at + 1 :]:
                yield one, other
