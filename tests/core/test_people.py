"""Who is a victim, and whose name may be said."""

import pytest

from tawthiq.core.people import (
    DEFENCELESS,
    NEVER_NAMED,
    OFFICIAL_STATUSES,
    STATUSES,
    VICTIM_STATUSES,
    is_victim,
    may_name_in_public,
)
from tawthiq.store.packs import load_table


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_is_of_one_group(status: str) -> None:
    assert [status in group for group in (VICTIM_STATUSES, OFFICIAL_STATUSES, NEVER_NAMED)].count(True) == 1
    assert is_victim(status) == (status in VICTIM_STATUSES)


@pytest.mark.parametrize(
    ("status", "has_consent", "is_minor", "allowed", "reason"),
    [
        ("killed", True, False, True, "consent_given"),
        ("killed", False, False, False, "no_consent"),
        ("killed", True, True, False, "minor_is_never_named"),
        ("witness", True, False, False, "status_is_never_named"),
        ("source", True, False, False, "status_is_never_named"),
        ("leader", False, False, True, "named_in_an_official_role"),
        ("leader", True, False, True, "consent_given"),
        ("", False, False, False, "no_consent"),
    ],
)
def test_a_name_is_said_only_where_something_allows_it(
    status: str, has_consent: bool, is_minor: bool, allowed: bool, reason: str
) -> None:
    decision = may_name_in_public(status, has_consent=has_consent, is_minor=is_minor)
    assert (decision.allowed, decision.reason) == (allowed, reason)


def test_the_defenceless_are_rows_of_the_vocabulary() -> None:
    rows = {row["id"] for row in load_table("victim_classes")}
    assert rows - DEFENCELESS == {"combatant", "unknown"}
    assert rows >= DEFENCELESS
