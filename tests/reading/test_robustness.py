"""Any text at all, in every language: no exception, every span slices back, time grows with the length."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tawthiq.core.claims import Claim, check_claim
from tawthiq.core.texts import normalise
from tawthiq.reading.detecting import detect_lang, known_languages
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.language import load_language
from tawthiq.reading.reader import Document

READER = GrammarReader()
LANGUAGES = st.sampled_from(known_languages())
DAYS = st.sampled_from([None, "2015-07-01", "0001-01-01", "9999-12-31", "2015-07"])
# Marks that hang on letters, turn the direction, join, break or end what should not end.
MARKS = "\u0301\u0308\u064b\u0651\u0640\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202e\u2066\u2069\ufeff\u00ad"
MARKS += "\u0000\u0007\u2028\u2029\u00a0\ufe0f"
LETTERS = st.characters(codec="utf-8")
ODD = st.text(st.one_of(LETTERS, st.sampled_from(MARKS + "\"'«»“”‘’.,;:!?؟،()[]-–—/0123٤۵\n\t")), max_size=200)
# What reports are made of, so that the stages behind the lexicon are reached too.
PHRASES = [
    "IS killed three civilians in Raqqa yesterday", "warplanes of the regime bombed",
    "more than 10 raids, 8 of them", "\"we saw", "them\", said", "a doctor, Samer Khalil,", "in the village of",
    "since 2014", "On the 3rd of July", "were arrested by", "no one was hurt", "and", ",", ".", "\n", "- ",
    "قتل تنظيم الدولة ثلاثة مدنيين في الرقة أمس", "قصف طيران النظام", "بينهم طفلان", "من قبل",
    "أكثر من عشر غارات", "«قال الناشط", "»", "و", "،", "منذ يومين", "بلدة",
    "Daech a tué trois civils à Raqqa hier", "des avions du régime ont bombardé", "dont deux enfants", "par",
    "une dizaine de", "d'", "l'armée syrienne", "il y a trois jours", "ALL THE CAPITALS KILLED", "12/03/2015",
    "1,200", "1.", "2015-07-01", "٢٠١٥", "%", "km", "Abu", "أبو", "HOMS --",
]  # fmt: skip
SOUP = st.lists(st.one_of(st.sampled_from(PHRASES), st.text(st.sampled_from(MARKS), max_size=3), ODD), max_size=25)


def read(text: str, lang: str, published: str | None = "2015-07-01") -> list[Claim]:
    claims = READER.read(Document(text, lang, published))
    for claim in claims:
        check_claim(claim, text=text)
    return claims


SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(ODD, LANGUAGES, DAYS)
def test_any_letters_and_marks(text: str, lang: str, published: str | None) -> None:
    read(text, lang, published)
    assert detect_lang(text) in known_languages()


@SETTINGS
@given(SOUP, st.sampled_from(["", " "]), LANGUAGES, DAYS)
def test_any_mixture_of_what_reports_are_made_of(
    parts: list[str], between: str, lang: str, published: str | None
) -> None:
    read(between.join(parts), lang, published)


SENTENCES = {
    "en": "Regime warplanes bombed the market of Idlib last night, killing at least twelve civilians, a medic said.",
    "ar": "قصف طيران النظام سوق مدينة إدلب مساء أمس ما أدى إلى مقتل اثني عشر مدنيا على الأقل، بحسب مصدر طبي.",
    "fr": "Des avions du régime ont bombardé Idlib hier soir, tuant au moins douze civils, selon une source médicale.",
}


def test_there_is_a_sentence_for_every_language() -> None:
    assert set(SENTENCES) == set(known_languages())


@SETTINGS
@given(st.data(), LANGUAGES)
def test_marks_that_nobody_sees_change_no_claim(data: st.DataObject, lang: str) -> None:
    """Direction and joining marks between words: the same kinds, parties, places and numbers, in raw words."""
    sentence = SENTENCES[lang]
    at = data.draw(st.lists(st.integers(0, sentence.count(" ")), max_size=8))
    marks = data.draw(
        st.lists(st.sampled_from("\u200b\u200e\u200f\u202b\u2066\ufeff"), min_size=len(at), max_size=len(at))
    )
    words = sentence.split(" ")
    for index, mark in zip(at, marks, strict=True):
        words[index] = mark + words[index]
    assert [meaning(claim) for claim in read(" ".join(words), lang)] == [
        meaning(claim) for claim in read(sentence, lang)
    ]


def meaning(claim: Claim) -> tuple[object, ...]:
    """What the claim says, freed of where it stands."""
    counts = {slot: (count.min, count.max) for slot, count in claim.counts.items()}
    return (claim.kind, claim.status, [p.place for p in claim.places], [p.party for p in claim.perpetrators], counts)


@pytest.mark.parametrize("lang", sorted(SENTENCES))
def test_the_sentence_is_read(lang: str) -> None:
    assert [meaning(claim) for claim in read(SENTENCES[lang], lang)] == [
        ("airstrike", "asserted", ["idlib"], ["syrian_government"], {"killed": (12, None)})
    ]


@given(ODD, LANGUAGES, st.dates())
def test_numbers_and_dates_lie_in_the_text_in_order_and_do_not_overlap(text: str, lang: str, published: object) -> None:
    language = load_language(lang)
    words = normalise(text).text
    for mentions in (language.find_numbers(words), language.find_dates(words, published)):  # type: ignore[arg-type]
        reached = 0
        for mention in mentions:
            assert reached <= mention.start < mention.end <= len(words)
            reached = mention.end


@given(st.text(LETTERS, min_size=1, max_size=20), LANGUAGES)
def test_a_form_begins_and_ends_within_its_word(word: str, lang: str) -> None:
    form = load_language(lang).form(word)
    assert form.starts[0] == (0, 0)
    for in_key, in_word in (*form.starts, *form.ends):
        assert 0 <= in_key <= len(form.key)
        assert 0 <= in_word <= len(word)


@pytest.mark.slow
@pytest.mark.parametrize("lang", known_languages())
@pytest.mark.parametrize("letter", ["a", "7", '"'])
def test_a_megabyte_of_one_letter(letter: str, lang: str) -> None:
    assert read(letter * 1_000_000, lang) == []


@pytest.mark.parametrize("lang", known_languages())
@pytest.mark.parametrize(
    "letter", ["ب", "'", "\0", "\u0301", "\u0640", "\u202e", "\n", " ", ".", "é", "(", "-", "\u2028"]
)
def test_much_of_one_letter(letter: str, lang: str) -> None:
    assert read(letter * 30_000, lang) == []


@pytest.mark.parametrize("lang", known_languages())
@pytest.mark.parametrize("unit", ["7 ", "- a\n", '" ', "et ", "tué ", "قتل "])
def test_time_grows_with_the_length_and_not_faster(unit: str, lang: str) -> None:
    """Four times the text takes about four times as long; a square would take sixteen times."""
    spent = [min(seconds(unit * (size // len(unit)), lang) for _ in range(2)) for size in (4_000, 16_000)]
    assert spent[1] < 10 * max(spent[0], 0.01), spent


def seconds(text: str, lang: str) -> float:
    began = time.process_time()
    read(text, lang)
    return time.process_time() - began


def test_a_report_of_the_first_day_of_the_calendar_recalls_nothing_older() -> None:
    told = "IS killed three civilians in Raqqa in 2014. IS killed two civilians in Raqqa on Monday."
    assert GrammarReader().read(Document(told, "en", "0001-01-01"))
