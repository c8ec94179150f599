"""``tawthiq link incidents``: pairs and groups from lists in both languages, no row lost, the same each time."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tawthiq.cli import app
from tawthiq.errors import InvalidRecord

ENGLISH = """event_id,event_date,location,latitude,longitude,sub_event_type,actor1,fatalities,source
e1,2031-05-10,Tell Amara,36.10,41.20,Air/drone strike,Syrian Army,12,Wire of the North
e2,2031-05-11,Tell Amara,36.10,41.20,Air/drone strike,Syrian Army,8,Voice of the Plain
e3,2031-08-02,Qasr Ward,33.10,37.00,Abduction/forced disappearance,ISIS,0,Wire of the North
e4,soon,Rasm Hour,133.10,37.00,Looting/property destruction,ISIS,many,Wire of the North
e5,2031-09-01
"""
ARABIC = """رقم الحادثة;تاريخ الحادثة;المكان;خط العرض;خط الطول;نوع الانتهاك;الجهة المسؤولة;عدد القتلى
ع١;١٠ أيار ٢٠٣١;تل عمارة;36.10;41.20;غارة جوية;قوات النظام;١٢
ع٢;3/10/2031;دير السدرة;35.50;40.10;قنص;داعش;1
"""


@pytest.fixture
def lists(tmp_path: Path) -> list[Path]:
    (tmp_path / "english.csv").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "arabic.csv").write_text(ARABIC, encoding="utf-16")
    return [tmp_path / "english.csv", tmp_path / "arabic.csv"]


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["link", "incidents", *map(str, arguments)])
    return result.exit_code, result.stderr


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_one_event_in_two_languages_is_one_group_and_every_row_is_in_a_group(lists: list[Path], tmp_path: Path) -> None:
    code, told = run(*lists, "--out", tmp_path / "pairs.csv", "--clusters", tmp_path / "clusters.csv")
    assert code == 0, told
    clusters = {row["record_id"]: row["cluster_id"] for row in rows_of(tmp_path / "clusters.csv")}
    assert list(clusters) == ["e1", "e2", "e3", "e4", "e5", "ع١", "ع٢"]
    assert clusters["e1"] == clusters["e2"] == clusters["ع١"] == "e1"
    assert len(set(clusters.values())) == 5
    pairs = rows_of(tmp_path / "pairs.csv")
    assert {tuple(sorted((row["left_id"], row["right_id"]))) for row in pairs} >= {("e1", "e2"), ("e1", "ع١")}
    assert [row["score"] for row in pairs] == sorted((row["score"] for row in pairs), reverse=True)
    assert all(0 <= float(row["score"]) <= 1 for row in pairs)
    told_of = next(row["reason"] for row in pairs if {row["left_id"], row["right_id"]} == {"e1", "e2"})
    assert all(words in told_of for words in ("same place", "a day or two apart", "numbers differ"))


def test_rows_that_cannot_be_read_are_named_with_their_line(lists: list[Path], tmp_path: Path) -> None:
    _code, told = run(*lists, "--out", tmp_path / "pairs.csv")
    assert "english.csv, line 5: no date that is known: soon" in told
    assert "english.csv, line 5: no point on the Earth: 133.10, 37.00" in told
    assert "english.csv, line 5: no number of people: many" in told
    assert "english.csv, line 6: more or fewer values than there are headings" in told
    assert "7 rows" in told


def test_the_reasons_are_told_in_arabic_too(lists: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAWTHIQ_LANG", "ar")
    code, told = run(*lists, "--out", tmp_path / "pairs.csv")
    assert code == 0
    assert "ليس تاريخاً معروفاً" in told
    assert any("المكان نفسه" in row["reason"] for row in rows_of(tmp_path / "pairs.csv"))


def test_the_same_lists_give_the_same_bytes(lists: list[Path], tmp_path: Path) -> None:
    for name in ("first", "second"):
        run(*lists, "--out", tmp_path / f"{name}.csv", "--clusters", tmp_path / f"{name}-groups.csv")
    assert (tmp_path / "first.csv").read_bytes() == (tmp_path / "second.csv").read_bytes()
    assert (tmp_path / "first-groups.csv").read_bytes() == (tmp_path / "second-groups.csv").read_bytes()


def test_a_mapping_names_the_columns_where_the_headings_do_not(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text("key,q1,q2\na,2031-05-10,Tell Amara\nb,2031-05-10,Tell Amara\n", encoding="utf-8")
    refused = CliRunner().invoke(
        app, ["link", "incidents", str(tmp_path / "odd.csv"), "--out", str(tmp_path / "p.csv")]
    )
    assert isinstance(refused.exception, InvalidRecord)
    assert "--mapping" in str(refused.exception)
    (tmp_path / "mapping.yaml").write_text("id: key\ndate: q1\nplace: q2\n", encoding="utf-8")
    code, told = run(tmp_path / "odd.csv", "--out", tmp_path / "pairs.csv", "--mapping", tmp_path / "mapping.yaml")
    assert code == 0, told
    assert [(row["left_id"], row["right_id"]) for row in rows_of(tmp_path / "pairs.csv")] == [("a", "b")]


def test_victims_taken_together_are_one_event_and_two_brothers_on_two_days_are_not(tmp_path: Path) -> None:
    lines = ["id,name,date,place"]
    lines += [
        f"x{number},Karam Layth Haddar{number},2030-{number % 12 + 1:02}-11,Hamlet {number}" for number in range(60)
    ]
    lines += ["a,Salem Darwish Qattan,2031-05-10,Tell Amara", "b,Nouri Darwish Qattan,2031-05-10,Tell Amara"]
    lines += ["c,Amal Haidar Saffan,2031-05-10,Tell Amara", "d,Rami Darwish Qattan,2031-06-20,Tell Amara"]
    (tmp_path / "victims.csv").write_text("\n".join(lines), encoding="utf-8")
    code, told = run(tmp_path / "victims.csv", "--out", tmp_path / "p.csv", "--clusters", tmp_path / "c.csv")
    assert code == 0, told
    clusters = {row["record_id"]: row["cluster_id"] for row in rows_of(tmp_path / "c.csv")}
    assert clusters["a"] == clusters["b"] == clusters["c"] == "a"
    assert clusters["d"] == "d"
    assert len(set(clusters.values())) == 62
