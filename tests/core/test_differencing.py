"""Two releases side by side tell no small number that neither tells alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.claims import Claim, Count, Span
from tawthiq.core.counts import Bounds
from tawthiq.core.differencing import counts_beside, hidden_counts, says_small_number, without_counts
from tawthiq.core.disclosure import SMALL, public_counts
from tawthiq.core.releases import PublicClaim, PublicCount, PublicEvidence, PublicIncident
from tawthiq.counting.tables import COUNTED, figures, figures_within

N = PublicCount


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        ((7, 7), (7, 7), (7, 7)),
        ((7, 7), (8, 8), (7, None)),
        ((7, 7), (6, 6), (None, 7)),
        ((7, 7), (11, 11), (7, None)),
        ((7, 7), (12, 12), (12, 12)),
        ((7, 10), (8, 10), (7, 10)),
        ((7, 10), (9, 9), (7, 10)),
        ((7, 7), (7, 9), (7, None)),
        ((7, 30), (8, 8), (7, 8)),
        ((None, 8), (None, 9), (None, None)),
        ((7, None), (9, 9), (7, 9)),
    ],
)
def test_a_sensitive_number_moves_by_five_or_not_at_all(before, now, shown) -> None:
    found = counts_beside({"detained": N(*now)}, kind="airstrike", earlier={"detained": [N(*before)]})
    assert found == {"detained": N(*shown)}


def test_other_numbers_and_first_numbers_stay() -> None:
    counts = {"killed": N(8, 8), "injured": N(8, 8), "detained": N(9, 9)}
    earlier = {"killed": [N(7, 7)], "injured": [N(7, 7)]}
    assert counts_beside(counts, kind="airstrike", earlier=earlier) == counts
    assert counts_beside(counts, kind="torture", earlier=earlier)["injured"] == N(7, None)


bounds = st.none() | st.integers(min_value=5, max_value=20)


@st.composite
def ranges(draw: st.DrawFn) -> PublicCount:
    low, high = draw(bounds), draw(bounds)
    return N(min(low, high), max(low, high)) if low is not None and high is not None else N(low, high)


@given(ranges(), st.lists(ranges(), max_size=3))
def test_what_is_shown_is_true_and_near_to_nothing_that_was_shown(now: PublicCount, earlier) -> None:
    shown = counts_beside({"detained": now}, kind="other", earlier={"detained": earlier})["detained"]
    assert shown.min is None or (now.min is not None and shown.min <= now.min)
    assert shown.max is None or (now.max is not None and shown.max >= now.max)
    for bound, before in ((shown.min, [e.min for e in earlier]), (shown.max, [e.max for e in earlier])):
        assert bound is None or bound in before or all(b is None or abs(b - bound) >= SMALL for b in before)


def incident(number: int, kind: str, counts, *, party: str = "a", month: int = 5) -> PublicIncident:
    day = f"2015-{month:02d}-03"
    return PublicIncident(
        ref=f"IN-{number:06d}",
        kind=kind,
        title_en="t",
        title_ar="ع",
        summary_en="",
        summary_ar="",
        edtf=day,
        first_day=day,
        last_day=day,
        place=None,
        grade="reasonable_grounds",
        perpetrators=((party, "reported"),),
        victim_class="civilian",
        counts=public_counts(counts, kind=kind),
        is_massacre=False,
        violations=(),
        disagreements=(),
        unknown=(),
        people=(),
        claims=(),
        signed_on="2015-06-01",
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["torture", "sexual_violence", "airstrike"]),
            st.integers(min_value=1, max_value=30),
            st.sampled_from("ab"),
            st.integers(min_value=1, max_value=3),
        ),
        max_size=6,
    ),
    st.integers(min_value=1, max_value=SMALL - 1),
    st.integers(min_value=1, max_value=SMALL - 1),
)
def test_no_margin_tells_two_hidden_numbers_apart(others, one: int, other: int) -> None:
    """Registers that differ in a hidden number alone give the same figures, every table and period of them."""
    around = [
        incident(n, kind, {"detained": Bounds(many, many), "injured": Bounds(many, many)}, party=party, month=month)
        for n, (kind, many, party, month) in enumerate(others, start=2)
    ]
    told = [
        (
            figures([incident(1, "torture", {"injured": Bounds(small, small)}), *around], counted=COUNTED),
            figures_within(
                [incident(1, "torture", {"injured": Bounds(small, small)}), *around], period="2015", counted=COUNTED
            ),
        )
        for small in (one, other)
    ]
    assert told[0] == told[1]


def claim(kind: str, low: int, high: int) -> Claim:
    return Claim(kind=kind, quote=Span(0, 5, "three"), counts={"injured": Count(0, 5, "three", low, high)})


def test_a_claim_does_not_say_what_its_incident_may_not() -> None:
    assert hidden_counts(claim("airstrike", 3, 3), kind="torture", earlier={}) == ("injured",)
    assert hidden_counts(claim("airstrike", 3, 3), kind="airstrike", earlier={}) == ()
    assert hidden_counts(claim("torture", 8, 8), kind="torture", earlier={"injured": [N(7, 7)]}) == ("injured",)
    assert hidden_counts(claim("torture", 12, 12), kind="torture", earlier={"injured": [N(7, 7)]}) == ()
    public = PublicClaim(
        *("CL-000001", "torture", "asserted", "en", "three", ("witness",), "", ""),
        counts={"injured": N(8, 8), "killed": N(1, 1)},
        perpetrators=(),
        place="",
        evidence=PublicEvidence(1, "c" * 64, ""),
    )
    closed = without_counts(public, hidden=("injured",))
    assert closed == replace(public, counts={"injured": N(None, None), "killed": N(1, 1)})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Three people tortured", True),
        ("3 people tortured", True),
        ("٣ أشخاص", True),
        ("تعذيب ثلاثة أشخاص", True),
        ("Torture on 3 May", False),
        ("Torture of 4 people", False),
        ("Torture in 2013", False),
        ("", False),
    ],
)
def test_a_hidden_number_in_words_is_seen(text: str, said: bool) -> None:
    days = ("2015-05-03", "") if "May" in text else ()
    counts = {"injured": Bounds(3, 3), "killed": Bounds(4, 4)}
    assert says_small_number(text, counts=counts, kind="torture", days=days) is said
