"""Places inside places, points near points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.places import chain_of, distance_m, is_nested, most_precise, with_regions

PARENTS = {"nahda": "raqqa", "thakana": "raqqa", "raqqa": "syria", "syria": None, "a": "b", "b": "a"}
places = st.sampled_from(["nahda", "thakana", "raqqa", "syria", "mosul"])


def test_the_chain_climbs_and_a_loop_in_the_data_ends_it() -> None:
    assert chain_of("nahda", parents=PARENTS) == ("nahda", "raqqa", "syria")
    assert chain_of("mosul", parents=PARENTS) == ("mosul",)
    assert chain_of("a", parents=PARENTS) == ("a", "b")


@given(places, places)
def test_nesting_has_no_direction(a: str, b: str) -> None:
    assert is_nested(a, b, parents=PARENTS) == is_nested(b, a, parents=PARENTS)
    assert is_nested(a, a, parents=PARENTS)


def test_nesting_is_not_neighbourhood() -> None:
    assert is_nested("nahda", "syria", parents=PARENTS)
    assert not is_nested("nahda", "thakana", parents=PARENTS)
    assert not is_nested("nahda", "mosul", parents=PARENTS)


def test_the_most_precise_places_hold_none_of_the_others() -> None:
    assert most_precise(["syria", "nahda", "raqqa", "thakana", "nahda"], parents=PARENTS) == ("nahda", "thakana")
    assert most_precise(["syria"], parents=PARENTS) == ("syria",)
    assert most_precise([], parents=PARENTS) == ()


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        # Source: worked examples, Geonames points of Aleppo, Raqqa and Damascus, checked with the WGS 84 geodesic.
        ((36.2012, 37.1612), (35.9506, 39.0094), 169),
        ((36.2012, 37.1612), (33.5102, 36.2913), 309),
        ((0.0, 0.0), (0.0, 180.0), 20015),
        ((10.0, 20.0), (10.0, 20.0), 0),
    ],
)
def test_distances(a: tuple[float, float], b: tuple[float, float], km: int) -> None:
    assert distance_m(a, b) / 1000 == pytest.approx(km, rel=0.01, abs=0.001)
    assert distance_m(a, b) == pytest.approx(distance_m(b, a))


# Real points: Ariha and Saraqib lie in the countryside south and east of Idlib, Manbij far from both.
REGION_PARENTS = {
    "ariha": "idlib_gov",
    "south": "idlib",
    "idlib": "idlib_gov",
    "manbij": "aleppo_gov",
    "idlib_gov": "syria",
    "aleppo_gov": "syria",
    "syria": None,
}
EXTENTS = {
    "south": (35.68, 36.63, 26_000),
    "ariha": (35.81, 36.61, 2_000),
    "manbij": (36.53, 37.95, 4_000),
    "idlib_gov": (35.9, 36.6, 60_000),
}


@pytest.mark.parametrize(
    ("extents", "nested"),
    [
        (EXTENTS, {"ariha": "south", "manbij": "aleppo_gov", "south": "idlib"}),
        (EXTENTS | {"ariha": (35.81, 36.61, 20_000)}, {"ariha": "idlib_gov"}),
        (EXTENTS | {"manbij": (35.7, 36.6, 4_000)}, {"manbij": "aleppo_gov"}),
        (EXTENTS | {"nearer": (35.8, 36.6, 12_000)}, {"ariha": "south"}),
        ({}, {"ariha": "idlib_gov"}),
    ],
    ids=["inside", "as wide as the region", "of another governorate", "of a region that nothing holds", "no points"],
)
def test_a_place_is_put_inside_the_region_around_it(extents: dict, nested: dict[str, str]) -> None:
    found = with_regions(REGION_PARENTS, extents=extents)
    assert {place: found[place] for place in nested} == nested


def test_a_place_already_inside_the_region_keeps_its_own_parent() -> None:
    parents = {"ariha": "town", "town": "south", "south": "idlib_gov", "idlib_gov": "syria", "syria": None}
    assert with_regions(parents, extents=EXTENTS)["ariha"] == "town"
