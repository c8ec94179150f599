"""Bounds: the table of vague words, sums of parts, and two accounts of one count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.counts import (
    DOZENS,
    TENS,
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

BOUNDS = st.one_of(
    st.just(VAGUE),
    st.integers(0, 500).map(exactly),
    st.integers(0, 500).map(at_least),
    st.integers(0, 500).map(up_to),
    st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda pair: between(*pair)),
)


@pytest.mark.parametrize(
    ("made", "least", "most"),
    [
        (exactly(3), 3, 3),
        (more_than(10), 11, None),
        (at_least(10), 10, None),
        (up_to(7), None, 7),
        (fewer_than(7), None, 6),
        (fewer_than(0), None, 0),
        (about(25), 25, 25),
        (between(7, 5), 5, 7),
        (TENS, 20, None),
        (DOZENS, 24, None),
        (VAGUE, None, None),
    ],
)
def test_words_become_bounds(made: Bounds, least: int | None, most: int | None) -> None:
    assert (made.min, made.max) == (least, most)


def test_only_about_is_approximate() -> None:
    assert about(25).approximate
    assert not exactly(25).approximate


@pytest.mark.parametrize(
    ("parts", "total"),
    [
        ([exactly(2), more_than(17)], Bounds(20, None)),
        ([exactly(3), VAGUE], Bounds(3, None)),
        ([exactly(3), exactly(2)], Bounds(5, 5)),
        ([about(30), exactly(2)], Bounds(32, 32, approximate=True)),
        ([up_to(4), exactly(2)], Bounds(2, 6)),
        ([VAGUE, VAGUE], VAGUE),
        ([], VAGUE),
    ],
)
def test_parts_are_added(parts: list[Bounds], total: Bounds) -> None:
    assert add(parts) == total


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (exactly(8), exactly(6), Bounds(6, 8)),
        (TENS, about(200), Bounds(200, 200, approximate=True)),
        (at_least(36), about(30), Bounds(30, None)),
        (at_least(2), exactly(3), exactly(3)),
        (VAGUE, exactly(3), exactly(3)),
        (exactly(3), VAGUE, exactly(3)),
        (exactly(3), exactly(3), exactly(3)),
        (exactly(0), exactly(2), Bounds(0, 2)),
        (up_to(0), at_least(0), Bounds(0, 0)),
        (up_to(5), exactly(9), Bounds(None, 9)),
    ],
)
def test_two_accounts_are_reconciled(first: Bounds, second: Bounds, both: Bounds) -> None:
    assert reconcile(first, second) == both


def test_all_accounts_are_reconciled_in_order() -> None:
    assert reconcile_all([TENS, exactly(30), exactly(33)]) == Bounds(30, 33)
    assert reconcile_all([]) == VAGUE


@given(BOUNDS, BOUNDS)
def test_reconciling_never_puts_the_least_above_the_most(first: Bounds, second: Bounds) -> None:
    both = reconcile(first, second)
    assert both.min is None or both.max is None or both.min <= both.max


@given(BOUNDS, BOUNDS)
def test_reconciling_does_not_depend_on_who_spoke_first(first: Bounds, second: Bounds) -> None:
    assert reconcile(first, second) == reconcile(second, first)
