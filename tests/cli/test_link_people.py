"""``tawthiq link people``: lists in, pairs and clusters out, in both languages, without a workspace."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tawthiq.cli import app

FIRST = """id,الاسم الكامل,الجنس,العمر,تاريخ الوفاة
1,باسم طلال رياض المرجاني,ذكر,30,2015-03-01
2,أسامة طلال رياض المرجاني,ذكر,27,2015-03-01
3,سمر عماد زكريا الدرعاوي,أنثى,41,2015-03-09
"""
SECOND = """id;name;sex;age;date_of_death
1;باسم طلال رياض المرجاني;M;30;01/03/2015
2;وائل شكري لؤي الشعلاوي;M;19;17/04/2015
7;سمر عماد زكريا الدرعاوي;F;41;09/03/2015
"""


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["link", "people", *arguments])
    return result.exit_code, result.stderr


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_bytes(FIRST.encode("cp1256"))
    second.write_text(SECOND, encoding="utf-16")
    return first, second


def test_two_lists_in_two_encodings(lists: tuple[Path, Path], tmp_path: Path) -> None:
    out, clusters = tmp_path / "pairs.csv", tmp_path / "clusters.csv"
    code, told = run(*map(str, lists), "--out", str(out), "--clusters", str(clusters))
    assert code == 0, told
    pairs = rows_of(out)
    assert [(row["left_id"], row["right_id"]) for row in pairs] == [("first:1", "second:1"), ("3", "7")]
    assert all(0.5 < float(row["score"]) <= 1 for row in pairs)
    assert "given name: same" in pairs[0]["reason"]
    homes = {row["record_id"]: row["cluster_id"] for row in rows_of(clusters)}
    assert homes == {
        "first:1": "first:1", "first:2": "first:2", "3": "3", "second:1": "first:1", "second:2": "second:2", "7": "3"
    }  # fmt: skip
    again = tmp_path / "again.csv"
    run(*map(str, lists), "--out", str(again))
    assert again.read_bytes() == out.read_bytes()


def test_arabic_words_one_to_one_and_a_mapping(
    lists: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAWTHIQ_LANG", "ar")
    mapping, out = tmp_path / "mapping.yaml", tmp_path / "pairs.csv"
    mapping.write_text("age: null\n", encoding="utf-8")
    code, told = run(*map(str, lists), "--out", str(out), "--mapping", str(mapping), "--one-to-one")
    assert code == 0
    assert "أشخاص" in told
    reasons = [row["reason"] for row in rows_of(out)]
    assert len(reasons) == 2
    assert all("الاسم الأول: نفسه" in reason and "العمر" not in reason for reason in reasons)


def test_a_row_that_does_not_fit_is_named_and_kept(tmp_path: Path) -> None:
    bad, out, clusters = tmp_path / "bad.csv", tmp_path / "pairs.csv", tmp_path / "clusters.csv"
    bad.write_text("name,age\nباسم طلال المرجاني,30\nسمر عماد\nوائل شكري,4,5,6\n", encoding="utf-8")
    code, told = run(str(bad), "--out", str(out), "--clusters", str(clusters))
    assert code == 0
    assert "bad.csv" in told
    assert [row["record_id"] for row in rows_of(clusters)] == ["line-2", "line-3", "line-4"]


@pytest.mark.parametrize("text", ["age,sex\n3,m\n", ""])
def test_a_list_without_names_is_refused(text: str, tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["link", "people", str(odd), "--out", str(tmp_path / "pairs.csv")])
    assert result.exit_code != 0
    assert "odd.csv" in str(result.exception)
    assert not (tmp_path / "pairs.csv").exists()


def test_the_same_file_twice_is_refused(lists: tuple[Path, Path], tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["link", "people", str(lists[0]), str(lists[0]), "--out", str(tmp_path / "p.csv")])
    assert "twice" in str(result.exception)
