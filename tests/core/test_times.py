# ruff: noqa: E501 - the table reads better with one expression per line
"""EDTF expressions: what they cover, what they refuse, how they read in both languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.times import bounds, describe_edtf, is_valid_edtf, overlap, parse_edtf
from tawthiq.errors import InvalidRecord

READABLE = [
    # expression, first day, last day, in English, in Arabic
    ("2015-06-30", (2015, 6, 30), (2015, 6, 30), "30 June 2015", "30 حزيران/يونيو 2015"),
    ("2015-06", (2015, 6, 1), (2015, 6, 30), "June 2015", "حزيران/يونيو 2015"),
    ("2016-02-XX", (2016, 2, 1), (2016, 2, 29), "February 2016 (day not known)", "شباط/فبراير 2016 (اليوم غير معروف)"),
    ("2015", (2015, 1, 1), (2015, 12, 31), "2015", "2015"),
    ("2015-XX", (2015, 1, 1), (2015, 12, 31), "2015 (month not known)", "2015 (الشهر غير معروف)"),
    ("2015-XX-XX", (2015, 1, 1), (2015, 12, 31), "2015 (month not known)", "2015 (الشهر غير معروف)"),
    ("201X", (2010, 1, 1), (2019, 12, 31), "between 2010 and 2019 (year not known)", "بين 2010 و2019 (السنة غير معروفة)"),
    ("20XX", (2000, 1, 1), (2099, 12, 31), "between 2000 and 2099 (year not known)", "بين 2000 و2099 (السنة غير معروفة)"),
    ("2015-06-30~", (2015, 6, 30), (2015, 6, 30), "about 30 June 2015", "نحو 30 حزيران/يونيو 2015"),
    ("2015-07?", (2015, 7, 1), (2015, 7, 31), "July 2015 (uncertain)", "تموز/يوليو 2015 (غير مؤكد)"),
    ("2015%", (2015, 1, 1), (2015, 12, 31), "about 2015 (uncertain)", "نحو 2015 (غير مؤكد)"),
    ("2015-06-28/2015-06-30", (2015, 6, 28), (2015, 6, 30), "between 28 and 30 June 2015", "بين 28 و30 حزيران/يونيو 2015"),
    ("2015-05-28/2015-06-03", (2015, 5, 28), (2015, 6, 3), "between 28 May and 3 June 2015", "بين 28 أيار/مايو و3 حزيران/يونيو 2015"),
    ("2014-12/2015-01-03", (2014, 12, 1), (2015, 1, 3), "between December 2014 and 3 January 2015", "بين كانون الأول/ديسمبر 2014 و3 كانون الثاني/يناير 2015"),
    ("2015-06-30/..", (2015, 6, 30), None, "from 30 June 2015 on", "منذ 30 حزيران/يونيو 2015"),
    ("2015-06-30/", (2015, 6, 30), None, "from 30 June 2015 (end not known)", "منذ 30 حزيران/يونيو 2015 (النهاية غير معروفة)"),
    ("../2015-06-30", None, (2015, 6, 30), "until 30 June 2015", "حتى 30 حزيران/يونيو 2015"),
    ("/2015-06-30", None, (2015, 6, 30), "until 30 June 2015 (start not known)", "حتى 30 حزيران/يونيو 2015 (البداية غير معروفة)"),
]  # fmt: skip


@pytest.mark.parametrize(("edtf", "first", "last", "english", "arabic"), READABLE)
def test_an_expression_has_outer_days_and_reads_in_both_languages(
    edtf: str, first: tuple[int, int, int] | None, last: tuple[int, int, int] | None, english: str, arabic: str
) -> None:
    assert bounds(edtf) == (date(*first) if first else None, date(*last) if last else None)
    assert describe_edtf(edtf, lang="en") == english
    assert describe_edtf(edtf, lang="ar") == arabic


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2015-02-30", "2015-13", "0000", "2015-6-1", "30/06/2015", "2015-XX-03", "201X-05", "..", "/", "../..",
     "2015-07/2015-06", "2015-06-30 ", "2015-06-3X", "٢٠١٥", "2015-06-30T10:00"],
)  # fmt: skip
def test_other_texts_are_refused(text: str) -> None:
    assert not is_valid_edtf(text)
    with pytest.raises(InvalidRecord):
        parse_edtf(text)


@pytest.mark.parametrize(
    ("a", "b", "together"),
    [
        ("2015-06-30", "2015-06", True),
        ("2015-06-30", "2015-07-01", False),
        ("2015-06-28/2015-06-30", "2015-06-30/2015-07-02", True),
        ("2015/..", "2030-01-01", True),
        ("../2014", "2015", False),
        ("/2014", "2013-02-XX", True),
    ],
)
def test_overlap_is_the_same_both_ways(a: str, b: str, together: bool) -> None:
    assert overlap(a, b) is together
    assert overlap(b, a) is together


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InvalidRecord):
        describe_edtf("2015", lang="xx")


@given(st.dates(), st.dates())
def test_an_interval_of_days_covers_exactly_its_days(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert bounds(f"{first.isoformat()}/{last.isoformat()}") == (first, last)
    assert is_valid_edtf(f"{last.isoformat()}/{first.isoformat()}") is (first == last)


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    if is_valid_edtf(text):
        assert describe_edtf(text, lang="ar")
