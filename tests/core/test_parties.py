"""Who stood with whom on a day: by the dates of the ties, over wholes and parts, and no further."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.parties import (
    CERTAIN,
    KINDS,
    POSSIBLE,
    RELATIONS,
    DatedName,
    Tie,
    backing,
    meanings_of,
    standing_on,
    stood_with,
    ties_on,
)

DAYS = ("2014", "2014-06", "2014-06-15", "2015~", "2016-01?", "")


@pytest.mark.parametrize(
    ("since", "until", "day", "standing"),
    [
        ("", "", "2015-07-01", CERTAIN),
        ("2015-06-25", "2015-08-01", "2015-07-01", CERTAIN),
        ("2015-06-25", "2015-08-01", "2015-06-25", CERTAIN),
        ("2015-06-25", "2015-08-01", "2015-06-24", ""),
        ("2015-06-25", "2015-08-01", "2015-08-02", ""),
        ("2015-06-25", "2015-08-01", "2015-07", CERTAIN),
        ("2015-06-25", "2015-08-01", "2015-06", POSSIBLE),
        ("2015-06-25", "2015-08-01", "2015", POSSIBLE),
        ("2015-06", "", "2015-06-10", POSSIBLE),  # which day of June is not known
        ("2015-06", "", "2015-07-01", CERTAIN),
        ("", "2015-06", "2015-05-31", CERTAIN),
        ("", "2015-06", "2015-06-01", CERTAIN),
        ("", "2015-06", "2015-06-02", POSSIBLE),
        ("2015-06-25?", "", "2015-06-28", POSSIBLE),
        ("2015-06-25?", "", "2015-06-20", POSSIBLE),
        ("2015-06-25?", "", "2015-06-10", ""),
        ("2015-06-25?", "", "2015-07-02", CERTAIN),
        ("", "2015-08-01~", "2015-07-25", CERTAIN),
        ("", "2015-08-01~", "2015-07-30", POSSIBLE),
        ("2012~", "", "2013-06-01", POSSIBLE),
        ("2012~", "", "2014-06-01", CERTAIN),
        ("", "", "2015-07-01?", POSSIBLE),
        ("2015", "2016", "../2014", ""),
        ("2015", "2016", "2015-06/..", POSSIBLE),
    ],
)
def test_a_period_holds_on_a_day_surely_perhaps_or_not(since: str, until: str, day: str, standing: str) -> None:
    assert standing_on(since, until, day) == standing


def tie(kind: str, left: str, right: str, since: str = "2015", until: str = "2016-12-31", **told: str) -> Tie:
    return Tie(f"{left}-{kind}-{right}", kind, left, right, since, until, **told)


TIES = (
    tie("part_of", "brigade", "army"),
    tie("part_of", "battalion", "brigade", "2015-06-01"),
    tie("part_of", "other_brigade", "army"),
    tie("commands", "staff", "army"),
    tie("supports", "neighbour", "army", "2015-09-30"),
    tie("fights_beside", "militia", "brigade", certainty="likely"),
    tie("supports", "patron", "militia"),
    tie("supports", "army", "village_guard"),
)


def seen(party: str, day: str) -> dict[tuple[str, str], tuple[str, int]]:
    return {(one.party, one.relation): (one.standing, len(one.over)) for one in stood_with(party, day, ties=TIES)}


def test_over_wholes_and_parts_and_no_further() -> None:
    assert seen("army", "2016-03-01") == {
        ("staff", "commander"): (CERTAIN, 1),
        ("neighbour", "supporter"): (CERTAIN, 1),
        ("village_guard", "supported"): (CERTAIN, 1),
        ("brigade", "part"): (CERTAIN, 1),
        ("other_brigade", "part"): (CERTAIN, 1),
        ("battalion", "part"): (CERTAIN, 2),
        ("militia", "ally"): (CERTAIN, 2),
    }
    battalion = seen("battalion", "2016-03-01")
    assert battalion[("army", "whole")] == (CERTAIN, 2)
    assert battalion[("militia", "ally")] == (CERTAIN, 2)
    assert ("patron", "supporter") not in battalion  # the friend of a friend
    assert ("other_brigade", "part") not in battalion  # a sister of the same whole
    assert seen("militia", "2016-03-01") == {("brigade", "ally"): (CERTAIN, 1), ("patron", "supporter"): (CERTAIN, 1)}
    assert seen("staff", "2016-03-01") == {("army", "commanded"): (CERTAIN, 1)}


def test_the_day_decides() -> None:
    assert ("neighbour", "supporter") not in seen("army", "2015-09-29")
    assert ("neighbour", "supporter") in seen("army", "2015-09-30") or seen("army", "2016")
    assert seen("army", "2017-01-01") == {}
    assert seen("army", "2015")[("staff", "commander")][0] == POSSIBLE
    assert {one.standing for one in stood_with("army", "", ties=TIES)} == {POSSIBLE}
    assert len(ties_on(TIES, "")) == len(TIES)


def test_backed_by() -> None:
    found = backing("army", "militia", "2016-03-01", ties=TIES)
    assert (found.standing, [one.left for one in found.over]) == (CERTAIN, ["brigade", "militia"])
    assert backing("army", "patron", "2016-03-01", ties=TIES).standing == ""
    twice = (*TIES, tie("supports", "militia", "army"))
    assert [one.kind for one in backing("army", "militia", "2016-03-01", ties=twice).over] == ["supports"]
    doubted = (tie("fights_beside", "x", "y", certainty="disputed"), tie("supports", "x", "y"))
    assert backing("y", "x", "2016-03-01", ties=doubted).over == (doubted[1],)


def test_a_circle_of_parts_ends() -> None:
    circle = (tie("part_of", "a", "b"), tie("part_of", "b", "a"), tie("supports", "c", "b"))
    assert {one.party for one in stood_with("a", "2016-03-01", ties=circle)} == {"b", "c"}


def test_of_two_ways_to_one_party_the_shorter_then_the_surer_is_told() -> None:
    ties = (
        tie("supports", "c", "a", "2016-01~"),
        tie("supports", "c", "a"),
        tie("part_of", "a", "w"),
        tie("supports", "c", "w"),
    )
    (one,) = [found for found in stood_with("a", "2016-01-20", ties=ties) if found.party == "c"]
    assert (one.standing, one.over) == (CERTAIN, (ties[1],))


NAMES = (
    DatedName("National Army", "militia", "2012~", "2017-12", "SY"),
    DatedName("National Army", "opposition", "2017-12-30", "", "SY"),
    DatedName("National Army", "state", "2002", "2021", "AF"),
    DatedName("National Army", "anywhere"),
)


def test_a_name_means_a_party_by_day_and_country() -> None:
    def of(day: str, country: str) -> list[tuple[str, str]]:
        return [
            (one.name.party, one.standing)
            for one in meanings_of("national army", day=day, country=country, names=NAMES)
        ]

    assert of("2015-07-01", "SY") == [("anywhere", CERTAIN), ("militia", CERTAIN)]
    assert of("2019-07-01", "SY") == [("anywhere", CERTAIN), ("opposition", CERTAIN)]
    assert of("2019-07-01", "AF") == [("anywhere", CERTAIN), ("state", CERTAIN)]
    assert of("2017-12-31", "SY") == [("anywhere", CERTAIN), ("opposition", CERTAIN), ("militia", POSSIBLE)]
    assert len(of("", "")) == 4
    assert meanings_of("Another Army", day="", country="", names=NAMES) == []


ties = st.builds(
    Tie,
    st.uuids().map(str),
    st.sampled_from(KINDS),
    st.sampled_from("abcde"),
    st.sampled_from("abcde"),
    st.sampled_from(DAYS),
    st.sampled_from(DAYS),
)


@given(st.lists(ties, max_size=12), st.sampled_from("abcde"), st.sampled_from(DAYS[:-1]))
def test_who_stands_with_whom_is_told_over_ties_that_hold_that_day(given_ties: list[Tie], party: str, day: str) -> None:
    held = {one.tie: one.standing for one in ties_on(given_ties, day)}
    opposite = dict(
        zip(RELATIONS, ("part", "whole", "commanded", "commander", "supported", "supporter", "ally"), strict=True)
    )
    for one in stood_with(party, day, ties=given_ties):
        assert one.party != party
        assert all(step in held for step in one.over)
        assert one.standing == CERTAIN or POSSIBLE in {held[step] for step in one.over}
        assert party in (one.over[0].left, one.over[0].right)
        if one.relation in ("whole", "part"):
            assert {tie.kind for tie in one.over} == {"part_of"}
        elif len(one.over) == 1:
            back = {(two.party, two.relation) for two in stood_with(one.party, day, ties=given_ties)}
            assert (party, opposite[one.relation]) in back
