"""Ways to reach somebody, and what reads like a name, are found in a quote; everyday words are not."""

import pytest

from tawthiq.core.masks import names_in, reaches_in
from tawthiq.core.texts import fold

GIVEN = frozenset(map(fold, ("Ahmad", "Nadia", "Abd al-Rahman", "أحمد", "نادية", "صباح", "جمعة", "حسن")))


def found(text: str, spans) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "reaches"),
    [
        ("call +963 944 123 456 now", ["+963 944 123 456"]),
        ("call ٠٩٤٤١٢٣٤٥٦", ["٠٩٤٤١٢٣٤٥٦"]),
        ("write a.b@mail.example please", ["a.b@mail.example"]),
        ("see https://t.me/x1 and @raqqa_now", ["https://t.me/x1", "@raqqa_now"]),
        ("at 36.52811, 37.955N", ["36.52811", "37.955"]),
        ("at 36°31' N", ["36°31'"]),
        ("on 2015-09-12, 1,200 people in 24.5 hours, 120 killed", []),
        ("between 2014 and 2015, 2014-2015, on 12.09.2015", []),
        ("1200 of 3000 houses", []),
    ],
)
def test_ways_to_reach_somebody(text: str, reaches: list[str]) -> None:
    assert set(found(text, reaches_in(text))) == set(reaches)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("killing Ahmad al-Zubaydi, a teacher", ["Ahmad al-Zubaydi"]),
        ("Nadia was killed in Raqqa", ["Nadia"]),
        ("killed Ahmad Hasan Bin Omar there", ["Ahmad Hasan Bin Omar"]),
        ("an ahmad of words", []),
        ("Warplanes bombed Manbij", []),
        ("قُتل بينهم نادية البدككرط صباح أمس", ["نادية البدككرط"]),
        ("وأحمد الخالد قتلا", ["وأحمد الخالد"]),
        ("صباح اليوم", []),
        ("أحمد قُتل", []),
        ("يوم الجمعة", []),
    ],
)
def test_what_reads_like_a_name(text: str, names: list[str]) -> None:
    assert found(text, names_in(text, given=GIVEN)) == names


def test_a_place_called_after_somebody_keeps_its_name_where_it_is_known() -> None:
    text = "shells hit Ahmad Square"
    assert found(text, names_in(text, given=GIVEN)) == ["Ahmad Square"]
    assert found(text, names_in(text, given=GIVEN, known=[(11, 23)])) == []
