"""One incident, several policies; and three kinds of number that never become one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.counting_policies import Policy, apply_policy, grade_of, policy_from
from tawthiq.core.disclosure import SMALL
from tawthiq.core.quantities import Documented, Estimated, Named, total
from tawthiq.core.releases import PublicClaim, PublicCount, PublicEvidence, PublicIncident
from tawthiq.errors import InvalidRecord
from tawthiq.store.packs import load_table

N = PublicCount
POLICIES: dict[str, Policy] = {row["id"]: policy_from(row) for row in load_table("counting_policies")}


def claim(number: int, count: PublicCount, *, quote: str = "Six were killed.", status: str = "asserted") -> PublicClaim:
    evidence = PublicEvidence(number, "0" * 64, "2015-07-01")
    counts = {"killed": count}
    return PublicClaim(
        f"CL-{number:06d}", "airstrike", status, "en", quote, ("media",), "2015-07-01", "2015-06-30", counts, (), "",
        evidence,
    )  # fmt: skip


def incident(*claims: PublicClaim, standing: PublicCount | None = None, who: str = "civilian") -> PublicIncident:
    counts = {"killed": standing} if standing else {}
    return PublicIncident(
        "IN-000001", "airstrike", "", "", "", "", "2015-06-30", "2015-06-30", "2015-06-30", None,
        "reasonable_grounds", (), who, counts,
        False, (), (), (), (), claims, "",
    )  # fmt: skip


def says(policy: str, what: PublicIncident, counted: str = "killed") -> tuple[Documented | None, str]:
    applied = apply_policy(POLICIES[policy], what, counted=counted)
    return applied.number, applied.reason


FOUR = incident(claim(1, N(8, 8)), claim(2, N(6, 6)), claim(3, N(6, 6)), claim(4, N(12, 12)), standing=N(6, 12))


@pytest.mark.parametrize(
    ("policy", "number", "reason"),
    [
        ("register", Documented(6, 12), "as_reviewed"),
        ("every_casualty", Documented(6, 12), "lowest_to_highest"),
        ("acled", Documented(6, 6), "lowest_number"),
        ("ucdp_low", Documented(6, 6), "lowest_number"),
        ("ucdp_best", Documented(6, 6), "most_said_number"),
        ("ucdp_high", Documented(12, 12), "highest_number"),
        ("airwars", Documented(6, 12), "lowest_to_highest"),
    ],
)
def test_each_policy_reads_the_same_claims(policy: str, number: Documented, reason: str) -> None:
    assert says(policy, FOUR) == (number, reason)


def test_a_number_names_the_claims_it_rests_on() -> None:
    assert apply_policy(POLICIES["acled"], FOUR, counted="killed").claims == ("CL-000002", "CL-000003")
    assert apply_policy(POLICIES["ucdp_high"], FOUR, counted="killed").claims == ("CL-000004",)


@pytest.mark.parametrize(
    ("quote", "bounds", "acled"),
    [
        ("Dozens were killed.", N(24, None), 12),
        ("قتل عشرات المدنيين", N(20, None), 10),
        ("Hundreds fell.", N(200, None), 100),
        ("At least 20 of the tens of wounded died.", N(20, None), 20),
        ("At least twenty-four were killed.", N(24, None), 24),
    ],
)
def test_words_are_read_as_the_policy_says_and_numbers_as_they_stand(
    quote: str, bounds: PublicCount, acled: int
) -> None:
    one = incident(claim(1, bounds, quote=quote))
    assert says("acled", one)[0] == Documented(acled, acled)
    assert says("ucdp_low", one)[0] == Documented(bounds.min or 0, bounds.min)


def test_what_is_not_known_stays_unknown() -> None:
    vague = incident(claim(1, N(None, None), quote="Several were killed."))
    assert says("acled", vague) == (Documented(0, 0, unknown=1), "no_source_gives_a_number")
    opened = incident(claim(1, N(3, None)), claim(2, N(2, 2)))
    assert says("ucdp_high", opened) == (Documented(3, None), "highest_number_is_a_least")
    assert says("ucdp_high", incident(claim(1, N(3, None)), claim(2, N(9, 9))))[0] == Documented(9, 9)
    assert says("every_casualty", opened)[0] == Documented(2, None)


def test_what_a_policy_leaves_out_has_its_reason() -> None:
    assert says("acled", incident(claim(1, N(1, 1))), "injured") == (None, "policy_does_not_count_it")
    assert says("airwars", replace(FOUR, victim_class="combatant")) == (None, "victims_not_said_civilian")
    assert says("acled", incident(claim(1, N(9, 9), status="denied"))) == (None, "not_mentioned")
    assert says("register", incident()) == (None, "not_mentioned")


@given(st.permutations(range(4)), st.sampled_from(sorted(POLICIES)))
def test_the_order_of_claims_changes_nothing(order: list[int], policy: str) -> None:
    mixed = replace(FOUR, claims=tuple(FOUR.claims[at] for at in order))
    given_back = apply_policy(POLICIES[policy], mixed, counted="killed")
    assert given_back == apply_policy(POLICIES[policy], FOUR, counted="killed")


def test_grades_follow_from_what_is_known() -> None:
    firm = ["reasonable_grounds"]
    assert grade_of(FOUR, corroborated=firm) == "fair"
    assert grade_of(FOUR, corroborated=[]) == "weak"
    assert grade_of(replace(FOUR, disagreements=("perpetrators",)), corroborated=firm) == "contested"
    assert grade_of(replace(FOUR, victim_class="combatant"), corroborated=firm) == "discounted"


def test_every_row_of_the_table_has_a_version_and_a_name() -> None:
    assert {one.name for one in POLICIES.values()} >= {"register@1", "acled@1", "ucdp_best@1", "airwars@1"}


def test_the_threshold_of_small_cells_is_the_tables() -> None:
    (row,) = load_table("small_cells")
    assert row["threshold"] == SMALL


def test_kinds_of_number_never_mix() -> None:
    assert total([Named(2), Named(3)]) == Named(5)
    assert total([Documented(2, 4), Documented(0, 0, unknown=1)]) == Documented(2, 4, unknown=1)
    assert total([Documented(2, 4), Documented(1, None)]) == Documented(3, None)
    for parts, reason in (
        ([Named(2), Documented(2, 4)], "kinds_of_number_mixed"),
        ([Documented(2, 4), Estimated(9, 7, 12, "lcmcr")], "kinds_of_number_mixed"),
        ([Estimated(9, 7, 12, "lcmcr")], "estimates_are_not_summed"),
        ([], "nothing_to_sum"),
    ):
        with pytest.raises(InvalidRecord, match=reason):
            total(parts)  # type: ignore[type-var]
    with pytest.raises(TypeError):
        Named(2) + Documented(2, 4)  # type: ignore[operator]
