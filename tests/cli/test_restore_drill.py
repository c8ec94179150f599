"""The restore drill: a workspace in use, backed up and restored where there is nothing, has its root and is clean."""

import os
from pathlib import Path

import pyrage
import pytest
from conftest import Said, Tawthiq, write_reports

CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


@pytest.fixture(scope="module")
def used(tawthiq: Tawthiq, tmp_path_factory: pytest.TempPathFactory) -> Tawthiq:
    """A workspace with items of every sort that have been read."""
    assert tawthiq("init", "--admin", "noor", TAWTHIQ_PASSWORD="a long enough phrase").code == 0
    tawthiq("ingest", write_reports(tmp_path_factory.mktemp("received")))
    assert tawthiq("work", "--once").code == 0
    return tawthiq


def credentials() -> dict[str, str]:
    return {name: os.environ[name] for name in CREDENTIALS if name in os.environ}


@pytest.fixture
def blank(workspace_environment: dict[str, str]) -> Tawthiq:
    """A machine with an empty database and no workspace."""
    return Tawthiq(workspace_environment)


def drill(used: Tawthiq, blank: Tawthiq, dest: str, *, backup: list[str], restore: list[str]) -> Said:
    """What the restoration says that found everything clean."""
    made = used("backup", dest, *backup, "--json", **credentials())
    assert (made.code, made.lines[0]["faults"]) == (0, 0), made.err
    said = blank("restore", dest, blank.home, *restore, "--json", **credentials())
    assert said.code == 0, said.out + said.err
    return said


def test_from_a_folder_in_clear(used: Tawthiq, blank: Tawthiq, tmp_path: Path) -> None:
    said = drill(used, blank, str(tmp_path / "backup"), backup=[], restore=[])
    (told,) = said.lines
    (key,) = [line["summary"]["public_key_sha256"] for line in used("verify", "--json").lines if "summary" in line]
    assert told["faults"] == 0
    assert told["key_sha256"] == key
    assert len(told["root"]) == 64
    assert blank("fsck", "--read-data").code == 0
    assert blank("ingest", __file__).code == 0  # numbering goes on behind what was restored
    assert blank("verify").code == 0
    again = used("backup", tmp_path / "backup")
    assert "WARNING" in again.err
    assert "Snapshot 2" in again.out
    assert len(used("backup", tmp_path / "backup", "--list", "--json").lines) == 2
    full = used("restore", tmp_path / "backup", used.home)
    assert full.code == 2
    assert "not empty" in full.err


def test_from_an_encrypted_folder_as_a_drill(used: Tawthiq, blank: Tawthiq, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(f"{identity}\n")
    to, by = ["--encrypt-to", str(identity.to_public())], ["--identity", str(tmp_path / "key"), "--drill"]
    drill(used, blank, str(tmp_path / "backup"), backup=to, restore=by)
    assert used("backup", tmp_path / "backup").code == 2  # never some of it in clear


def test_from_object_storage(used: Tawthiq, blank: Tawthiq, bucket_url: str) -> None:
    drill(used, blank, bucket_url, backup=[], restore=[])


def test_a_restoration_with_a_changed_record_is_not_called_good(used: Tawthiq, blank: Tawthiq, tmp_path: Path) -> None:
    assert used("backup", tmp_path / "backup").code == 0
    used.run_sql("UPDATE desk_report SET title = 'changed behind the back' WHERE id = 1")
    try:
        assert used("backup", tmp_path / "backup", "--keep", "1").code == 0
        said = blank("restore", tmp_path / "backup", blank.home)
        assert said.code == 1
        assert "RP-000001" in said.out
        assert "FAULTS" in said.out
    finally:
        used.run_sql("UPDATE desk_report SET title = '' WHERE id = 1")
