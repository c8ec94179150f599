"""Names looked for in a list, across the scripts and within one."""

import pytest

from tawthiq.core.names import name_sounds
from tawthiq.linking.names import NameIndex, blend
from tawthiq.store.given_names import load_name_lexicon
from tawthiq.store.romanisation import load_romanisation

NAMES = [
    "Mohamed Chawki",
    "Mahmoud Shawqi",
    "Abdelkader Bouazza",
    "Gassem Zerzour",
    "Hashem Zarzar",
    "Victor Pascal",
    "Chelsea",
    "Ali",
    "سامر قرموش",
    "ثامر كرموس",
]


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex(NAMES, table=load_romanisation(), lexicon=load_name_lexicon())


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("محمد شوقي", "Mohamed Chawki"),
        ("عبد القادر بو عزة", "Abdelkader Bouazza"),
        ("قاسم زرزور", "Gassem Zerzour"),
        ("فيكتور باسكال", "Victor Pascal"),
        ("تشيلسي", "Chelsea"),
        ("علي", "Ali"),
        ("Muhammad Shawki", "Mohamed Chawki"),
        ("Samer Karmouch", "سامر قرموش"),
        ("سامر قرمش", "سامر قرموش"),
    ],
)
def test_the_right_name_is_first(index: NameIndex, name: str, first: str) -> None:
    found = index.find(name, top=3)
    assert found[0].name == NAMES[found[0].number] == first
    assert 1.0 >= found[0].score >= found[-1].score >= 0.0


def test_nothing_alike_finds_nothing_and_top_is_kept(index: NameIndex) -> None:
    assert index.find("") == index.find("7") == []
    assert len(index.find("محمد", top=1)) == 1


def test_a_name_is_as_alike_as_can_be_to_itself() -> None:
    for name in NAMES:
        assert blend(name_sounds(name), name_sounds(name)) == pytest.approx(1.0)


def test_the_lexicon_tells_known_names_apart() -> None:
    names = ["Mahmoud Shawqi", "Mohamed Chawki"]
    known = NameIndex(names, table=load_romanisation(), lexicon=load_name_lexicon())
    first, second = known.find("محمد شوقي")
    assert (first.name, second.name) == (names[1], names[0])
    assert first.score > 0.8 > second.score
