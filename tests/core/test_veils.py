"""Covered names: found whole, in either script and across marks of a page; spans stay what they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.veils import MARK, Veil

NAMES = ("Sami al-Example", "سامي المثالي", "Zanubia", "Li")


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Sami al-Example said so.", True),
        ("SAMI AL EXAMPLE", True),
        ("قال سَامِي المِثالي ذلك", True),
        ("<b>Sami</b> al-<i class='x'>Example</i>", True),
        ("Zanubia, a nurse", True),
        ("Sami Example", False),
        ("Sami said to al-Example", False),
        ("Zanubiana", False),
        ("Li went home", False),  # too short to be covered everywhere
        ("", False),
    ],
)
def test_a_name_is_found_whole_and_nothing_else_is(text, hidden):
    veil = Veil(NAMES)
    covered = veil.cover(text)
    assert veil.hides_in(text) is hidden
    assert (covered != text) is hidden
    assert len(covered) == len(text)
    assert not veil.hides_in(covered)


def test_what_stands_between_the_words_stays():
    assert Veil(NAMES).cover("<b>Sami</b> al-Example!") == f"<b>{MARK * 4}</b> {MARK * 2}-{MARK * 7}!"


def test_the_longer_of_two_names_is_covered():
    assert (
        Veil(("Sami", "Sami al-Example")).cover("Sami al-Example, Sami")
        == f"{MARK * 4} {MARK * 2}-{MARK * 7}, {MARK * 4}"
    )


def test_no_names_cover_nothing():
    assert not Veil()
    assert Veil().cover("Sami") == "Sami"


@pytest.mark.parametrize(
    ("asked", "speaks"), [("ample", True), ("killed Zanubia in", True), ("manbij", False), ("", False)]
)
def test_which_names_a_search_speaks_of(asked, speaks):
    assert bool(Veil(NAMES).about(asked)) is speaks


@given(st.text(), st.lists(st.text(min_size=3, max_size=12), max_size=3), st.text())
def test_no_text_loses_a_letter_or_keeps_a_name(before, names, after):
    text = f"{before} {' '.join(names)} {after}"
    veil = Veil(names)
    covered = veil.cover(text)
    assert len(covered) == len(text)
    assert all(one in (other, MARK) for one, other in zip(covered, text, strict=True))
    assert not veil.hides_in(covered)
