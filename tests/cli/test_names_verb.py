"""``tawthiq names``: parts, keys, comparison and search, in both languages and as JSON, without a workspace."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tawthiq.cli import app
from tawthiq.core.names import KINDS, LEVELS, REASONS
from tawthiq.store.packs import load_table


def run(*arguments: str, stdin: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["names", *arguments], input=stdin)
    return result.exit_code, result.stdout, result.stderr


def test_every_part_level_and_reason_has_its_words() -> None:
    for table, codes in (("name_parts", KINDS), ("name_levels", LEVELS), ("name_reasons", REASONS)):
        known = {row["id"] for row in load_table(table)}
        assert set(codes) - {"relation"} <= known, table


def test_parts_in_both_languages_and_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _err = run("parse", "Dr. Samer bin Khalil al-Ghazawni")
    assert (code, "Father's name: Khalil" in out, "Family name: al-Ghazawni" in out) == (0, True, True)
    monkeypatch.setenv("TAWTHIQ_LANG", "ar")
    code, out, _err = run("parse", "زوجة سامر الغزاوني")
    assert (code, "زوجة: سامر الغزاوني" in out) == (0, True)
    code, out, _err = run("parse", "-", "--json", stdin="أبو سامر\n\nSamer Khalil\n")
    first, second = [json.loads(line) for line in out.splitlines()]
    assert [part["kind"] for part in first["parts"]] == ["kunya"]
    assert first["sex"] == "male"
    assert second["parts"][0] == {"kind": "given", "text": "Samer", "start": 0, "end": 5}


def test_keys_meet_across_the_scripts() -> None:
    code, out, _err = run("key", "-", "--json", stdin="قاسم الغزاوني\nQasem al-Ghazawni (Abu Ward)\n")
    one, other = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert one["skeleton"] == other["skeleton"]
    assert [part["kind"] for part in other["parts"]] == ["given", "family", "kunya"]
    assert "ksm" in run("key", "قاسم الغزاوني")[1]


def test_two_names_are_compared_with_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _err = run("compare", "سامر خليل", "خليل سامر")
    assert (code, "0.05" in out, "other way round" in out) == (0, True, True)
    monkeypatch.setenv("TAWTHIQ_LANG", "ar")
    assert "الترتيب معكوس" in run("compare", "سامر خليل", "خليل سامر")[1]
    found = json.loads(run("compare", "سامر خليل", "Samer Khalil", "--json")[1])
    assert (found["level"], found["reasons"]) == ("spelling", ["given_spelling", "family_spelling"])


def test_files_of_names_and_of_pairs(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("left,right\nسامر خليل,Samer Khalil\nسامر خليل,سمير خليل\n", encoding="utf-8")
    code, out, _err = run("compare", "--file", str(path), "--json")
    assert (code, [json.loads(line)["level"] for line in out.splitlines()]) == (0, ["spelling", "vetoed"])
    code, out, _err = run("parse", "--file", str(path), "--column", "Right", "--json")
    assert (code, [json.loads(line)["name"] for line in out.splitlines()]) == (0, ["Samer Khalil", "سمير خليل"])
    code, out, _err = run("find", "سامر خليل", "--file", str(path), "--column", "right", "--top", "1")
    assert (code, out.splitlines()[1].split()[1]) == (0, "Samer")
    code, out, _err = run("find", "ثابت", "--file", str(path), "--json")
    assert json.loads(out)["name"] == "ثابت"
    assert "not found" in run("find", "7", "--file", str(path))[1]


def test_a_row_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name,age\nSamer Khalil,7,8\n", encoding="utf-8")
    code, out, err = run("parse", "--file", str(path))
    assert (code, "Samer" in out, "names.csv" in err) == (0, True, True)


def test_wrong_use_is_said(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name\nSamer Khalil\n", encoding="utf-8")
    for wrong in (
        ["compare", "Samer"],
        ["compare", "--file", str(path)],
        ["compare", "--file", str(path), "--columns", "name"],
        ["parse", "--file", str(path), "--column", "surname"],
        ["parse", "--file", str(tmp_path / "absent.csv")],
    ):
        code, out, err = run(*wrong)
        assert (code, out) == (2, ""), wrong
        assert f"tawthiq names {wrong[0]}:" in err
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    assert run("key", "--file", str(tmp_path / "empty.csv"))[0] == 2
