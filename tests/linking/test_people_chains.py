"""A name put together from phrases that were read before is the name as it is read whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.names import words
from tawthiq.linking.people.chains import _from_phrases, chain_of, read_whole

_TURNING = sorted({word for kept in vars(words).values() if isinstance(kept, frozenset) for word in kept})
_PLAIN_WORDS = """
محمد أحمد علي خالد الحلبي الشامي العلي فاطمة نور عبدالله عبدالرحمن أبوزيد نورالدين أبو عبد آل ال Samir Al-Hariri al-Din
Abu-Zaid Abdulrahman Nureddin El Masri Haddad A. د. X (أبو يوسف، Alhalabi Abu Abdul al as Suri
"""
_PLAIN = _PLAIN_WORDS.split()


@given(st.lists(st.one_of(st.sampled_from(_PLAIN), st.sampled_from(_TURNING)), min_size=1, max_size=6))
def test_phrases_in_their_order_are_the_name_read_whole(names: list[str]) -> None:
    text = " ".join(names)
    assert chain_of(text) == read_whole(text)


@pytest.mark.parametrize(
    "name", ["محمد أحمد خالد أبو زيد", "عبد الرحمن يوسف آل علي", "سارة محمد سالم عمر الحلبي", "Samir Al-Hariri"]
)
def test_plain_names_are_put_together(name: str) -> None:
    assert _from_phrases(name) == read_whole(name).pieces


@pytest.mark.parametrize(
    "name", ["الشهيد محمد خالد", "محمد بن خالد", "أبو محمد الحلبي", "نور الدين علي", "محمد", "محمد (أبو علي) سالم"]
)
def test_a_name_whose_words_change_their_neighbours_is_read_whole(name: str) -> None:
    assert _from_phrases(name) is None
