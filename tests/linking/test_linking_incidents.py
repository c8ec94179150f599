"""Candidates for a claim: every case of the table, and what holds for the order of candidates."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.claims import COUNTED, Claim, Count, PartyMention, PlaceMention, Span, TimeMention
from tawthiq.core.counts import Bounds
from tawthiq.linking.incidents.accounts import account_of_claim
from tawthiq.linking.incidents.background import Background
from tawthiq.linking.incidents.candidates import KnownIncident, account_of_incident, candidates_for
from tawthiq.linking.incidents.evidence import DAYS_APART, compare, probability, weights

TABLE = yaml.safe_load((Path(__file__).parent.parent / "cases" / "linking.yaml").read_text(encoding="utf-8"))


# From the best to the worst.
BETTER = ["same_in_all", "told_a_day_late", "other_party", "no_place"]


def make_claim(row: dict[str, Any]) -> Claim:
    """The claim of a short row."""
    lat, lon = row.get("point", (None, None))
    place = PlaceMention(
        0, 0, "", place=row.get("place"), lat=lat, lon=lon, radius_m=row.get("radius"), role=row.get("role", "scene")
    )
    return Claim(
        kind=row.get("kind", "airstrike"),
        quote=Span(0, 5, "words"),
        places=(place,),
        when=TimeMention(0, 0, "", edtf=str(row["when"])) if "when" in row else None,
        perpetrators=tuple(PartyMention(0, 0, "", party=party) for party in row.get("party", ())),
        counts={name: Count(0, 0, "", *row[name]) for name in COUNTED if name in row},
    )


def make_incident(row: dict[str, Any], *, ref: str = "IN-000001") -> KnownIncident:
    """The incident of a short row."""
    return KnownIncident(
        ref=ref,
        kind=row["kind"],
        edtf=str(row["when"]),
        place=row["place"],
        point=tuple(row["point"]),
        radius_m=row["radius"],
        perpetrators=tuple(row["party"]),
        counts={name: Bounds(*bounds) for name, bounds in row["counts"].items()},
    )


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["id"])
def test_a_claim_finds_its_incident_with_reasons(case: dict[str, Any]) -> None:
    found = candidates_for(make_claim(case["claim"]), [make_incident(TABLE["incident"])], parents=TABLE["parents"])
    assert [list(candidate.reasons) for candidate in found] == ([case["expect"]] if case["expect"] else [])
    for candidate in found:
        assert candidate.score == scored(make_claim(case["claim"]))
    assert any("\u0600" <= letter <= "\u06ff" for letter in case["ar"])


def scored(claim: Claim) -> float:
    """The probability of all the pieces together, added up here once more."""
    told = account_of_claim(claim, ref="", parents=TABLE["parents"])
    held = account_of_incident(make_incident(TABLE["incident"]), parents=TABLE["parents"])
    compared = compare(told, held, Background([told, held]))
    assert compared is not None
    assert all(piece.reason in weights() for piece in compared.pieces)
    return probability(sum(piece.weight for piece in compared.pieces))


def test_whatever_fits_better_scores_higher() -> None:
    of_case = {case["id"]: case["claim"] for case in TABLE["cases"]}
    scores = {name: scored(make_claim(claim)) for name, claim in of_case.items() if name in BETTER}
    assert sorted(scores, key=lambda name: -scores[name]) == BETTER


def test_the_better_candidate_comes_first_and_equals_by_reference() -> None:
    row = TABLE["incident"]
    incidents = [
        make_incident(row | {"when": "2015-07-02"}, ref="IN-000001"),
        make_incident(row, ref="IN-000003"),
        make_incident(row, ref="IN-000002"),
        make_incident(row | {"kind": "torture"}, ref="IN-000004"),
    ]
    claim = make_claim({"when": "2015-06-30", "place": "nahda"})
    found = candidates_for(claim, incidents)
    assert [candidate.ref for candidate in found] == ["IN-000002", "IN-000003", "IN-000001"]
    assert candidates_for(claim, incidents[::-1]) == found
    assert candidates_for(claim, []) == []


def test_a_bare_incident_is_no_candidate_for_a_bare_claim() -> None:
    assert candidates_for(make_claim({}), [KnownIncident(ref="IN-000001", kind="airstrike")]) == []


def test_one_of_several_scenes_nearby_is_enough() -> None:
    near, far = ({"when": "2015-06-30", "point": [lat, 39.01], "radius": 300} for lat in (35.96, 36.5))
    claim = replace(make_claim(near), places=(*make_claim(far).places, *make_claim(near).places))
    (found,) = candidates_for(claim, [make_incident(TABLE["incident"])])
    assert "near_place" in found.reasons


@pytest.mark.parametrize(
    ("told", "held", "reason"),
    [
        ((0, 0), (None, 5), "counts_overlap"),
        ((None, 5), (0, 0), "counts_overlap"),
        ((6, 6), (None, 5), "counts_differ"),
        ((5, None), (None, 5), "counts_overlap"),
    ],
)
def test_numbers_open_below_begin_at_zero(told: tuple[Any, Any], held: tuple[Any, Any], reason: str) -> None:
    claim = make_claim({"when": "2015-06-30", "place": "nahda", "killed": told})
    (found,) = candidates_for(claim, [make_incident(TABLE["incident"] | {"counts": {"killed": held}})])
    assert found.reasons[-1] == reason


days = st.dates(min_value=date(2011, 1, 1), max_value=date(2026, 1, 1))


@given(days, st.integers(-5, 5))
def test_a_claim_within_the_days_is_a_candidate_and_outside_is_not(day: Any, shift: int) -> None:
    moved = day + timedelta(days=shift)
    incident = make_incident(TABLE["incident"] | {"when": day.isoformat()})
    found = candidates_for(make_claim({"when": moved.isoformat(), "place": "nahda"}), [incident])
    assert bool(found) == (abs(shift) <= DAYS_APART)
