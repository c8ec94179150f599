"""Names from text layers that kept them as they were drawn."""

import unicodedata

import pytest

from tawthiq.linking.people.naming import NameKeyMaker
from tawthiq.linking.people.page_text import as_read

_SHAPES = {unicodedata.normalize("NFKC", one): one for one in map(chr, range(0xFE80, 0xFEF5))}


@pytest.mark.parametrize("name", ["محمد خالد الحلبي", "وسيم محمود سليمان", "رانيا عبدالله", "أنس عمران محمود الرولاوي"])
def test_a_name_drawn_from_the_left_and_in_shapes_has_the_keys_of_the_name(name: str) -> None:
    maker = NameKeyMaker()
    drawn = "".join(_SHAPES.get(letter, letter) for letter in name[::-1])
    assert drawn not in (name, name[::-1])
    for written in (name[::-1], drawn):
        assert maker.keys_of((("name", written),)) == maker.keys_of((("name", name),))


def test_all_columns_of_a_name_are_turned_or_none() -> None:
    assert as_read(["دمحم", "يبلحلا"]) == ["محمد", "الحلبي"]
    for kept in (["محمد", "يبلحلا"], ["تامر", "بقل"], ["Samir", "Rimas"], ["قرموش"], []):
        assert as_read(kept) == kept


def test_letters_that_lost_their_dots_keep_the_shape_of_the_name() -> None:
    maker = NameKeyMaker()
    shapes = {
        maker.keys_of((("name", name),))["shape"]
        for name in ("مريم شادي الريقي", "مزيم شادب الزيقب", "مزيمشادب الزيقب")
    }
    assert len(shapes) == 1
    assert maker.keys_of((("name", "مريم شادي الزنقي"),))["shape"] in shapes
    assert maker.keys_of((("name", "مريم فادي الريقي"),))["shape"] not in shapes
