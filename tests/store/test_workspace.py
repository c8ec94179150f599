"""The workspace: found, made once, closed to others; a database's address never shows its secret."""

from pathlib import Path

import pytest

from tawthiq.errors import InvalidRecord
from tawthiq.store.workspace import SECRET, Workspace, find_workspace, parse_database_url


def test_the_one_named_wins_then_the_environment_then_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAWTHIQ_HOME", str(tmp_path / "named"))
    assert find_workspace(tmp_path / "given").home == tmp_path / "given"
    assert find_workspace().home == tmp_path / "named"
    monkeypatch.delenv("TAWTHIQ_HOME")
    assert find_workspace().home == Path("workspace")


def test_making_is_done_once_and_closed_to_others(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "made")
    workspace.create()
    before = {path: path.read_bytes() for path in workspace.home.rglob("*") if path.is_file()}
    workspace.create()
    assert {path: path.read_bytes() for path in workspace.home.rglob("*") if path.is_file()} == before
    assert workspace.home.stat().st_mode & 0o777 == 0o700
    folders = {path.name for path in workspace.home.iterdir()}
    assert folders == {"vault", "journal", "keys", "releases", "drop"}
    assert (workspace.keys / SECRET).stat().st_mode & 0o777 == 0o600
    assert workspace.secret() == workspace.secret() != ""


def test_without_a_workspace_the_secret_is_a_passing_one(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert len(workspace.secret()) == 64
    assert workspace.secret() != workspace.secret()
    assert list(tmp_path.iterdir()) == []


def test_without_a_setting_the_register_is_a_file_of_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TAWTHIQ_DATABASE_URL", raising=False)
    parts = parse_database_url(Workspace(tmp_path).database_url)
    assert parts == {"kind": "sqlite", "name": str(tmp_path / "register.sqlite")}
    monkeypatch.setenv("TAWTHIQ_DATABASE_URL", "postgres://a/b")
    assert Workspace(tmp_path).database_url == "postgres://a/b"


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("sqlite:////srv/register.sqlite", {"kind": "sqlite", "name": "/srv/register.sqlite"}),
        ("sqlite:////srv/with%20space/ر.sqlite", {"kind": "sqlite", "name": "/srv/with space/ر.sqlite"}),
        (
            "postgres://huda:p%40ss@db.example:5433/tawthiq",
            {"name": "tawthiq", "user": "huda", "password": "p@ss", "host": "db.example", "port": "5433"},
        ),
        (
            "postgresql:///tawthiq?host=/run/postgresql",
            {"name": "tawthiq", "user": "", "password": "", "host": "/run/postgresql", "port": ""},
        ),
    ],
)
def test_addresses_of_both_databases(url: str, parts: dict[str, str]) -> None:
    assert parse_database_url(url) == {"kind": "postgresql", **parts}


@pytest.mark.parametrize(
    "url", ["mysql://huda:secret@host/name", "huda:secret", "", "postgres://huda:secret@host:port/x"]
)
def test_an_odd_address_is_refused_without_its_secret(url: str) -> None:
    with pytest.raises(InvalidRecord) as refused:
        parse_database_url(url)
    assert "secret" not in str(refused.value)
    assert "huda" not in str(refused.value)
