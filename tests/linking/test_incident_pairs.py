"""Two accounts compared, as a careful researcher would: every case of the table, and what holds for every pair."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.core.counts import Bounds
from tawthiq.linking.incidents.accounts import Account, Site
from tawthiq.linking.incidents.background import Background
from tawthiq.linking.incidents.blocking import pairs_to_compare
from tawthiq.linking.incidents.evidence import compare, weights
from tawthiq.linking.incidents.grouping import group
from tawthiq.linking.incidents.linking import link
from tawthiq.linking.incidents.rows import ListReader
from tawthiq.store.packs import load_table
from tawthiq.store.table_columns import recognise_columns
from tawthiq.store.tables import open_table, write_table

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "incident_pairs.yaml").read_text(encoding="utf-8"))
# Two hundred other events around, so that what the two share is as rare as in a real list.
DAY = 741_500


def others() -> list[Account]:
    kinds = ("airstrike", "shelling", "clash", "arrest_detention", "explosion_ied")
    return [
        Account(
            ref=f"other-{number}",
            first=DAY + number * 7 % 400,
            last=DAY + number * 7 % 400,
            sites=(Site(name=f"town {number % 40}", point=(33 + number % 40 / 10, 36 + number % 7)),),
            kind=kinds[number % 5],
            parties=frozenset({("islamic_state", "syrian_government", "opposition")[number % 3]}),
            counts={"killed": Bounds(number % 13, number % 13)},
        )
        for number in range(200)
    ]


def pair_of(case: dict[str, Any], folder: Path) -> tuple[Account, Account]:
    first = {**CASES["base"], **case.get("both", {})}
    rows = [first, {**first, **case["other"]}]
    heads = sorted({name for row in rows for name in row})
    write_table(folder / "pair.csv", heads, [[str(row.get(name, "")) for name in heads] for row in rows])
    table = open_table(folder / "pair.csv")
    reader = ListReader(table, recognise_columns(table, subject="incidents"))
    (one, faults), (other, more) = (reader.account(row, ref=str(row.line)) for row in table.rows())
    assert not [*faults, *more]
    return one, other


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_a_pair_is_judged_as_a_researcher_would(case: dict[str, Any], tmp_path: Path) -> None:
    one, other = pair_of(case, tmp_path)
    background = Background([*others(), one, other])
    compared = compare(one, other, background)
    score = compared.score if compared else 0.0
    assert (score >= 0.5) == case["one"], compared
    assert set(case.get("why", ())) <= set(compared.reasons if compared else ()), compared
    assert any("\u0600" <= letter <= "\u06ff" for letter in case["ar"])


@pytest.mark.parametrize("case", [case for case in CASES["cases"] if case["one"]], ids=lambda case: case["id"])
def test_what_is_one_event_is_not_lost_before_it_is_compared(case: dict[str, Any], tmp_path: Path) -> None:
    accounts = [*others(), *pair_of(case, tmp_path)]
    assert (200, 201) in set(pairs_to_compare(accounts))


def test_every_reason_has_a_row_and_a_case() -> None:
    told = {reason for case in CASES["cases"] for reason in case.get("why", ())}
    assert {row["id"] for row in load_table("incident_evidence")} == set(weights())
    assert told <= set(weights())


places = st.builds(
    lambda lat, lon, radius: Site(point=(lat, lon), radius_m=radius),
    st.floats(-80, 80),
    st.floats(-179, 179),
    st.sampled_from([None, 300, 25_000]),
)
spans = st.tuples(st.integers(DAY, DAY + 60), st.integers(0, 40))
tellings = st.builds(
    lambda ref, span, sites, kind, killed: Account(
        ref=ref,
        first=span[0],
        last=span[0] + span[1],
        sites=tuple(sites),
        kind=kind,
        counts={"killed": Bounds(killed, killed)},
    ),
    st.text(min_size=1, max_size=3),
    spans,
    st.lists(places, max_size=2),
    st.sampled_from(["airstrike", "clash", ""]),
    st.integers(0, 50),
)


@given(tellings, tellings)
def test_a_comparison_has_no_direction(one: Account, other: Account) -> None:
    background = Background([one, other])
    there, back = compare(one, other, background), compare(other, one, background)
    assert (there is None) == (back is None)
    if there and back:
        assert there.score == pytest.approx(back.score, abs=0.002)
        assert there.reasons == back.reasons


@settings(max_examples=50)
@given(st.floats(-75, 75), st.floats(-179, 179), st.floats(-0.02, 0.02), st.floats(-0.02, 0.02), st.integers(-2, 2))
def test_near_in_time_and_place_is_always_compared(lat: float, lon: float, up: float, aside: float, days: int) -> None:
    one = Account("a", first=DAY, last=DAY, sites=(Site(point=(lat, lon)),))
    other = Account("b", first=DAY + days, last=DAY + days, sites=(Site(point=(lat + up, lon + aside)),))
    assert list(pairs_to_compare([one, other])) == [(0, 1)]


def test_a_pair_is_compared_once_and_far_ones_never() -> None:
    here, there = ((Site(name="x", point=(lat, 40.0)),) for lat in (35.0, 37.0))
    accounts = [
        Account("a", first=DAY, last=DAY + 3, sites=here, kin=frozenset({"k"})),
        Account("b", first=DAY + 1, last=DAY + 90, sites=here),
        Account("c", first=DAY + 4, last=DAY + 4, sites=here),
        Account("d", first=DAY, last=DAY, sites=(Site(name="y", point=(37.0, 40.0)),)),
        Account("e", first=DAY + 300, last=DAY + 300, sites=there),
    ]
    assert list(pairs_to_compare(accounts)) == [(0, 1), (0, 2), (1, 2)]


def test_a_busy_key_pairs_nobody_without_day_or_place() -> None:
    site = (Site(name="capital", point=(33.5, 36.3)),)
    accounts = [Account(str(number), sites=site) for number in range(100)]
    assert list(pairs_to_compare(accounts)) == []


def test_groups_hold_together_on_average_and_not_by_a_chain() -> None:
    refs = list("abcde")
    chain = {("a", "b"): 0.85, ("b", "c"): 0.85, ("c", "d"): 0.85, ("d", "e"): 0.85}
    assert group(refs, chain) == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "d"}
    full = chain | {
        ("a", "c"): 0.8,
        ("a", "d"): 0.6,
        ("b", "d"): 0.7,
        ("a", "e"): 0.1,
        ("b", "e"): 0.1,
        ("c", "e"): 0.2,
    }
    assert group(refs, full) == dict.fromkeys("abcde", "a")
    assert group(refs, full, apart=[("b", "d")]) == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "d"}


@given(st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)), st.floats(0, 1), max_size=20), st.randoms())
def test_groups_do_not_depend_on_the_order_of_pairs(pairs: dict[tuple[int, int], float], random: Any) -> None:
    scores = {(str(a), str(b)): score for (a, b), score in pairs.items() if a < b}
    refs = [str(number) for number in range(8)]
    mixed = list(scores.items())
    random.shuffle(mixed)
    assert group(refs, scores) == group(refs, dict(mixed))


def test_linking_gives_the_best_pair_first_and_tells_how_far_it_has_come() -> None:
    same = others()[0]
    accounts = [*others(), Account("x", same.first, same.last, same.sites, kind=same.kind, parties=same.parties)]
    heard: list[int] = []
    found = link(accounts, progress=heard.append)
    assert (found[0].left, found[0].right) == (0, 200)
    assert found[0].comparison.score > 0.9
    assert heard == list(range(1, 202))
