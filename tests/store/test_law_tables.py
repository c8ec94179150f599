"""The tables of law are whole: every paragraph of the Elements of Crimes, both languages, sources; own codes."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tawthiq.core.law import FaultyLaw
from tawthiq.store.law import law_of, load_law, read_law
from tawthiq.store.packs import load_table

# How many numbered paragraphs each crime has. Source: Elements of Crimes, ICC-ASP/1/3 (part II.B) with RC/Res.5 and
# RC/Res.6 of 2010 and ICC-ASP/18/Res.5 of 2019. Three for the weapons of ICC-ASP/16/Res.4. 8(2)(b)(xx) has a note only.
PARAGRAPHS = """
6(a) 4, 6(b) 4, 6(c) 5, 6(d) 5, 6(e) 7,
7(1)(a) 3, 7(1)(b) 4, 7(1)(c) 3, 7(1)(d) 5, 7(1)(e) 5, 7(1)(f) 5, 7(1)(g)-1 4, 7(1)(g)-2 4, 7(1)(g)-3 4, 7(1)(g)-4 3,
7(1)(g)-5 4, 7(1)(g)-6 5, 7(1)(h) 6, 7(1)(i) 8, 7(1)(j) 7, 7(1)(k) 5,
8(2)(a)(i) 5, 8(2)(a)(ii)-1 6, 8(2)(a)(ii)-2 5, 8(2)(a)(ii)-3 7, 8(2)(a)(iii) 5, 8(2)(a)(iv) 7, 8(2)(a)(v) 5,
8(2)(a)(vi) 5, 8(2)(a)(vii)-1 5, 8(2)(a)(vii)-2 5, 8(2)(a)(viii) 7,
8(2)(b)(i) 5, 8(2)(b)(ii) 5, 8(2)(b)(iii) 7, 8(2)(b)(iv) 5, 8(2)(b)(v) 5, 8(2)(b)(vi) 5, 8(2)(b)(vii)-1 7,
8(2)(b)(vii)-2 7, 8(2)(b)(vii)-3 7, 8(2)(b)(vii)-4 7, 8(2)(b)(viii) 3, 8(2)(b)(ix) 5, 8(2)(b)(x)-1 6, 8(2)(b)(x)-2 6,
8(2)(b)(xi) 7, 8(2)(b)(xii) 5, 8(2)(b)(xiii) 7, 8(2)(b)(xiv) 5, 8(2)(b)(xv) 4, 8(2)(b)(xvi) 5, 8(2)(b)(xvii) 4,
8(2)(b)(xviii) 4, 8(2)(b)(xix) 5, 8(2)(b)(xx) 1, 8(2)(b)(xxi) 4, 8(2)(b)(xxii)-1 4, 8(2)(b)(xxii)-2 4,
8(2)(b)(xxii)-3 4, 8(2)(b)(xxii)-4 3, 8(2)(b)(xxii)-5 4, 8(2)(b)(xxii)-6 5, 8(2)(b)(xxiii) 4, 8(2)(b)(xxiv) 4,
8(2)(b)(xxv) 4, 8(2)(b)(xxvi) 5, 8(2)(b)(xxvii) 3, 8(2)(b)(xxviii) 3, 8(2)(b)(xxix) 3,
8(2)(c)(i)-1 5, 8(2)(c)(i)-2 6, 8(2)(c)(i)-3 5, 8(2)(c)(i)-4 6, 8(2)(c)(ii) 6, 8(2)(c)(iii) 7, 8(2)(c)(iv) 7,
8(2)(e)(i) 5, 8(2)(e)(ii) 4, 8(2)(e)(iii) 7, 8(2)(e)(iv) 5, 8(2)(e)(v) 5, 8(2)(e)(vi)-1 4, 8(2)(e)(vi)-2 4,
8(2)(e)(vi)-3 4, 8(2)(e)(vi)-4 3, 8(2)(e)(vi)-5 4, 8(2)(e)(vi)-6 5, 8(2)(e)(vii) 5, 8(2)(e)(viii) 5, 8(2)(e)(ix) 7,
8(2)(e)(x) 5, 8(2)(e)(xi)-1 6, 8(2)(e)(xi)-2 6, 8(2)(e)(xii) 7, 8(2)(e)(xiii) 4, 8(2)(e)(xiv) 4, 8(2)(e)(xv) 5,
8(2)(e)(xvi) 3, 8(2)(e)(xvii) 3, 8(2)(e)(xviii) 3, 8(2)(e)(xix) 4,
8 bis 6
"""
ARABIC = re.compile(r"[\u0621-\u064a]")
DOMESTIC = """
document: Penal code
instrument: pc
conflict: any
instruments: [{code: pc, en: Penal code, ar: قانون العقوبات, citation: Law 1 of 1949, source: Official gazette}]
crimes:
  - code: pc-1
    article: "1"
    name: {en: Unlawful detention, ar: الحجز غير المشروع}
    elements:
      - {kind: conduct, en: The person detained another., ar: أن يحتجز الشخص غيره.}
      - {same: rs-7-1-e.1}
crosswalk: [{scheme: own, term: detention, crimes: [pc-1, rs-7-1-e], source: Penal code}]
"""


def expected() -> dict[str, int]:
    rows = (row.strip().rsplit(" ", 1) for row in PARAGRAPHS.replace("\n", " ").split(","))
    return {article: int(count) for article, count in rows}


def test_no_paragraph_of_the_elements_of_crimes_is_missing() -> None:
    found = {crime.article: len(crime.elements) for crime in load_law().crimes}
    assert found == expected()
    assert len(found) == 103


def test_every_war_crime_ends_with_its_conflict_and_awareness_of_it() -> None:
    for crime in load_law().crimes:
        if crime.article.startswith("8(2)") and crime.article != "8(2)(b)(xx)":
            context, awareness = crime.elements[-2:]
            assert (context.kind, awareness.kind) == ("contextual", "mental"), crime.code
            assert ("not of an international" in context.text["en"]) == (crime.conflict == "non_international")
            assert crime.conflict == ("international" if crime.article[5] in "ab" else "non_international")


def test_every_crime_against_humanity_ends_with_the_attack_and_knowledge_of_it() -> None:
    for crime in load_law().crimes:
        if crime.article.startswith("7"):
            assert [element.kind for element in crime.elements[-2:]] == ["contextual", "mental"], crime.code


def test_every_text_is_in_its_language_and_every_element_names_its_paragraph() -> None:
    book = load_law()
    for row in book.rows:
        assert ARABIC.search(row.name["ar"]), row.code
        assert not ARABIC.search(row.name["en"]), row.code
    for element in book.elements:
        assert ARABIC.search(element.text["ar"]), element.code
        assert not re.search("[A-Za-z]", element.text["ar"]), element.code
        assert not ARABIC.search(element.text["en"]), element.code
    for crime in book.crimes:
        for number, element in enumerate(crime.elements, start=1):
            wanted = f"Art. {crime.article}, " + ("note" if crime.code == "rs-8-2-b-xx" else f"para. {number}")
            assert wanted in element.source, element.code


def test_every_mode_of_articles_25_and_28_is_there_with_its_mental_element() -> None:
    modes = load_law().modes
    assert {mode.article for mode in modes} == {*(f"25(3)({one})" for one in "abcdef"), "28(a)", "28(b)", "30"}
    for mode in modes:
        assert any(element.kind == "mental" for element in mode.elements), mode.code


def test_the_crosswalk_speaks_of_every_violation_and_of_every_kind_that_may_be_one() -> None:
    terms = {(row.scheme, row.term) for row in load_law().crosswalk}
    assert {("violation", row["id"]) for row in load_table("violations")} <= terms
    assert {("kind", row["id"]) for row in load_table("kinds") if row["violation"]} <= terms
    assert not {("kind", row["id"]) for row in load_table("kinds") if row["context"]} & terms
    counts = Counter(scheme for scheme, _ in terms)
    assert counts["acled"] == 25
    assert set(counts) == {"violation", "kind", "acled", "plover", "huridocs"}


def test_the_legal_basis_of_a_violation_stands_in_the_crosswalk() -> None:
    """The Rome Statute's articles that the table of violations names are among the crimes it may fall under."""
    book = load_law()
    for row in load_table("violations"):
        reached = {crime.article for crime in book.crimes_for(row["id"])}
        for basis in row["legal_basis"]:
            if found := re.match(r"Rome Statute art\. (\d\(\d\)\(\w\)(?:\(\w+\))?)", basis):
                assert any(article.startswith(found[1]) for article in reached), (row["id"], basis)


def test_the_six_grave_violations_are_six() -> None:
    assert sum(rule.instrument == "un_grave_violations" for rule in load_law().rules) == 6


def test_a_workspace_adds_its_own_code(tmp_path: Path) -> None:
    assert law_of(tmp_path) is load_law()
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "penal.yaml").write_text(DOMESTIC, encoding="utf-8")
    book = law_of(tmp_path)
    assert [element.source for element in book.elements_of("pc-1")] == [
        "Penal code, Art. 1, para. 1",
        "Penal code, Art. 1, para. 2",
    ]
    assert book.element("pc-1.2").text == load_law().element("rs-7-1-e.1").text
    assert [crime.code for crime in book.crimes_for("detention", scheme="own")] == ["pc-1", "rs-7-1-e"]


@pytest.mark.parametrize(
    ("before", "after", "place", "fault"),
    [
        ("kind: conduct", "kind: deed", "pc-1.1", "unknown_kind"),
        (", ar: أن يحتجز الشخص غيره.", "", "penal.yaml pc-1", "element_1_ar_missing"),
        ("same: rs-7-1-e.1", "same: rs-9", "penal.yaml pc-1", "element_2_same_as_nothing"),
        ("conflict: any", "conflict: cold", "pc-1", "unknown_conflict"),
        ("instrument: pc", "instrument: other", "pc-1", "unknown_instrument"),
        ("code: pc-1", "code: rs-6-a", "rs-6-a", "code_twice"),
        ("[pc-1, rs-7-1-e]", "[pc-2]", "own:detention pc-2", "unknown_crime"),
        ("[pc-1, rs-7-1-e]", "pc-1", "penal.yaml detention", "crimes_no_list"),
        ("scheme: own, term: detention", "scheme: violation, term: torture", "violation:torture", "term_twice"),
        ("crosswalk:", "crossroads:", "penal.yaml", "unknown_part_crossroads"),
        ("crosswalk: [{", "crosswalk: [1, {", "penal.yaml", "crosswalk_1_is_no_row"),
        ("document: Penal code", "document: [", "penal.yaml", "unreadable"),
        ("    elements:\n", "    points:\n", "penal.yaml pc-1", "elements_missing"),
        ("name: {en: Unlawful detention, ar: الحجز غير المشروع}", "name: x", "penal.yaml pc-1", "name_missing"),
    ],
)
def test_a_faulty_code_is_refused_with_the_place(
    tmp_path: Path, before: str, after: str, place: str, fault: str
) -> None:
    assert before in DOMESTIC
    (tmp_path / "penal.yaml").write_text(DOMESTIC.replace(before, after), encoding="utf-8")
    with pytest.raises(FaultyLaw) as refused:
        read_law(tmp_path)
    assert (place, fault) in refused.value.faults


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.yaml").write_text("- 1\n", encoding="utf-8")
    with pytest.raises(FaultyLaw, match=r"list\.yaml: no mapping"):
        read_law(tmp_path)
