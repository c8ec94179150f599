"""Homonyms are told apart by what else is said; what cannot be told apart stays open."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.place_keys import place_keys
from tawthiq.core.place_ranking import EXACT, SKELETON, SOUND, Fit, Near, PlaceRow, Query, is_same_name, rank

WEST = PlaceRow("west", "village", "Tall Ahmar", "تل أحمر", 36.0, 37.0, 1_500, "SY", ("Manbij District",), 0, "test")
EAST = replace(WEST, ref="east", lat=36.0, lon=41.0, within=("Raqqa District",))
ABROAD = replace(WEST, ref="abroad", lat=32.0, lon=45.0, country="IQ", within=(), population=40_000, kind="town")
UNIT = replace(WEST, ref="unit", kind="district", lat=36.1, lon=37.6, population=900_000, within=())
POINTLESS = replace(WEST, ref="pointless", lat=None, lon=None, radius_m=None)
ROWS = (WEST, EAST, ABROAD, UNIT, POINTLESS)


def best(query: Query, *rows: PlaceRow, level: int = EXACT) -> tuple[str, float]:
    keys = place_keys("Tall Ahmar")
    found = rank([Fit(row, level, keys.exact if level == SOUND else keys.sound) for row in rows], query)
    return found[0].row.ref, found[0].score


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query("Tall Ahmar", within=("Raqqa District",)), "east"),
        (Query("Tall Ahmar", within=("Minbej", "Nowhere")), "west"),
        (Query("Tall Ahmar", near=(Near("Ras", 36.1, 40.9, 5_000),)), "east"),
        (Query("Tall Ahmar", countries=("IQ",)), "abroad"),
        (Query("Tall Ahmar", countries=("SY",), near=(Near("Jarabulus", 36.0, 36.9, 4_000),)), "west"),
        (Query("Tall Ahmar", kind="district"), "unit"),
        (Query("Tall Ahmar"), "abroad"),
    ],
)
def test_what_else_is_said_decides(query: Query, expected: str) -> None:
    assert best(query, WEST, EAST, ABROAD, UNIT)[0] == expected


def test_two_alike_stay_open_and_one_alone_is_sure() -> None:
    assert best(Query("Tall Ahmar"), WEST, EAST)[1] < 0.5
    assert best(Query("Tall Ahmar"), WEST)[1] > 0.5


def test_two_rows_of_one_spot_do_not_weaken_each_other() -> None:
    twin = replace(WEST, ref="zwin", lat=36.01)
    assert best(Query("Tall Ahmar"), WEST, twin) == best(Query("Tall Ahmar"), WEST)
    assert best(Query("Tall Ahmar"), POINTLESS, replace(POINTLESS, name_en="Tall")) == best(Query("Tall"), POINTLESS)


def test_a_written_name_outweighs_one_that_sounds_alike_and_that_one_the_consonants() -> None:
    scores = [best(Query("Tall Ahmar"), WEST, level=level)[1] for level in (EXACT, SOUND, SKELETON)]
    assert scores == sorted(set(scores), reverse=True)
    assert rank([Fit(WEST, SKELETON, "utilaihumurai")], Query("Tall Ahmar")) == []


def test_reasons_tell_all_that_counted() -> None:
    query = Query(
        "Tall Ahmar", kind="village", within=("Homs",), countries=("SY",), near=(Near("Manbij", 36.5, 37.9, 4_000),)
    )
    (candidate,) = rank([Fit(replace(WEST, population=300), EXACT, "")], query)
    assert candidate.reasons == (
        "name_exact",
        "kind: village",
        "not_within: Manbij District",
        "country: SY",
        "near: 98 km, Manbij",
        "people: 300",
    )
    (other,) = rank([Fit(ABROAD, SOUND, "tall ahmar")], Query("Tall Ahmar", kind="governorate", countries=("SY",)))
    assert other.reasons == ("name_sound", "not_kind: town", "not_country: IQ", "people: 40000")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Idlib governorate", "Idlib", True), ("إدلب", "Idlib", True), ("Homs", "Hama", False), ("Bab", "بيب", False)],
)
def test_names_of_wider_places_meet_across_scripts(one: str, other: str, same: bool) -> None:
    assert is_same_name(one, other) == same


queries = st.builds(
    Query,
    st.sampled_from(["Tall Ahmar", "تل أحمر", "", "x"]),
    st.sampled_from(["", "village", "district", "facility"]),
    st.lists(st.sampled_from(["Raqqa District", "تل"]), max_size=2).map(tuple),
    st.lists(st.sampled_from(["SY", "IQ"]), max_size=2).map(tuple),
    st.lists(
        st.builds(Near, st.just("n"), st.floats(-90, 90), st.floats(-180, 180), st.integers(0, 9_000)), max_size=2
    ).map(tuple),
)
fits = st.lists(st.builds(Fit, st.sampled_from(ROWS), st.integers(0, 2), st.sampled_from(["", "talahmar", "xyz"])))


@given(fits, queries)
def test_scores_share_one_and_fall_in_order(found: list[Fit], query: Query) -> None:
    ranked = rank(found, query)
    scores = [candidate.score for candidate in ranked]
    assert scores == sorted(scores, reverse=True)
    assert 0.0 <= sum(scores) < 1.0 + 0.001 * len(scores)
    assert all(candidate.reasons for candidate in ranked)
    assert ranked == rank(list(reversed(found)), query) or len({fit.row.ref for fit in found}) < len(found)
