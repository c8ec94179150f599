"""A bundle as one file: a tar whose bytes follow from the bundle's alone, and the same encrypted to its receiver."""

import io
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pyrage

from tawthiq.errors import InvalidRecord
from tawthiq.store.bundle.content import BundleContent, Written
from tawthiq.store.bundle.writer import CHUNK, FILE_MODE, FOLDER_MODE, Tell, write_bundle
from tawthiq.store.release.durable import sync_folder

# 1980-01-01: the earliest time that every archive format can hold.
TIME = 315532800
SUFFIXES = (".tar.age", ".tar", ".age")


def write_packed(
    content: BundleContent,
    out: Path,
    *,
    open_bytes: Callable[[str], BinaryIO],
    sign: Callable[[bytes], bytes],
    recipients: Sequence[str] = (),
    tell: Tell | None = None,
) -> Written:
    """The bundle as one file at ``out``: a tar, encrypted with age where recipients are given (age1… or ssh keys).

    Its folder inside has the name of ``out`` without the endings. Raises as ``write_bundle`` does; the plain folder
    does not stay.
    """
    keys = [parse_recipient(line) for line in recipients]
    if out.exists() or out.is_symlink():
        raise InvalidRecord(f"{out.name} exists already")
    name = next((out.name.removesuffix(end) for end in SUFFIXES if out.name.endswith(end)), out.name)
    plain = out.with_name(f".{out.name}.plain")
    try:
        written = write_bundle(content, plain, open_bytes=open_bytes, sign=sign, tell=tell)
        pack_folder(plain, out=out, name=name, recipients=keys)
    finally:
        shutil.rmtree(plain, ignore_errors=True)
    return replace(written, path=out)


def parse_recipient(line: str) -> object:
    """An age or ssh public key; raises InvalidRecord for anything else."""
    text = line.strip()
    read = pyrage.ssh.Recipient.from_str if text.startswith("ssh-") else pyrage.x25519.Recipient.from_str
    try:
        return read(text)
    except pyrage.RecipientError as odd:
        raise InvalidRecord("a recipient is an age public key (age1…) or an ssh public key") from odd


def pack_folder(folder: Path, *, out: Path, name: str, recipients: Sequence[object] = ()) -> None:
    """The folder as a tar with ``name`` at its root, durably under ``out`` and only when whole."""
    partial = out.with_name(f".{out.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        with partial.open("xb") as target:
            os.fchmod(target.fileno(), 0o600)
            source = io.BufferedReader(_Chunks(tar_chunks(folder, name=name)), buffer_size=CHUNK)
            if recipients:
                pyrage.encrypt_io(source, target, list(recipients))
            else:
                shutil.copyfileobj(source, target, CHUNK)
            target.flush()
            os.fsync(target.fileno())
        partial.rename(out)
        sync_folder(out.parent)
    finally:
        partial.unlink(missing_ok=True)


def tar_chunks(folder: Path, *, name: str) -> Iterator[bytes]:
    """The tar, piece by piece: entries sorted by name, the same owner, time and modes everywhere."""
    yield _header(name, kind=tarfile.DIRTYPE, mode=FOLDER_MODE, size=0)
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        inside = f"{name}/{path.relative_to(folder).as_posix()}"
        if path.is_dir():
            yield _header(inside, kind=tarfile.DIRTYPE, mode=FOLDER_MODE, size=0)
            continue
        size = path.stat().st_size
        yield _header(inside, kind=tarfile.REGTYPE, mode=FILE_MODE, size=size)
        with path.open("rb") as stream:
            yield from iter(lambda: stream.read(CHUNK), b"")
        yield bytes(-size % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _header(name: str, *, kind: bytes, mode: int, size: int) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode, entry.size, entry.mtime = kind, mode, size, TIME
    return entry.tobuf(format=tarfile.PAX_FORMAT)


class _Chunks(io.RawIOBase):
    """An iterator of bytes as a stream to read from."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        """Chunks may be empty; the stream ends where they do."""
        self._chunks, self._rest = chunks, memoryview(b"")

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: object) -> int:
        """As many bytes as are at hand and fit; 0 at the end."""
        while not self._rest:
            following = next(self._chunks, None)
            if following is None:
                return 0
            self._rest = memoryview(following)
        into = memoryview(buffer)  # type: ignore[arg-type]
        count = min(len(into), len(self._rest))
        into[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count
