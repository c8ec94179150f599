"""``tawthiq read``: claims as lines of JSON or in words, from a file or standard input, with clear refusals."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tawthiq.cli import checks
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
        (["--lang", "xx"], "xx"),
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


ANSWER = {
    "kind": "arrest_detention",
    "status": "asserted",
    "quote": TEXT[:57],
    "places": [{"words": "Manbij", "role": "scene"}],
    "when": "yesterday",
    "perpetrators": ["IS"],
    "target": "shopkeepers",
    "counts": {"killed": None, "injured": None, "detained": "more than ten", "displaced": None, "munitions": None},
    "people": [],
    "attribution": [],
}


@pytest.fixture
def server() -> Iterator[str]:
    """A model server that copies one claim and invents another."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            claims = json.dumps({"claims": [ANSWER, ANSWER | {"perpetrators": ["Rome"]}]})
            body = json.dumps({"choices": [{"finish_reason": "stop", "message": {"content": claims}}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Nothing is printed."""

    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"server:http://127.0.0.1:{found.server_address[1]}/v1#tiny"
    found.shutdown()
    found.server_close()
    thread.join()


def test_readers_vote_and_the_grounded_rate_is_told(app: typer.Typer, report: Path, server: str) -> None:
    asked = [str(report), "--published", "2015-07-01", "--reader", "grammar", "--reader", server]
    result = CliRunner().invoke(app, [*asked, "--json"])
    assert result.exit_code == 0
    (claim,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(vote["reader"], vote["found"], list(vote["differs"])) for vote in claim["readers"]] == [
        ("grammar", True, []),
        ("server", True, []),
    ]
    told = json.loads(result.stderr)
    assert (told["made"], told["grounded_rate"], told["silent"]) == (2, 0.5, {})
    assert told["refused"][0]["reader"] == "server"
    assert "'Rome'" in told["refused"][0]["reason"]
    result = CliRunner().invoke(app, asked, env={"TAWTHIQ_LANG": "en"})
    assert "grounded: 1 of 2 claims (50%)" in result.stderr
    assert "refused (server): not in the text: 'Rome'" in result.stderr
    assert "readers grammar: agrees, server: agrees" in result.stdout


def test_readers_may_come_from_the_setting_and_a_silent_one_is_told(
    app: typer.Typer, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAWTHIQ_READERS", "grammar server:http://127.0.0.1:1/v1#gone")
    monkeypatch.setattr("tawthiq.reading.readers.asking.time.sleep", lambda _s: None)
    result = CliRunner().invoke(app, [str(report)], env={"TAWTHIQ_LANG": "en"})
    assert result.exit_code == 0
    assert "server gone/1 could not read: no answer" in result.stderr
    assert "server: could not read" in result.stdout
    result = CliRunner().invoke(app, [str(report), "--reader", "server:http://127.0.0.1:1/v1#gone"])
    assert result.exit_code == 3


@pytest.mark.parametrize("words", ["oracle", "server:http://192.0.2.1/v1#m", "spacy:/nowhere", "tokens:/nowhere"])
def test_a_reader_that_cannot_read_is_named(app: typer.Typer, report: Path, words: str) -> None:
    result = CliRunner().invoke(app, [str(report), "--reader", words])
    assert result.exit_code == 2
    assert result.stderr.startswith("tawthiq read: ")


def test_the_doctor_says_of_each_reader_whether_it_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAWTHIQ_READERS", "grammar server:http://127.0.0.1:1/v1#m tokens:/nowhere")
    found = [(check.state, check.words) for check in checks._check_readers()]
    assert [state for state, _words in found] == ["ok", "note", "broken"]
    assert "http://127.0.0.1:1/v1#m" in found[1][1]
    monkeypatch.setenv("TAWTHIQ_READERS", "'grammar")
    assert [check.state for check in checks._check_readers()] == ["broken"]
