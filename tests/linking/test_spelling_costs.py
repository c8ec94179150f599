"""An Arabic name against many Latin spellings at once: the costs of one pair at a time, for every name of the list."""

import pytest

from tawthiq.core.romanising import arabic_letters, cost_of, latin_letters
from tawthiq.linking.names import NameIndex
from tawthiq.linking.spelling_costs import LatinSpellings
from tawthiq.store.romanisation import load_romanisation

LATIN = ["Rheine", "Sohar", "Al-Shamkhah", "Guadix", "Tchaikovsky", "Ay", "Abdelkader Bouazza", "Oaxaca", "Elko", "xx"]
ARABIC = ["راينه", "وادي آش", "تشايكوفسكي", "عبد القادر بو عزة", "أوخاكا", "إلكو", "ي"]


@pytest.mark.parametrize("arabic", ARABIC)
def test_costs_side_by_side_are_the_costs_one_by_one(arabic: str) -> None:
    table = load_romanisation()
    letters, latin = arabic_letters(arabic), [latin_letters(name) for name in LATIN]
    numbers, nats = LatinSpellings(latin, table).costs(letters)
    assert len(numbers) == len(nats) > 0
    for number, cost in zip(numbers, nats, strict=True):
        assert cost == pytest.approx(cost_of(letters, latin[number], table), rel=1e-4)


def test_names_far_too_short_or_long_and_empty_lists_cost_nothing_to_look_at() -> None:
    table = load_romanisation()
    assert LatinSpellings([], table).costs("محمد").numbers.size == 0
    assert list(LatinSpellings(["ay", "muhammad", "a" * 40], table).costs("محمد").numbers) == [0, 1]


@pytest.mark.parametrize(
    ("arabic", "latin"), [("راينه", "Rheine"), ("وادي آش", "Guadix"), ("إلكو", "Elko"), ("أوخاكا", "Oaxaca")]
)
def test_a_name_is_found_that_shares_no_consonants_by_the_keys(arabic: str, latin: str) -> None:
    names = NameIndex([*LATIN, "Cairo", "Reno", "Raqqa", "Wadi Ush"], table=load_romanisation())
    assert latin in [found.name for found in names.find(arabic, top=2)]
