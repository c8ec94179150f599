"""Whatever rule the grammar can give has its words in data/reading_rules.yaml: a claim's card shows them."""

import re
from pathlib import Path

import pytest

from tawthiq.core.claims import KINDS
from tawthiq.reading.detecting import known_languages
from tawthiq.reading.language import load_language
from tawthiq.store.packs import load_table

READING = Path(__file__).parents[2] / "src/tawthiq/reading"
IN_CODE = re.compile(r'rules(?:\.append\(|\s*\+?=\s*\[)\s*"([a-z_]+\.[a-z_.]+)"')


def told(of: str) -> set[str]:
    """Ids of the table's rows of one sort: add a row there for what is missing here, in both languages."""
    return {row["id"] for row in load_table("reading_rules") if row["of"] == of}


@pytest.mark.parametrize("code", known_languages())
def test_every_shape_and_effect_has_its_words(code: str) -> None:
    rows = load_language(code).words["triggers"]
    assert {row["shape"] for row in rows} <= told("shape")
    assert {row["kind"] for row in rows} - set(KINDS) - {""} <= told("announces")


def test_every_rule_that_is_no_row_of_a_word_list_has_its_words() -> None:
    in_code = {rule for path in READING.glob("*.py") for rule in IN_CODE.findall(path.read_text(encoding="utf-8"))}
    assert {"actor.carried", "actor.same_act"} <= in_code
    assert in_code <= told("rule")
    assert {"facility.medical", "facility.school"} <= told("rule")
