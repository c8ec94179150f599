"""The vault: written once, durable, checked by plain sha256sum, never overwritten."""

import hashlib
import io
import os
import subprocess
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.errors import NotFound, Tampered
from tawthiq.store.vault import CHUNK_BYTES, FolderVault, Stored
from tawthiq.store.vault.flushing import GroupFlush


@pytest.fixture
def vault(tmp_path: Path) -> FolderVault:
    return FolderVault(tmp_path / "vault")


def put(vault: FolderVault, data: bytes) -> Stored:
    return vault.put(io.BytesIO(data))


@pytest.mark.parametrize("size", [0, 1, 4095, 4097, CHUNK_BYTES, CHUNK_BYTES + 1])
def test_bytes_of_any_size_lie_under_their_digest(vault: FolderVault, size: int) -> None:
    data = os.urandom(size)
    stored = put(vault, data)
    assert stored == Stored(hashlib.sha256(data).hexdigest(), size, data[:4096], was_new=True)
    assert vault.read(stored.sha256) == data
    assert vault.check(stored.sha256) is None
    assert list(vault.digests()) == [stored.sha256]
    assert list(vault.tmp.iterdir()) == []


@given(st.binary(max_size=200), st.integers(1, 50))
def test_how_the_stream_is_cut_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, step: int
) -> None:
    class Dripping(io.RawIOBase):
        def __init__(self) -> None:
            self.left = data

        def read(self, _size: int = -1) -> bytes:
            chunk, self.left = self.left[:step], self.left[step:]
            return chunk

    vault = FolderVault(tmp_path_factory.mktemp("drip"))
    stored = vault.put(Dripping())  # type: ignore[arg-type]
    assert (stored.sha256, stored.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert vault.read(stored.sha256) == data


def test_plain_sha256sum_agrees_with_every_name(vault: FolderVault) -> None:
    for text in ("خبر", "news", ""):
        put(vault, text.encode())
    listed = "".join(f"{digest}  {vault.path_of(digest)}\n" for digest in vault.digests())
    told = subprocess.run(
        ["sha256sum", "--check", "--strict"], input=listed, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout
    assert told.stdout.count(": OK") == 3


def test_objects_cannot_be_written_and_the_vault_is_closed_to_others(vault: FolderVault) -> None:
    stored = put(vault, b"original")
    assert vault.path_of(stored.sha256).stat().st_mode & 0o777 == 0o440
    for folder in (vault.objects, vault.tmp, vault.path_of(stored.sha256).parent):
        assert folder.stat().st_mode & 0o077 == 0


def test_a_second_receipt_stores_nothing(vault: FolderVault) -> None:
    first = put(vault, b"the same")
    inode = vault.path_of(first.sha256).stat().st_ino
    second = put(vault, b"the same")
    assert (first.was_new, second.was_new) == (True, False)
    assert second.sha256 == first.sha256
    assert vault.path_of(first.sha256).stat().st_ino == inode
    assert list(vault.tmp.iterdir()) == []


@pytest.mark.parametrize(("most_files", "most_bytes"), [(3, 1 << 30), (400, 2000)])
@pytest.mark.parametrize("trusts_syncfs", [True, False])
def test_a_batch_goes_in_groups_and_loses_nothing_between_them(
    vault: FolderVault, monkeypatch: pytest.MonkeyPatch, most_files: int, most_bytes: int, *, trusts_syncfs: bool
) -> None:
    monkeypatch.setattr("tawthiq.store.vault.folder.GROUP_FILES", most_files)
    monkeypatch.setattr("tawthiq.store.vault.folder.GROUP_BYTES", most_bytes)
    if not trusts_syncfs:
        monkeypatch.setattr("tawthiq.store.vault.flushing.FLUSHED_WHOLE", frozenset())
    parts = [bytes([number]) * 900 for number in (*range(10), 4)]
    told = vault.put_many(io.BytesIO(part) for part in parts)
    assert [one.was_new for one in told if isinstance(one, Stored)] == [True] * 10 + [False]
    assert [one.sha256 for one in told if isinstance(one, Stored)] == [hashlib.sha256(p).hexdigest() for p in parts]
    assert all(vault.check(digest) is None for digest in vault.digests())
    assert list(vault.tmp.iterdir()) == []


def test_a_batch_whose_flush_fails_is_not_acknowledged(vault: FolderVault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was named either: what the disk did not take is not in the vault."""

    def fail(_self: GroupFlush, _descriptors: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(GroupFlush, "files", fail)
    with pytest.raises(OSError, match="Input/output"):
        vault.put_many([io.BytesIO(b"one"), io.BytesIO(b"two")])
    assert list(vault.digests()) == []
    assert list(vault.tmp.iterdir()) == []


def test_a_damaged_copy_is_neither_replaced_nor_hidden(vault: FolderVault) -> None:
    stored = put(vault, b"the original")
    path = vault.path_of(stored.sha256)
    path.chmod(0o600)
    path.write_bytes(b"the 0riginal")
    with pytest.raises(Tampered, match=stored.sha256):
        put(vault, b"the original")
    assert path.read_bytes() == b"the 0riginal"
    fault = vault.check(stored.sha256)
    assert fault
    assert (fault.what, fault.sha256) == ("bytes_changed", stored.sha256)
    assert list(vault.tmp.iterdir()) == []


def test_what_is_not_there_is_said(vault: FolderVault) -> None:
    absent = hashlib.sha256(b"never").hexdigest()
    with pytest.raises(NotFound, match=absent):
        vault.read(absent)
    fault = vault.check(absent)
    assert fault
    assert fault.what == "bytes_missing"
    vault.path_of(absent).mkdir(parents=True)
    unreadable = vault.check(absent)
    assert unreadable
    assert unreadable.what == "bytes_unreadable"


def test_a_stream_that_breaks_leaves_nothing(vault: FolderVault) -> None:
    class Breaking(io.RawIOBase):
        def read(self, _size: int = -1) -> bytes:
            raise OSError("the stick was pulled out")

    with pytest.raises(OSError, match="stick"):
        vault.put(Breaking())  # type: ignore[arg-type]
    assert list(vault.tmp.iterdir()) == []
    assert list(vault.digests()) == []


def test_many_at_once_store_the_same_bytes_once(vault: FolderVault) -> None:
    data, results = os.urandom(300_000), list[Stored]()
    start = threading.Barrier(8)

    def store() -> None:
        start.wait()
        results.append(FolderVault(vault.root).put(io.BytesIO(data)))

    threads = [threading.Thread(target=store) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    assert sum(result.was_new for result in results) == 1
    assert {result.sha256 for result in results} == {hashlib.sha256(data).hexdigest()}
    assert list(vault.tmp.iterdir()) == []
    assert vault.check(results[0].sha256) is None


def test_sweeping_takes_what_a_killed_process_left_and_nothing_else(vault: FolderVault) -> None:
    """A slow writer holds its file; a dead one holds nothing; a fresh file may be about to be held."""
    reading, go_on = threading.Event(), threading.Event()

    class Slow(io.RawIOBase):
        left = b"slowly"

        def read(self, _size: int = -1) -> bytes:
            reading.set()
            assert go_on.wait(10)
            chunk, self.left = self.left, b""
            return chunk

    writer = threading.Thread(target=lambda: vault.put(Slow()))  # type: ignore[arg-type]
    writer.start()
    assert reading.wait(10)
    (dead, fresh) = (vault.tmp / "dead", vault.tmp / "fresh")
    dead.write_bytes(b"cut off")
    fresh.write_bytes(b"just begun")
    old = time.time() - 7200
    for path in vault.tmp.iterdir():
        if path != fresh:
            os.utime(path, (old, old))
    assert vault.sweep() == 1
    assert not dead.exists()
    assert fresh.exists()
    go_on.set()
    writer.join()
    assert vault.read(hashlib.sha256(b"slowly").hexdigest()) == b"slowly"
