"""Names of persons: taken apart in order, keys that meet across scripts, and a father who is never his son."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.names import ACCEPT, LEVELS, REASONS, compare_names, name_keys, parse_name, sort_key
from tawthiq.store.given_names import load_name_lexicon

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "names.yaml").read_text(encoding="utf-8"))
LEXICON = load_name_lexicon()
WORDS = (
    "محمد أحمد علي العلي عبد الرحمن الله أبو أم بن بنت زوجة الشهيد ( ) ، , Mohammad al - Abd al-Rahman Abu bin wife"
    " of Dr . A 7 الدين الملقب"
)
names = st.lists(st.sampled_from(WORDS.split()) | st.text(max_size=3), max_size=9).map(" ".join)


@pytest.mark.parametrize("row", CASES["parsed"], ids=lambda row: row[0])
def test_a_name_is_taken_apart_in_its_order(row: list[str]) -> None:
    name = parse_name(row[0])
    assert [f"{part.kind}: {part.text}" for part in name.parts] == row[1:]
    assert name.relation == ""


@pytest.mark.parametrize("row", CASES["related"], ids=lambda row: row[0])
def test_an_entry_by_a_relative_is_not_the_relative(row: list[str]) -> None:
    text, relation, own, *kin = row
    name = parse_name(text)
    assert (name.relation, name.given, [part.text for part in name.kin]) == (relation, own, kin)
    found = compare_names(text, " ".join(kin), LEXICON)
    assert found.score < ACCEPT


@pytest.mark.parametrize("pair", CASES["distinct"], ids=" ".join)
def test_distinct_given_names_are_vetoed(pair: list[str]) -> None:
    one, other = (f"{given} الحلبي" for given in pair)
    assert compare_names(one, other, LEXICON).level == "vetoed"


def test_a_son_is_never_his_father() -> None:
    for son, father in (
        ("محمد أحمد", "أحمد محمد"),
        ("محمد أحمد محمد العلي", "أحمد محمد العلي"),
        ("Khalil Samer Khalil", "Samer Khalil"),
        ("سامر خليل", "Khalil Samer"),
    ):
        assert compare_names(son, father, LEXICON).score < 0.1


@given(names)
def test_parts_are_slices_of_the_name(text: str) -> None:
    name = parse_name(text)
    for part in (*name.parts, *name.kin, *(part for other in name.alternatives for part in other)):
        assert text[part.start : part.end] == part.text != ""
        assert all(part.words)


@given(names, names)
def test_comparing_has_no_direction(left: str, right: str) -> None:
    one, other = (name_keys(parse_name(text)) for text in (left, right))
    found, back = compare_names(one, other, LEXICON), compare_names(other, one, LEXICON)
    assert found.score == pytest.approx(back.score)
    assert found.level == back.level
    assert found.level in LEVELS
    assert set(found.reasons) <= set(REASONS)
    assert 0.0 <= found.score <= 1.0


def test_articles_do_not_decide_where_a_name_is_sorted() -> None:
    assert sort_key("العلي") == sort_key("علي")
    assert sort_key("al-Hasan") == sort_key("Hasan")
    assert sorted(["الزين", "بدر", "العلي"], key=sort_key) == ["بدر", "الزين", "العلي"]
