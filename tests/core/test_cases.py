"""Case files: the matrix, what makes a charge ready, which standards may be set, and names under codenames."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.cases import (
    CONTRADICTING,
    SIDES,
    STANDARDS,
    STRENGTHS,
    SUPPORTING,
    Line,
    Weighed,
    matrix_lines,
    may_be_ready,
    may_find,
    may_find_charge,
    may_sign_finding,
    under_codenames,
)
from tawthiq.core.grading import FOR_A_COURT
from tawthiq.store.packs import load_table

CELLS = st.lists(
    st.builds(
        Weighed,
        element=st.sampled_from(["a", "b", "c"]),
        side=st.sampled_from(SIDES),
        strength=st.sampled_from(STRENGTHS),
        is_standing=st.booleans(),
    )
)


def test_a_line_counts_for_against_and_struck_out():
    cells = [
        Weighed("a", SUPPORTING, "weak"),
        Weighed("a", SUPPORTING, "strong"),
        Weighed("a", CONTRADICTING, "strong"),
        Weighed("a", SUPPORTING, "strong", is_standing=False),
        Weighed("old", CONTRADICTING, "weak"),
    ]
    lines = matrix_lines(["b", "a"], cells)
    assert lines == [Line("b", 0, 0, 0), Line("a", 2, 1, 1, "strong"), Line("old", 0, 1, 0)]
    assert [line.is_gap for line in lines] == [True, False, True]


@given(cells=CELLS)
def test_no_material_is_lost_whatever_the_law_says(cells):
    lines = matrix_lines(["b", "a"], cells)
    assert sum(line.supporting + line.contradicting + line.struck for line in lines) == len(cells)
    assert [line.element for line in lines][:2] == ["b", "a"]


@pytest.mark.parametrize(
    ("lines", "searches", "since", "reason"),
    [
        ([Line("a", 1, 0, 0)], [], False, "contrary_search_missing"),
        ([Line("a", 1, 1, 0)], [], False, "contrary_search_missing"),
        ([Line("a", 1, 0, 0)], ["none"], True, "contrary_search_outdated"),
        ([Line("a", 1, 0, 0)], ["found", "none"], False, "contrary_found_not_entered"),
        ([Line("a", 1, 0, 0)], ["none"], False, "contrary_searched"),
        ([Line("a", 1, 0, 0), Line("b", 0, 1, 0)], ["found"], False, "contrary_searched"),
        ([Line("a", 1, 0, 1)], ["found"], False, "contrary_searched"),
    ],
)
def test_a_charge_is_ready_only_after_a_search_for_what_speaks_against_it(lines, searches, since, reason):
    decision = may_be_ready(lines, searches=searches, evidence_since=since)
    assert (decision.reason, bool(decision)) == (reason, reason == "contrary_searched")


def test_no_finding_says_what_only_a_court_may():
    assert not set(STANDARDS) & FOR_A_COURT
    asked = {"independent_sources": 9, "contrary": "looked for, none", "basis": "three who saw it"}
    assert may_find("beyond_reasonable_doubt", **asked).reason == "grade_is_for_a_court"
    assert may_find("reported", **asked).reason == "unknown_grade"
    assert may_find("sure", **asked).reason == "unknown_grade"
    assert [bool(may_find(standard, **asked)) for standard in STANDARDS] == [True] * len(STANDARDS)
    assert may_find("reasonable_grounds", **(asked | {"contrary": " "})).reason == "contrary_information_missing"
    assert may_find("clear_and_convincing", **(asked | {"independent_sources": 2})).reason.startswith("too_few")


def test_a_charge_stands_no_firmer_than_its_weakest_element():
    low, high = "reasonable_suspicion", "clear_and_convincing"
    assert may_find_charge(low, elements={"a": low, "b": high})
    assert may_find_charge(high, elements={"a": low, "b": high}).reason == "finding_above_element"
    assert may_find_charge(low, elements={"a": low, "b": ""}).reason == "element_without_finding"
    assert may_find_charge(low, elements={}).reason == "element_without_finding"


def test_a_second_person_signs_a_finding():
    said = {"set_by": "leila", "standard": "reasonable_grounds"}
    assert may_sign_finding(signer="mariam", role="reviewer", **said)
    assert may_sign_finding(signer="leila", role="reviewer", **said).reason == "same_person"
    assert may_sign_finding(signer="adam", role="analyst", **said).reason == "role_may_not"


def test_names_stand_under_codenames_in_both_scripts():
    names = {"Ahmad": "W-1111", "Ahmad Salem": "W-2222", "أحمد سالم": "W-2222", " ": "W-0"}
    text = "Ahmad Salem and Ahmad saw it; Ahmadiya street. قال أحمد سالم إنه رأى."
    assert under_codenames(text, codenames=names) == "W-2222 and W-1111 saw it; Ahmadiya street. قال W-2222 إنه رأى."
    assert under_codenames(text, codenames={}) == text


def test_the_table_of_strengths_is_the_rules():
    assert tuple(row["id"] for row in load_table("evidence_strengths")) == STRENGTHS
