"""Keys of place names: spellings and scripts of one place meet, two places do not."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.place_keys import place_keys, skeleton_of, sound_of
from tawthiq.core.sounds import closeness

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "place_keys.yaml").read_text(encoding="utf-8"))
NEAR = 0.75
# Names as they come: both scripts, articles, hyphens, doubled letters, marks, digits and rubbish.
names = st.lists(
    st.sampled_from(
        [
            "al-",
            "el ",
            "Ash-Sh",
            "Tell",
            "تل",
            "ال",
            "كفر",
            "قرية ",
            "village",
            " of",
            "dd",
            "o'",
            "ة",
            "ى",
            "-",
            "7",
            "é",
        ]
    )
    | st.text(max_size=4),
    max_size=8,
).map("".join)
words = st.text(alphabet="abcdefghiklmnoqrstuwyz", min_size=4, max_size=10)


@pytest.mark.parametrize("spellings", CASES["same"], ids=lambda row: row[0])
def test_spellings_of_one_place_have_one_sound(spellings: list[str]) -> None:
    assert len({place_keys(name).sound for name in spellings}) == 1, [place_keys(name) for name in spellings]


@pytest.mark.parametrize("pair", CASES["across"], ids=lambda row: row[1])
def test_the_consonants_meet_across_scripts(pair: list[str]) -> None:
    left, right = map(place_keys, pair)
    assert left.skeleton == right.skeleton != ""
    assert closeness(left.sound, right.sound) >= NEAR


@pytest.mark.parametrize("pair", CASES["apart"], ids=lambda row: row[1])
def test_two_places_stay_two(pair: list[str]) -> None:
    left, right = map(place_keys, pair)
    assert left.sound != right.sound
    assert left.skeleton != right.skeleton or closeness(left.sound, right.sound) < NEAR or left.skeleton == ""


@given(names)
def test_every_text_has_keys_and_folding_it_first_changes_nothing(name: str) -> None:
    keys = place_keys(name)
    assert place_keys(name.upper().lower()).exact == place_keys(name.lower()).exact
    assert keys.skeleton == "" or len(keys.skeleton) > 1
    assert keys.skeleton == skeleton_of(keys.sound)
    assert closeness(keys.sound, keys.sound) == 1.0


@given(words)
def test_article_and_type_word_are_no_part_of_a_name(word: str) -> None:
    bare = place_keys(f"x{word}")
    assert place_keys(f"al-x{word}").sound == bare.sound
    assert place_keys(f"x{word} village") == bare
    assert place_keys(f"the town of x{word}") == bare


@given(st.text(alphabet="aiukmlrs", max_size=9), st.text(alphabet="aiukmlrs", max_size=9))
def test_closeness_has_no_direction_and_stays_between_nought_and_one(left: str, right: str) -> None:
    assert closeness(left, right) == pytest.approx(closeness(right, left))
    assert 0.0 <= closeness(left, right) <= 1.0
    assert (closeness(left, right) == 1.0) == (left == right)


def test_names_of_nothing_but_type_words_keep_them() -> None:
    assert place_keys("Camp").exact == "camp"
    assert place_keys("المخيم").exact == "المخيم"
    assert place_keys("").exact == place_keys("").sound == ""
    assert place_keys("al").sound == sound_of(["al"])
    assert place_keys("the town of").exact
