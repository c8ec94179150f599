"""Who held the place then: as claimed, with open times and contradictions kept."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.control import CERTAIN, POSSIBLE, Control, Taking, held_at

PARENTS = {"quarter": "town", "town": "province", "province": None, "other": "province"}
D = date


def taking(claim: str, place: str, party: str, first: date | None, last: date, *, denied: bool = False) -> Taking:
    return Taking(claim, place, party, first, last, is_denied=denied)


A = taking("1", "town", "army", D(2015, 1, 1), D(2015, 1, 1))
B = taking("2", "quarter", "rebels", D(2015, 6, 1), D(2015, 6, 3))
C = taking("3", "town", "army", D(2015, 9, 1), D(2015, 9, 30))
DENIAL = taking("4", "quarter", "rebels", D(2015, 6, 2), D(2015, 6, 2), denied=True)
ALL = (A, B, C, DENIAL)


def on(day: date, place: str = "quarter", takings: tuple[Taking, ...] = ALL) -> Control:
    return held_at(takings, place=place, first=day, last=day, parents=PARENTS)


@pytest.mark.parametrize(
    ("day", "holders"),
    [
        (D(2014, 12, 31), []),
        (D(2015, 1, 1), [("army", POSSIBLE)]),
        (D(2015, 3, 1), [("army", CERTAIN)]),
        (D(2015, 6, 2), [("army", POSSIBLE), ("rebels", POSSIBLE)]),
        (D(2015, 7, 1), [("rebels", CERTAIN)]),
        (D(2015, 9, 15), [("army", POSSIBLE), ("rebels", POSSIBLE)]),
        (D(2015, 12, 1), [("army", CERTAIN)]),
    ],
)
def test_a_claim_stands_until_a_later_one_certainly_ends_it(day: date, holders: list[tuple[str, str]]) -> None:
    assert [(one.party, one.standing) for one in on(day).holders] == holders


def test_who_took_the_town_took_its_quarters_and_not_the_other_way_round() -> None:
    assert [one.party for one in on(D(2015, 7, 1), "town").holders] == ["army"]
    assert on(D(2015, 7, 1), "other").holders == ()


def test_a_denial_stands_beside_what_it_denies() -> None:
    control = on(D(2015, 7, 1))
    assert [one.claim for one in control.holders[0].denied] == ["4"]
    assert control.is_disputed
    assert not on(D(2015, 3, 1)).is_disputed
    assert on(D(2015, 6, 2)).is_disputed


def test_an_open_beginning_replaces_nothing_and_stays_possible_beside_others() -> None:
    vague = taking("5", "town", "rebels", None, D(2015, 2, 1))
    control = on(D(2015, 3, 1), "town", (A, vague))
    assert [(one.party, one.standing) for one in control.holders] == [("army", POSSIBLE), ("rebels", POSSIBLE)]


def test_the_latest_claim_of_a_holder_comes_first() -> None:
    again = taking("6", "town", "army", D(2015, 2, 1), D(2015, 2, 1))
    assert [one.claim for one in on(D(2015, 3, 1), "town", (A, again)).holders[0].since] == ["6", "1"]


@given(st.permutations(ALL), st.dates(D(2014, 12, 1), D(2016, 1, 1)))
def test_the_order_of_claims_changes_nothing(mixed: list[Taking], day: date) -> None:
    assert on(day, takings=tuple(mixed)) == on(day)
