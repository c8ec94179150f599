"""The leak check finds every protected value in anything that goes out, and never repeats it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.leaks import Leak, find_leaks, texts_of
from tawthiq.core.releases import PublicArticle, PublicLabel, ReleaseContent

EMPTY = ReleaseContent(
    number=1,
    built_at="2015-08-01T00:00:00Z",
    organisation_en="Org",
    organisation_ar="منظمة",
    about_en="",
    about_ar="",
    conflict_en="Syria",
    conflict_ar="سوريا",
    journal_size=9,
    journal_chain="d" * 64,
)
ARTICLE = PublicArticle("AR-000001", "fire", "news", "Fire", "حريق", "", "", "", "", "", "", "2015-07-01")


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        ("We spoke to Ahmad Saleh there", "Ahmad Saleh", True),
        ("We spoke to AHMAD-SALEH there", "Ahmad Saleh", True),
        ("**Ahmad** _Saleh_", "Ahmad Saleh", True),
        ("Ahmad was there, Saleh was not", "Ahmad Saleh", False),
        ("Ahmadi Saleh", "Ahmad Saleh", False),
        ("التقينا أحمد صالح هناك", "احمد صالح", True),
        ("وأحمد صالح هناك", "أحمد صالح", True),
        ("لأحمدَ صالح", "أحمد صالح", True),
        ("قال والحسيني إنه", "حسيني", True),
        ("قال للحسيني إنه", "حسيني", True),
        ("قال وللحسيني بيت", "الحسيني", True),
        ("قال وبالحسيني", "الحسيني", True),
        ("وأحد", "أحمد", False),
        ("وطه حسين هناك", "طه حسين", True),
        ("يا طه، حسين هناك", "طه حسين", True),
        ("xhuda came", "huda", False),
        ("Call 94-41-23", "944123", True),
        ("Call 0944 123-456 now", "+0944123456", True),
        ("Call ٠٩٤٤١٢٣٤٥٦ now", "0944 123 456", True),
        ("Call +963 (944) 123.456", "963944123456", True),
        ("Room 944, floor 12", "944123456", False),
        ("write to huda@example.org", "huda@example.org", True),
        ("write to huda at example", "huda@example.org", False),
        ("Ali was there", "Ali", False),
        ("see /people/Ahmad%20Saleh/", "Ahmad Saleh", True),
        ("see /%D8%A3%D8%AD%D9%85%D8%AF+%D8%B5%D8%A7%D9%84%D8%AD", "أحمد صالح", True),
        ("id=QWhtYWQgU2FsZWg=", "Ahmad Saleh", True),
        ("id=2KPYrdmF2K8g2LXYp9mE2K0", "أحمد صالح", True),
        ("Ahmad&#32;Saleh &amp; others", "Ahmad Saleh", True),
        ("\\u0623\\u062d\\u0645\\u062f \\u0635\\u0627\\u0644\\u062d", "أحمد صالح", True),
        ("at 36.52811, 37.95532", "36.52811", True),
        ("at 36.53, 37.96", "36.52811", False),
        ("c0ffee944123456c0ffee944123456c0ffee", "944123456", False),
        ("nothing", "", False),
        ("nothing", "؟!", False),
    ],
)
def test_a_value_is_found_in_every_dress_and_nothing_else_is(text: str, value: str, found: bool) -> None:
    content = replace(EMPTY, about_en=text)
    leaks = find_leaks(content, protected={"source_name": [value]})
    assert leaks == ([Leak(where="about_en", what_kind="source_name")] if found else [])


def test_every_corner_of_a_release_is_read() -> None:
    secret = "Zubaydah Qasim"
    content = replace(
        EMPTY,
        articles=(ARTICLE, replace(ARTICLE, ref="AR-000002", body_ar=f"عن {secret}", related=("x", f"by {secret}"))),
        labels=(PublicLabel("parties", "zubaydah qasim", "", ""),),
        notes={"method": secret, secret: "as a key"},
    )
    leaks = find_leaks(content, protected={"SR-000001": [secret], "witness": ["Qasim"], "none": ["Absent Person"]})
    assert {leak.where for leak in leaks} == {
        "AR-000002.body_ar",
        "AR-000002.related[1]",
        "labels[0].id",
        "notes[0]",
        "notes[1]",
    }
    assert {leak.what_kind for leak in leaks} == {"SR-000001", "witness"}


def test_the_report_never_prints_what_it_found() -> None:
    content = replace(EMPTY, notes={"Zubaydah Qasim": "Zubaydah Qasim was here"})
    leaks = find_leaks(content, protected={"source_name": ["Zubaydah Qasim"]})
    assert leaks
    assert "zubaydah" not in repr(leaks).lower()


def test_a_clean_release_has_no_leaks() -> None:
    assert find_leaks(replace(EMPTY, articles=(ARTICLE,)), protected={"source_name": ["Zubaydah Qasim"]}) == []
    assert find_leaks(EMPTY, protected={}) == []


def test_texts_are_read_with_their_paths_and_numbers_are_no_texts() -> None:
    found = dict(texts_of(replace(EMPTY, articles=(ARTICLE,))))
    assert found["AR-000001.title_ar"] == "حريق"
    assert found["conflict_en"] == "Syria"
    assert "number" not in found


letters = st.text(alphabet="abcdefgh أحمدصالخ", min_size=1, max_size=12)


@given(letters, st.lists(letters, max_size=3), st.lists(letters, max_size=3))
def test_a_value_between_any_words_is_found(value: str, before: list[str], after: list[str]) -> None:
    content = replace(EMPTY, about_ar=" ".join([*before, value, *after]))
    looked_for = sum(letter.isalnum() for letter in value) >= 4
    if looked_for:
        assert Leak("about_ar", "name") in find_leaks(content, protected={"name": [value]})
