"""Precision and recall on people's decisions: what counts as right, wrong and missed, and when nothing can be said."""

from dataclasses import replace

import pytest

from tawthiq.core.claims import Claim, Count, PersonMention, PlaceMention, Span
from tawthiq.core.evaluation import FEWEST, Decided, Row, Share, evaluate, wilson
from tawthiq.errors import InvalidRecord


def claim(kind: str = "airstrike", *rules: str, killed: int | None = None) -> Claim:
    counts = {"killed": Count(0, 1, "x", killed, killed)} if killed is not None else {}
    return Claim(kind=kind, quote=Span(0, 1, "x"), counts=counts, reader="grammar", version="1", rules=rules)


def accepted(one: Claim, *, lang: str = "en", is_finished: bool = True) -> Decided:
    return Decided(lang, one, one, is_finished)


def rejected(one: Claim, *, lang: str = "en") -> Decided:
    return Decided(lang, one, None, is_finished=True)


def added(one: Claim, *, lang: str = "en", is_finished: bool = True) -> Decided:
    return Decided(lang, None, one, is_finished)


def rows_of(decided: list[Decided]) -> dict[tuple[str, str], Row]:
    return {(row.table, row.key): row for row in evaluate(decided)}


def test_nothing_decided_is_no_table() -> None:
    assert evaluate([]) == []


def test_accepted_and_mended_are_right_rejected_is_wrong_added_is_missed() -> None:
    mended = Decided("en", claim(killed=3), claim(killed=4), is_finished=True)
    rows = rows_of([accepted(claim()), mended, rejected(claim()), added(claim())])
    assert rows["all", "all"] == Row("all", "all", Share(2, 3), Share(2, 3))


def test_a_mended_kind_is_wrong_under_the_one_and_missed_under_the_other() -> None:
    rows = rows_of([Decided("en", claim("airstrike"), claim("shelling"), is_finished=True)])
    assert rows["kind", "airstrike"] == Row("kind", "airstrike", Share(0, 1), Share(0, 0))
    assert rows["kind", "shelling"] == Row("kind", "shelling", Share(0, 0), Share(0, 1))
    assert rows["all", "all"] == Row("all", "all", Share(0, 1), Share(0, 1))
    assert ("part", "quote") not in rows


def test_recall_counts_finished_reports_only() -> None:
    rows = rows_of([accepted(claim(), is_finished=False), added(claim(), is_finished=False), accepted(claim())])
    assert rows["all", "all"] == Row("all", "all", Share(2, 2), Share(1, 1))


def test_languages_readers_and_rules_have_rows_of_their_own() -> None:
    rows = rows_of([accepted(claim("clash", "a", "b", "a")), rejected(claim("clash", "b"), lang="ar"), added(claim())])
    assert rows["lang", "ar"] == Row("lang", "ar", Share(0, 1), Share(0, 0))
    assert rows["reader", "grammar 1"] == Row("reader", "grammar 1", Share(1, 2), None)
    assert rows["rule", "a"] == Row("rule", "a", Share(1, 1), None)
    assert rows["rule", "b"] == Row("rule", "b", Share(1, 2), None)
    assert [row.key for row in evaluate([rejected(claim("clash", "b")), accepted(claim("clash", "a", "b"))])][-4:] == [
        "b",
        "a",
        "quote",
        "status",
    ]


def test_parts_say_what_people_had_to_mend() -> None:
    mended = Decided("en", claim(killed=3), claim(killed=4), is_finished=True)
    dropped = Decided("en", claim(killed=3), claim(), is_finished=True)
    rows = rows_of([mended, dropped, accepted(claim(killed=5)), accepted(claim())])
    assert rows["part", "killed"].precision == Share(1, 3)
    assert rows["part", "quote"].precision == Share(4, 4)
    assert ("part", "places") not in rows


def test_a_place_is_the_same_whatever_point_the_gazetteer_gives_it() -> None:
    here = PlaceMention(0, 1, "x", place="manbij", lat=36.5, candidates=())
    was, now = replace(claim(), places=(here,)), replace(claim(), places=(replace(here, lat=36.6, country="SY"),))
    elsewhere = replace(claim(), places=(replace(here, place="raqqa"),))
    rows = rows_of([Decided("en", was, now, is_finished=True), Decided("en", was, elsewhere, is_finished=True)])
    assert rows["part", "places"].precision == Share(1, 2)


def test_a_person_is_the_same_whatever_full_name_the_report_has_elsewhere() -> None:
    named = PersonMention(0, 1, "x", status="killed")
    was, now = replace(claim(), people=(named,)), replace(claim(), people=(replace(named, name="X Y"),))
    assert rows_of([Decided("en", was, now, is_finished=True)])["part", "people"].precision == Share(1, 1)


def test_few_decisions_are_too_few_to_say() -> None:
    assert Share(FEWEST - 1, FEWEST - 1).value is None
    assert Share(FEWEST - 1, FEWEST - 1).interval is None
    assert Share(9, FEWEST).value == pytest.approx(0.9)
    assert Share(9, FEWEST).interval == wilson(9, 10)


# Source: Brown, Cai and DasGupta, Statistical Science 16 (2001): the score interval; computed by hand from the formula.
@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(9, 10, 0.5958, 0.9821), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962)],
)
def test_the_interval_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    assert wilson(hits, of) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))


@pytest.mark.parametrize(("hits", "of"), [(1, 0), (3, 2), (-1, 2)])
def test_no_interval_without_cases(hits: int, of: int) -> None:
    with pytest.raises(InvalidRecord, match="no interval"):
        wilson(hits, of)
