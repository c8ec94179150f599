"""``tawthiq read``: claims as lines of JSON or in words, from a file or standard input, with clear refusals."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tawthiq.cli.read import describe_count, read
from tawthiq.core.claims import COUNTED, Count

TEXT = "IS arrested more than ten shopkeepers in Manbij yesterday, a doctor said."


@pytest.fixture
def app() -> typer.Typer:
    found = typer.Typer()
    found.command("read")(read)
    return found


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "report.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_a_claim_is_one_line_of_json_with_every_key(app: typer.Typer, report: Path) -> None:
    result = CliRunner().invoke(app, [str(report), "--published", "2015-07-01", "--json"])
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    claim = json.loads(line)
    assert claim["kind"] == "arrest_detention"
    assert claim["when"]["edtf"] == "2015-06-30"
    assert set(claim["counts"]) == set(COUNTED)
    assert (claim["counts"]["detained"]["min"], claim["counts"]["detained"]["max"]) == (11, None)
    assert claim["counts"]["killed"] is None
    assert TEXT[claim["quote"]["start"] : claim["quote"]["end"]] == claim["quote"]["text"]


def test_a_claim_in_words_names_what_is_known(app: typer.Typer, report: Path) -> None:
    result = CliRunner().invoke(app, [str(report), "--published", "2015-07-01"])
    assert result.exit_code == 0
    for words in ("arrest_detention", "Manbij [manbij]", "yesterday [2015-06-30]", "detained at least 11", "a doctor"):
        assert words in result.stdout


def test_standard_input_is_read_and_the_script_tells_the_language(app: typer.Typer) -> None:
    text = "اعتقل تنظيم الدولة خمسة رجال في منبج أمس."
    result = CliRunner().invoke(app, ["-", "--published", "2015-07-01", "--json"], input=text.encode())
    assert result.exit_code == 0
    assert json.loads(result.stdout.splitlines()[0])["kind"] == "arrest_detention"


def test_a_text_without_claims_is_no_error(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["-"], input=b"Bread is dear.")
    assert (result.exit_code, result.stdout) == (0, "No claims found.\n")
    assert CliRunner().invoke(app, ["-", "--json"], input=b"Bread is dear.").stdout == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--published", "yesterday"], "yesterday"),
        (["--published", "2015-07"], "2015-07"),
        (["--published", "2015-07-01~"], "2015-07-01~"),
        (["--published", "2015-07-01/2015-07-02"], "not a day"),
        (["--lang", "fr"], "fr"),
        (["--conflict", "nowhere"], "nowhere"),
    ],
)
def test_a_bad_option_is_refused_by_name_with_exit_code_2(
    app: typer.Typer, report: Path, arguments: list[str], said: str
) -> None:
    result = CliRunner().invoke(app, [str(report), *arguments])
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


def test_bytes_that_are_no_text_are_refused(app: typer.Typer) -> None:
    result = CliRunner().invoke(app, ["-"], input=b"\xff\xfe\x00k")
    assert result.exit_code == 2
    assert "UTF-8" in result.stderr


def test_an_absent_file_is_refused(app: typer.Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(tmp_path / "absent.txt")])
    assert result.exit_code == 2
    assert "cannot open" in result.stderr


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ((None, None, False), "a number"),
        ((3, 3, False), "3"),
        ((25, 25, True), "about 25"),
        ((11, None, False), "at least 11"),
        ((None, 7, False), "up to 7"),
        ((6, 8, False), "6 to 8"),
    ],
)
def test_counts_are_told_in_words(bounds: tuple[int | None, int | None, bool], words: str) -> None:
    assert describe_count(Count(0, 0, "", *bounds)) == words
