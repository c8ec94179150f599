"""The law is found by words of either language; a row says what has to be shown, and what may fall under it."""

import pytest
from django.urls import reverse

from tawthiq.desk.queries.law import law_book
from tawthiq.desk.queries.law_pages import law_lines, law_page
from tawthiq.errors import NotFound


def codes(**wanted: str) -> list[str]:
    return [line.row.code for line in law_lines(**wanted).rows]


def test_words_of_both_languages_find_the_same_crime():
    assert "rs-8-2-b-i" in codes(text="attacking civilians")
    assert "rs-8-2-b-i" in codes(text="الهجوم على المدنيين")
    assert "rs-8-2-b-i" in codes(text="8(2)(b)(i)", kind="crime")
    assert codes(text="no law has these words") == []


def test_the_list_holds_every_row_once_and_is_narrowed_by_kind_and_violation():
    book = law_book()
    assert law_lines().total == len(book.crimes) + len(book.modes) + len(book.rules)
    assert law_lines(kind="mode").total == len(book.modes)
    under = codes(violation="murder")
    assert {"rs-7-1-a", "rs-8-2-a-i"} <= set(under)
    assert codes(violation="murder", kind="crime") == [row.code for row in book.crimes_for("murder")]


def test_a_row_names_what_may_fall_under_it():
    page = law_page("rs-7-1-a")
    assert "murder" in page.violations
    assert "rs-8-2-a-i" in {line.row.code for line in page.beside}
    assert law_page("cihl-1").line.kind == "rule"
    for absent in ("rs-0", law_book().instruments[0].code):
        with pytest.raises(NotFound):
            law_page(absent)


@pytest.mark.django_db
def test_the_pages_stand_in_both_languages_side_by_side(client, people):
    client.force_login(people["lawyer"])
    crime = law_book().crime("rs-8-2-b-i")
    for lang in ("en", "ar"):
        client.cookies["django_language"] = lang
        listed = client.get(reverse("law"), {"text": crime.article}).content.decode()
        assert reverse("law_row", args=[crime.code]) in listed
        shown = client.get(reverse("law_row", args=[crime.code])).content.decode()
        for element in crime.elements:
            assert element.text["en"] in shown
            assert element.text["ar"] in shown
