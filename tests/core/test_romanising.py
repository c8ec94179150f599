"""Spellings aligned letter by letter: the cheapest way explains every letter of both sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.romanising import UNKNOWN, Step, arabic_letters, cost_of, latin_letters, steps_of
from tawthiq.store.romanisation import load_romanisation

TABLE = load_romanisation()
arabic_names = st.text(alphabet="ابتجحخدرسشعغفقكلمنهويةىأ ", max_size=12)
latin_names = st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", max_size=12)


@given(arabic_names, latin_names)
def test_steps_put_both_names_together_again_and_cost_what_is_said(arabic: str, latin: str) -> None:
    steps = steps_of(arabic, latin, TABLE)
    assert "".join(step.arabic for step in steps) == arabic
    assert "".join(step.latin for step in steps) == latin
    assert 0 <= cost_of(arabic, latin, TABLE) <= UNKNOWN * 2 * (len(arabic) + len(latin))


@pytest.mark.parametrize(
    ("arabic", "right", "wrong"),
    [
        ("شوقي", "Chawki", "Shakir"),
        ("قاسم", "Gassem", "Hashem"),
        ("تشيلسي", "Chelsea", "Tulsa"),
        ("غرناطة", "Granada", "Guarda"),
        ("إكسماوث", "Exmouth", "Yarmouth"),
        ("ڤيينا", "Vienna", "Ravenna"),
        ("جاك", "Jacques", "Jakarta"),
    ],
)
def test_a_likely_spelling_is_cheaper_than_an_unlikely_one(arabic: str, right: str, wrong: str) -> None:
    letters = arabic_letters(arabic)
    assert cost_of(letters, latin_letters(right), TABLE) < cost_of(letters, latin_letters(wrong), TABLE)


def test_letters_stand_for_one_another_alone_or_in_twos() -> None:
    assert steps_of("تش", "ch", TABLE) == [Step("تش", "ch")]
    assert steps_of("بب", "bb", TABLE)[-1].latin.startswith("b")
    assert steps_of("", "ll", TABLE) == [Step("", "l"), Step("", "l")]
    assert cost_of("ٮ", "", TABLE) == UNKNOWN
    assert cost_of("", "ß", TABLE) == UNKNOWN


def test_articles_marks_and_spaces_are_no_letters() -> None:
    assert arabic_letters("مُحَمَّد العلي") == "محمدعلي"
    assert latin_letters("Émile al-Ḥasan") == "emilehasan"
