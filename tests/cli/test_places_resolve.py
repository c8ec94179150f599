"""``tawthiq places resolve``: candidates in both languages, as words and as JSON, without a workspace."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tawthiq.cli import app

COLUMNS = "wof_id,name,placetype,lat,lon,region,county,names_ar,names_en,names_variant_und,population,deprecated"
WOF = f"""{COLUMNS},superseded_by
3,Tall Zaynun,locality,36.1,37.1,Aleppo,,تل زينون,,,350,False,
6,Odd,locality,here,37.1,Aleppo,,,,,,False,
"""


def run(*arguments: str, stdin: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["places", "resolve", *arguments], input=stdin)
    return result.exit_code, result.stdout, result.stderr


def test_a_place_of_the_conflict_in_json() -> None:
    code, out, _err = run("Manbij", "--json")
    (line,) = out.splitlines()
    found = json.loads(line)
    assert (code, found["text"]) == (0, "Manbij")
    best = found["candidates"][0]
    assert (best["country"], round(best["lat"], 1), round(best["lon"], 1)) == ("SY", 36.5, 38.0)
    assert best["score"] > 0.5
    assert "name_exact" in best["reasons"]


def test_a_way_in_words_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _err = run("10 km south of Manbij", "--country", "Syria", "--top", "1")
    assert code == 0
    assert "set off by 10 km, 180°" in out
    monkeypatch.setenv("TAWTHIQ_LANG", "ar")
    code, out, _err = run("شرق مدينة منبج", "--country", "سوريا", "--top", "1")
    assert code == 0
    assert "بإزاحة" in out


def test_a_gazetteer_file_is_used_and_its_bad_rows_are_named(tmp_path: Path) -> None:
    path = tmp_path / "wof.csv"
    path.write_text(WOF, encoding="utf-8")
    code, out, err = run("قرية تل زينون", "--gazetteer", str(path))
    assert code == 0
    assert "wof:3" in out
    assert "wof.csv: 1 places read, 1 rows left out" in err
    assert "wof.csv, line 3: no point: 'here', '37.1'" in err


def test_near_decides_and_lines_come_from_standard_input() -> None:
    code, out, _err = run("-", "--json", "--near", "4.6,-74.1", "--country", "CO", stdin="Santa Rosa\n\nBogota\n")
    lines = [json.loads(line) for line in out.splitlines()]
    assert (code, [line["text"] for line in lines]) == (0, ["Santa Rosa", "Bogota"])
    assert all(line["candidates"][0]["country"] == "CO" for line in lines)
    assert run("Jarabulus", "--near", "Manbij")[0] == 0


def test_what_is_not_there_is_said_and_what_is_wrong_is_refused(tmp_path: Path) -> None:
    code, out, _err = run("Qwxyzzt")
    assert (code, "not found" in out) == (0, True)
    for wrong in (
        ["x", "--near", "Qwxyzzt"],
        ["x", "--near", "95,10"],
        ["x", "--country", "Atlantis"],
        ["x", "--lang", "xx"],
        ["x", "--conflict", "atlantis"],
        ["x", "--gazetteer", str(tmp_path / "absent.csv")],
    ):
        code, out, err = run(*wrong)
        assert (code, out) == (2, ""), wrong
        assert "tawthiq places resolve:" in err
