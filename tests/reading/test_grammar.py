"""The grammar reader whole: golden reports, the founding document, and what must hold on any text at all."""

import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tawthiq.core.claims import Claim, check_claim, from_json, to_json
from tawthiq.errors import NotFound
from tawthiq.reading.detecting import detect_lang, known_languages
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.reader import Document

TABLES = [
    yaml.safe_load((Path(__file__).parents[1] / "cases" / name).read_text(encoding="utf-8"))
    for name in ("reading_en.yaml", "reading_en_reports.yaml", "reading_en_field.yaml", "reading_en_wires.yaml")
]
COUNTRIES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "reading_en_countries.yaml").read_text(encoding="utf-8")
)["cases"]
SUFFERERS = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "reading_en_people.yaml").read_text(encoding="utf-8")
)["sufferers"]
TIMES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "reading_en_times.yaml").read_text(encoding="utf-8"))[
    "cases"
]
CASES = [case for table in TABLES for case in table["cases"]]
WORLD = yaml.safe_load((Path(__file__).parents[1] / "cases" / "reading_en_world.yaml").read_text(encoding="utf-8"))
TABLES.append(WORLD)
(PUBLISHED,) = {table["published"].isoformat() for table in TABLES}


def read(text: str, *, lang: str = "en", published: str | None = PUBLISHED) -> list[Claim]:
    return GrammarReader().read(Document(text, lang, published))


def fits(claim: Claim, row: dict[str, Any]) -> bool:
    """Whether the claim says everything that the row says."""
    counts = {slot: [count.min, count.max] for slot, count in claim.counts.items()}
    checks = {
        "kind": claim.kind,
        "status": claim.status,
        "by": [party.party for party in claim.perpetrators],
        "target": claim.target.party if claim.target else None,
        "who": claim.target.target_class if claim.target else None,
        "when": claim.when.edtf if claim.when else None,
        "people": [person.text for person in claim.people],
        "confidence": claim.confidence,
    }
    return (
        all(checks[key] == row[key] for key in checks if key in row)
        and all(place in [found.place for found in claim.places] for place in row.get("places", []))
        and all(counts.get(slot) == bounds for slot, bounds in row.get("counts", {}).items())
        and all(slot in row["counts"] for slot in counts if "counts" in row)
        and any(row.get("says", "") in item.text for item in claim.attribution or (claim.quote,))
        and row.get("quote", "") in claim.quote.text
    )


@pytest.mark.parametrize("case", COUNTRIES, ids=lambda case: case["text"][:60])
def test_the_country_is_that_of_the_scene_else_of_the_report(case: dict[str, Any]) -> None:
    claim = GrammarReader(conflict="world").read(Document(case["text"], "en", PUBLISHED))[0]
    told = (claim.country.iso2, claim.country.text) if claim.country else (None, "")
    assert told == (case["country"], case["words"])
    assert [place.name for place in claim.places] == case["places"]


@pytest.mark.parametrize("case", TIMES, ids=lambda case: case["text"])
def test_a_time_belongs_to_its_own_act(case: dict[str, Any]) -> None:
    claims = GrammarReader(conflict="world").read(Document(case["text"], "en", PUBLISHED))
    found = [claim.when.edtf if claim.when else None for claim in claims if claim.kind == case["kind"]]
    assert found == [case["when"]]


@pytest.mark.parametrize("case", SUFFERERS, ids=lambda case: case["text"])
def test_to_whom_it_was_done_is_told_by_grammar(case: dict[str, Any]) -> None:
    claims = read(case["text"])
    found = {person.name or person.text: person.status for claim in claims for person in claim.people if person.status}
    assert found == case["found"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_report_is_read_as_a_careful_person_reads_it(case: dict[str, Any]) -> None:
    check_reading(case, read(case["text"]))


@pytest.mark.parametrize("case", WORLD["cases"], ids=lambda case: case["name"])
def test_news_from_anywhere_is_read_without_a_conflict(case: dict[str, Any]) -> None:
    check_reading(case, GrammarReader(conflict="world").read(Document(case["text"], "en", PUBLISHED)))


@pytest.mark.parametrize("case", WORLD["cases"], ids=lambda case: case["name"])
@pytest.mark.parametrize("letters", [str.upper, str.lower], ids=["large", "small"])
def test_letters_without_case_tell_the_same(case: dict[str, Any], letters: Callable[[str], str]) -> None:
    reader = GrammarReader(conflict="world")
    told = {text: reader.read(Document(text, "en", PUBLISHED)) for text in (case["text"], letters(case["text"]))}
    first, second = ([_gist(claim) for claim in claims] for claims in told.values())
    assert first == second


def _gist(claim: Claim) -> tuple[Any, ...]:
    counts = {slot: (count.min, count.max) for slot, count in claim.counts.items()}
    when = claim.when.edtf if claim.when else None
    return claim.kind, claim.status, counts, [party.party for party in claim.perpetrators], when


def check_reading(case: dict[str, Any], claims: list[Claim]) -> None:
    shown = "\n".join(str(to_json(claim)) for claim in claims)
    for row in case["claims"]:
        assert any(fits(claim, row) for claim in claims), f"not found: {row}\n{shown}"
    if not case.get("extra"):
        assert len(claims) == len(case["claims"]), shown


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_span_slices_back_and_the_json_form_is_whole(case: dict[str, Any]) -> None:
    for claim in read(case["text"]):
        check_claim(claim, text=case["text"])
        assert to_json(from_json(to_json(claim))) == to_json(claim)
        assert claim.reader == "grammar"
        assert claim.version
        assert claim.rules


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_without_a_published_day_no_relative_date_is_resolved(case: dict[str, Any]) -> None:
    resolved = [claim.when.text for claim in read(case["text"], published=None) if claim.when and claim.when.edtf]
    assert all(re.search(r"\d{4}", words) for words in resolved)


@cache
def seed_text(shared: Path) -> str:
    return (shared / "reports" / "seed.txt").read_text(encoding="utf-8")


@cache
def seed_claims(shared: Path) -> tuple[Claim, ...]:
    return tuple(read(seed_text(shared)))


def of_kind(claims: tuple[Claim, ...], kind: str) -> list[Claim]:
    return [claim for claim in claims if claim.kind == kind]


def test_the_seed_tells_of_al_nashwa(shared: Path) -> None:
    claims = seed_claims(shared)
    (taken,) = of_kind(claims, "control_change")
    (clash,) = of_kind(claims, "clash")
    for claim in (taken, clash):
        assert [party.party for party in claim.perpetrators] == ["islamic_state"]
        assert claim.places[0].place == "al_hasakah.al_nashwa"
        assert [item.kind for item in claim.attribution] == ["own_reporter"]
        assert claim.when is not None
        assert (claim.when.text, claim.when.edtf) == ("last night", "2015-06-30")


def test_the_seed_tells_of_the_raids(shared: Path) -> None:
    raids = next(claim for claim in of_kind(seed_claims(shared), "airstrike") if "munitions" in claim.counts)
    assert (raids.counts["munitions"].min, raids.counts["munitions"].max) == (11, None)
    assert [party.party for party in raids.perpetrators] == ["us_coalition"]
    written = [place.text for place in raids.places]
    assert written[:3] == ["Almilabia Regiment", "Tal Baroud", "Sodat Abd"]
    assert "Hasaka" in written
    assert [(item.kind, "Siraj" in item.text) for item in raids.attribution] == [("activist", True)]


def test_the_seed_tells_of_the_fighters_killed(shared: Path) -> None:
    killed = next(claim for claim in of_kind(seed_claims(shared), "airstrike") if "killed" in claim.counts)
    assert (killed.counts["killed"].min, killed.counts["killed"].max) == (20, None)
    assert [party.party for party in killed.perpetrators] == ["us_coalition"]
    assert {(person.text, person.status) for person in killed.people} == {
        ("Amer Alrfdan", "killed"),
        ("Abu Osama Aliraqi", "killed"),
    }
    assert [(item.kind, item.text) for item in killed.attribution] == [("organisation", "Sound and Picture")]


def test_the_seed_makes_no_fighter_a_civilian_and_reads_no_boilerplate(shared: Path) -> None:
    text = seed_text(shared)
    for claim in seed_claims(shared):
        check_claim(claim, text=text)
        assert claim.quote.end <= text.index("About The Author")
        if claim.counts.keys() & {"killed", "injured"}:
            assert claim.target is not None
            assert claim.target.target_class == "combatant"
        assert claim.target is None or claim.target.target_class != "civilian"


WORDS = [
    "IS",
    "regime forces",
    "killed",
    "were",
    "3",
    "civilians",
    "in",
    "Raqqa",
    "yesterday",
    "by",
    '"',
    ",",
    ".",
    "\n",
]
WORDS += [
    "more than",
    "10",
    "raids",
    "said",
    "The activist",
    "Abu Omar",
    "and",
    "including",
    "not",
    "hospital",
    "قتل",
    "\u0640",
]
SOUP = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(st.text(max_size=300), SOUP),
    st.sampled_from(["en", "ar"]),
    st.sampled_from([None, "2015-07-01", "0001-01-01"]),
)
def test_any_text_is_read_without_an_error_and_every_quote_is_verbatim(
    text: str, lang: str, published: str | None
) -> None:
    for claim in read(text, lang=lang, published=published):
        check_claim(claim, text=text)


@pytest.mark.parametrize(
    "unit",
    [
        "IS killed 3 civilians in Raqqa yesterday. ",
        "a " * 20,
        '"' * 40,
        "and " * 10,
        "الحسكة ",
        "1",
        "Raqqa, ",
        "by IS, ",
        "killed ",
    ],
)
def test_reading_takes_steps_as_the_text_has_length_and_not_more(unit: str) -> None:
    """Steps are counted, not seconds (benchmarks/reading_speed.py holds those): a busy machine changes nothing."""
    reader = GrammarReader()

    def steps(size: int) -> int:
        text, counted = unit * (size // len(unit)), 0

        def count(_frame: object, event: str, _what: object) -> Any:
            nonlocal counted
            counted += event == "line"
            return count

        sys.settrace(count)
        try:
            reader.read(Document(text, "en", PUBLISHED))
        finally:
            sys.settrace(None)
        return counted

    steps(500)  # fills what is remembered of words
    small, large = steps(2_000), steps(8_000)
    assert large < 6 * small, f"{small:,} steps for 2 kB, {large:,} for 8 kB"


def test_the_script_tells_the_language() -> None:
    assert detect_lang("قتل ثلاثة مدنيين in Raqqa") == "ar"
    assert detect_lang("Three killed in الرقة") == "en"
    assert detect_lang("") == "en"
    assert detect_lang("\u202b12:30\u202c !!!") == "en"


def test_the_small_words_tell_languages_of_one_script_apart() -> None:
    assert detect_lang("Les avions ont bombardé le village et tué trois civils dans la nuit.") == "fr"
    assert detect_lang("The jets have bombed the village of Marat and killed three in the night.") == "en"
    assert detect_lang("Raqqa, Idlib, Homs") == "en"  # names alone tell nothing
    assert known_languages() == ("ar", "en", "fr")


def test_an_unknown_language_or_conflict_is_named() -> None:
    with pytest.raises(NotFound, match="xx"):
        GrammarReader().read(Document("text", "xx"))
    with pytest.raises(NotFound, match="nowhere"):
        GrammarReader(conflict="nowhere").read(Document("text", "en"))


def test_a_date_of_lesser_precision_anchors_nothing() -> None:
    (claim,) = read("IS arrested two men in Manbij yesterday.", published="2015-07")
    assert claim.when is not None
    assert claim.when.edtf is None
