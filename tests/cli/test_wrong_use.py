"""What goes wrong is said in one line, with an exit code and without a traceback or a secret."""

import socket
from pathlib import Path

import pytest
from conftest import Tawthiq

VERBS = [("ingest", "x"), ("verify",), ("work", "--once"), ("serve",), ("release", "list")]


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb[0])
def test_without_a_workspace_the_way_to_make_one_is_said(tawthiq: Tawthiq, verb: tuple[str, ...]) -> None:
    told = tawthiq(*verb)
    assert told.code == 3
    assert told.err.count("\n") == 1
    assert "tawthiq init" in told.err
    assert not tawthiq.home.exists()


def test_an_unfinished_workspace_is_no_workspace(tawthiq: Tawthiq, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "register.sqlite").write_bytes(b"")
    assert tawthiq("verify", "--home", tmp_path).code == 3
    told = tawthiq("doctor", "--home", tmp_path, "--json")
    assert told.code == 1
    assert {line["name"] for line in told.lines if line["state"] == "broken"} == {"workspace", "register"}


def test_it_is_said_in_arabic_where_the_terminal_is(tawthiq: Tawthiq) -> None:
    told = tawthiq("verify", LC_ALL="ar_SY.UTF-8", LANG="en_US.UTF-8")
    assert told.err.startswith("tawthiq: لا توجد مساحة عمل مكتملة")
    assert "مساحة العمل" in tawthiq("--help", LANG="ar_SY.UTF-8", LC_ALL="").out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("verify", "--nonsense"), 2, "--nonsense"),
        (("dance",), 2, "dance"),
        (("ingest",), 2, "--index"),
        (("serve", "--desk-port", "70000"), 2, "--desk-port"),
    ],
)
def test_wrong_use_is_code_2(tawthiq: Tawthiq, arguments: tuple[str, ...], code: int, words: str) -> None:
    told = tawthiq(*arguments)
    assert told.code == code
    assert words in told.err


def test_a_database_that_does_not_answer_is_code_3_and_its_secret_stays_unsaid(
    tawthiq: Tawthiq, tmp_path: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"postgres://huda:sesame-password@127.0.0.1:{taken.getsockname()[1]}/register"
        told = tawthiq("init", "--home", tmp_path / "w", TAWTHIQ_DATABASE_URL=address)
    assert told.code == 3, told.err
    assert "sesame" not in told.err
    assert tawthiq("init", "--home", tmp_path / "w", TAWTHIQ_DATABASE_URL="huda:sesame").code == 2


def test_reading_and_help_load_no_desk(tawthiq: Tawthiq) -> None:
    """``tawthiq read`` works where there is neither workspace nor database."""
    import subprocess
    import sys

    code = "import sys, tawthiq.cli; sys.exit(any(name.partition('.')[0] == 'django' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert tawthiq("--help").code == 0
