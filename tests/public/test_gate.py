"""The gate against floods: nobody waits when it is quiet, everybody gets a turn when it is not."""

import pytest

from tawthiq.public.gate import BURST, GAP_S, WORK_BITS, Gate, is_done


def test_when_it_is_quiet_nobody_waits() -> None:
    gate = Gate()
    assert [gate.turn_for({}, now=1000.0 + GAP_S * n) for n in range(50)] == [None] * 50


def test_in_a_flood_turns_come_one_after_the_other_and_are_good_once() -> None:
    gate = Gate()
    turns = [gate.turn_for({}, now=1000.0) for _ in range(BURST + 4)]
    assert turns[: BURST + 1] == [None] * (BURST + 1)
    waiting = [turn for turn in turns if turn]
    assert [turn.wait_s for turn in waiting] == [3, 5, 7]
    sent = {"turn": waiting[0].token}
    assert gate.turn_for(sent, now=1001.0) is not None
    assert gate.turn_for(sent, now=1002.0) is None
    assert gate.turn_for(sent, now=1003.0) is not None
    assert gate.turn_for({"turn": waiting[1].token}, now=1004.0 + 3600) is None, "a new quiet time"


def test_a_turn_that_the_gate_did_not_give_is_none() -> None:
    gate = Gate()
    turns = [gate.turn_for({}, now=1000.0) for _ in range(BURST + 2)]
    token = turns[-1].token
    for odd in (
        "",
        "1.2.3",
        token[:-1] + ("0" if token[-1] != "0" else "1"),
        "x." + token,
        "900" + token[3:],
        "²." + token,
        "9" * 400 + token,
    ):
        assert gate.turn_for({"turn": odd}, now=1005.0 - 4.9) is not None


@pytest.mark.parametrize(("said", "done"), [("", False), ("x", False), ("٣", False), ("9" * 21, False)])
def test_what_is_no_sum_is_not_done(said: str, done: bool) -> None:
    assert is_done("turn", said, bits=WORK_BITS) is done


def test_a_sum_takes_the_place_of_waiting() -> None:
    gate = Gate()
    turn = [gate.turn_for({}, now=1000.0) for _ in range(BURST + 2)][-1]
    number = next(n for n in range(10**7) if is_done(turn.token, str(n), bits=turn.bits))
    assert gate.turn_for({"turn": turn.token, "sum": str(number)}, now=1000.0) is None
    assert gate.turn_for({"turn": turn.token, "sum": str(number)}, now=1000.0) is not None
