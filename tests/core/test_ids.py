"""References are short, read aloud, and stand for exactly one record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.ids import PREFIXES, make_ref, parse_ref
from tawthiq.errors import InvalidRecord

kinds, numbers = st.sampled_from(sorted(PREFIXES)), st.integers(1, 10**18 - 1)


@given(kinds, numbers)
def test_a_reference_leads_back(kind: str, number: int) -> None:
    assert parse_ref(make_ref(kind, number)) == (kind, number)


@given(st.tuples(kinds, numbers), st.tuples(kinds, numbers))
def test_two_records_never_share_a_reference(a: tuple[str, int], b: tuple[str, int]) -> None:
    assert (make_ref(*a) == make_ref(*b)) == (a == b)


def test_prefixes_are_two_letters_and_differ() -> None:
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    assert make_ref("item", 7) == "EV-000007"


@pytest.mark.parametrize(
    "ref", ["", "EV-7", "EV-000000", "ev-000007", "XX-000007", "EV-0000007", "EV-000007 ", "EV-٠٠٠٠٠٧", "EV000007"]
)
def test_anything_else_is_no_reference(ref: str) -> None:
    with pytest.raises(InvalidRecord):
        parse_ref(ref)


@pytest.mark.parametrize(("kind", "number"), [("item", 0), ("item", -1), ("planet", 1)])
def test_no_reference_for_what_is_no_record(kind: str, number: int) -> None:
    with pytest.raises(InvalidRecord):
        make_ref(kind, number)
