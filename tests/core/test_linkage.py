"""Chains of command on a day, their certainty and their gaps; and what comes back over months."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.linkage import Chain, Seen, chain_up, find_patterns
from tawthiq.core.parties import CERTAIN, CERTAINTIES, POSSIBLE, Tie

DAY = "2015-09-11"
BATTALION = Tie("1", "part_of", "battalion", "brigade", "2015-01-01", "2015-12-31", "likely")
BRIGADE = Tie("2", "commands", "army", "brigade", "2014-01-01", "2016-12-31", "established")
FRIEND = Tie("3", "supports", "friend", "battalion", "2015-01-01", "2015-12-31")


def test_a_chain_goes_up_over_command_and_never_over_support():
    chain = chain_up("battalion", "army", DAY, ties=[BATTALION, BRIGADE, FRIEND])
    assert [(edge.lower, edge.upper) for edge in chain.edges] == [("battalion", "brigade"), ("brigade", "army")]
    assert (chain.certainty, chain.standing, chain.is_gap) == ("likely", CERTAIN, False)
    assert chain_up("battalion", "friend", DAY, ties=[FRIEND]).is_gap
    assert chain_up("army", "battalion", DAY, ties=[BATTALION, BRIGADE]).is_gap


def test_outside_the_period_there_is_a_gap_and_an_unknown_day_is_possible_only():
    assert chain_up("battalion", "army", "2017-01-01", ties=[BATTALION, BRIGADE]).is_gap
    assert chain_up("battalion", "army", "", ties=[BATTALION, BRIGADE]).standing == POSSIBLE
    own = chain_up("army", "army", DAY, ties=[])
    assert (own.is_gap, own.certainty, own.standing) == (False, "", CERTAIN)


def test_the_surest_way_is_told_and_then_the_shortest():
    short = replace(BATTALION, id="4", right="army", certainty="disputed")
    assert len(chain_up("battalion", "army", DAY, ties=[short, BATTALION, BRIGADE]).edges) == 2
    sure = replace(short, certainty="established")
    assert len(chain_up("battalion", "army", DAY, ties=[BATTALION, sure, BRIGADE]).edges) == 1
    vague = replace(short, certainty="likely", valid_to="2015-09-11~")
    assert len(chain_up("battalion", "army", DAY, ties=[vague, BATTALION, BRIGADE]).edges) == 2


CODES = st.sampled_from("abcde")
TIES = st.lists(
    st.builds(
        Tie,
        id=st.uuids().map(str),
        kind=st.sampled_from(["part_of", "commands", "supports"]),
        left=CODES,
        right=CODES,
        certainty=st.sampled_from(CERTAINTIES),
    ),
    max_size=12,
)


@given(ties=TIES, unit=CODES, top=CODES)
def test_every_chain_is_whole_and_made_of_known_ties(ties, unit, top):
    chain = chain_up(unit, top, DAY, ties=ties)
    if chain.edges:
        assert (chain.edges[0].lower, chain.edges[-1].upper) == (unit, top)
        assert all(low.upper == up.lower for low, up in zip(chain.edges, chain.edges[1:], strict=False))
        assert {edge.tie.id for edge in chain.edges} <= {tie.id for tie in ties if tie.kind != "supports"}
        assert len({edge.lower for edge in chain.edges}) == len(chain.edges)
    assert chain == chain_up(unit, top, DAY, ties=ties[::-1]) or chain.certainty == (
        chain_up(unit, top, DAY, ties=ties[::-1]).certainty
    )
    assert Chain(unit, top, DAY).is_gap == (unit != top)


def test_what_comes_back_over_months_is_a_pattern_and_twice_is_not():
    barrel, strike, once = ("weapon", "barrel_bomb"), ("kind", "airstrike"), ("kind", "shelling")
    seen = [
        Seen("IN-1", "2015-07", frozenset({barrel, strike})),
        Seen("IN-2", "2015-07", frozenset({barrel, strike, once})),
        Seen("IN-3", "2015-09", frozenset({barrel, once})),
        Seen("IN-4", "", frozenset({strike})),
    ]
    (found,) = find_patterns(seen[::-1])
    assert (found.aspect, found.value, found.incidents) == ("weapon", "barrel_bomb", 3)
    assert found.months == (("2015-07", ("IN-1", "IN-2")), ("2015-09", ("IN-3",)))
