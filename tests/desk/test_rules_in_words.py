"""Every rule of the grammar reader explains itself at the desk, in both languages."""

import re

import pytest
from django.utils.translation import override

from tawthiq.desk.queries.rules import explain_rule, words_of_row
from tawthiq.desk.templatetags.reading import rule_words
from tawthiq.reading.detecting import known_languages
from tawthiq.reading.language import load_language

ARABIC = re.compile("[\u0621-\u064a]")


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("code", known_languages())
def test_every_row_of_the_word_lists_is_explained(code, lang):
    for row in load_language(code).words["triggers"]:
        words, first = explain_rule(row["id"], lang), words_of_row(row)[0]
        assert first in words
        assert "|" not in words
        assert len(words) > 40
        assert bool(ARABIC.search(words.replace(first, ""))) or lang == "en"


def test_a_rule_that_is_no_row_is_explained_by_the_table():
    assert "goes on acting" in explain_rule("actor.carried", "en")
    assert ARABIC.search(explain_rule("facility.school", "ar"))


@pytest.mark.parametrize("rule", ["spacy.ner", "en.no.such", "", "..", "xx.y"])
def test_a_rule_of_another_reader_is_not_explained(rule):
    assert explain_rule(rule, "en") == ""


def test_on_a_page_the_words_of_a_rule_say_their_language_and_are_escaped():
    with override("ar"):
        shown = rule_words("en.killed.verb")
    assert '<bdi lang="en">killed</bdi>' in shown
    assert "\x02" not in shown
    assert rule_words("spacy.<b>") == ""
