"""How far a sentence reports its act: by cases, by the weights as data, and absent where a language has none."""

import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml

from tawthiq.core.claims import Claim
from tawthiq.reading import weighing
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.language import load_words
from tawthiq.reading.reader import Document

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "standing.yaml").read_text(encoding="utf-8"))["cases"]
TABLE = load_words("ar")["standing"]


def read(text: str, *, lang: str = "ar") -> list[Claim]:
    return GrammarReader().read(Document(text, lang, None))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_sentence_reports_its_act_or_names_it(case: dict[str, Any]) -> None:
    reported = [claim for claim in read(case["text"]) if (claim.standing or 0) >= TABLE["reports"]]
    assert bool(reported) == case["reports"]


def test_every_weight_is_of_a_sign_that_is_explained() -> None:
    explained = {line.split("``")[1] for line in inspect.getdoc(weighing).splitlines() if line.startswith("``")}  # type: ignore[union-attr]
    assert set(TABLE["weights"]) == explained


def test_what_is_counted_weighs_more_than_what_is_not() -> None:
    counted, vague = read("قتل خمسة أشخاص في قصف على حلب."), read("قتل أشخاص في قصف على حلب.")
    assert (counted[0].standing or 0) > (vague[0].standing or 0) > 0


def test_a_language_without_weights_says_nothing() -> None:
    assert [claim.standing for claim in read("Jets bombed Manbij and killed five people.", lang="en")] == [None]
