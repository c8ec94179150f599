"""The law book answers by code and refuses what does not hold together, with the place of every fault."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tawthiq.core.law import Crime, Crossing, Element, FaultyLaw, Instrument, LawBook, Mode, Rule, make_book
from tawthiq.errors import NotFound

WORDS = {"en": "Words", "ar": "كلمات"}
ELEMENT = Element("c.1", "conduct", WORDS, "Doc, para. 1")
PARTS: dict[str, Any] = {
    "instruments": (Instrument("i", WORDS, "cited", "source"),),
    "crimes": (Crime("c", "i", "1", WORDS, "any", (ELEMENT,)),),
    "modes": (Mode("m", "i", "2", WORDS, (replace(ELEMENT, code="m.1", kind="mental"),)),),
    "rules": (Rule("r", "i", "3", WORDS, "international", "source"),),
    "crosswalk": (Crossing("violation", "torture", ("c",), ("r",), "source"),),
}


def book(**changed: Any) -> LawBook:
    return make_book(**(PARTS | changed))


def test_what_has_to_be_shown_is_the_crime_and_then_the_mode() -> None:
    assert [element.code for element in book().elements_of("c")] == ["c.1"]
    assert [element.code for element in book().elements_of("c", "m")] == ["c.1", "m.1"]
    assert book().element("m.1").kind == "mental"


def test_a_term_leads_to_crimes_and_rules_of_its_scheme_only() -> None:
    assert [crime.code for crime in book().crimes_for("torture")] == ["c"]
    assert [rule.code for rule in book().rules_for("torture")] == ["r"]
    assert book().crimes_for("torture", scheme="acled") == ()
    assert book().rules_for("other") == ()


@pytest.mark.parametrize(
    ("look", "wrong"),
    [
        (LawBook.crime, "m"),
        (LawBook.mode, "c"),
        (LawBook.rule, "c"),
        (LawBook.instrument, "r"),
        (LawBook.element, "c"),
        (LawBook.row, "c.1"),
    ],
)
def test_a_code_of_another_kind_is_not_found(look: Callable[[LawBook, str], object], wrong: str) -> None:
    with pytest.raises(NotFound):
        look(book(), wrong)


def test_each_lookup_finds_its_own() -> None:
    whole = book()
    assert whole.crime("c").name == whole.row("c").name == WORDS
    assert (whole.mode("m").code, whole.rule("r").code, whole.instrument("i").code) == ("m", "r", "i")


@pytest.mark.parametrize(
    ("part", "change", "fault"),
    [
        ("crimes", {"name": {"en": "x", "ar": " "}}, ("c", "name_lacks_ar")),
        ("crimes", {"conflict": "cold"}, ("c", "unknown_conflict")),
        ("crimes", {"elements": ()}, ("c", "no_elements")),
        ("crimes", {"instrument": "none"}, ("c", "unknown_instrument")),
        ("crimes", {"code": "r"}, ("r", "code_twice")),
        ("crimes", {"elements": (replace(ELEMENT, kind="deed"),)}, ("c.1", "unknown_kind")),
        ("crimes", {"elements": (replace(ELEMENT, source=""),)}, ("c.1", "source_missing")),
        ("crimes", {"elements": (replace(ELEMENT, text={"ar": "كلمات"}),)}, ("c.1", "text_lacks_en")),
        ("rules", {"source": " "}, ("r", "source_missing")),
        ("rules", {"conflict": ""}, ("r", "unknown_conflict")),
        ("instruments", {"source": ""}, ("i", "source_missing")),
        ("crosswalk", {"source": ""}, ("violation:torture", "source_missing")),
        ("crosswalk", {"crimes": ("x",)}, ("violation:torture x", "unknown_crime")),
        ("crosswalk", {"rules": ("x",)}, ("violation:torture x", "unknown_rule")),
    ],
)
def test_every_fault_is_named_with_its_place(part: str, change: dict[str, Any], fault: tuple[str, str]) -> None:
    with pytest.raises(FaultyLaw) as refused:
        book(**{part: (replace(PARTS[part][0], **change),)})
    assert fault in refused.value.faults


def test_two_books_are_checked_as_one() -> None:
    own = LawBook((), (replace(PARTS["crimes"][0], code="d", elements=(replace(ELEMENT, code="d.1"),)),), (), (), ())
    assert [crime.code for crime in book().joined(own).crimes] == ["c", "d"]
    with pytest.raises(FaultyLaw, match="code twice"):
        book().joined(book())
    with pytest.raises(FaultyLaw, match="violation:torture: term twice"):
        book().joined(book())
