"""The signed checkpoint: never goes back, never half written, and no other key can make one."""

import base64
import threading
from pathlib import Path

import pytest

from tawthiq.core.journal import SignedHead
from tawthiq.errors import Tampered
from tawthiq.store import keys
from tawthiq.store.checkpoint import FIRST_FORM, read_checkpoint, write_checkpoint

CHAIN, ROOT = "ab" * 32, "cd" * 32


def head(size: int, *, chain: str = CHAIN) -> SignedHead:
    return SignedHead(size, chain, ROOT)


@pytest.fixture(scope="module")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    keys.create_keys(folder)
    return folder


def test_before_the_first_there_is_none(tmp_path: Path, keys_folder: Path) -> None:
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) is None


def test_what_is_written_is_read_and_has_the_documented_form(tmp_path: Path, keys_folder: Path) -> None:
    write_checkpoint(tmp_path, head=head(7), keys_folder=keys_folder)
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) == head(7)
    origin, *lines = (tmp_path / "checkpoint").read_text().splitlines()
    assert lines[:4] == ["7", base64.b64encode(bytes.fromhex(ROOT)).decode(), f"chain {CHAIN}", ""]
    assert (len(lines), lines[4].split(" ")[:2]) == (5, ["—", origin])


def test_an_older_size_never_replaces_a_newer_one(tmp_path: Path, keys_folder: Path) -> None:
    for size in (3, 9, 5, 9):
        write_checkpoint(tmp_path, head=head(size, chain=f"{size:064x}"), keys_folder=keys_folder)
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) == head(9, chain=f"{9:064x}")


def test_writers_at_once_leave_the_greatest(tmp_path: Path, keys_folder: Path) -> None:
    def write(first: int) -> None:
        for size in range(first, 60, 6):
            write_checkpoint(tmp_path, head=head(size, chain=f"{size:064x}"), keys_folder=keys_folder)

    threads = [threading.Thread(target=write, args=(first,)) for first in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) == head(59, chain=f"{59:064x}")
    assert {path.name for path in tmp_path.iterdir()} == {"checkpoint", "lock"}


def test_what_a_killed_writer_left_is_passed_over(tmp_path: Path, keys_folder: Path) -> None:
    write_checkpoint(tmp_path, head=head(3), keys_folder=keys_folder)
    (tmp_path / "checkpoint.partial").write_text("tawthiq-jour")
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) == head(3)
    write_checkpoint(tmp_path, head=head(4), keys_folder=keys_folder)
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) == head(4)


def write_first_form(folder: Path, *, size: int, keys_folder: Path) -> Path:
    """As workspaces had it before the Merkle tree."""
    message = f"{FIRST_FORM}\n{size}\n{CHAIN}\n"
    signature = base64.b64encode(keys.sign(message.encode(), folder=keys_folder)).decode()
    (folder / "checkpoint").write_text(f"{message}{signature}\n")
    return folder / "checkpoint"


def test_the_first_form_is_read_and_replaced(tmp_path: Path, keys_folder: Path) -> None:
    write_first_form(tmp_path, size=7, keys_folder=keys_folder)
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) == SignedHead(7, CHAIN)
    write_checkpoint(tmp_path, head=head(6), keys_folder=keys_folder)
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) == SignedHead(7, CHAIN)
    write_checkpoint(tmp_path, head=head(8), keys_folder=keys_folder)
    assert read_checkpoint(tmp_path, keys_folder=keys_folder) == head(8)


@pytest.mark.parametrize("form", ["note", "first form"])
def test_every_flipped_bit_is_found(tmp_path: Path, keys_folder: Path, form: str) -> None:
    if form == "note":
        write_checkpoint(tmp_path, head=head(17), keys_folder=keys_folder)
    else:
        write_first_form(tmp_path, size=17, keys_folder=keys_folder)
    path = tmp_path / "checkpoint"
    whole = path.read_bytes()
    for at in range(len(whole) * 8):
        changed = bytearray(whole)
        changed[at // 8] ^= 1 << at % 8
        path.write_bytes(changed)
        try:
            read = read_checkpoint(tmp_path, keys_folder=keys_folder)
        except Tampered:
            continue
        pytest.fail(f"bit {at} of {whole!r} was not missed: {read}")


@pytest.mark.parametrize(
    "content", [b"", b"\n\n\n\n", b"one line", b"\xff\xfe", b"a\nb\nc\n!!!\n", b"a\n1\nc\nAAAA\nmore\n"]
)
def test_what_is_no_checkpoint_is_not_taken_for_one(tmp_path: Path, keys_folder: Path, content: bytes) -> None:
    (tmp_path / "checkpoint").write_bytes(content)
    with pytest.raises(Tampered):
        read_checkpoint(tmp_path, keys_folder=keys_folder)


def test_another_key_makes_no_checkpoint_of_ours(tmp_path: Path, keys_folder: Path) -> None:
    keys.create_keys(tmp_path / "stranger")
    write_checkpoint(tmp_path, head=head(3), keys_folder=tmp_path / "stranger")
    with pytest.raises(Tampered, match="not signed by this workspace"):
        read_checkpoint(tmp_path, keys_folder=keys_folder)
