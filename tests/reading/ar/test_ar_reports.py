"""Arabic reports read whole: the case table, golden spans, and what must hold on any text."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tawthiq.core.claims import Claim, check_claim, to_json
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.reader import Document

TABLES = [
    yaml.safe_load((Path(__file__).parents[2] / "cases" / name).read_text(encoding="utf-8"))
    for name in ("reading_ar.yaml", "reading_ar_field.yaml")
]
CASES = [case | {"published": table["published"].isoformat()} for table in TABLES for case in table["cases"]]
PUBLISHED = TABLES[0]["published"].isoformat()


def read(text: str, *, published: str | None = PUBLISHED) -> list[Claim]:
    return GrammarReader().read(Document(text, "ar", published))


def fits(claim: Claim, row: dict[str, Any]) -> bool:
    """Whether the claim says everything that the row says."""
    said = {
        "kind": claim.kind,
        "status": claim.status,
        "by": [party.party for party in claim.perpetrators],
        "target": claim.target.party if claim.target else None,
        "who": claim.target.target_class if claim.target else None,
        "when": claim.when.edtf if claim.when else None,
        "people": [person.text for person in claim.people],
        "counts": {slot: [count.min, count.max] for slot, count in claim.counts.items()},
    }
    places = [place.place for place in claim.places]
    voices = " ".join(attribution.text for attribution in claim.attribution)
    return (
        all(said[key] == row[key] for key in said if key in row)
        and all(place in places for place in row.get("places", []))
        and row.get("says", "") in voices
        and any(row.get("at", "") in place.text for place in claim.places or (claim.quote,))
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_report_is_read_as_a_careful_person_reads_it(case: dict[str, Any]) -> None:
    claims = read(case["text"], published=case["published"])
    shown = "\n".join(str(to_json(claim)) for claim in claims)
    for row in case["claims"]:
        assert any(fits(claim, row) for claim in claims), f"not found: {row}\n{shown}"
    if not case.get("extra"):
        assert len(claims) == len(case["claims"]), shown


COUNTS = yaml.safe_load((Path(__file__).parents[2] / "cases" / "reading_ar_counts.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", COUNTS["cases"], ids=lambda case: case["text"][:40])
def test_a_count_belongs_to_what_befell_its_people(case: dict[str, Any]) -> None:
    found = [
        {slot: [count.min, count.max] for slot, count in claim.counts.items()}
        for claim in read(case["text"], published="2016-05-10")
    ]
    bare = [{slot: bounds for slot, bounds in counts.items() if slot != "munitions"} for counts in found]
    assert case["counts"] in found or case["counts"] in bare


ACTORS = yaml.safe_load((Path(__file__).parents[2] / "cases" / "reading_ar_actors.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", ACTORS["cases"], ids=lambda case: case["text"][:40])
def test_who_did_it_who_says_it_and_who_is_named(case: dict[str, Any]) -> None:
    claims = read(case["text"], published="2016-05-10")
    shown = "\n".join(str(to_json(claim)) for claim in claims)
    row = {key: value for key, value in case.items() if key != "text"}
    same = [claim for claim in claims if sorted(party.party for party in claim.perpetrators) == sorted(row["by"])]
    assert any(fits(claim, row | {"by": [party.party for party in claim.perpetrators]}) for claim in same), shown


ROLL = """مقتل أربعة مدنيين بقصف على مدينة دوما

ريف دمشق – مركز الغوطة الإعلامي

قتل أربعة مدنيين اليوم جراء قصف مدفعي لقوات النظام على مدينة دوما.

أسماء الشهداء:
- محمد خالد العلي
- سامر الأحمد (12 عاماً)
- أم عدنان الشامي
- الطفلة رنا الحسن

وتعرضت بلدة مسرابا لقصف مماثل دون إصابات.
"""


def test_a_list_under_its_heading_names_the_dead() -> None:
    first, second = read(ROLL, published="2016-05-10")
    assert [(person.text, person.status) for person in first.people] == [
        ("محمد خالد العلي", "killed"),
        ("سامر الأحمد", "killed"),
        ("أم عدنان الشامي", "killed"),
        ("رنا الحسن", "killed"),
    ]
    assert first.people[-1].role == "الطفلة"
    assert [item.text for item in first.attribution] == ["مركز الغوطة الإعلامي"]
    assert second.people == ()


def test_names_without_a_heading_are_nobody() -> None:
    (claim,) = read("قتل مدنيان في مدينة دوما بقصف لقوات النظام.\n\n- محمد العلي\n- سامر الأحمد\n")
    assert claim.people == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_span_slices_back_to_its_words(case: dict[str, Any]) -> None:
    for claim in read(case["text"]):
        check_claim(claim, text=case["text"])


VOWELLED = "قُـتِـلَ أَرْبَعَةُ مَدَنِيِّينَ\u200f في غارةٍ لِطَيَرانِ النِظامِ على مَدينةِ «أَريحا»\u200e أمسِ."


def test_a_vowelled_text_is_quoted_as_it_was_written() -> None:
    (claim,) = read(VOWELLED)
    assert claim.kind == "airstrike"
    assert claim.counts["killed"].text == "أَرْبَعَةُ مَدَنِيِّينَ"
    assert [party.party for party in claim.perpetrators] == ["syrian_government"]
    assert claim.when is not None
    assert (claim.when.text, claim.when.edtf) == ("أمسِ", "2015-06-30")


def test_without_an_anchor_the_day_stays_symbolic() -> None:
    (claim,) = read(VOWELLED, published=None)
    assert claim.when is not None
    assert claim.when.edtf is None


PIECES = st.lists(
    st.sampled_from([word for case in CASES for word in case["text"].split()] + ["\n", "،", ".", '"', "«", "و", "ل"]),
    max_size=40,
).map(" ".join)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PIECES | st.text(max_size=200))
def test_any_text_is_read_without_fail(text: str) -> None:
    for claim in read(text):
        check_claim(claim, text=text)
