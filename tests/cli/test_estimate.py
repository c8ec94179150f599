"""``tawthiq estimate``: a table in, every method's interval or refusal out, in both languages, without a workspace."""

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from tawthiq.cli import app

# Three invented lists of one province and two of another.
TABLE = """province,hospital,families,press,count
north,1,0,0,90
north,0,1,0,70
north,0,0,1,60
north,1,1,0,40
north,1,0,1,30
north,0,1,1,25
north,1,1,1,18
south,1,0,0,12
south,0,1,0,9
south,1,1,0,4
"""
FAST = ("--method", "chao,stepwise,dga")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "lists.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["estimate", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr or str(result.exception or "")


def test_every_method_with_its_interval(table: Path) -> None:
    code, out, _err = run(table, *FAST, "--json")
    found = json.loads(out)
    assert (code, found["lists"], found["observed"]) == (0, ["hospital", "families", "press"], 358)
    assert [one["method"] for one in found["estimates"]] == ["chao", "stepwise", "dga"]
    for one in found["estimates"]:
        assert 358 < one["low"] < one["estimate"] < one["high"]
        assert one["refused"] is None
    assert found["estimates"][1]["model_range"][0] <= found["estimates"][1]["estimate"]
    assert found["answer"]["low"] <= found["answer"]["estimate"] <= found["answer"]["high"]
    assert {"pattern": "110", "count": 44} in found["overlap"]


def test_strata_are_apart_and_one_that_cannot_say_is_named(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _err = run(table, "--by", "province", *FAST, "--json")
    found = json.loads(out)
    north, south = found["strata"]
    assert (code, north["by"], north["answer"]["refused"]) == (0, {"province": "north"}, None)
    assert {one["refused"] for one in south["estimates"]} == {"too_few_lists"}
    assert {one["refused"] for one in found["estimates"]} == {"stratum_refused"}
    monkeypatch.setenv("TAWTHIQ_LANG", "ar")
    code, out, _err = run(table, "--by", "province", *FAST)
    assert (code, "ما يوجد لا يكفي للقول" in out, "أقل من ثلاث قوائم مستقلة" in out) == (0, True, True)


def test_files_and_a_drawing(table: Path, tmp_path: Path) -> None:
    out, drawing = tmp_path / "estimates.csv", tmp_path / "overlap.svg"
    code, said, _err = run(table, *FAST, "--out", out, "--draw", drawing)
    assert (code, "log-linear, stepwise" in said) == (0, True)
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["method"] for row in rows] == ["chao", "stepwise", "dga", "answer"]
    root = ElementTree.fromstring(drawing.read_text(encoding="utf-8"))  # noqa: S314 - our own
    titles = [title.text for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert titles[:2] == ["How the lists overlap", "102 people on: hospital"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--method", "magic"], "magic"),
        (["--by", "nowhere"], "no column nowhere"),
        (["--lists", "hospital,province"], "line 2: a list column holds 0 or 1, not north"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(arguments: list[str], words: str, table: Path) -> None:
    code, out, err = run(table, *arguments)
    assert (code != 0, out) == (True, "")
    assert words in err


def test_a_table_without_lists_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,age\nA,30\nB,41\n", encoding="utf-8")
    code, _out, err = run(path)
    assert (code != 0, "--lists" in err) == (True, True)
