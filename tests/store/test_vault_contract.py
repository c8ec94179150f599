"""What every vault promises, asked of a folder and of an S3-compatible server alike."""

import hashlib
import io
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pytest

from tawthiq.errors import NotFound, Tampered, Unreadable
from tawthiq.store.vault import FolderVault, Stored, Vault, open_vault
from tawthiq.store.vault.objects import ObjectVault


@dataclass(frozen=True)
class Case:
    """A vault, and how somebody with the key to its store spoils what lies in it."""

    vault: Vault
    again: Callable[[], Vault]
    overwrite: Callable[[str, bytes], None]
    leave_half: Callable[[str], None]


def _folder(root: Path) -> Case:
    vault = FolderVault(root / "vault")

    def overwrite(digest: str, data: bytes) -> None:
        path = vault.path_of(digest)
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(data)

    return Case(
        vault, lambda: FolderVault(root / "vault"), overwrite, lambda name: (vault.tmp / name).touch(exist_ok=False)
    )


def _objects(root: Path, url: str) -> Case:
    vault = open_vault(url, spool=root / "spool")
    assert isinstance(vault, ObjectVault)

    def put(name: str, data: bytes) -> None:
        import obstore

        obstore.put(vault._bucket._store, name, data)

    return Case(
        vault,
        lambda: open_vault(url, spool=root / "other"),
        lambda digest, data: put(f"objects/{digest[:2]}/{digest}", data),
        lambda name: put(f"tmp/{name}", b""),
    )


@pytest.fixture(params=["folder", "objects"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    if request.param == "folder":
        return _folder(tmp_path)
    return _objects(tmp_path, request.getfixturevalue("bucket_url"))


def put(vault: Vault, data: bytes) -> Stored:
    return vault.put(io.BytesIO(data))


SIZES = [0, 1, 4096, 4097, (1 << 20) + 1]


@pytest.mark.parametrize("size", SIZES)
def test_bytes_of_any_size_come_back(case: Case, size: int) -> None:
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    stored = put(case.vault, data)
    assert stored == Stored(hashlib.sha256(data).hexdigest(), size, data[:4096], was_new=True)
    assert case.vault.read(stored.sha256) == data
    assert case.vault.check(stored.sha256) is None
    assert case.vault.has(stored.sha256)
    assert case.vault.size_of(stored.sha256) == size
    assert list(case.again().digests()) == [stored.sha256]
    assert list(case.again().listed()) == [(stored.sha256, size)]
    assert list(case.vault.leftovers()) == []


def test_a_second_receipt_stores_nothing(case: Case) -> None:
    first, second = put(case.vault, b"twice"), put(case.again(), b"twice")
    assert first.was_new
    assert not second.was_new
    assert first.sha256 == second.sha256
    assert list(case.vault.digests()) == [first.sha256]


def test_a_damaged_copy_is_neither_replaced_nor_hidden(case: Case) -> None:
    digest = put(case.vault, b"as received").sha256
    case.overwrite(digest, b"as changed!")
    with pytest.raises(Tampered, match=digest):
        put(case.vault, b"as received")
    assert case.vault.read(digest) == b"as changed!"
    fault = case.vault.check(digest)
    assert fault is not None
    assert (fault.what, fault.sha256) == ("bytes_changed", digest)
    assert hashlib.sha256(b"as changed!").hexdigest() in fault.detail


def test_a_check_tells_how_far_it_has_come_and_can_be_ended(case: Case) -> None:
    data = bytes(3 << 20)
    digest = put(case.vault, data).sha256
    heard: list[int] = []
    assert case.vault.check(digest, heard=heard.append) is None
    assert sum(heard) == len(data)
    assert abs(case.vault.stored_at(digest) - time.time()) < 600

    def stop(_number: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        case.vault.check(digest, heard=stop)


def test_what_is_not_there_is_said(case: Case) -> None:
    absent = "ab" * 32
    for asked in (case.vault.open, case.vault.read, case.vault.size_of, case.vault.stored_at):
        with pytest.raises(NotFound, match=absent):
            asked(absent)
    fault = case.vault.check(absent)
    assert fault is not None
    assert fault.what == "bytes_missing"
    assert not case.vault.has(absent)


def test_an_original_is_read_and_sought_in(case: Case) -> None:
    data = bytes(range(256)) * 20_000  # more than is read ahead
    digest = put(case.vault, data).sha256
    with case.vault.open(digest) as stream:
        assert stream.readable()
        assert stream.read(10) == data[:10]
        assert stream.seek(-7, io.SEEK_END) == len(data) - 7
        assert stream.read() == data[-7:]
        assert stream.read() == b""
        stream.seek(4_500_000)
        stream.seek(3, io.SEEK_CUR)
        assert stream.tell() == 4_500_003
        assert stream.read(100_000) == data[4_500_003:4_600_003]
        stream.seek(0)
        assert hashlib.file_digest(stream, "sha256").hexdigest() == digest  # type: ignore[arg-type]


def test_a_stream_that_breaks_leaves_nothing(case: Case) -> None:
    class Breaking(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError(5, "Input/output error")
            return super().read(10)

    with pytest.raises(OSError, match="Input/output"):
        case.vault.put(Breaking(b"half of it is read"))
    assert list(case.vault.leftovers()) == []
    assert list(case.vault.digests()) == []


def test_many_are_stored_in_order(case: Case) -> None:
    put(case.vault, b"number 7")
    streams: list[BinaryIO] = [io.BytesIO(b"number %d" % n) for n in range(20)]
    stored = [one for one in case.vault.put_many(iter(streams)) if isinstance(one, Stored)]
    assert [one.sha256 for one in stored] == [hashlib.sha256(b"number %d" % n).hexdigest() for n in range(20)]
    assert [one.was_new for one in stored] == [n != 7 for n in range(20)]
    assert sorted(case.vault.digests()) == list(case.vault.digests()) == sorted(one.sha256 for one in stored)


def test_of_many_one_refused_spoils_no_other(case: Case) -> None:
    class Refused(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise Unreadable("no such reading")

    damaged = put(case.vault, b"damaged since").sha256
    case.overwrite(damaged, b"other bytes..")
    streams: list[BinaryIO] = [io.BytesIO(b"first"), Refused(), io.BytesIO(b"damaged since"), io.BytesIO(b"last")]
    first, refused, tampered, last = case.vault.put_many(streams)
    assert isinstance(first, Stored)
    assert isinstance(refused, Unreadable)
    assert isinstance(tampered, Tampered)
    assert isinstance(last, Stored)
    assert sorted(case.vault.digests()) == sorted([damaged, first.sha256, last.sha256])


def test_many_writers_store_the_same_bytes_once(case: Case) -> None:
    data, results = b"the same" * 1000, list[Stored]()
    writers = [
        threading.Thread(target=lambda: results.append(case.again().put(io.BytesIO(data))))  # race for one name
        for _ in range(6)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(results) == 6
    assert sum(one.was_new for one in results) == 1
    assert case.vault.check(results[0].sha256) is None
    assert list(case.vault.leftovers()) == []


def test_what_is_destroyed_is_gone_and_only_that(case: Case) -> None:
    kept, gone = put(case.vault, b"kept").sha256, put(case.vault, b"gone").sha256
    case.vault.destroy(gone)
    case.vault.destroy(gone)
    case.vault.destroy("00" * 32)
    assert list(case.vault.digests()) == [kept]
    assert case.vault.check(gone) is not None
    assert put(case.vault, b"gone").was_new


def test_the_sweep_takes_leftovers_that_are_old_and_nothing_else(case: Case) -> None:
    digest = put(case.vault, b"whole").sha256
    case.leave_half("b-half")
    case.leave_half("a-half")
    assert list(case.vault.leftovers()) == ["a-half", "b-half"]
    assert case.vault.sweep(older_than_s=3600) == 0
    assert case.vault.sweep(older_than_s=-10) == 2
    assert list(case.vault.leftovers()) == []
    assert case.vault.check(digest) is None


def test_it_answers_and_says_where_things_lie(case: Case) -> None:
    digest = put(case.vault, b"somewhere").sha256
    case.vault.probe()
    assert case.vault.where(digest).endswith(f"objects/{digest[:2]}/{digest}")
    assert list(case.vault.digests()) == [digest]
