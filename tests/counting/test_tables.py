"""Figures: sums of ranges with the incidents behind them, and what holds for any incidents."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.balances import Told, balance
from tawthiq.core.counting_policies import policy_from
from tawthiq.core.disclosure import public_counts
from tawthiq.core.releases import Figure, PublicCount, PublicIncident, PublicPlace
from tawthiq.counting.by_policy import policy_table, policy_used
from tawthiq.counting.tables import COUNTED, TABLES, cells_of, figures, figures_within, month_of
from tawthiq.store.packs import load_table

RAQQA = PublicPlace("PL-000001", "Nahda", "النهضة", 35.95, 39.01, 1500, "raqqa", "Raqqa", "الرقة")
BASE = PublicIncident(
    ref="IN-000001",
    kind="airstrike",
    title_en="",
    title_ar="",
    summary_en="",
    summary_ar="",
    edtf="2015-06-30",
    first_day="2015-06-30",
    last_day="2015-06-30",
    place=RAQQA,
    grade="reasonable_grounds",
    perpetrators=(("russia", "reasonable_grounds"),),
    victim_class="civilian",
    counts={"killed": PublicCount(8, 8)},
    is_massacre=True,
    violations=(),
    disagreements=(),
    unknown=(),
    people=(),
    claims=(),
    signed_on="2015-07-30",
)


def figure(incidents: list[PublicIncident], *cell: str, exact: bool = False) -> Figure:
    """The one figure of a table, key and counted thing."""
    found = figures(incidents, counted=("incidents", *COUNTED), exact=exact)
    (one,) = [each for each in found if (each.table, each.key, each.counted) == cell]
    return one


def test_the_policy_that_pages_name_is_the_one_that_made_their_figures() -> None:
    incidents = [
        BASE,
        replace(BASE, ref="IN-000002", counts={"killed": PublicCount(6, 9)}),
        replace(BASE, ref="IN-000003", counts={"killed": PublicCount(None, None)}),
    ]
    used = policy_used("en")
    row = next(row for row in load_table("counting_policies") if used.name == f"{row['id']}@{row['version']}")
    (counted,) = policy_table(incidents, policy=policy_from(row), release=1).rows
    shown = figure(incidents, "all", "all", "killed", exact=True)
    assert (counted.documented.min, counted.documented.unknown) == (shown.min, shown.unknown) == (14, 1)
    assert (used.words, used.definition) == (row["en"], row["definition_en"])


def test_a_sum_is_a_range_with_its_incidents() -> None:
    incidents = [
        BASE,
        replace(BASE, ref="IN-000002", counts={"killed": PublicCount(6, None)}),
        replace(BASE, ref="IN-000003", counts={"killed": PublicCount(None, None)}),
        replace(BASE, ref="IN-000004", counts={}),
    ]
    refs = ("IN-000001", "IN-000002", "IN-000003")
    assert figure(incidents, "kind", "airstrike", "killed") == Figure("kind", "airstrike", "killed", 14, None, 1, refs)
    assert figure(incidents[:1], "all", "all", "killed") == Figure("all", "all", "killed", 8, 8, 0, refs[:1])
    everything = figure(incidents, "all", "all", "incidents")
    assert (everything.min, everything.max, everything.unknown) == (4, 4, 0)


def test_up_to_adds_to_the_most_only() -> None:
    found = figure([replace(BASE, counts={"killed": PublicCount(None, 5)})], "all", "all", "killed")
    assert (found.min, found.max, found.unknown) == (0, 5, 0)


def test_nobody_killed_is_a_number_too() -> None:
    found = figure([replace(BASE, counts={"killed": PublicCount(0, 0)})], "all", "all", "killed")
    assert (found.min, found.max, found.unknown, found.incidents) == (0, 0, 0, ("IN-000001",))


def test_a_joint_act_counts_under_each_party_and_once_in_the_total() -> None:
    joint = replace(BASE, perpetrators=(("russia", "reported"), ("syrian_government", "reported")))
    assert figure([joint], "party", "russia", "killed").min == 8
    assert figure([joint], "party", "syrian_government", "killed").min == 8
    assert figure([joint], "all", "all", "killed").min == 8


def test_the_unknown_perpetrator_always_has_a_row() -> None:
    assert figure([BASE], "party", "unknown", "killed") == Figure("party", "unknown", "killed", 0, 0, 0, ())
    assert figure([], "all", "all", "killed") == Figure("all", "all", "killed", 0, 0, 0, ())
    nobody = replace(BASE, perpetrators=())
    assert figure([nobody], "party", "unknown", "killed").incidents == ("IN-000001",)


@pytest.mark.parametrize(
    ("first_day", "last_day", "month"),
    [
        ("2015-06-01", "2015-06-30", "2015-06"),
        ("2015-06-30", "2015-07-01", "uncertain"),
        ("2015-06-30", "", "uncertain"),
        ("", "2015-06-30", "uncertain"),
        ("", "", "undated"),
        ("2014-06-30", "2015-06-30", "uncertain"),
    ],
)
def test_the_month_is_told_only_where_it_is_known(first_day: str, last_day: str, month: str) -> None:
    assert month_of(replace(BASE, first_day=first_day, last_day=last_day)) == month


@pytest.mark.parametrize("place", [None, replace(RAQQA, governorate="")])
def test_without_a_governorate_the_place_is_unknown(place: PublicPlace | None) -> None:
    assert ("place", "unknown") in set(cells_of(replace(BASE, place=place)))


def test_small_sensitive_numbers_stay_inside_unless_the_desk_asks() -> None:
    arrest = replace(BASE, kind="arrest_detention", counts={"detained": PublicCount(3, 3)})
    shown = figure([arrest], "all", "all", "detained")
    assert (shown.min, shown.max) == (0, 4)
    inside = figure([arrest], "all", "all", "detained", exact=True)
    assert (inside.min, inside.max) == (3, 3)


def test_a_hidden_number_is_not_the_difference_of_two_figures() -> None:
    arrests = [
        replace(BASE, ref="IN-000001", kind="arrest_detention", counts={"detained": PublicCount(20, 20)}),
        replace(BASE, ref="IN-000002", kind="abduction", counts={"detained": PublicCount(2, 2)}),
    ]
    total, one = figure(arrests, "all", "all", "detained"), figure(arrests, "kind", "arrest_detention", "detained")
    assert (total.min - one.min, (total.max or 0) - (one.max or 0)) == (0, 4)


# --- what holds for any incidents ---------------------------------------------------------------------------------

numbers = st.one_of(st.none(), st.integers(0, 40))
counts = st.tuples(numbers, numbers).map(
    lambda pair: PublicCount(*pair) if None in pair else PublicCount(min(pair), max(pair))  # type: ignore[type-var]
)
incidents_of_any_kind = st.lists(
    st.builds(
        replace,
        st.just(BASE),
        kind=st.sampled_from(["airstrike", "shelling", "torture", "arrest_detention"]),
        perpetrators=st.lists(st.sampled_from(["russia", "turkey", "unknown"]), unique=True, max_size=2).map(
            lambda parties: tuple((party, "reported") for party in parties)
        ),
        place=st.sampled_from([RAQQA, None]),
        first_day=st.sampled_from(["", "2015-06-30"]),
        last_day=st.sampled_from(["", "2015-06-30", "2015-07-02"]),
        grade=st.sampled_from(["reported", "reasonable_grounds"]),
        signed_on=st.sampled_from(["", "2015-08-01", "2015-08-09T10:00:00Z"]),
        counts=st.dictionaries(st.sampled_from(COUNTED), counts),
    ),
    max_size=7,
).map(lambda made: [replace(one, ref=f"IN-{number:06d}") for number, one in enumerate(made, start=1)])


@given(incidents_of_any_kind, st.booleans())
def test_totals_hold_every_part_and_are_the_sum_over_kinds(incidents: list[PublicIncident], exact: bool) -> None:
    found = figures(incidents, exact=exact)
    totals = {one.counted: one for one in found if one.table == "all"}
    assert set(totals) == set(COUNTED)
    for one in found:
        total = totals[one.counted]
        assert one.min <= total.min
        assert total.max is None or (one.max is not None and one.max <= total.max)
        assert one.max is None or one.min <= one.max
        assert one.unknown <= total.unknown
        assert set(one.incidents) <= set(total.incidents)
    for table in ("kind", "place", "month"):
        parts = [one for one in found if one.table == table]
        for counted, total in totals.items():
            mine = [one for one in parts if one.counted == counted]
            assert sum(one.min for one in mine) == total.min
            assert sum(one.unknown for one in mine) == total.unknown
            opened = any(one.max is None for one in mine)
            assert (None if opened else sum(one.max or 0 for one in mine)) == total.max
            assert sorted(ref for one in mine for ref in one.incidents) == list(total.incidents)


@given(incidents_of_any_kind, st.randoms(use_true_random=False))
def test_the_order_of_incidents_changes_nothing(incidents: list[PublicIncident], chance: object) -> None:
    shuffled = chance.sample(incidents, len(incidents))  # type: ignore[attr-defined]
    assert figures(shuffled) == figures(incidents)
    assert balance(shuffled) == balance(incidents)


@given(incidents_of_any_kind)
def test_the_public_counts_what_the_desk_counts_minus_what_is_hidden(incidents: list[PublicIncident]) -> None:
    released = [replace(one, counts=public_counts(one.counts, kind=one.kind)) for one in incidents]
    assert figures(released) == figures(incidents) == figures(released, exact=True)


@given(incidents_of_any_kind)
def test_figures_come_in_a_fixed_order_and_each_once(incidents: list[PublicIncident]) -> None:
    names = [(TABLES.index(one.table), one.key, COUNTED.index(one.counted)) for one in figures(incidents)]
    assert names == sorted(set(names))


def test_the_balance_shows_every_party_by_the_same_measures() -> None:
    incidents = [
        BASE,
        replace(BASE, ref="IN-000002", grade="reported", signed_on="2015-07-10"),
        replace(BASE, ref="IN-000003", perpetrators=(), signed_on=""),
        replace(BASE, ref="IN-000004", perpetrators=(("turkey", "reported"), ("russia", "reported")), last_day=""),
    ]
    report = balance(incidents)
    assert (report.incidents, report.unattributed, report.unattributed_share) == (4, 1, 0.25)
    russia, turkey, unknown = report.parties
    assert (russia.party, russia.incidents, russia.share) == ("russia", 3, 0.75)
    assert russia.grades == (("reasonable_grounds", 2), ("reported", 1))
    assert russia.median_days == 20
    assert (turkey.incidents, turkey.median_days) == (1, None)
    assert (unknown.party, unknown.incidents, unknown.median_days) == ("unknown", 1, None)
    assert (russia.places, russia.first_day, russia.last_day) == (1, "2015-06-30", "2015-06-30")
    assert (russia.median_accounts, russia.median_desk_days) == (None, None)


def test_the_balance_says_how_many_accounts_and_how_long_the_desk_took() -> None:
    incidents = [BASE, replace(BASE, ref="IN-000002"), replace(BASE, ref="IN-000003", signed_on="")]
    told = {"IN-000001": Told(3, "2015-07-01"), "IN-000002": Told(1, "2015-07-20"), "IN-000003": Told(2)}
    russia = balance(incidents, told=told).parties[0]
    assert (russia.median_accounts, russia.median_desk_days) == (2, 19.5)
    assert balance(incidents, told={}).parties[0].median_accounts is None


def test_an_empty_register_has_a_balance_too() -> None:
    report = balance([])
    assert (report.incidents, report.unattributed_share) == (0, 0.0)
    assert [party.party for party in report.parties] == ["unknown"]


def test_a_year_holds_what_certainly_happened_in_it_and_says_what_perhaps_did() -> None:
    incidents = [
        BASE,
        replace(BASE, ref="IN-000002", first_day="2015-12-30", last_day="2016-01-02"),
        replace(BASE, ref="IN-000003", first_day="2016-03-01", last_day="2016-03-01", perpetrators=()),
        replace(BASE, ref="IN-000004", first_day="", last_day="2015-04-01"),
        replace(BASE, ref="IN-000005", first_day="", last_day=""),
    ]
    found = {(f.table, f.key, f.counted): f for f in figures_within(incidents, period="2015", counted=("incidents",))}
    assert found["all@2015", "all", "incidents"].incidents == ("IN-000001",)
    assert found["all@2015", "uncertain", "incidents"].incidents == ("IN-000002", "IN-000004")
    assert found["party@2015", "unknown", "incidents"].min == 0
    assert found["party@2015", "russia", "incidents"].min == 1
    assert found["victims@2015", "civilian", "incidents"].min == 1
    assert figures_within(incidents, period="2016-03")[0].table == "all@2016-03"
