"""Parts of linking people: conditions in Python and SQL, keys of rows, clusters, calibration."""

import random
from itertools import pairwise
from typing import Any

import duckdb
import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.errors import InvalidRecord
from tawthiq.linking.people.calibration import Line, expected_error, fit, load_line
from tawthiq.linking.people.clusters import Links, clusters_of
from tawthiq.linking.people.conditions import DUCKDB, parse_condition, to_python, to_sql
from tawthiq.linking.people.levels import load_comparisons
from tawthiq.linking.people.preparing import Preparer, date_digits
from tawthiq.linking.people.weights import VETOED

TEXTS = (None, "", "ab", "abc", "abcd", "abd", "bcd", "abcdefgh", "abcdfgh", "xyz")
CONDITIONS = (
    "same t", "unequal n", "swap t u", "cross t u", "prefix t", "suffix t", "starts t u", "inside t u", "has t w",
    "disjoint w", "either n 1", "near t 1 3", "near t 2 2", "share w 1", "share w 2", "within n 1", "overlap n m 2",
    "same t & within n 3 | near u 1 2",
)  # fmt: skip


@pytest.mark.parametrize("written", CONDITIONS)
def test_a_condition_holds_in_sql_where_it_holds_in_python(written: str) -> None:
    chance = random.Random(written)  # noqa: S311 - the same each time
    numbers, words = (None, 0, 1, 2, 5), (None, ["ab"], ["ab", "abc"], ["xyz"], ["abc", "xyz"])
    condition = parse_condition(written)
    holds, sql = to_python(condition), to_sql(condition, dialect=DUCKDB)
    columns = ", ".join(f"${name}_{side} AS {name}_{side}" for name in "tunmw" for side in "lr")
    asked = f"SELECT coalesce({sql}, false) FROM (SELECT {columns})"  # noqa: S608 - our own words
    connection, seen = duckdb.connect(), set()
    for _try in range(120):
        sides = [{"t": chance.choice(TEXTS), "u": chance.choice(TEXTS), "n": chance.choice(numbers)} for _side in "lr"]
        for side in sides:
            side |= {"m": side["n"], "w": chance.choice(words)}
        values = {f"{name}_{mark}": side[name] for mark, side in zip("lr", sides, strict=True) for name in side}
        casts = {"t": "VARCHAR", "u": "VARCHAR", "n": "INT", "m": "INT", "w": "VARCHAR[]"}
        typed = asked
        for name in values:
            typed = typed.replace(f"${name} ", f"CAST(${name} AS {casts[name[0]]}) ")
        answer = connection.execute(typed, values).fetchone()
        assert answer is not None
        if "" in (sides[0]["t"], sides[1]["t"], sides[0]["u"], sides[1]["u"]):
            continue  # no key is ever empty
        assert holds(*sides) is answer[0], sides
        seen.add(answer[0])
    assert seen == {True, False}


@pytest.mark.parametrize("odd", ["nearly given", "same", "near given 1", "same given family"])
def test_a_word_that_is_no_condition_is_refused(odd: str) -> None:
    with pytest.raises(InvalidRecord, match="is no condition"):
        parse_condition(odd)


def test_every_comparison_ends_in_a_level_that_always_holds() -> None:
    for comparison in load_comparisons():
        assert comparison.levels[-1].when is None
        assert [level.rank for level in comparison.levels] == list(reversed(range(len(comparison.levels))))
        assert all(level.when for level in comparison.levels[:-1])


def keys(**fields: str) -> dict[str, Any]:
    return Preparer().keys_of({name: (value,) for name, value in fields.items()})


def test_the_parts_of_a_row() -> None:
    found = keys(name="د. سامر عبد الرحمن قاسم النجار", sex="ذكر", age="٣١", date="04/06/2015")
    assert (found["sex"], found["age"], found["unnamed"], found["parts"]) == ("m", 31, 0, 4)
    assert found["given"] == keys(name="سَامِر")["given"]
    assert found["whole"] == keys(name="سامرعبدالرحمنقاسم النجار")["whole"]
    assert found["date_first"] == found["date_last"] == keys(date="2015-06-04")["date_first"]
    assert found["born_first"] < found["date_first"] - 31 * 365
    assert all(value is None or isinstance(value, (int, list)) or value.isascii() for value in found.values())


def test_a_kunya_alone_and_a_body_have_no_name() -> None:
    assert keys(name="أبو محمد")["unnamed"] == keys(age="3")["unnamed"] == 1
    assert keys(name="محمد")["unnamed"] == 0


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("1856-06-18", "18560618"),
        ("19081209", "19081209"),
        ("1/2/1990", "19900201"),
        ("12/25/1990", "19901225"),
        ("1990", "19900000"),
        ("1990-3", "19900300"),
        ("1856-86-18", "18568618"),
        ("٣/٤/١٩٩٠", "19900403"),
        ("unknown", None),
        ("3/4", None),
        ("12", None),
    ],
)
def test_dates_as_digits(written: str, digits: str | None) -> None:
    assert date_digits(written) == digits


@given(
    st.dictionaries(st.tuples(st.integers(0, 9), st.integers(0, 9)), st.integers(-9000, 9000), max_size=25),
    st.randoms(),
)
def test_clusters_do_not_depend_on_the_order_and_lie_within_components(
    drawn: dict[tuple[int, int], int], chance: random.Random
) -> None:
    weights = {(min(pair), max(pair)): weight for pair, weight in drawn.items() if pair[0] != pair[1]}
    found = clusters_of(Links(10, weights, [0] * 10), threshold=0)
    items = list(weights.items())
    chance.shuffle(items)
    assert clusters_of(Links(10, dict(items), [0] * 10), threshold=0) == found
    graph = networkx.Graph([pair for pair, weight in weights.items() if weight >= 0])
    graph.add_nodes_from(range(10))
    component = {one: min(part) for part in networkx.connected_components(graph) for one in part}
    assert all(component[one] == component[home] and home <= one for one, home in enumerate(found))


def test_nothing_is_joined_through_a_forbidden_pair() -> None:
    weights = {(0, 1): 9000, (1, 2): 8000, (0, 2): VETOED}
    assert clusters_of(Links(3, weights, [0] * 3), threshold=0) == [0, 0, 2]


def test_a_list_without_doubles_gives_one_record_to_a_cluster() -> None:
    weights = {(0, 2): 9000, (1, 2): 8000, (0, 3): 1000}
    links = Links(4, weights, [0, 0, 1, 1], frozenset({0, 1}), strict=True)
    assert clusters_of(links, threshold=0) == [0, 1, 0, 3]


def test_a_line_is_found_again_and_errors_are_measured() -> None:
    chance, line = random.Random(2), Line(0.7, 1.0)  # noqa: S311 - the same each time
    weights = [chance.randrange(-9000, 9000) for _one in range(20_000)]
    same = [chance.random() < line.score(weight) for weight in weights]
    found = fit(weights, same)
    assert (round(found.slope, 1), round(found.shift, 1)) == (0.7, 1.0)
    assert expected_error([line.score(weight) for weight in weights], same) < 0.02
    assert expected_error([0.9] * 100, [False] * 100) == pytest.approx(0.9)


def test_scores_rise_with_weights_and_thresholds_find_them() -> None:
    line = load_line()
    scores = [line.score(weight) for weight in range(-20_000, 20_000, 500)]
    assert all(before <= after for before, after in pairwise(scores))
    assert line.score(line.weight(0.8)) == pytest.approx(0.8, abs=0.001)
