"""Where backups lie: a folder (another disk, a mounted share) or a bucket, asked for the same few things."""

import errno
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from tawthiq.errors import NotFound, Unreachable
from tawthiq.store.bucket import Held, open_bucket

CHUNK_BYTES = 1 << 20
TMP = "tmp"


class Place(Protocol):
    """Named bytes; a name is written once, and its bytes are durable when ``create`` returns."""

    address: str

    def create(self, name: str, file: BinaryIO) -> bool:
        """The name holds the file's bytes; False, and nothing changed, where the name was taken."""

    def stream(self, name: str) -> Iterator[memoryview]:
        """The bytes in pieces, from where they lie and not from memory; raises NotFound."""

    def head(self, name: str) -> Held | None:
        """Size and time of what lies under the name."""

    def list(self, prefix: str = "") -> Iterator[Held]:
        """Everything below the folder ``prefix``, in the order of the names."""

    def delete(self, name: str) -> None:
        """Nothing lies under the name; absent is fine."""


class FolderPlace:
    """A folder on any file system, also one that knows neither links nor rights (exFAT)."""

    def __init__(self, root: Path) -> None:
        """Nothing is made until something is written."""
        self.root, self.address = root, str(root)

    def create(self, name: str, file: BinaryIO) -> bool:
        """Written beside, flushed, then renamed; one program writes into a place at a time, so the look holds."""
        path = self.root / name
        if path.exists():
            return False
        partial = self._make_folder(self.root / TMP) / secrets.token_hex(16)
        try:
            _write(partial, file)
            self._make_folder(path.parent)
            partial.rename(path)
        finally:
            partial.unlink(missing_ok=True)
        _flush_folder(path.parent)
        return True

    def _make_folder(self, folder: Path) -> Path:
        if not folder.is_dir():
            folder.mkdir(parents=True, mode=0o700, exist_ok=True)
            for one in (folder.parent, self.root.parent):
                _flush_folder(one)
        return folder

    def stream(self, name: str) -> Iterator[memoryview]:
        """Read from the disk, as far as the system can be told to forget what it has in memory."""
        try:
            opened = (self.root / name).open("rb", buffering=0)
        except FileNotFoundError as absent:
            raise NotFound(f"{self.address} holds nothing under {name}") from absent
        with opened:
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            while piece := opened.read(CHUNK_BYTES):
                yield memoryview(piece)

    def head(self, name: str) -> Held | None:
        """Size and time of the file, or None."""
        try:
            told = (self.root / name).stat()
        except FileNotFoundError:
            return None
        return Held(name, told.st_size, datetime.fromtimestamp(told.st_mtime, UTC), None)

    def list(self, prefix: str = "") -> Iterator[Held]:
        """Every file below the folder, in order."""
        for path in sorted((self.root / prefix).rglob("*")):
            if path.is_file() and (held := self.head(str(path.relative_to(self.root)))):
                yield held

    def delete(self, name: str) -> None:
        """The file is gone, and its folder when that is empty now."""
        path = self.root / name
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            _flush_folder(path.parent)
            if not any(path.parent.iterdir()):
                path.parent.rmdir()


def open_place(address: str) -> Place:
    """The place at ``s3://…``, or the folder; raises Unreachable where the folder's own folder is absent."""
    if address.startswith("s3://"):
        return open_bucket(address)
    root = Path(address).absolute()
    if not root.parent.is_dir():  # the disk is not plugged in: rather say so than fill the machine's own
        raise Unreachable(f"{root.parent} is not there")
    return FolderPlace(root)


def _write(path: Path, file: BinaryIO) -> None:
    file.seek(0)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        while chunk := file.read(CHUNK_BYTES):
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as odd:
        if odd.errno != errno.EINVAL:  # some file systems of memory sticks cannot flush a folder
            raise
    finally:
        os.close(descriptor)
