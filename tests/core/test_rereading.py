"""A new reading of a report: decisions stay, undecided proposals are replaced, nothing is proposed twice."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.claims import Claim, Count, PartyMention, PlaceMention, Span, TimeMention
from tawthiq.core.rereading import Plan, Standing, match, plan_rereading, shared_words


def claim(kind: str = "airstrike", start: int = 0, end: int = 20, **more: object) -> Claim:
    return Claim(kind=kind, quote=Span(start, end, "x" * (end - start)), reader="grammar", version="1", **more)


def at(place: str) -> tuple[PlaceMention, ...]:
    return (PlaceMention(1, 2, "x", place=place),)


def decided(number: int, stands: Claim, proposed: Claim | str | None = "same") -> Standing:
    return Standing(number, is_decided=True, claim=stands, proposed=stands if proposed == "same" else proposed)


def open_claim(number: int, stands: Claim) -> Standing:
    return Standing(number, is_decided=False, claim=stands, proposed=stands)


def test_the_same_reading_changes_nothing() -> None:
    standing = [decided(1, claim()), open_claim(2, claim("clash", 30, 50))]
    plan = plan_rereading(standing, [replace(one.claim, version="2") for one in standing])
    assert plan == Plan(found=(1,), kept=(2,))
    assert plan.is_idle


def test_an_undecided_proposal_is_replaced_by_the_new_reading() -> None:
    now = claim(places=at("manbij"))
    plan = plan_rereading([open_claim(1, claim()), open_claim(2, claim("clash", 30, 50))], [now])
    assert (plan.changed, plan.withdrawn) == (((1, now),), (2,))
    assert not plan.is_idle


def test_a_decided_claim_that_is_found_no_more_is_marked_and_kept() -> None:
    assert plan_rereading([decided(1, claim())], []) == Plan(lost=(1,))


def test_a_claim_that_a_person_added_is_never_lost_and_is_not_proposed_when_the_reader_learns_it() -> None:
    added = decided(1, claim(), None)
    assert plan_rereading([added], []) == Plan()
    assert plan_rereading([added], [claim(start=4, end=18)]) == Plan(found=(1,))


def test_a_mended_claim_is_known_by_what_it_was_read_as() -> None:
    mended = decided(1, claim("shelling"), claim("airstrike"))
    assert plan_rereading([mended], [claim("airstrike")]) == Plan(found=(1,))
    assert plan_rereading([mended], [claim("shelling")]) == Plan(found=(1,))


def test_a_second_proposal_over_a_decided_claim_is_not_made() -> None:
    now = [claim(), claim(start=5, end=15)]
    assert plan_rereading([decided(1, claim())], now) == Plan(found=(1,), known=(now[1],))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"places": at("manbij")}, {"places": at("raqqa")}),
        ({"when": TimeMention(1, 2, "x", "2015-06-30")}, {"when": TimeMention(1, 2, "x", "2015-07-01")}),
    ],
)
def test_an_act_at_another_place_or_time_is_another_act(ours: dict, theirs: dict) -> None:
    now = [claim(**ours), claim(**theirs)]
    assert plan_rereading([decided(1, claim(**ours))], now) == Plan(found=(1,), new=(now[1],))


def test_another_kind_in_the_same_words_is_proposed_beside_what_is_still_found() -> None:
    now = [claim(), claim("attack_on_medical")]
    assert plan_rereading([decided(1, claim())], now) == Plan(found=(1,), new=(now[1],))


def test_a_decided_act_that_is_now_called_another_kind_is_not_proposed_again() -> None:
    assert plan_rereading([decided(1, claim())], [claim("shelling")]) == Plan(lost=(1,), known=(claim("shelling"),))
    far = claim("shelling", 15, 60)
    assert plan_rereading([decided(1, claim())], [far]) == Plan(lost=(1,), new=(far,))


def test_the_undecided_claim_keeps_its_own_reading() -> None:
    """Two raids in one sentence, one decided: what is read now is the other one."""
    here, there = claim(places=at("manbij")), claim(start=2, end=22, places=at("raqqa"))
    plan = plan_rereading([decided(1, here), open_claim(2, there)], [there])
    assert plan == Plan(lost=(1,), kept=(2,))


def test_the_likest_reading_wins() -> None:
    parts = {"perpetrators": (PartyMention(1, 2, "x", "russia"),), "counts": {"killed": Count(1, 2, "x", 3, 3)}}
    now = [claim(start=0, end=40), claim(start=1, end=20, **parts)]
    assert match([open_claim(7, claim(**parts))], now) == {7: 1}


def test_words_in_common() -> None:
    assert shared_words(claim(start=0, end=10), claim(start=5, end=15)) == pytest.approx(1 / 3)
    assert shared_words(claim(start=0, end=10), claim(start=10, end=15)) == 0
    assert shared_words(claim(start=3, end=3), claim(start=3, end=3)) == 0


claims = st.builds(
    lambda kind, start, length, place: claim(kind, start, start + length, places=at(place)),
    st.sampled_from(["airstrike", "shelling"]),
    st.integers(0, 30),
    st.integers(1, 12),
    st.sampled_from(["a", "b"]),
)


@given(st.lists(st.tuples(claims, st.booleans()), max_size=6), st.lists(claims, max_size=6))
def test_every_standing_claim_and_every_reading_has_one_fate(
    before: list[tuple[Claim, bool]], now: list[Claim]
) -> None:
    standing = [
        decided(number, one) if is_decided else open_claim(number, one)
        for number, (one, is_decided) in enumerate(before)
    ]
    plan = plan_rereading(standing, now)
    decisions = {one.number for one in standing if one.is_decided}
    assert sorted((*plan.found, *plan.lost)) == sorted(decisions)
    changed = [number for number, _claim in plan.changed]
    assert sorted((*plan.kept, *changed, *plan.withdrawn)) == sorted({one.number for one in standing} - decisions)
    matched = len(plan.found) + len(plan.kept) + len(plan.changed)
    assert matched + len(plan.new) + len(plan.known) == len(now)


@given(st.lists(st.tuples(claims, st.booleans()), max_size=6), st.lists(claims, max_size=6))
def test_reading_once_more_changes_nothing_more(before: list[tuple[Claim, bool]], now: list[Claim]) -> None:
    standing = [
        decided(number, one) if is_decided else open_claim(number, one)
        for number, (one, is_decided) in enumerate(before)
    ]
    plan = plan_rereading(standing, now)
    changed = dict(plan.changed)
    after = [
        one if one.is_decided else open_claim(one.number, changed.get(one.number, one.claim))
        for one in standing
        if one.number not in plan.withdrawn
    ]
    after += [open_claim(100 + number, one) for number, one in enumerate(plan.new)]
    assert plan_rereading(after, now).is_idle
