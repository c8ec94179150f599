"""The table of roles and actions: complete, closed, and with separate hands."""

import pytest

from tawthiq.core.access import ACTIONS, MAY, ROLES, may
from tawthiq.store.packs import load_table

# One letter per action, in the order of ACTIONS; a newcomer reads here what the program allows.
MATRIX = {
    # ingest see_report review_claim edit_incident grade sign_off see_figures
    # write_article build_release sign_release see_journal see_source
    # capture hand_over record_consent ask_disposal allow_disposal
    # import_list export_data see_case build_case open_case
    # see_victims see_witnesses see_alleged manage
    "reporter": "x.........................",
    "researcher": "xxxxx.x.....x.x..xxxx.x.x.",
    "reviewer": ".xxxxxx..xx.....x..x..x.x.",
    "analyst": ".x....x..........xxx..x...",
    "lawyer": ".x....x..xx.xxx.x.xxxxxxx.",
    "editor": ".x....xxx.................",
    "custodian": "xx........xxx.xx...x..xx..",
    "auditor": "......x...x...............",
    "administrator": ".........................x",
}


@pytest.mark.parametrize("role", MATRIX)
def test_every_cell_of_the_table(role: str) -> None:
    decisions = [may(role, action) for action in ACTIONS]
    assert "".join("x" if decision else "." for decision in decisions) == MATRIX[role]
    assert {decision.reason for decision in decisions if decision} == {"role_may"}
    assert {decision.reason for decision in decisions if not decision} == {"role_may_not"}


def test_the_table_is_complete_and_closed() -> None:
    assert set(MATRIX) == set(ROLES) == {row["id"] for row in load_table("roles")}
    assert set().union(*MAY.values()) == set(ACTIONS)
    assert may("stranger", "see_report").reason == "unknown_role"
    assert may("reviewer", "delete_everything").reason == "unknown_action"


def test_hands_are_separate() -> None:
    assert not may("editor", "sign_release")
    assert not [role for role in ROLES if may(role, "build_release") and may(role, "sign_release")]
    assert [role for role in ROLES if may(role, "see_source")] == ["custodian"]
    assert MAY["administrator"] == {"manage"}
