"""The page about the rules says what the rules say, in both languages."""

import re
from pathlib import Path

import pytest

from tawthiq.core.access import MAY
from tawthiq.core.disclosure import GRID_DEGREES, SENSITIVE_GRID_DEGREES, SMALL
from tawthiq.core.grading import FOR_A_COURT, THRESHOLDS
from tawthiq.core.incidents import MASSACRE_KILLED

DOCS = Path(__file__).parent.parent.parent / "docs" / "explain"
PAGES = {name: (DOCS / name).read_text(encoding="utf-8") for name in ("rules.md", "rules.ar.md")}
YES_NO = {"yes": True, "no": False, "نعم": True, "لا": False}


def rows_of(page: str) -> dict[str, list[str]]:
    """Cells of every table row whose first cell begins with an id of the code."""
    found = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and (match := re.match(r"[a-z_]+", cells[0])):
            found[match.group()] = cells[1:]
    return found


@pytest.mark.parametrize("name", PAGES)
def test_the_thresholds_are_those_of_the_code(name: str) -> None:
    rows = rows_of(PAGES[name])
    for grade, asked in THRESHOLDS.items():
        sources, basis, contrary = rows[grade]
        assert (int(sources), YES_NO[basis], YES_NO[contrary]) == (
            asked.sources,
            asked.needs_basis,
            asked.needs_contrary_note,
        )
    assert all(f"`{grade}`" in PAGES[name] for grade in FOR_A_COURT)


@pytest.mark.parametrize("name", PAGES)
def test_the_roles_are_those_of_the_code(name: str) -> None:
    rows = rows_of(PAGES[name])
    assert {role: set(rows[role][0].split(", ")) for role in MAY} == {
        role: set(actions) for role, actions in MAY.items()
    }


@pytest.mark.parametrize(("name", "five"), [("rules.md", "five or more"), ("rules.ar.md", "خمسة أشخاص أو أكثر")])
def test_the_numbers_are_those_of_the_code(name: str, five: str) -> None:
    page = PAGES[name]
    assert (MASSACRE_KILLED, five in page) == (5, True)
    assert str(GRID_DEGREES) in page
    assert str(SENSITIVE_GRID_DEGREES) in page
    assert re.search(rf"\b{SMALL}\b", page)


def test_both_pages_have_the_same_sections() -> None:
    shapes = [re.findall(r"^(#+|\||- )", page, re.MULTILINE) for page in PAGES.values()]
    assert shapes[0] == shapes[1]
