"""Consent: the case table, and what must hold whatever was said."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.consent import PURPOSES, Statement, may_use
from tawthiq.core.decisions import Decision
from tawthiq.store.packs import load_table

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "consent.yaml").read_text(encoding="utf-8"))["cases"]
DAYS = st.dates(date(2015, 1, 1), date(2015, 12, 31))
STATEMENTS = st.lists(
    st.builds(
        Statement,
        purpose=st.sampled_from(PURPOSES[:3]),
        is_given=st.booleans(),
        given_on=DAYS,
        number=st.integers(1, 9),
        expires_on=st.none() | DAYS,
        withdrawn_on=st.none() | DAYS,
    ),
    max_size=6,
    unique_by=lambda one: one.number,
)


def statement(number: int, said: dict[str, Any]) -> Statement:
    return Statement(
        purpose=said["purpose"],
        is_given=said["answer"],
        given_on=said["day"],
        number=number,
        expires_on=said.get("until"),
        withdrawn_on=said.get("back"),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_was_said_and_what_may_be_done(case: dict[str, Any]) -> None:
    said = [statement(number, one) for number, one in enumerate(case["said"], start=1)]
    decision = may_use(said, purpose=case["purpose"], on=case["day"], is_needed=case.get("needed", True))
    assert decision == Decision(allowed=case["allowed"], reason=case["reason"])


def test_the_table_of_purposes_is_the_rule_s() -> None:
    assert tuple(row["id"] for row in load_table("consent_purposes")) == PURPOSES


def test_every_kind_of_source_says_whether_it_is_asked() -> None:
    needs = {row["id"]: row["needs_consent"] for row in load_table("source_kinds")}
    assert all(isinstance(one, bool) for one in needs.values())
    assert {kind for kind, asked in needs.items() if not asked} == {"party", "media"}


@given(STATEMENTS, DAYS, st.randoms(use_true_random=False))
def test_the_order_in_which_records_are_read_does_not_matter(said: list[Statement], on: date, chance: Any) -> None:
    mixed = list(said)
    chance.shuffle(mixed)
    assert may_use(said, purpose="share_un", on=on) == may_use(mixed, purpose="share_un", on=on)


@given(STATEMENTS, DAYS)
def test_where_consent_is_asked_for_less_is_allowed(said: list[Statement], on: date) -> None:
    asked, unasked = (may_use(said, purpose="share_un", on=on, is_needed=needed) for needed in (True, False))
    assert unasked or not asked


@given(STATEMENTS, DAYS)
def test_a_withdrawal_after_everything_else_stops_the_use(said: list[Statement], on: date) -> None:
    latest = max([on, *(d for one in said for d in (one.given_on, one.withdrawn_on) if d is not None)])
    last = Statement("share_un", is_given=True, given_on=latest, number=99, withdrawn_on=latest + timedelta(days=1))
    assert not may_use([*said, last], purpose="share_un", on=on, is_needed=False)


@given(STATEMENTS, DAYS)
def test_without_a_standing_yes_for_the_very_purpose_nothing_is_allowed(said: list[Statement], on: date) -> None:
    others = [one for one in said if one.purpose != "share_un" or not one.is_given]
    assert not may_use(others, purpose="share_un", on=on)
