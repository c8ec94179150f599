"""The table of OWASP ASVS names tests that exist, and both pages of it say what the table says."""

import ast
from pathlib import Path
from typing import Any

import pytest

from tawthiq.store.packs import load_table

ROOT = Path(__file__).resolve().parent.parent
ROWS = load_table("asvs")
STATES = {
    "en": {"held": "held", "in_part": "in part", "open": "open", "not_applicable": "not applicable"},
    "ar": {"held": "محقَّق", "in_part": "جزئياً", "open": "مفتوح", "not_applicable": "لا ينطبق"},
}


def names_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def line_of(row: dict[str, Any], lang: str) -> str:
    said = f"{STATES[lang][row['state']]}: {note}" if (note := row.get(f"note_{lang}")) else STATES[lang][row["state"]]
    test = f"`{row['test'].split('::')[1]}`" if row["test"] else ""
    return f"| {row['id']} | {row[lang]} | {said} | {test} |"


def test_each_named_test_exists():
    for row in ROWS:
        path, _colons, name = str(row["test"]).partition("::")
        assert bool(path) == (row["state"] in {"held", "in_part"}), row["id"]
        if path:
            assert name in names_in(path), row["id"]


def test_what_is_not_held_says_why():
    assert all(row.get("note_en") and row.get("note_ar") for row in ROWS if row["state"] != "held")


@pytest.mark.parametrize(("lang", "page"), [("en", "asvs.md"), ("ar", "asvs.ar.md")])
def test_the_page_says_what_the_table_says(lang, page):
    lines = (ROOT / "docs/reference" / page).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line[:3].strip("| ")[:1].isdecimal()] == [line_of(row, lang) for row in ROWS]
