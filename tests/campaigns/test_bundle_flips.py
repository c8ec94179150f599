"""Flipped bits are found, and the recipe by hand comes to the same verdict as the verifier."""

from bundle_flips import WITHOUT_KEY, disagreements, missed_flips, recipe
from forgeries import FORGERIES


def test_every_flipped_bit_is_found() -> None:
    assert missed_flips(many=120, seed=3) == ([], 0)


def test_the_recipe_by_hand_agrees() -> None:
    assert disagreements(many=10, seed=5) == ([], 5)


def test_the_recipe_is_there_and_its_damages_exist() -> None:
    assert {step: len(lines) for step, lines in recipe().items()} == {
        "1": 1,
        "2": 1,
        "3": 1,
        "4": 3,
        "5": 3,
        "6": 2,
        "7": 2,
    }
    assert set(FORGERIES) >= WITHOUT_KEY
