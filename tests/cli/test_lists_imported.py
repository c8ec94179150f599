"""``tawthiq list``: a list imported, looked at first, repeated, mended by a decision; its refused rows in a file."""

import csv
import stat
from pathlib import Path

import pytest
from conftest import Tawthiq

LIST = 'id,Place,date,killed\n1,Stone Bridge,2031-05-01,3\n2,"=cmd|calc",03/04/2031,1\n3,الجسر,2031-05-03,عدة\n'


@pytest.fixture(scope="module", autouse=True)
def made(tawthiq: Tawthiq) -> None:
    assert tawthiq("init").code == 0


def shown(tawthiq: Tawthiq) -> list[str]:
    """The lists that the workspace knows, as they are shown."""
    return [line["list"] for line in tawthiq("list", "show", "--json").lines]


def test_a_list_goes_in_and_is_mended_by_decisions(tawthiq: Tawthiq, tmp_path: Path) -> None:
    before = shown(tawthiq)
    file, refused = tmp_path / "their.csv", tmp_path / "refused.csv"
    file.write_text(LIST, encoding="utf-8")
    asked = ["list", "import", file, "--source", "their-list", "--refused", refused, "--json"]
    told = tawthiq(*asked)
    assert (told.code, told.out) == (2, "")  # nobody said who publishes it
    asked += ["--publisher", "A publisher"]

    looked = tawthiq(*asked, "--dry-run")
    assert (looked.code, looked.lines) == (1, [{"outcome": "dry-run", "taken": 1, "refused": 2}])
    assert not (tawthiq.home / "sources/their-list").exists()
    assert shown(tawthiq) == before

    done = tawthiq(*asked)
    (line,) = done.lines
    assert done.code == 1
    assert (line["outcome"], line["rows"], line["stored"], line["refused"]) == ("new", 3, 1, 2)
    assert "[killed]: column killed" in done.err
    with refused.open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    assert [(row["line"], row["reason"], row["column"], row["value"]) for row in rows] == [
        ("3", "date_ambiguous", "date", "03/04/2031"),
        ("4", "number_odd", "killed", "عدة"),
    ]
    assert rows[0]["Place"] == "'=cmd|calc"
    assert stat.S_IMODE(refused.stat().st_mode) == 0o600

    folder = tawthiq.home / "sources/their-list"
    assert "place: Place" in (folder / "mapping.yaml").read_text(encoding="utf-8")
    (folder / "values.yaml").write_text("killed: {عدة: 3+}\n", encoding="utf-8")
    source = (folder / "source.yaml").read_text(encoding="utf-8")
    (folder / "source.yaml").write_text(source.replace("date_order: ''", "date_order: day_first"), encoding="utf-8")
    mended = tawthiq(*asked)
    assert mended.code == 0, mended.err
    assert {key: mended.lines[0][key] for key in ("stored", "matched", "refused")} == {
        "stored": 2,
        "matched": 1,
        "refused": 0,
    }
    again = tawthiq(*asked)
    assert (again.code, again.lines[0]["outcome"], again.lines[0]["list"]) == (0, "again", mended.lines[0]["list"])
    assert shown(tawthiq) == [mended.lines[0]["list"], line["list"], *before]  # the newest first
    assert tawthiq("verify").code == 0


def test_what_is_wrong_is_said_in_both_languages(tawthiq: Tawthiq, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("id,place\n1,Dam\n", encoding="utf-8")
    mapping = tmp_path / "m.yaml"
    mapping.write_text("place: Town\n", encoding="utf-8")
    asked = ["list", "import", file, "--source", "odd", "--publisher", "P", "--mapping", mapping]
    assert "does not have" in tawthiq(*asked).err
    assert "عموداً ليس في الملف" in tawthiq(*asked, TAWTHIQ_LANG="ar").err
    assert tawthiq("list", "import", file, "--source", "../odd", "--publisher", "P").code == 2
    assert tawthiq("list", "import", tmp_path / "none.csv", "--source", "odd", "--publisher", "P").code == 2
    assert not (tawthiq.home / "sources/odd").exists()


def test_a_list_of_real_events_is_imported_without_loss(tawthiq: Tawthiq, shared: Path) -> None:
    file = shared / "data/ucdp-ged/ged_sample_1000.csv"
    if not file.exists():
        pytest.skip(f"no {file}")
    told = tawthiq("list", "import", file, "--source", "ged", "--publisher", "UCDP", "--json")
    assert (told.code, told.lines[0]["stored"], told.lines[0]["refused"]) == (0, 1000, 0)


def test_what_went_in_comes_out_and_goes_in_again_the_same(tawthiq: Tawthiq, tmp_path: Path) -> None:
    password = {"TAWTHIQ_PASSWORD": "a long enough phrase"}
    assert tawthiq("init", "--person", "huda", "--role", "analyst", **password).code == 0
    assert tawthiq("init", "--person", "sami", "--role", "reporter", **password).code == 0
    file, out = tmp_path / "their.csv", tmp_path / "out.csv"
    file.write_text('id,place,killed,note\n1,"=Dam",3,"a\nb"\n2,الجسر,2,- said\n', encoding="utf-8")
    told = tawthiq("list", "import", file, "--source", "round", "--publisher", "P", "--terms", "CC0", "--json")
    ref = told.lines[0]["list"]
    done = tawthiq("export", "list", ref, "--by", "huda", "--out", out, "--json", **password)
    assert done.code == 0, done.err
    assert done.lines == [{"files": [str(out)], "records": 2, "withheld": [], "held_back": []}]
    source = tawthiq.home / "sources/round/source.yaml"
    source.write_text(source.read_text(encoding="utf-8") + "guarded: yes\n", encoding="utf-8")
    again = tawthiq("list", "import", out, "--source", "round", "--json")
    assert (again.lines[0]["matched"], again.lines[0]["stored"]) == (2, 0)

    refused = tawthiq("export", "list", ref, "--by", "sami", "--out", tmp_path / "no.csv", **password)
    assert (refused.code, (tmp_path / "no.csv").exists()) == (2, False)
    over = tawthiq("export", "list", ref, "--by", "huda", "--out", out, **password)
    assert (over.code, "exists" in over.err) == (2, True)
    for option, value in (("--format", "doc"), ("--from", "soon"), ("--state", "lost")):
        odd = tawthiq("export", "list", ref, "--by", "huda", "--out", tmp_path / "b", option, value, **password)
        assert (odd.code, value in odd.err) == (2, True)
    nothing = tawthiq("export", "incidents", "--by", "huda", "--out", tmp_path / "i.csv", "--json", **password)
    assert nothing.lines[0]["records"] == 0
    assert tawthiq("export", "release", "7", "--by", "huda", **password).code == 2
    assert tawthiq("verify").code == 0
