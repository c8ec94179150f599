"""French, the third language: a folder of data and four small modules, against its case table."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.claims import Claim, check_claim
from tawthiq.core.texts import normalise
from tawthiq.core.times import is_valid_edtf
from tawthiq.reading.detecting import detect_lang
from tawthiq.reading.fr import LANGUAGE, form, is_passive
from tawthiq.reading.fr.numbers import value_of
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.reader import Document

TABLE = yaml.safe_load((Path(__file__).parents[1] / "cases/reading_fr.yaml").read_text(encoding="utf-8"))
PUBLISHED: date = TABLE["published"]


def fits(claim: Claim, row: dict[str, Any]) -> bool:
    """Whether the claim says everything that the row says."""
    said = {
        "kind": claim.kind,
        "status": claim.status,
        "by": [party.party for party in claim.perpetrators],
        "target": claim.target.party if claim.target else None,
        "who": claim.target.target_class if claim.target else None,
        "when": claim.when.edtf if claim.when else None,
        "places": [place.place for place in claim.places],
    }
    counts = {slot: [count.min, count.max] for slot, count in claim.counts.items()}
    return (
        all(said[key] == row[key] for key in said if key in row)
        and all(counts.get(slot) == bounds for slot, bounds in row.get("counts", {}).items())
        and any(row.get("says", "") in item.text for item in claim.attribution or (claim.quote,))
    )


@pytest.mark.parametrize("case", TABLE["reports"], ids=lambda case: case["name"])
def test_a_report_is_read_as_a_careful_person_reads_it(case: dict[str, Any]) -> None:
    claims = GrammarReader().read(Document(case["text"], "fr", PUBLISHED.isoformat()))
    for row in case["claims"]:
        assert any(fits(claim, row) for claim in claims), f"not found: {row}\n{claims}"
    assert len(claims) == len(case["claims"]), claims
    for claim in claims:
        check_claim(claim, text=case["text"])
    assert detect_lang(case["text"]) == "fr"


@pytest.mark.parametrize("case", TABLE["numbers"], ids=lambda case: case["text"])
def test_quantities_follow_the_counting_guide(case: dict[str, Any]) -> None:
    text = normalise(case["text"]).text
    found = LANGUAGE.find_numbers(text)
    assert [(text[m.start : m.end], m.min, m.max) for m in found] == [tuple(row[:3]) for row in case["found"]]
    for mention, row in zip(found, case["found"], strict=True):
        flags = {name for name in ("approx", "vague", "more") if name in row[3:]}
        said = {"approx": mention.approximate, "vague": not mention.exact_word, "more": mention.more}
        assert {name for name, is_so in said.items() if is_so} == flags


@pytest.mark.parametrize("case", TABLE["dates"], ids=lambda case: case["text"])
def test_dates_are_anchored_at_the_day_of_the_report(case: dict[str, Any]) -> None:
    text = case["text"]
    assert [[text[m.start : m.end], m.edtf] for m in LANGUAGE.find_dates(text, PUBLISHED)] == case["found"]
    assert [mention.edtf for mention in LANGUAGE.find_dates(text, None)] == [case["alone"]]


@given(
    st.lists(
        st.sampled_from(
            [
                "il",
                "y",
                "a",
                "un",
                "deux",
                "31",
                "29",
                "février",
                "juin",
                "2015",
                "ces",
                "derniers",
                "mois",
                "ans",
                "jours",
                "vendredi",
                "dernier",
                "en",
                "/",
                ".",
                "-",
                "1er",
                "le",
            ]
        ),
        max_size=12,
    ),
    st.dates(),
)
def test_every_date_found_is_valid_and_lies_in_the_text(words: list[str], published: date) -> None:
    text = " ".join(words)
    last = 0
    for mention in LANGUAGE.find_dates(text, published):
        assert last <= mention.start < mention.end <= len(text)
        assert mention.edtf is None or is_valid_edtf(mention.edtf), mention
        last = mention.end


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (17, "dix-sept"), (21, "vingt et un"), (70, "soixante-dix"), (80, "quatre-vingts"), (81, "quatre-vingt-un"),
        (91, "quatre-vingt-onze"), (97, "quatre-vingt-dix-sept"), (75, "septante-cinq"), (100, "cent"),
        (203, "deux cent trois"),
        (1980, "mille neuf cent quatre-vingts"), (2_400_000, "deux millions quatre cent mille"),
        (12_000, "12 mille"), (None, "chat"),
    ],
)  # fmt: skip
def test_number_words_have_values(number: int | None, words: str) -> None:
    assert value_of(words) == number


@pytest.mark.parametrize(
    ("text", "word", "passive"),
    [
        ("Trois hommes ont été tués", "tués", True),
        ("Ils ont tué trois hommes", "tué", False),
        ("Trois hommes tués à Homs", "tués", True),
        ("Ils se sont emparés de Homs", "emparés", False),
        ("Daech s'est emparé de Homs", "emparé", False),
        ("La ville est bombardée", "bombardée", True),
        ("Les avions ont lourdement bombardé la ville", "bombardé", False),
        ("Les avions bombardent la ville", "bombardent", False),
    ],
)
def test_the_passive_is_found_by_its_surroundings(text: str, word: str, passive: bool) -> None:
    assert is_passive(text, text.index(word)) is passive


def test_a_word_may_begin_behind_an_elided_one() -> None:
    assert form("d'Alep").starts == ((0, 0), (1, 2))
    assert form("d'Alep").ends[1] == (1, 1)
    assert form("Alep").starts == ((0, 0),)
