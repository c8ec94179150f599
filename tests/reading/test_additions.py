"""Words of an organisation's own: they mean what their row means, in one language, and leave the rest as it was."""

import pytest

from tawthiq.core.claims import Claim
from tawthiq.reading.additions import AddedWord, extend_language, in_language, words_of_row
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.language import load_language
from tawthiq.reading.lexicon import load_lexicon
from tawthiq.reading.reader import Document


def read(text: str, *added: AddedWord, lang: str = "en") -> list[Claim]:
    return GrammarReader(added=added).read(Document(text, lang, "2015-09-12"))


TEXT = "Blue Lions fighters arrested four men in Menbizh on Friday."


def test_a_spelling_of_a_party_names_the_party() -> None:
    word = AddedWord("en", "party", "opposition", "Blue Lions")
    assert [one.perpetrators for one in read(TEXT)] == [()]
    (found,) = read(TEXT, word)
    assert [(one.text, one.party) for one in found.perpetrators] == [("Blue Lions fighters", "opposition")]


def test_a_spelling_of_a_place_is_resolved() -> None:
    (before,), (after,) = read(TEXT), read(TEXT, AddedWord("en", "place", "manbij", "Menbizh"))
    assert [place.place for place in before.places] == [None]
    assert [(place.text, place.place) for place in after.places] == [("Menbizh", "manbij")]


def test_a_word_of_a_trigger_row_announces_what_the_row_does() -> None:
    text = "Regime jets pulverised the market of Manbij on Friday."
    assert read(text) == []
    (found,) = read(text, AddedWord("en", "trigger", "en.bomb.verb", "pulverised"))
    assert (found.kind, found.rules[0]) == ("airstrike", "en.bomb.verb")


def test_arabic_words_match_behind_clitics_too() -> None:
    text = "قصف طيران النظام سوقاً في منبيزه وبمنبيزه أمس."
    spans = [
        place.text
        for one in read(text, AddedWord("ar", "place", "manbij", "منبيزه"), lang="ar")
        for place in one.places
        if place.place == "manbij"
    ]
    assert spans[0] == "منبيزه"


def test_a_word_counts_in_its_language_only_and_what_is_gone_means_nothing() -> None:
    odd = (
        AddedWord("ar", "place", "manbij", "Menbizh"),
        AddedWord("en", "place", "no_such_place", "Menbizh"),
        AddedWord("en", "party", "no_such_party", "Blue Lions"),
        AddedWord("en", "trigger", "en.no.such.row", "arrested"),
    )
    assert read(TEXT, *odd) == read(TEXT)


def test_added_words_leave_the_shared_lists_alone() -> None:
    english = load_language("en")
    word = AddedWord("en", "trigger", "en.bomb.verb", "pulverised")
    extended = extend_language(english, [word])
    assert words_of_row(extended.words, word.of) == [*words_of_row(english.words, word.of), "pulverised"]
    assert extend_language(english, []) is english
    assert words_of_row(english.words, "en.no.such.row") == []


def test_the_digest_is_that_of_the_words_of_the_language() -> None:
    english, arabic = AddedWord("en", "place", "manbij", "Menbizh"), AddedWord("ar", "place", "manbij", "منبيزه")
    plain, one, both = GrammarReader(), GrammarReader(added=[english]), GrammarReader(added=[arabic, english, english])
    assert plain.lexicon_digest("en") != one.lexicon_digest("en") == both.lexicon_digest("en")
    assert plain.lexicon_digest("ar") == one.lexicon_digest("ar") != both.lexicon_digest("ar")
    assert len(plain.lexicon_digest("en")) == 64


def test_a_lexicon_is_built_once_while_its_words_stay_the_same() -> None:
    words = in_language([AddedWord("en", "place", "manbij", "Menbizh")], "en")
    assert load_lexicon("en", "syria", words) is load_lexicon("en", "syria", words)
    assert load_lexicon("en", "syria", words) is not load_lexicon("en", "syria")


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_words_does_not_matter(order: int) -> None:
    words = [AddedWord("en", "place", "manbij", text) for text in ("Menbizh", "Minbez")][::order]
    assert in_language(words, "en") == in_language(reversed(words), "en")
