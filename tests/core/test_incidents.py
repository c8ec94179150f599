"""Claims become an incident: every case of the tables, and what holds for any claims in any order."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tawthiq.core.claims import COUNTED, KINDS, Claim, Count, PartyMention, PlaceMention, Span, Target, TimeMention
from tawthiq.core.counts import Bounds
from tawthiq.core.incidents import (
    FIELDS,
    SourcedClaim,
    assemble,
    count_range,
    independent_sources,
    is_massacre,
    violations_of,
)
from tawthiq.core.kinds import CONFUSABLE, HELD, PROHIBITED_FOR_ALL, SENSITIVE, kinds_agree
from tawthiq.store.packs import load_table

CASES = Path(__file__).parent.parent / "cases"
TABLE = yaml.safe_load((CASES / "incidents.yaml").read_text(encoding="utf-8"))
MASSACRES = yaml.safe_load((CASES / "massacres.yaml").read_text(encoding="utf-8"))["cases"]


def make_claim(number: int, row: dict[str, Any]) -> SourcedClaim:
    """The claim of a short row; whatever the row leaves out, the claim does not say."""
    claim = Claim(
        kind=row.get("kind", "airstrike"),
        status=row.get("status", "asserted"),
        quote=Span(0, 5, "words"),
        places=tuple(PlaceMention(0, 0, "", place=place) for place in row.get("place", ())),
        when=TimeMention(0, 0, "", edtf=str(row["when"])) if "when" in row else None,
        perpetrators=tuple(PartyMention(0, 0, "", party=party) for party in row.get("party", ())),
        target=Target(0, 0, "", target_class=row["class"]) if "class" in row else None,
        counts={name: Count(0, 0, "", *row[name]) for name in COUNTED if name in row},
    )
    return SourcedClaim(
        id=number,
        source=row["source"],
        report=f"RP-{number:06d}",
        text_key=row.get("text", f"text {number}"),
        published=str(row.get("published", "2015-07-01")),
        claim=claim,
    )


def as_written(value: Any) -> Any:
    """A value in the form the tables write it in."""
    if isinstance(value, Bounds):
        return [value.min, value.max]
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["id"])
def test_claims_become_an_incident(case: dict[str, Any]) -> None:
    claims = [make_claim(number, row) for number, row in enumerate(case["claims"], start=1)]
    assembled = assemble(claims, parents=TABLE["parents"])
    for field, expected in case["expect"].items():
        found = assembled[field]
        value = str(expected["value"]) if field == "when" else expected["value"]
        assert (as_written(found.value), found.disagreement, len(found.alternatives), list(found.contrary)) == (
            value,
            expected.get("disagree", False),
            expected["alternatives"],
            expected.get("contrary", []),
        ), field
    if "sources" in case:
        assert independent_sources(claims) == case["sources"]


def test_every_case_speaks_both_languages() -> None:
    for case in [*TABLE["cases"], *MASSACRES]:
        assert case["en"].isascii()
        assert any("\u0600" <= letter <= "\u06ff" for letter in case["ar"]), case["id"]


def test_only_the_scene_is_the_place() -> None:
    claim = Claim(
        kind="forced_displacement",
        quote=Span(0, 5, "words"),
        places=(
            PlaceMention(0, 0, "", place="tabqa", role="destination"),
            PlaceMention(0, 0, "", place=None),
            PlaceMention(0, 0, "", place="raqqa"),
        ),
    )
    assembled = assemble([SourcedClaim(1, "a", "RP-000001", "t", "2015-07-01", claim)])
    assert assembled["place"].value == "raqqa"
    assert assembled["place"].alternatives == (("raqqa", (1,)),)


def test_a_value_names_the_claims_that_carry_it() -> None:
    claims = [
        make_claim(1, {"source": "a", "kind": "airstrike", "party": ["russia"]}),
        make_claim(2, {"source": "b", "kind": "shelling", "party": ["unknown"]}),
    ]
    assembled = assemble(claims)
    assert assembled["kind"].claim_ids == (1,)
    assert assembled["perpetrators"].claim_ids == (1,)
    assert assembled["perpetrators"].alternatives == (("russia", (1,)), ("unknown", (2,)))


@pytest.mark.parametrize("case", MASSACRES, ids=lambda case: case["id"])
def test_the_massacre_rule(case: dict[str, Any]) -> None:
    decision = is_massacre(
        Bounds(*case["killed"]) if case["killed"] else None,
        victim_class=case["class"],
        kind=case["kind"],
        places=case.get("places", ["nahda"]),
        manners=case.get("manners", [case["kind"]]),
    )
    assert (decision.allowed, decision.reason) == (case["allowed"], case["reason"])


def test_violations_follow_the_rows_of_the_vocabulary() -> None:
    by_kind = {row["id"]: row["violation"] for row in load_table("kinds")}
    known = {row["id"] for row in load_table("violations")}
    every = violations_of(KINDS, victim_class="civilian", violation_by_kind=by_kind)
    assert every == tuple(sorted(set(every)))
    assert set(every) <= known
    assert violations_of(["clash"], victim_class="civilian", violation_by_kind=by_kind) == ()
    assert violations_of(["not_a_kind"], victim_class="civilian", violation_by_kind=by_kind) == ()


def test_against_combatants_only_what_is_forbidden_for_all_remains() -> None:
    by_kind = {"airstrike": "indiscriminate", "execution": "unlawful_killing"}
    both = ["execution", "airstrike"]
    assert violations_of(both, victim_class="combatant", violation_by_kind=by_kind) == ("unlawful_killing",)
    for doubtful in ("unknown", "civilian", "facility"):
        found = violations_of(both, victim_class=doubtful, violation_by_kind=by_kind)
        assert found == ("indiscriminate", "unlawful_killing")


def test_tables_of_kinds_hold_kinds_only() -> None:
    for table in (*CONFUSABLE, HELD, PROHIBITED_FOR_ALL, SENSITIVE):
        assert table <= set(KINDS)


@pytest.mark.parametrize(
    ("a", "b", "agreement"),
    [
        ("airstrike", "airstrike", "same"),
        ("airstrike", "attack_on_medical", "companion"),
        ("airstrike", "shelling", "confusable"),
        ("airstrike", "arrest_detention", "different"),
    ],
)
def test_kinds_agree_or_not_whichever_comes_first(a: str, b: str, agreement: str) -> None:
    assert kinds_agree(a, b) == kinds_agree(b, a) == agreement


# --- what holds for any claims ------------------------------------------------------------------------------------

numbers = st.one_of(st.none(), st.integers(0, 60))
ranges = st.tuples(numbers, numbers).map(
    lambda pair: sorted(pair) if None not in pair else list(pair)  # type: ignore[type-var]
)
rows = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["", "a", "b", "c"]),
        "party": st.lists(st.sampled_from(["unknown", "russia", "turkey"])),
    },
    optional={
        "kind": st.sampled_from(["airstrike", "shelling", "attack_on_medical", "arrest_detention"]),
        "status": st.sampled_from(["asserted", "denied", "planned", "background", "total"]),
        "text": st.sampled_from(["x", "y"]),
        "published": st.sampled_from(["2015-07-01", "2015-07-02"]),
        "when": st.sampled_from(
            ["2015-06-30", "2015-06", "2015-06-28/2015-07-02", "2015-07-01/..", "../2015-05", "2016?"]
        ),
        "place": st.lists(st.sampled_from(sorted(TABLE["parents"])), max_size=3),
        "class": st.sampled_from(["civilian", "combatant", "facility", "unknown"]),
        "killed": ranges,
        "injured": ranges,
    },
)
many_rows = st.lists(rows, max_size=6)


@settings(max_examples=60)
@given(many_rows, st.randoms(use_true_random=False))
def test_the_order_of_claims_changes_nothing(given_rows: list[dict[str, Any]], chance: Any) -> None:
    claims = [make_claim(number, row) for number, row in enumerate(given_rows, start=1)]
    shuffled = chance.sample(claims, len(claims))
    assert assemble(shuffled, parents=TABLE["parents"]) == assemble(claims, parents=TABLE["parents"])
    assert independent_sources(shuffled) == independent_sources(claims)


@settings(max_examples=60)
@given(many_rows)
def test_nothing_enters_an_incident_without_a_claim(given_rows: list[dict[str, Any]]) -> None:
    claims = [make_claim(number, row) for number, row in enumerate(given_rows, start=1)]
    speaking = {claim.id for claim in claims if claim.claim.status in ("asserted", "total")}
    assembled = assemble(claims, parents=TABLE["parents"])
    assert tuple(assembled) == FIELDS
    for one in assembled.values():
        assert set(one.claim_ids) <= speaking
        assert bool(one.claim_ids) == (one.value is not None)
        assert all(ids and set(ids) <= speaking for _, ids in one.alternatives)
        assert {c.claim.status for c in claims if c.id in one.contrary} <= {"denied"}


told_ranges = ranges.map(lambda pair: Bounds(*pair))


@given(st.lists(told_ranges, max_size=6))
def test_a_range_holds_every_number_told(told: list[Bounds]) -> None:
    whole = count_range(told)
    assert whole.is_vague == all(one.is_vague for one in told)
    assert whole.min is None or whole.max is None or whole.min <= whole.max
    for one in (one for one in told if not one.is_vague):
        assert one.min is None or (whole.min or 0) <= one.min
        assert whole.max is None or (one.max is not None and one.max <= whole.max)
        assert one.max is None or (whole.min or 0) <= one.max


@given(st.lists(told_ranges, min_size=1, max_size=4), told_ranges)
def test_another_number_never_makes_a_range_tighter(told: list[Bounds], another: Bounds) -> None:
    before, after = count_range(told), count_range([*told, another])
    assert after.max is None or (before.max is not None and before.max <= after.max) or before.is_vague
    if before.min in {one.min for one in told}:  # not the zero that stands for two bounds that contradict each other
        assert before.min is None or (after.min or 0) <= before.min
