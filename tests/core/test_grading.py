"""Grades, sign-off, attribution and release: each rule with each of its reasons."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.decisions import REASONS, Decision, allow, refuse
from tawthiq.core.grading import (
    FOR_A_COURT,
    GRADES,
    THRESHOLDS,
    is_uncorroborated,
    may_attribute,
    may_grade,
    may_release,
    may_sign_off,
    may_sign_release,
)
from tawthiq.errors import InvalidRecord
from tawthiq.store.packs import load_table

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "grading.yaml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_a_grade_asks_for(case: dict[str, Any]) -> None:
    decision = may_grade(
        case["grade"], independent_sources=case["sources"], contrary_note=case["contrary"], basis=case["basis"]
    )
    assert decision == Decision(allowed=case["allowed"], reason=case["reason"])


def test_the_ladder_is_the_vocabulary() -> None:
    assert tuple(row["id"] for row in load_table("grades")) == GRADES
    assert set(THRESHOLDS) | FOR_A_COURT == set(GRADES)


@given(st.integers(0, 5), st.sampled_from(["", " ", "why"]), st.sampled_from(["", "looked"]))
def test_a_lower_grade_never_asks_for_more(sources: int, basis: str, contrary: str) -> None:
    allowed = [
        bool(may_grade(grade, independent_sources=sources, contrary_note=contrary, basis=basis)) for grade in GRADES
    ]
    assert allowed == sorted(allowed, reverse=True)


def test_records_below_reasonable_grounds_are_marked() -> None:
    assert [is_uncorroborated(grade) for grade in GRADES] == [True, True, False, False, False, False]


@pytest.mark.parametrize(
    ("party", "basis", "certainty", "allowed", "reason"),
    [
        ("russia", "tail number seen by two witnesses", "reasonable_grounds", True, "basis_stated"),
        ("russia", " ", "reasonable_grounds", False, "basis_missing"),
        ("russia", "seen", "beyond_reasonable_doubt", False, "grade_is_for_a_court"),
        ("russia", "seen", "", False, "unknown_grade"),
        ("unknown", "", "", True, "perpetrator_unknown"),
    ],
)
def test_a_party_is_named_only_with_a_basis(party: str, basis: str, certainty: str, allowed: bool, reason: str) -> None:
    assert may_attribute(party, basis=basis, certainty=certainty) == Decision(allowed=allowed, reason=reason)


@pytest.mark.parametrize("party", ["islamic_state", "russia", "us_coalition", "opposition", "sdf_ypg"])
def test_the_same_rule_holds_for_every_party(party: str) -> None:
    for basis in ("", "why"):
        for certainty in ("", *GRADES):
            mine = may_attribute(party, basis=basis, certainty=certainty)
            assert mine == may_attribute("syrian_government", basis=basis, certainty=certainty)


@pytest.mark.parametrize(
    ("graded_by", "signer", "role", "grade", "reason"),
    [
        ("US-000001", "US-000002", "reviewer", "reported", "second_person"),
        ("US-000001", "US-000001", "reviewer", "reported", "same_person"),
        ("US-000001", "", "reviewer", "reported", "same_person"),
        ("US-000001", "US-000002", "researcher", "reported", "role_may_not"),
        ("US-000001", "US-000002", "nobody", "reported", "role_may_not"),
        ("", "US-000002", "reviewer", "reported", "not_graded"),
        ("US-000001", "US-000002", "reviewer", "", "not_graded"),
    ],
)
def test_the_second_person_is_another_person(graded_by: str, signer: str, role: str, grade: str, reason: str) -> None:
    decision = may_sign_off(graded_by=graded_by, signer=signer, role=role, grade=grade)
    assert decision == Decision(allowed=reason == "second_person", reason=reason)


@pytest.mark.parametrize(
    ("grade", "graded_by", "signed_by", "flagged", "reason"),
    [
        ("reasonable_grounds", "a", "b", False, "releasable"),
        ("reported", "a", "b", True, "releasable"),
        ("reported", "a", "b", False, "needs_uncorroborated_flag"),
        ("reported", "a", "", True, "not_signed_off"),
        ("reported", "a", "a", True, "same_person"),
        ("", "a", "b", True, "not_graded"),
        ("reported", "", "b", True, "not_graded"),
        ("beyond_reasonable_doubt", "a", "b", True, "not_graded"),
    ],
)
def test_what_may_go_out(grade: str, graded_by: str, signed_by: str, flagged: bool, reason: str) -> None:
    decision = may_release(grade, graded_by=graded_by, signed_by=signed_by, shown_as_uncorroborated=flagged)
    assert decision == Decision(allowed=reason == "releasable", reason=reason)


@pytest.mark.parametrize(
    ("signer", "role", "incidents", "leaks", "reason"),
    [
        ("b", "reviewer", 3, 0, "second_person"),
        ("a", "reviewer", 3, 0, "same_person"),
        ("b", "editor", 3, 0, "role_may_not"),
        ("b", "reviewer", 0, 0, "nothing_to_release"),
        ("b", "reviewer", 3, 1, "leak_found"),
    ],
)
def test_who_sends_a_release_out(signer: str, role: str, incidents: int, leaks: int, reason: str) -> None:
    decision = may_sign_release(built_by="a", signer=signer, role=role, incidents=incidents, leaks=leaks)
    assert decision == Decision(allowed=reason == "second_person", reason=reason)


def test_a_decision_gives_a_reason_that_can_be_translated() -> None:
    assert allow("releasable")
    assert not refuse("same_person")
    with pytest.raises(InvalidRecord, match="because"):
        refuse("because")
    assert all(reason == reason.lower() and reason.replace("_", "").isalpha() for reason in REASONS)
