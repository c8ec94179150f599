"""Levels of candidate pairs by Splink, on whichever engine, and what they weigh; the weights are whole and exact.

Splink joins the pairs and finds the level of every comparison, once for each pair: what is learnt from the pairs and
what they weigh then are both read from these levels. Each level has a weight of its own within its comparison, so the
weight that Splink gives back tells the level; the sums are made of whole thousandths of a bit.
"""

import logging
from collections.abc import Sequence
from typing import Any

from splink import Linker

from tawthiq.linking.people.conditions import Dialect, to_sql
from tawthiq.linking.people.engines import Engine
from tawthiq.linking.people.levels import Comparison
from tawthiq.linking.people.weights import VETOED, Weights

_HALF = 0.5


def make_levels(engine: Engine, comparisons: Sequence[Comparison], *, pairs: str, name: str) -> None:
    """A table ``name`` of ``l``, ``r``, ``within`` and ``g_<comparison>``: the ranks of the ``pairs``' levels."""
    settings = _settings(comparisons, dialect=engine.dialect)
    engine.make("blocked", f"SELECT l AS join_key_l, r AS join_key_r, '0' AS match_key FROM {pairs}")
    linker = Linker(engine.api.register("records"), settings, log_level=logging.ERROR)
    linker.table_management.register_blocked_pairs_for_predict(engine.api.register("blocked"))
    scored = linker.inference.predict(warning_mode="never")
    # A level of rank 0 weighs one bit, one of rank 1 two, and a missing value nothing.
    found = ", ".join(f"CAST(round(mw_{one.id}) - 1 AS TINYINT) AS g_{one.id}" for one in comparisons)
    engine.make(
        name,
        "SELECT unique_id_l AS l, unique_id_r AS r, CAST(CASE WHEN list_l = list_r THEN 1 ELSE 0 END AS TINYINT) "
        f"AS within, {found} FROM {scored.physical_name}",
    )
    scored.drop_table_from_database_and_remove_from_cache()
    engine.drop("blocked")


def _settings(comparisons: Sequence[Comparison], *, dialect: Dialect) -> dict[str, Any]:
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": _HALF,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [_comparison(one, dialect=dialect) for one in comparisons],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "additional_columns_to_retain": ["list"],
    }


def _comparison(comparison: Comparison, *, dialect: Dialect) -> dict[str, Any]:
    needs, unless = comparison.needs, comparison.unless
    missing = f"{needs}_l IS NULL OR {needs}_r IS NULL"
    if unless:
        missing += f" OR ({unless}_l IS NOT NULL AND {unless}_r IS NOT NULL)"
    levels: list[dict[str, Any]] = [{"sql_condition": missing, "label_for_charts": "missing", "is_null_level": True}]
    for level in comparison.levels:
        levels.append(
            {
                "sql_condition": to_sql(level.when, dialect=dialect) if level.when else "ELSE",
                "label_for_charts": f"{level.id} {level.rank}",
                "m_probability": _HALF,
                "u_probability": _HALF / 2 ** (level.rank + 1),
            }
        )
    return {"output_column_name": comparison.id, "comparison_levels": levels}


def weight_sql(comparisons: Sequence[Comparison], weights: Weights) -> str:
    """The weight of a pair as an SQL expression on its levels: the lesser of two sums, or the weight of a veto."""
    loud = [one for one in comparisons if not one.silent]
    stranger = [_start(weights.start_stranger), *(_worth(one, weights.stranger[one.id]) for one in loud)]
    relative = [_start(weights.start_relative), *(_worth(one, weights.relative[one.id]) for one in loud)]
    lesser = f"least({' + '.join(stranger)}, {' + '.join(relative)})"
    vetoes = [f"g_{one.id} = {level.rank}" for one in comparisons for level in one.levels if level.veto]
    return f"CASE WHEN {' OR '.join(vetoes)} THEN {VETOED} ELSE {lesser} END" if vetoes else lesser


def bare_sql(comparisons: Sequence[Comparison], weights: Weights) -> str:
    """What a pair weighs at most, vetoes aside: a vetoed pair matters only where all else would have joined it."""
    loud = [_worth(one, weights.stranger[one.id]) for one in comparisons if not one.silent]
    return " + ".join([str(max(weights.start_stranger)), *loud])


def _worth(comparison: Comparison, worth: Sequence[int]) -> str:
    cases = " ".join(f"WHEN {rank} THEN {one}" for rank, one in enumerate(worth))
    return f"CASE g_{comparison.id} {cases} ELSE 0 END"


def _start(start: tuple[int, int]) -> str:
    return f"CASE within WHEN 1 THEN {start[1]} ELSE {start[0]} END"
