"""How many: vague words become bounds by one table, and bounds are added and reconciled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.counts import (
    DOZENS,
    HUNDREDS,
    SCORES,
    TENS,
    THOUSANDS,
    VAGUE,
    Bounds,
    about,
    add,
    at_least,
    between,
    exactly,
    fewer_than,
    more_than,
    reconcile,
    reconcile_all,
    up_to,
)


@pytest.mark.parametrize(
    ("made", "low", "high", "approximate"),
    [
        (exactly(3), 3, 3, False),
        (more_than(10), 11, None, False),
        (at_least(20), 20, None, False),
        (up_to(5), None, 5, False),
        (fewer_than(5), None, 4, False),
        (fewer_than(0), None, 0, False),
        (about(30), 30, 30, True),
        (between(8, 6), 6, 8, False),
        (TENS, 20, None, False),
        (DOZENS, 24, None, False),
        (SCORES, 40, None, False),
        (HUNDREDS, 200, None, False),
        (THOUSANDS, 2000, None, False),
        (VAGUE, None, None, False),
    ],
)
def test_words_become_bounds(made: Bounds, low: int | None, high: int | None, approximate: bool) -> None:
    assert made == Bounds(low, high, approximate)
    assert made.is_vague == (low is None and high is None)


@pytest.mark.parametrize(
    ("parts", "total"),
    [
        ([], VAGUE),
        ([VAGUE, VAGUE], VAGUE),
        ([exactly(2), more_than(17)], at_least(20)),
        ([exactly(3), VAGUE], at_least(3)),
        ([exactly(3), up_to(2)], between(3, 5)),
        ([about(30), exactly(1)], about(31)),
    ],
)
def test_parts_are_added(parts: list[Bounds], total: Bounds) -> None:
    assert add(parts) == total


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (exactly(8), exactly(6), between(6, 8)),
        (TENS, about(200), about(200)),
        (at_least(36), about(30), at_least(30)),
        (VAGUE, exactly(5), exactly(5)),
        (exactly(5), VAGUE, exactly(5)),
        (exactly(5), exactly(5), exactly(5)),
        (up_to(5), up_to(3), up_to(3)),
        (up_to(0), between(0, 4), exactly(0)),
        (at_least(20), exactly(25), exactly(25)),
    ],
)
def test_two_accounts_are_reconciled_whichever_comes_first(first: Bounds, second: Bounds, both: Bounds) -> None:
    assert reconcile(first, second) == both
    assert reconcile(second, first) == both


def test_all_accounts_are_reconciled() -> None:
    assert reconcile_all([]) == VAGUE
    assert reconcile_all([exactly(8), VAGUE, exactly(6)]) == between(6, 8)


told = st.one_of(
    st.just(VAGUE),
    st.integers(0, 50).map(exactly),
    st.integers(0, 50).map(at_least),
    st.integers(0, 50).map(up_to),
    st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda pair: between(*pair)),
)


@given(told, told)
def test_reconciling_has_no_direction_and_keeps_order(first: Bounds, second: Bounds) -> None:
    both = reconcile(first, second)
    assert both == reconcile(second, first)
    assert both.min is None or both.max is None or both.min <= both.max


@given(st.lists(told, min_size=1, max_size=5))
def test_a_sum_is_a_range(parts: list[Bounds]) -> None:
    total = add(parts)
    assert total.min is None or total.max is None or total.min <= total.max
    assert total.min is None or total.min >= max(part.min or 0 for part in parts)
