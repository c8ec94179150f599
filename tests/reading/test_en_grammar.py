"""English numbers and dates against their case tables."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.texts import normalise
from tawthiq.core.times import is_valid_edtf
from tawthiq.reading.en import LANGUAGE
from tawthiq.reading.en.numbers import value_of

CASES = Path(__file__).parents[1] / "cases"
NUMBERS = yaml.safe_load((CASES / "reading_en_numbers.yaml").read_text(encoding="utf-8"))["cases"]
DATES = yaml.safe_load((CASES / "reading_en_dates.yaml").read_text(encoding="utf-8"))
PUBLISHED: date = DATES["published"]


@pytest.mark.parametrize("case", NUMBERS, ids=lambda case: case["text"])
def test_quantities_follow_the_counting_guide(case: dict[str, Any]) -> None:
    text = normalise(case["text"]).text
    found = [(text[m.start : m.end], m.min, m.max) for m in LANGUAGE.find_numbers(text)]
    assert found == [tuple(row[:3]) for row in case["found"]]
    for mention, row in zip(LANGUAGE.find_numbers(text), case["found"], strict=True):
        flags = set(row[3:])
        assert (mention.approximate, not mention.exact_word, mention.more) == tuple(
            flag in flags for flag in ("approx", "vague", "more")
        )


@pytest.mark.parametrize("case", DATES["cases"], ids=lambda case: case["text"])
def test_dates_are_anchored_at_the_day_of_the_report(case: dict[str, Any]) -> None:
    text = case["text"]
    assert [[text[m.start : m.end], m.edtf] for m in LANGUAGE.find_dates(text, PUBLISHED)] == case["found"]


@pytest.mark.parametrize("case", DATES["stories"], ids=lambda case: case["text"])
def test_a_date_without_its_year_goes_on_from_the_one_before(case: dict[str, Any]) -> None:
    assert [mention.edtf for mention in LANGUAGE.find_dates(case["text"], PUBLISHED)] == case["found"]


@pytest.mark.parametrize("case", [case for case in DATES["cases"] if case["found"]], ids=lambda case: case["text"])
def test_without_an_anchor_relative_dates_stay_symbolic(case: dict[str, Any]) -> None:
    assert [mention.edtf for mention in LANGUAGE.find_dates(case["text"], None)] == [case["alone"]]


@given(
    st.text(alphabet="0123456789 -/.,:abdehilmnorstuwyJMSFT", max_size=80), st.dates(date(1, 1, 1), date(9999, 12, 31))
)
def test_every_date_found_is_valid_and_no_day_is_invented(text: str, published: date) -> None:
    for mention in LANGUAGE.find_dates(text, published):
        assert mention.edtf is None or is_valid_edtf(mention.edtf)
        assert 0 <= mention.start < mention.end <= len(text)


@given(st.integers(0, 999_999))
def test_digits_are_read_as_written(number: int) -> None:
    (mention,) = LANGUAGE.find_numbers(f"killed {number:,} people")
    assert (mention.min, mention.max) == (number, number)


@pytest.mark.parametrize(
    ("words", "number"),
    [("a hundred", 100), ("two hundred thousand", 200_000), ("ninety-nine", 99), ("9" * 30, None), ("blue", None)],
)
def test_number_words_have_values(words: str, number: int | None) -> None:
    assert value_of(words) == number


@pytest.mark.parametrize(
    ("text", "word", "is_passive"),
    [
        ("The town was also bombed by warplanes", "bombed", True),
        ("400 men arrested by YPG", "arrested", True),
        ("IS arrested twenty men", "arrested", False),
        ("and beheaded him by a sword", "beheaded", False),
        ("people killed yesterday by shelling", "killed", True),
    ],
)
def test_the_passive_is_found_by_its_surroundings(text: str, word: str, is_passive: bool) -> None:
    assert LANGUAGE.is_passive(text, text.index(word)) == is_passive
