"""Normalising keeps the way back; folding gives one key per name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.texts import fold, normalise

ODD = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("اأإآٱةهىيئؤءـَُِّْٰ«»“”''\"\"`‘’–—٠١٢۳۴ ﻻﷲﷺ\n AbcÉßİıʿ\u200f\u200e\u200b\ufeff\u00a0\u202b")),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("قُتِلَ", "قتل"),
        ("مـــقـتـل", "مقتل"),
        ("٢٠١٥ و ۱۲", "2015 و 12"),
        ("«أمس» “now”", '"أمس" "now"'),
        ("''word''", '"word"'),
        ("Qa’im Qa`im", "Qa'im Qa'im"),
        ("a\u00a0b–c\n", "a b-c\n"),
        ("\u200fحلب\u200e", "حلب"),
        ("ﻻ", "لا"),
        ("Ahmed", "Ahmed"),
        ("أإآة", "أإآة"),
    ],
)
def test_normalise_gives_one_form(raw: str, text: str) -> None:
    assert normalise(raw).text == text


def test_a_quote_keeps_the_vowel_marks_of_its_last_letter_and_no_direction_mark() -> None:
    raw = "ف\u200fقُتِلَ\u200f هناك"
    clean = normalise(raw)
    at = clean.text.index("قتل")
    assert clean.slice_back(at, at + 3) == "قُتِلَ"


def test_half_of_a_ligature_still_covers_the_ligature() -> None:
    clean = normalise("ﻻ ")
    assert clean.slice_back(0, 1) == clean.slice_back(0, 2) == "ﻻ"


def test_an_empty_span_stays_empty() -> None:
    assert normalise("قُتل").to_raw(2, 2) == (3, 3)


@given(ODD)
def test_every_span_leads_back_into_the_raw_text(raw: str) -> None:
    clean = normalise(raw)
    assert len(clean.offsets) == len(clean.text) + 1
    assert clean.offsets[len(clean.text)] == len(raw)
    assert all(a <= b for a, b in zip(clean.offsets, clean.offsets[1:], strict=False))
    for start in range(len(clean.text)):
        first, last = clean.to_raw(start, start + 1)
        assert 0 <= first < last <= len(raw)
        assert clean.to_raw(start, len(clean.text))[1] <= len(raw)


@given(ODD)
def test_normalising_twice_changes_nothing_more_than_doubled_quotes(raw: str) -> None:
    once = normalise(raw).text
    twice = normalise(once).text
    assert twice.replace('"', "").replace("'", "") == once.replace('"', "").replace("'", "")


@given(ODD)
def test_folding_a_folded_text_changes_nothing(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الحسكة", "الحسكه"),
        ("إدلب", "ادلب"),
        ("أُمّ الكِرامى", "ام الكرامي"),
        ("رؤوس", "رووس"),
        ("عائشة", "عايشه"),
        ("شهداء", "شهدا"),
        ("Al-Ḥasakah", "al hasakah"),
        ("Qa’im", "qaim"),
        ("Dayr az  Zawr", "Dayr az-Zawr"),
        ("ʿAyn ʾIsa", "ayn isa"),
        ("كوباني", "کوبانی"),
        ("ﻻذقية", "لاذقيه"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_names_keep_different_keys() -> None:
    assert len({fold(name) for name in ("حلب", "حماة", "حمص", "Homs", "Hama", "الباب")}) == 6
