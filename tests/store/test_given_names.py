"""The lexicon of given names: every row is whole, and a broken table is refused by row."""

import pytest

from tawthiq.core.names import name_keys, parse_name
from tawthiq.errors import InvalidRecord
from tawthiq.store.given_names import load_name_classes, load_name_lexicon, read_name_classes


def test_the_lexicon_knows_both_scripts_and_the_sex_where_it_is_sure() -> None:
    lexicon = load_name_lexicon()
    assert len(load_name_classes()) >= 600
    for arabic, latin, sex in (("محمد", "Mohamed", "male"), ("فاطمة", "Fatma", "female"), ("نور", "Nour", "")):
        one, other = (name_keys(parse_name(text)).chain[0] for text in (arabic, latin))
        assert lexicon.classes_of(one) == lexicon.classes_of(other)
        assert lexicon.sex_of(one) == lexicon.sex_of(other) == sex


def test_no_arabic_spelling_is_lost_between_classes() -> None:
    lexicon = load_name_lexicon()
    for one in load_name_classes():
        for spelling in one.spellings:
            chain = name_keys(parse_name(spelling)).chain or name_keys(parse_name(spelling)).kunyas
            assert any(one.id in lexicon.classes_of(keys) for keys in chain), (one.id, spelling)


@pytest.mark.parametrize(
    "table",
    [
        {"male": {"ali": {"ar": "علي", "en": "Ali"}}},
        {"source": "test", "male": {"ali": {"ar": "علي"}}},
        {"source": "test", "male": {"ali": "علي"}},
        {"source": "test", "male": {"ali": {"ar": "علي", "en": "Ali"}}, "female": {"ali": {"ar": "علي", "en": "Ali"}}},
    ],
)
def test_a_broken_table_is_refused(table: dict) -> None:
    with pytest.raises(InvalidRecord, match="given_names"):
        list(read_name_classes(table))
