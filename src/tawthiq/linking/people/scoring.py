"""Weights of candidate pairs by Splink, on whichever engine; the weights are whole numbers and exact.

Splink joins the pairs, finds the level of every comparison and drops pairs far below any threshold. Each level has a
weight of its own within its comparison, so the weight that Splink gives back tells the level, and the sums are made of
whole thousandths of a bit.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from splink import Linker

from tawthiq.linking.people.conditions import Dialect, to_sql
from tawthiq.linking.people.engines import Engine
from tawthiq.linking.people.levels import Comparison
from tawthiq.linking.people.weights import MILLI, VETOED, Weights

Worth = Mapping[str, Sequence[int]]
_HALF = 0.5


def numbered(comparisons: Sequence[Comparison]) -> dict[str, list[int]]:
    """Weights that only tell levels apart: rank 0 weighs a bit, rank 1 two, and a missing value nothing."""
    return {one.id: [(rank + 1) * MILLI for rank in range(len(one.levels))] for one in comparisons}


def make_weights(
    engine: Engine,
    comparisons: Sequence[Comparison],
    *,
    pairs: str,
    name: str,
    worth: Worth,
    least: int | None = None,
) -> None:
    """A table ``name`` of ``l``, ``r``, ``within`` and ``w_<comparison>``: what the levels of the ``pairs`` weigh.

    Pairs whose weights add up to less than ``least`` are left out.
    """
    settings = _settings(comparisons, dialect=engine.dialect, worth=worth)
    engine.make("blocked", f"SELECT l AS join_key_l, r AS join_key_r, '0' AS match_key FROM {pairs}")
    linker = Linker(engine.api.register("records"), settings, log_level=logging.ERROR)
    linker.table_management.register_blocked_pairs_for_predict(engine.api.register("blocked"))
    threshold = None if least is None else (least - len(comparisons)) / MILLI
    scored = linker.inference.predict(threshold_match_weight=threshold, warning_mode="never")
    found = ", ".join(f"CAST(round(mw_{one.id} * {MILLI}) AS INT) AS w_{one.id}" for one in comparisons)
    engine.make(
        name,
        "SELECT unique_id_l AS l, unique_id_r AS r, CASE WHEN list_l = list_r THEN 1 ELSE 0 END AS within, "
        f"{found} FROM {scored.physical_name}",
    )
    scored.drop_table_from_database_and_remove_from_cache()
    engine.drop("blocked")


def _settings(comparisons: Sequence[Comparison], *, dialect: Dialect, worth: Worth) -> dict[str, Any]:
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": _HALF,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [_comparison(one, dialect=dialect, worth=worth[one.id]) for one in comparisons],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "additional_columns_to_retain": ["list"],
    }


def _comparison(comparison: Comparison, *, dialect: Dialect, worth: Sequence[int]) -> dict[str, Any]:
    needs, unless = comparison.needs, comparison.unless
    missing = f"{needs}_l IS NULL OR {needs}_r IS NULL"
    if unless:
        missing += f" OR ({unless}_l IS NOT NULL AND {unless}_r IS NOT NULL)"
    levels: list[dict[str, Any]] = [{"sql_condition": missing, "label_for_charts": "missing", "is_null_level": True}]
    for level in comparison.levels:
        ratio = 2 ** (worth[level.rank] / MILLI)
        levels.append(
            {
                "sql_condition": to_sql(level.when, dialect=dialect) if level.when else "ELSE",
                "label_for_charts": f"{level.id} {level.rank}",
                "m_probability": _HALF if ratio > 1 else _HALF * ratio,
                "u_probability": _HALF / ratio if ratio > 1 else _HALF,
            }
        )
    return {"output_column_name": comparison.id, "comparison_levels": levels}


def rank_sql(comparison: Comparison, worth: Sequence[int]) -> str:
    """The rank of a level as an SQL expression on its weight; -1 where the comparison is missing."""
    cases = " ".join(f"WHEN {one} THEN {rank}" for rank, one in enumerate(worth))
    return f"CASE w_{comparison.id} {cases} ELSE -1 END"


def weight_sql(comparisons: Sequence[Comparison], weights: Weights) -> str:
    """The weight of a pair as an SQL expression: the lesser of the two sums, or the weight of a veto."""
    loud = [one for one in comparisons if not one.silent]
    stranger = [_start(weights.start_stranger), *(f"w_{one.id}" for one in loud)]
    relative = [_start(weights.start_relative)]
    for one in loud:
        both = zip(weights.stranger[one.id], weights.relative[one.id], strict=True)
        cases = " ".join(f"WHEN {first} THEN {second}" for first, second in both)
        relative.append(f"CASE w_{one.id} {cases} ELSE 0 END")
    lesser = f"least({' + '.join(stranger)}, {' + '.join(relative)})"
    vetoes = [
        f"w_{one.id} = {weights.stranger[one.id][level.rank]}"
        for one in comparisons
        for level in one.levels
        if level.veto
    ]
    return f"CASE WHEN {' OR '.join(vetoes)} THEN {VETOED} ELSE {lesser} END" if vetoes else lesser


def _start(start: tuple[int, int]) -> str:
    return f"CASE within WHEN 1 THEN {start[1]} ELSE {start[0]} END"
