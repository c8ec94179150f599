"""What a cell says: dates, numbers and points as lists write them; nothing is read from a cell that says none."""

import pytest

from tawthiq.core.counts import Bounds
from tawthiq.store.table_values import count_in, date_in, degrees_in, is_month_first


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2031-05-02", "2031-05-02"),
        ("2031-05-02 00:00:00.000", "2031-05-02"),
        ("2031-05-02T14:30Z", "2031-05-02"),
        ("2031-05", "2031-05"),
        ("2031-05-XX", "2031-05-XX"),
        ("2031-05-02/2031-05-09", "2031-05-02/2031-05-09"),
        ("2031", "2031"),
        ("2031.0", "2031"),
        ("3/7/2031", "2031-07-03"),
        ("2031/7/3", "2031-07-03"),
        ("25.12.2031", "2031-12-25"),
        ("12-25-2031", "2031-12-25"),
        ("7/2031", "2031-07"),
        ("2031/7", "2031-07"),
        ("3 July 2031", "2031-07-03"),
        ("July 3, 2031", "2031-07-03"),
        ("03-Jul-2031", "2031-07-03"),
        ("Sept 2031", "2031-09"),
        ("٣ تموز ٢٠٣١", "2031-07-03"),
        ("3 تموز/يوليو 2031", "2031-07-03"),
        ("كانون الثاني 2031", "2031-01"),
        ("\u200f٢٠٣١/٥/٢", "2031-05-02"),
        ("31/2/2031", None),
        ("5/6/31", None),
        ("yesterday", None),
        ("3 July or 4 July 2031", None),
        ("July", None),
        ("2031-13-01", None),
    ],
)
def test_a_date_of_any_usual_writing(cell: str, expected: str | None) -> None:
    assert date_in(cell) == expected


def test_the_custom_of_the_column_decides_between_day_and_month() -> None:
    assert date_in("3/7/2031", month_first=True) == "2031-03-07"
    assert date_in("25/7/2031", month_first=True) == "2031-07-25"
    assert is_month_first(["3/7/2031", "4/19/2031"])
    assert not is_month_first(["3/7/2031", "19/4/2031", "4/19/2031"])
    assert not is_month_first(["3/7/2031", "2031-04-19", "x"])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("8", (8, 8)),
        ("8.0", (8, 8)),
        ("٨", (8, 8)),
        ("1,200", (1200, 1200)),
        ("0", (0, 0)),
        ("5-7", (5, 7)),
        ("7 – 5", (5, 7)),
        ("5 to 7", (5, 7)),
        ("5 إلى 7", (5, 7)),
        ("8+", (8, None)),
        ("at least 8", (8, None)),
        ("لا يقل عن ٨", (8, None)),
        ("more than 8", (9, None)),
        ("أكثر من 8", (9, None)),
        ("up to 8", (None, 8)),
        ("several", None),
        ("8.5", None),
        ("-3", None),
    ],
)
def test_a_number_of_people(cell: str, expected: tuple[int | None, int | None] | None) -> None:
    assert count_in(cell) == (Bounds(*expected) if expected else None)


def test_about_stays_about() -> None:
    assert count_in("about 30") == count_in("نحو ٣٠") == Bounds(30, 30, approximate=True)


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        ("35.5", "-38.25", (35.5, -38.25)),
        ("35,5", "38,25", (35.5, 38.25)),
        ("٣٥٫٥", "٣٨٫٢٥", (35.5, 38.25)),
        ("95", "38", None),
        ("35", "190", None),
        ("35", "", None),
        ("north", "38", None),
    ],
)
def test_a_point_on_the_earth(lat: str, lon: str, expected: tuple[float, float] | None) -> None:
    assert degrees_in(lat, lon) == expected
