"""Several readers: who agrees, who differs and in what, who was silent; and no claim of anybody's is lost."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.claims import (
    Claim,
    Count,
    PartyMention,
    PlaceMention,
    Span,
    Target,
    TimeMention,
    is_disputed,
    to_json,
)
from tawthiq.errors import InvalidRecord, Unreachable
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.reader import Document, Reading, Refusal, read_checked
from tawthiq.reading.readers.voting import VotingReader, differences

TEXT = "Jets struck Idlib at dawn and killed four people. Gunmen seized two nurses in Manbij. All else was calm."
DOCUMENT = Document(TEXT, "en", "2015-07-01")


class Fixed:
    """A reader that always gives these claims, or raises."""

    def __init__(self, name: str, *claims: Claim, error: Exception | None = None) -> None:
        self.name, self.version, self._claims, self._error = name, "1", list(claims), error

    def read(self, _document: Document) -> list[Claim]:
        if self._error:
            raise self._error
        return self._claims


class Strict(Fixed):
    """The same, with a refusal."""

    def read_checked(self, document: Document) -> Reading:
        return Reading(self.read(document), [Refusal(self.name, "not in the text: 'Rome'", "Rome fell")])


def at(words: str) -> tuple[int, int, str]:
    start = TEXT.index(words)
    return start, start + len(words), words


def claim(kind: str, quote: str, reader: str = "one", **more: Any) -> Claim:
    return Claim(kind, Span(*at(quote)), reader=reader, version="1", **more)


STRIKE = "Jets struck Idlib at dawn and killed four people"
IDLIB = (PlaceMention(*at("Idlib"), place="idlib"),)
FOUR = {"killed": Count(*at("four people"), 4, 4)}


def votes(found: Claim) -> list[tuple[str, bool | None, dict[str, Any]]]:
    return [(vote.reader, vote.found, vote.differs) for vote in found.readers]


def test_readers_that_agree_make_one_claim_worded_by_the_first() -> None:
    first = claim("airstrike", STRIKE, places=IDLIB, counts=FOUR)
    second = claim("airstrike", TEXT[:49], "two", places=IDLIB)
    (found,) = VotingReader([Fixed("one", first), Fixed("two", second)]).read(DOCUMENT)
    assert replace(found, readers=()) == first
    assert votes(found) == [("one", True, {}), ("two", True, {})]
    assert not is_disputed(found)


def test_what_a_reader_says_otherwise_stands_beside_the_claim() -> None:
    first = claim("airstrike", STRIKE, places=IDLIB, counts=FOUR)
    second = claim(
        "airstrike",
        STRIKE,
        "two",
        counts={"killed": Count(*at("four"), 4, None)},
        perpetrators=(PartyMention(*at("Jets"), party="russia"),),
        when=TimeMention(*at("at dawn"), edtf="2015-07-01"),
    )
    (found,) = VotingReader([Fixed("one", first), Fixed("two", second)]).read(DOCUMENT)
    (_, agreed, differs) = votes(found)[1]
    assert agreed is True
    assert differs == {
        "counts.killed": to_json(second)["counts"]["killed"],
        "perpetrators": to_json(second)["perpetrators"],
        "when": to_json(second)["when"],
    }
    assert found.counts == FOUR
    assert is_disputed(found)


def test_another_kind_for_the_same_words_is_a_dispute_not_a_second_claim() -> None:
    first, second = claim("airstrike", STRIKE), claim("shelling", STRIKE, "two")
    (found,) = VotingReader([Fixed("one", first), Fixed("two", second)]).read(DOCUMENT)
    assert votes(found)[1] == ("two", True, {"kind": "shelling"})


def test_a_claim_of_one_reader_alone_is_kept_and_marked() -> None:
    first, second = claim("airstrike", STRIKE), claim("abduction", "Gunmen seized two nurses in Manbij", "two")
    found = VotingReader([Fixed("one", first), Fixed("two", second)]).read(DOCUMENT)
    assert [row.kind for row in found] == ["airstrike", "abduction"]
    assert votes(found[0]) == [("one", True, {}), ("two", False, {})]
    assert votes(found[1]) == [("one", False, {}), ("two", True, {})]
    assert all(is_disputed(row) for row in found)


def test_two_claims_of_one_sentence_are_matched_one_to_one_by_their_places() -> None:
    one = [claim("airstrike", STRIKE, places=IDLIB), claim("airstrike", STRIKE)]
    other = [replace(one[1], reader="two"), replace(one[0], reader="two")]
    found = VotingReader([Fixed("one", *one), Fixed("two", *other)]).read(DOCUMENT)
    assert [votes(row)[1] for row in found] == [("two", True, {}), ("two", True, {})]


def test_a_reader_that_cannot_read_is_noted_and_stops_nobody() -> None:
    down = Fixed("server", error=Unreachable("no answer: refused"))
    reading = VotingReader([Fixed("one", claim("airstrike", STRIKE)), down]).read_checked(DOCUMENT)
    (found,) = reading.claims
    assert found.readers[1].found is None
    assert found.readers[1].reason == "no answer: refused"
    assert not is_disputed(found)
    assert reading.silent == {"server 1": "no answer: refused"}


def test_where_nobody_can_read_the_report_is_not_read() -> None:
    down = Fixed("server", error=Unreachable("no answer"))
    with pytest.raises(Unreachable, match="server 1: no answer"):
        VotingReader([down, down]).read(DOCUMENT)


def test_a_fault_of_the_report_itself_is_not_hidden() -> None:
    broken = Fixed("server", error=InvalidRecord("a span does not slice back"))
    with pytest.raises(InvalidRecord):
        VotingReader([Fixed("one"), broken]).read(DOCUMENT)


def test_refusals_of_every_reader_are_counted() -> None:
    one, other = Strict("two", claim("airstrike", STRIKE)), Fixed("one", claim("airstrike", STRIKE))
    reading = VotingReader([other, one]).read_checked(DOCUMENT)
    assert [refused.words for refused in reading.refused] == ["Rome fell"]
    assert reading.grounded_rate == 0.5
    assert read_checked(other, DOCUMENT).grounded_rate == 1.0
    assert read_checked(Fixed("none"), DOCUMENT).grounded_rate is None


def test_saying_nothing_is_no_difference() -> None:
    full = claim(
        "airstrike", STRIKE, places=IDLIB, counts=FOUR, target=Target(*at("four people"), target_class="civilian")
    )
    bare = claim("airstrike", STRIKE)
    assert differences(full, bare) == {}
    assert set(differences(bare, full)) == {"places", "counts.killed", "target"}


def test_the_grammar_agrees_with_itself() -> None:
    (*found,) = VotingReader([GrammarReader(), GrammarReader()]).read(DOCUMENT)
    assert [replace(row, readers=()) for row in found] == GrammarReader().read(DOCUMENT)
    assert not any(is_disputed(row) for row in found)
    assert all(len(row.readers) == 2 for row in found)


@st.composite
def readings(draw: st.DrawFn) -> list[Fixed]:
    def one() -> Claim:
        start = draw(st.integers(0, len(TEXT) - 2))
        end = draw(st.integers(start + 1, len(TEXT)))
        kind = draw(st.sampled_from(["airstrike", "shelling", "abduction"]))
        return Claim(kind, Span(start, end, TEXT[start:end]))

    return [
        Fixed(f"r{number}", *(one() for _ in range(draw(st.integers(0, 5)))))
        for number in range(draw(st.integers(1, 3)))
    ]


@given(readings())
def test_no_claim_is_lost_and_none_is_counted_twice(readers: list[Fixed]) -> None:
    found = VotingReader(readers).read(DOCUMENT)
    assert sum(vote.found is True for row in found for vote in row.readers) == sum(
        len(one.read(DOCUMENT)) for one in readers
    )
    assert all(any(vote.found for vote in row.readers) for row in found)
