"""Estimates of an undercount against published values, and every guard that takes a number away."""

import csv
from itertools import product
from pathlib import Path

import networkx
import pytest

from tawthiq.counting.combining import add_strata, combine_draws
from tawthiq.counting.decomposable import GammaPrior, average_graphs, decomposable_graphs
from tawthiq.counting.estimating import Estimate, answer, estimate
from tawthiq.counting.few_lists import chao_bound, chapman
from tawthiq.counting.guards import cautions, copies, refusal
from tawthiq.counting.loglinear import PairModels, fit_stepwise, model_range
from tawthiq.counting.overlaps import Overlap, tally
from tawthiq.errors import InvalidRecord

# Killings in Kosovo, March to June 1999, by four lists. Source: Ball, Betts, Scheuren, Dudukovich and Asher (2002).
KOSOVO = tally(
    ("EXH", "ABA", "OSCE", "HRW"),
    zip(
        list(product((False, True), repeat=4))[1:],
        (306, 936, 123, 845, 31, 217, 32, 1131, 106, 228, 42, 177, 18, 181, 27),
        strict=True,
    ),
)
# Children with spina bifida in upstate New York by three registers. Source: Madigan and York (1997), table 1.
SPINA_BIFIDA = tally(
    ("birth", "death", "rehabilitation"),
    [
        ((True, False, False), 60),
        ((False, True, False), 49),
        ((True, True, False), 4),
        ((False, False, True), 247),
        ((True, False, True), 112),
        ((False, True, True), 142),
        ((True, True, True), 12),
    ],
)


def published(name: str, shared: Path) -> Overlap:
    with (shared / "undercount" / f"sparsemse_{name}.csv").open(encoding="utf-8") as file:
        headings, *rows = csv.reader(file)
    return tally(headings[:-1], [([float(one) > 0 for one in row[:-1]], int(float(row[-1]))) for row in rows])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("UKdat", (9977.3, 11418.0, 13145.7)),
        ("UKdat_5", (9884.4, 11313.0, 13027.4)),
        ("Ned", (92439.9, 111139.4, 133991.5)),
    ],
)
def test_stepwise_gives_what_the_package_in_r_gives(name: str, values: tuple[float, ...], shared: Path) -> None:
    """Source: R package SparseMSE, threshold .02."""
    found = fit_stepwise(published(name, shared / "data"))
    assert (found.low, found.estimate, found.high) == pytest.approx(values, abs=0.06)


def test_pairs_that_depend_enter_until_none_is_odd() -> None:
    found = fit_stepwise(KOSOVO)
    assert (found.low, found.estimate, found.high) == pytest.approx((12541, 14342, 16540), abs=0.6)
    least, most = model_range(KOSOVO, found)
    assert (least, most) == pytest.approx((9014, 14402), abs=0.6)


def test_independent_lists_need_no_dependence() -> None:
    chances, everybody = (0.5, 0.4, 0.3), 10_000
    rows = []
    for pattern in product((False, True), repeat=3):
        share = everybody
        for is_on, chance in zip(pattern, chances, strict=True):
            share *= chance if is_on else 1 - chance
        rows.append((pattern, round(share)))
    overlap = tally("abc", rows)
    found = fit_stepwise(overlap)
    assert found.pairs == ()
    assert found.estimate == pytest.approx(everybody, rel=0.001)
    assert overlap.on_none == 2100  # of the eighth pattern, which no list can know


def test_two_lists_that_never_meet_leave_the_model_their_cells() -> None:
    rows = [((1, 0, 0), 40), ((0, 1, 0), 50), ((0, 0, 1), 60), ((1, 0, 1), 12), ((0, 1, 1), 9)]
    overlap = tally("abc", [([bool(one) for one in pattern], count) for pattern, count in rows])
    models = PairModels(overlap)
    assert models.exists(())
    assert models.exists([(0, 1)])
    assert not models.exists([(0, 1), (0, 2), (1, 2)])
    assert cautions(overlap) == [("no_overlap", ("a", "b"))]


def test_averaging_over_graphs_gives_what_was_published() -> None:
    """Source: tests of HRDAG's package dga, and Madigan and York (1997)."""
    found = average_graphs(SPINA_BIFIDA, cell_weight=1, prior=GammaPrior(13.14, 55.17))
    assert (round(found.estimate), found.mode) == (731, 728)
    assert (found.best_probability, round(found.best_estimate), found.best_mode) == (
        pytest.approx(0.37, abs=0.005),
        731,
        729,
    )
    assert found.low < 731 < found.high
    assert found.dies_away


@pytest.mark.parametrize(("lists", "number"), [(3, 8), (4, 61), (5, 822)])
def test_every_decomposable_graph_is_weighed_once(lists: int, number: int) -> None:
    graphs = decomposable_graphs(lists)
    assert len(graphs) == len({graph for graph, _cliques, _cuts in graphs}) == number
    for edges, cliques, cuts in graphs:
        graph = networkx.Graph()
        graph.add_nodes_from(range(lists))
        graph.add_edges_from(edges)
        assert networkx.is_chordal(graph)
        assert sorted(cliques) == sorted(tuple(sorted(clique)) for clique in networkx.find_cliques(graph))
        assert len(cuts) == len(cliques) - networkx.number_connected_components(graph)


def test_two_lists_and_the_least_number() -> None:
    overlap = tally("ab", [((True, False), 120), ((False, True), 70), ((True, True), 30)])
    found = chapman(overlap)
    assert found.estimate == pytest.approx(151 * 101 / 31 - 1)
    assert overlap.observed < found.low < found.estimate < found.high
    bound = chao_bound(KOSOVO)
    once, twice = 1131 + 936 + 845 + 306, 228 + 217 + 177 + 123 + 106 + 31
    assert bound.estimate == pytest.approx(4400 + 0.75 * once * (once - 1) / (2 * (twice + 1)))
    assert chao_bound(tally("ab", [((True, True), 9)])).estimate == 9


COPY = [((1, 0, 0), 40), ((0, 1, 0), 35), ((0, 0, 1), 1), ((1, 1, 0), 10), ((1, 0, 1), 20), ((1, 1, 1), 9)]


def overlap_of(rows: list[tuple[tuple[int, ...], int]]) -> Overlap:
    names = "abcdefg"[: len(rows[0][0])]
    return tally(names, [([bool(one) for one in pattern], count) for pattern, count in rows])


def test_a_copied_list_is_no_list_of_its_own() -> None:
    overlap = overlap_of(COPY)
    assert copies(overlap) == [(2, 0)]
    assert refusal(overlap) == "too_few_lists"
    assert cautions(overlap) == [("list_copied", ("c", "a"))]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([((1, 0), 50), ((0, 1), 40), ((1, 1), 20)], "too_few_lists"),
        ([((1, 0, 0), 50), ((0, 1, 0), 40), ((1, 1, 0), 20)], "too_few_lists"),  # one list is empty
        ([((1, 0, 0), 50), ((0, 1, 0), 40), ((0, 0, 1), 60), ((1, 1, 0), 2), ((0, 1, 1), 2)], "too_few_shared"),
    ],
)
def test_too_few_to_say_is_an_answer(rows: list[tuple[tuple[int, ...], int]], reason: str) -> None:
    found = estimate(overlap_of(rows), ("chao", "stepwise", "dga"))
    assert [(one.estimate, one.refused) for one in found] == [(None, reason)] * 3
    assert answer(found).refused == "too_few_to_say"


def test_two_lists_are_estimated_but_never_answer() -> None:
    (found,) = estimate(overlap_of([((1, 0), 50), ((0, 1), 40), ((1, 1), 20)]), ("chapman",))
    assert found.estimate is not None
    assert [code for code, _lists in found.cautions] == ["two_lists"]
    assert answer([found]).refused == "too_few_to_say"
    (refused,) = estimate(KOSOVO, ("chapman",))
    assert (refused.estimate, refused.refused) == (None, "needs_two_lists")


def test_more_than_five_lists_are_too_many_graphs() -> None:
    rows = [(tuple(int(at in (one, other)) for at in range(6)), 9) for one in range(6) for other in range(one, 6)]
    (found,) = estimate(overlap_of(rows), ("dga",))
    assert found.refused == "too_many_lists"


def test_the_answer_spans_the_methods_and_a_bound_is_no_answer() -> None:
    found = estimate(KOSOVO, ("chao", "stepwise", "dga"))
    said = answer(found)
    assert said.low is not None
    assert said.high is not None
    assert said.estimate is not None
    assert said.low == min(one.low for one in found[1:] if one.low) > found[0].low
    assert said.details["methods"] == ["stepwise", "dga"]


def one(estimate_: float, low: float, high: float) -> Estimate:
    return Estimate("stepwise", estimate_, low, high)


def test_uncertain_links_widen_the_interval() -> None:
    alike = combine_draws([one(300, 250, 380), one(300, 250, 380)], [200, 200])
    apart = combine_draws([one(260, 230, 310), one(350, 280, 460)], [200, 200])
    assert alike.estimate == pytest.approx(300)
    assert (apart.high - apart.low) > (alike.high - alike.low)  # type: ignore[operator]
    assert (
        combine_draws([one(300, 250, 380), Estimate("stepwise", refused="no_estimate")], [200, 200]).refused
        == "no_estimate"
    )


def test_strata_are_added_and_one_without_a_number_takes_the_sum_away() -> None:
    found = add_strata([one(300, 250, 380), one(120, 105, 150)], [200, 100])
    assert found.estimate == pytest.approx(420)
    assert found.low is not None
    assert found.high is not None
    assert 300 < found.low < 420 < found.high < 530
    refused = add_strata([one(300, 250, 380), Estimate("stepwise", refused="too_few_lists")], [200, 100])
    assert (refused.estimate, refused.refused) == (None, "stratum_refused")


def test_a_pattern_of_another_length_is_named() -> None:
    with pytest.raises(InvalidRecord, match="2 values for 3 lists"):
        tally("abc", [((True, False), 3)])
