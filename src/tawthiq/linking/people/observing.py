"""How often levels are met in the records at hand: among candidate pairs, among random pairs, by rarity of values."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from tawthiq.linking.people.engines import Engine
from tawthiq.linking.people.learning import Floats, Seen
from tawthiq.linking.people.levels import BANDS, Comparison
from tawthiq.linking.people.scoring import make_levels

RANDOM_PAIRS, SAMPLE_PAIRS = 600_000, 1_500_000
_UNSEEN = 0.3
# So many random pairs does the level table's own chance of agreement count for: a list of a few dozen rows leans on it.
_CHANCE_PAIRS = 2000.0
SEED = 20260101


def banded_keys(comparisons: Sequence[Comparison]) -> list[str]:
    """Keys whose values are told apart by how rare they are."""
    return sorted({level.band_of for one in comparisons for level in one.levels if level.band_of})


def make_records(engine: Engine, table: pa.Table, *, comparisons: Sequence[Comparison]) -> None:
    """The table ``records``: the keys, with the band of each value that has one (0 commonest, by powers of four)."""
    engine.load("prepared", table)
    number, joins, bands = max(table.num_rows, 1), [], []
    for key in banded_keys(comparisons):
        joins.append(
            f"LEFT JOIN (SELECT {key} AS value, CAST(least({BANDS - 1}, floor(-log2(count(*) / {number}.0) / 2)) "
            f"AS INT) AS band FROM prepared WHERE {key} IS NOT NULL GROUP BY {key}) AS of_{key} "
            f"ON prepared.{key} = of_{key}.value"
        )
        bands.append(f"of_{key}.band AS {key}_band")
    columns = ", ".join(["prepared.*", *bands])
    engine.make("records", f"SELECT {columns} FROM prepared {' '.join(joins)} ORDER BY unique_id")
    engine.drop("prepared")


def observe(engine: Engine, comparisons: Sequence[Comparison], *, sizes: Sequence[int], is_across: bool) -> Seen:
    """What learning needs of the tables ``records`` and ``levels``; ``sizes`` are the records of each list."""
    number = sum(sizes)
    within = sum(size * (size - 1) / 2 for size in sizes)
    between = number * (number - 1) / 2 - within
    totals = (within, 0.0) if len(sizes) == 1 else (between, 0.0 if is_across else within)
    candidates = engine.ask("SELECT count(*) FROM levels")[0][0]
    every = max(1, -(-candidates // SAMPLE_PAIRS))
    of_one = "CAST(0 AS TINYINT)" if len(sizes) == 1 else "within"
    columns_of = ", ".join(["of_one", *(f"g_{one.id}" for one in comparisons)])
    table = engine.columns(
        f"SELECT {columns_of}, count(*) AS number FROM (SELECT *, {of_one} AS of_one FROM levels "
        f"WHERE (l * 31 + r * 17) % {every} = 0) AS sampled GROUP BY {columns_of} ORDER BY {columns_of}"
    )
    columns = [np.asarray(column.to_numpy(), dtype=np.int64) for column in table.columns]
    shares, banded = _shares(engine, comparisons, number=number)
    return Seen(
        np.stack(columns[1:-1], axis=1) if columns[1:-1] else np.zeros((0, 0), dtype=np.int64),
        columns[0],
        columns[-1].astype(np.float64) * every,
        shares,
        banded,
        totals,
    )


def _shares(
    engine: Engine, comparisons: Sequence[Comparison], *, number: int
) -> tuple[dict[str, Floats], dict[tuple[str, str], dict[int, float]]]:
    chance = np.random.default_rng(SEED)
    pairs = min(RANDOM_PAIRS, number * number)
    left, right = (chance.integers(0, max(number, 1), pairs) for _side in "lr")
    apart = left != right
    engine.load(
        "random_pairs", pa.table({"l": pa.array(left[apart], pa.int32()), "r": pa.array(right[apart], pa.int32())})
    )
    make_levels(engine, comparisons, pairs="random_pairs", name="random_levels")
    shares: dict[str, Floats] = {}
    banded: dict[tuple[str, str], dict[int, float]] = {}
    for one in comparisons:
        found = dict(engine.ask(f"SELECT g_{one.id}, count(*) FROM random_levels GROUP BY g_{one.id}"))
        total = float(sum(count for rank, count in found.items() if rank >= 0))
        counts = np.array([found.get(rank, 0) + _UNSEEN for rank in range(len(one.levels))], dtype=np.float64)
        share = (counts + _CHANCE_PAIRS * _by_chance(one)) / (counts.sum() + _CHANCE_PAIRS)
        for name in dict.fromkeys(level.id for level in one.levels if level.band_of):
            banded[one.id, name] = _band_shares(engine, one, name, share=share, pairs=total, number=number)
        shares[one.id] = share
    engine.drop("random_pairs", "random_levels")
    return shares, banded


def _by_chance(comparison: Comparison) -> Floats:
    """Shares of the levels between strangers as the level table has them: most differ, few agree, the rest evenly."""
    first, others = comparison.levels[0].id, len(comparison.levels) - 1
    same = [level.rank for level in comparison.levels if level.id == first]
    share = np.full(len(comparison.levels), min(comparison.chance, 0.1 / max(others, 1)))
    share[same] = comparison.chance / len(same)
    share[0] = max(1 - share[1:].sum(), share[0])
    return np.asarray(share / share.sum(), dtype=np.float64)


def _band_shares(
    engine: Engine, comparison: Comparison, name: str, *, share: Floats, pairs: float, number: int
) -> dict[int, float]:
    """Sets the shares of a banded level exactly, from how often each value stands; the share of records by rank."""
    levels = [level for level in comparison.levels if level.id == name]
    values, equal = _bands(engine, levels[0].band_of)
    ranks = [level.rank for level in levels]
    found = sum(equal.values())
    blended = (found * pairs + comparison.chance * _CHANCE_PAIRS) / (pairs + _CHANCE_PAIRS)
    rest = [rank for rank in range(len(share)) if rank not in ranks]
    share[rest] *= (1 - blended) / share[rest].sum()
    for level in levels:
        own = equal.get(level.band or 0, 0.0) * blended / found if found else blended / len(levels)
        share[level.rank] = max(own, 0.2 / max(number, 1) ** 2)
    return {level.rank: values.get(level.band or 0, 1e-9) for level in levels}


def _bands(engine: Engine, key: str) -> tuple[Mapping[int, float], Mapping[int, float]]:
    """By band: the share of records whose value is of it, and the share of all pairs that agree on such a value."""
    rows = engine.ask(
        f"SELECT band, CAST(sum(number) AS DOUBLE), CAST(sum(number * (number - 1.0)) AS DOUBLE) "
        f"FROM (SELECT {key}_band AS band, count(*) AS number FROM records WHERE {key} IS NOT NULL "
        f"GROUP BY {key}, {key}_band) AS sized GROUP BY band"
    )
    total = max(sum(row[1] for row in rows), 2.0)
    return {row[0]: row[1] / total for row in rows}, {row[0]: row[2] / (total * (total - 1)) for row in rows}


def present_keys(table: pa.Table) -> set[str]:
    """Keys that at least one record has."""
    return {name for name in table.column_names if table.column(name).null_count < table.num_rows}
