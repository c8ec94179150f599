"""Arabic letters, numbers, dates, voice and names against tables that an analyst can read and extend."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.texts import normalise
from tawthiq.core.times import is_valid_edtf
from tawthiq.reading.ar.dates import find_dates
from tawthiq.reading.ar.letters import flatten, form
from tawthiq.reading.ar.names import find_names
from tawthiq.reading.ar.number_words import value_of
from tawthiq.reading.ar.numbers import find_numbers
from tawthiq.reading.language import load_language

CASES = Path(__file__).parents[2] / "cases"
PUBLISHED = date(2015, 7, 1)
ARABIC = st.text(
    alphabet=st.one_of(st.sampled_from(list('ابتثجحخدذرسعقكلمنهويةىأإآءؤئ \n.،,0123456789-/:"')), st.characters())
)
WORDS = st.lists(
    st.sampled_from(
        [
            "قبل",
            "منذ",
            "خلال",
            "ثلاثة",
            "أيام",
            "أمس",
            "اليوم",
            "الجمعة",
            "31",
            "شباط",
            "2015",
            "رمضان",
            "1434",
            "الماضي",
            "ألف",
            "ومئة",
            "وعشرون",
            "أكثر",
            "من",
            "5",
            "-",
            "9/9/9999",
            "عام",
            "شهر",
            "0",
            "1",
            "99999999999999999999",
            "نصف",
            "بين",
            "و8",
            "عشرات",
            "الآلاف",
            "الشهر",
            "الثلاثين",
        ]
    ),
    max_size=12,
).map(" ".join)


def rows(name: str) -> list[dict[str, Any]]:
    table: list[dict[str, Any]] = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))["rows"]
    return table


@pytest.mark.parametrize("row", rows("reading_ar_numbers"), ids=lambda row: row["text"])
def test_numbers_follow_the_counting_guide(row: dict[str, Any]) -> None:
    text = normalise(row["text"]).text
    found = [(text[m.start : m.end], m.min, m.max, m.approximate) for m in find_numbers(text)]
    expected = [] if row.get("none") else [(row["words"], row["min"], row["max"], row.get("approximate", False))]
    assert found == expected


@pytest.mark.parametrize("row", rows("reading_ar_dates"), ids=lambda row: row["text"])
def test_dates_are_anchored_at_the_report_or_stay_symbolic(row: dict[str, Any]) -> None:
    text = normalise(row["text"]).text
    if row.get("none"):
        assert find_dates(text, PUBLISHED) == []
        return
    for published, edtf in ((PUBLISHED, row["edtf"]), (None, row.get("alone"))):
        assert [(text[m.start : m.end], m.edtf) for m in find_dates(text, published)] == [(row["words"], edtf)]


@given(ARABIC | WORDS)
def test_any_text_gives_numbers_and_dates_in_order(raw: str) -> None:
    text = normalise(raw).text
    numbers, dates = find_numbers(text), find_dates(text, PUBLISHED)
    for mentions in (numbers, dates):
        edges = [edge for mention in mentions for edge in (mention.start, mention.end)]
        assert edges == sorted(edges)
        assert all(0 <= mention.start < mention.end <= len(text) for mention in mentions)
    assert all(n.min is None or n.max is None or n.min <= n.max for n in numbers)
    assert all(mention.edtf is None or is_valid_edtf(mention.edtf) for mention in dates)


@given(ARABIC)
def test_flattening_keeps_every_offset(text: str) -> None:
    assert len(flatten(text)) == len(text)


@given(st.text(min_size=1, max_size=14))
def test_a_form_points_into_its_word(word: str) -> None:
    found = form(word)
    assert found.starts[0] == (0, 0)
    assert (len(found.key), len(word)) in found.ends
    for key_index, word_index in (*found.starts, *found.ends):
        assert 0 <= key_index <= len(found.key)
        assert 0 <= word_index <= len(word)


@pytest.mark.parametrize(
    ("word", "entry", "covered"),
    [
        ("وبالحسكة", "الحسكة", "الحسكة"),
        ("وبالحسكة", "حسكة", "الحسكة"),
        ("للنظام", "النظام", "للنظام"),
        ("فاستهدفت", "استهدف", "استهدفت"),
        ("سيطرته", "سيطرت", "سيطرته"),
        ("15جريح", "جريح", "جريح"),
        ("وقسد", "قسد", "قسد"),
    ],
)
def test_clitics_are_alternatives(word: str, entry: str, covered: str) -> None:
    found, key = form(word), form(entry).key
    spans = {
        word[in_word:out_word]
        for start, in_word in found.starts
        for end, out_word in found.ends
        if found.key[start:end] == key
    }
    assert spans == {covered}


@pytest.mark.parametrize(("word", "entry"), [("بينهم", "بين"), ("مدنيين", "مدني"), ("البناء", "ب"), ("قتلى", "قتل")])
def test_another_word_is_not_taken_for_an_ending(word: str, entry: str) -> None:
    found, key = form(word), form(entry).key
    assert not any(found.key[start:end] == key for start, _ in found.starts for end, _ in found.ends)


@pytest.mark.parametrize(
    ("sentence", "verb", "passive"),
    [
        ("قُتل 15 مدنياً في القصف", "قتل", True),
        ("قُتل مدنيان أمس", "قتل", True),
        ("قتل أمس في مدينة حلب ثلاثة أشخاص", "قتل", True),
        ("قتل تنظيم الدولة مدنيين", "قتل", False),
        ("اعتقلت قوات النظام عشرات الشبان", "اعتقلت", False),
        ("اعتُقل عشرات الشبان", "اعتقل", True),
        ("اعتقلت جبهة النصرة ناشطين اثنين", "اعتقلت", False),
        ("قتل مسلحون مجهولون رجلاً", "قتل", False),
        ("قتل مسلحون في اشتباك", "قتل", True),
        ("قصفت مدينة حلب", "قصفت", True),
        ("إن قوات النظام قصفت أمس مدينة حلب", "قصفت", False),
        ("إن ثلاثة مدنيين قتلوا", "قتلوا", True),
        ("قتلوا ثلاثة مدنيين", "قتلوا", False),
        ("اعتقلت الإعلامي سامر", "اعتقلت", False),
        ("قال ناشط ميداني", "قال", False),
    ],
)
def test_the_words_around_a_verb_tell_its_voice(sentence: str, verb: str, passive: bool) -> None:
    text = normalise(sentence).text
    assert load_language("ar").is_passive(text, text.index(verb)) is passive


@given(ARABIC, st.integers(min_value=0, max_value=40))
def test_voice_and_names_never_fail(raw: str, start: int) -> None:
    text = normalise(raw).text
    start = min(start, len(text))
    load_language("ar").is_passive(text, start)
    assert all(start <= first < last <= len(text) for first, last in find_names(text, start, len(text)))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("أبو جاد الحسكاوي إن", ["أبو جاد الحسكاوي"]),
        ("محمد العلي وأحمد الحسن من", ["محمد العلي", "أحمد الحسن"]),
        ("عبد الرحمن قاسم العمر، من أهالي", ["عبد الرحمن قاسم العمر"]),
        ("خالد في مدينة", ["خالد"]),
        ("التابعة للنظام", []),
        ("في مدينة الرقة", []),
    ],
)
def test_names_end_where_no_name_goes_on(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in find_names(text, 0, len(text))] == names


@pytest.mark.parametrize(
    ("words", "value"), [("ثلاثة", 3), ("مئة وخمسة", 105), ("5 قتلى", None), ("عشرات", None), ("", None)]
)
def test_value_of_reads_one_number_and_nothing_else(words: str, value: int | None) -> None:
    assert value_of(words) == value
