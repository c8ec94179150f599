"""Which columns of a table are lists, and what is wrong with a cell."""

import pytest

from tawthiq.counting.list_columns import OddTable, Shape, find_shape, read_overlaps

HEADINGS = ("id", "province", "A", "B", "C", "count")
ROWS = [
    (2, ("7", "north", "1", "0", "", "5")),
    (3, ("8", "north", "1.0", "yes", "0", "2")),
    (4, ("9", "south", "0", "1", "لا", "3")),
    (5, ("10", "south", "0", "0", "0", "4")),
]


def test_lists_are_the_columns_of_yes_and_no() -> None:
    shape = find_shape(HEADINGS, ROWS, by=["province"])
    assert shape == Shape(lists=(2, 3, 4), by=(1,), count=5)
    cells = read_overlaps(HEADINGS, ROWS, shape=shape)
    assert {cell: overlap.observed for cell, overlap in cells.items()} == {(("north",), ""): 7, (("south",), ""): 3}
    assert cells[("south",), ""].on_none == 4


def test_a_row_per_person_counts_one_and_draws_stay_apart() -> None:
    headings = ("سحبة", "A", "B")
    rows = [(2, ("1", "1", "0")), (3, ("1", "1", "1")), (4, ("2", "1", "0"))]
    shape = find_shape(headings, rows)
    assert (shape.lists, shape.draw, shape.count) == ((1, 2), 0, None)
    cells = read_overlaps(headings, rows, shape=shape)
    assert {cell: overlap.observed for cell, overlap in cells.items()} == {((), "1"): 2, ((), "2"): 1}


@pytest.mark.parametrize(
    ("lists", "rows", "code", "line"),
    [
        (["A", "D"], ROWS, "no_such_column", 0),
        (["A", "id"], ROWS, "neither_yes_nor_no", 2),
        ([], [(2, ("7", "x y", "1", "maybe", "5", "1"))], "too_few_columns", 0),
        (["A", "B"], [(9, ("1", "n", "1", "1", "", "-3"))], "odd_count", 9),
        (["A", "B"], [(9, ("1", "n", "1", "1", "", "2.5"))], "odd_count", 9),
        (["A", "B"], [(9, ("1", "n", "1", "1", "", "nan"))], "odd_count", 9),
    ],
)
def test_what_is_odd_is_named_by_line(
    lists: list[str], rows: list[tuple[int, tuple[str, ...]]], code: str, line: int
) -> None:
    with pytest.raises(OddTable) as odd:
        read_overlaps(HEADINGS, rows, shape=find_shape(HEADINGS, rows, lists=lists))
    assert (odd.value.code, odd.value.line) == (code, line)
