"""The signed checkpoint: never goes back, never half written, and no other key can make one."""

import threading
from pathlib import Path

import pytest

from tawthiq.errors import Tampered
from tawthiq.store import keys
from tawthiq.store.checkpoint import HEADER, read_checkpoint, write_checkpoint

CHAIN = "ab" * 32


@pytest.fixture(scope="module")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    keys.create_keys(folder)
    return folder


def test_before_the_first_there_is_none(tmp_path: Path, keys_folder: Path) -> None:
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) is None


def test_what_is_written_is_read_and_has_the_documented_form(tmp_path: Path, keys_folder: Path) -> None:
    write_checkpoint(tmp_path, size=7, chain=CHAIN, keys_folder=keys_folder)
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) == (7, CHAIN)
    lines = (tmp_path / "checkpoint").read_text().splitlines()
    assert lines[:3] == [HEADER, "7", CHAIN]
    assert len(lines) == 4


def test_an_older_size_never_replaces_a_newer_one(tmp_path: Path, keys_folder: Path) -> None:
    for size in (3, 9, 5, 9):
        write_checkpoint(tmp_path, size=size, chain=f"{size:064x}", keys_folder=keys_folder)
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) == (9, f"{9:064x}")


def test_writers_at_once_leave_the_greatest(tmp_path: Path, keys_folder: Path) -> None:
    def write(first: int) -> None:
        for size in range(first, 60, 6):
            write_checkpoint(tmp_path, size=size, chain=f"{size:064x}", keys_folder=keys_folder)

    threads = [threading.Thread(target=write, args=(first,)) for first in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) == (59, f"{59:064x}")
    assert {path.name for path in tmp_path.iterdir()} == {"checkpoint", "lock"}


def test_what_a_killed_writer_left_is_passed_over(tmp_path: Path, keys_folder: Path) -> None:
    write_checkpoint(tmp_path, size=3, chain=CHAIN, keys_folder=keys_folder)
    (tmp_path / "checkpoint.partial").write_text("tawthiq-jour")
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) == (3, CHAIN)
    write_checkpoint(tmp_path, size=4, chain=CHAIN, keys_folder=keys_folder)
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) == (4, CHAIN)


@pytest.mark.parametrize("line", range(4))
def test_any_changed_line_is_found(tmp_path: Path, keys_folder: Path, line: int) -> None:
    write_checkpoint(tmp_path, size=17, chain=CHAIN, keys_folder=keys_folder)
    path = tmp_path / "checkpoint"
    lines = path.read_text().splitlines()
    changed = {"tawthiq-journal v1": "tawthiq-journal v2", "17": "16", CHAIN: "ac" + CHAIN[2:]}
    lines[line] = changed.get(lines[line], "B" + lines[line][1:] if lines[line][0] != "B" else "C" + lines[line][1:])
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(Tampered):
        read_checkpoint(tmp_path, keys_folder=keys_folder)


@pytest.mark.parametrize(
    "content", [b"", b"\n\n\n\n", b"one line", b"\xff\xfe", b"a\nb\nc\n!!!\n", b"a\n1\nc\nAAAA\nmore\n"]
)
def test_what_is_no_checkpoint_is_not_taken_for_one(tmp_path: Path, keys_folder: Path, content: bytes) -> None:
    (tmp_path / "checkpoint").write_bytes(content)
    with pytest.raises(Tampered):
        read_checkpoint(tmp_path, keys_folder=keys_folder)


def test_another_key_makes_no_checkpoint_of_ours(tmp_path: Path, keys_folder: Path) -> None:
    keys.create_keys(tmp_path / "stranger")
    write_checkpoint(tmp_path, size=3, chain=CHAIN, keys_folder=tmp_path / "stranger")
    with pytest.raises(Tampered, match="not signed by this workspace"):
        read_checkpoint(tmp_path, keys_folder=keys_folder)
