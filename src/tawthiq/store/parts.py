"""Files on their way: parts that may come hours apart, each encrypted with age and durable before it is acknowledged.

A part lies in ``uploads/<name>/<offset>.age`` of the workspace and opens with the workspace's upload key only; nothing
that a person sends ever lies in clear, and nothing lies in the machine's temporary folder.
"""

import fcntl
import io
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage

from tawthiq.errors import NotFound, Unreadable

PART_BYTES = 4 * 1024 * 1024
KEY = "uploads.age"
LOCK = ".lock"


class Parts:
    """The parts of one file, in a folder of its own that is made with the first part."""

    def __init__(self, folder: Path, *, keys_folder: Path) -> None:
        """``folder`` is the file's own; ``keys_folder`` holds, or will hold, the upload key."""
        self.folder, self._keys = folder, keys_folder

    def write(self, data: bytes, *, offset: int) -> None:
        """These bytes of the file are durable afterwards; a part that was there at the same offset is replaced."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self.folder / f".{secrets.token_hex(8)}.partial"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(pyrage.encrypt(data, [upload_key(self._keys).to_public()]))
            out.flush()
            os.fsync(out.fileno())
        fresh.rename(self._part(offset))
        _fsync_folder(self.folder)
        _fsync_folder(self.folder.parent)

    def open(self, *, length: int) -> "PartsReader":
        """The whole file from its first byte; reading raises Unreadable where a part is missing or does not open."""
        return PartsReader(self, length=length)

    def read(self, offset: int) -> bytes:
        """The part that begins at this offset, in clear."""
        try:
            sealed = self._part(offset).read_bytes()
            return pyrage.decrypt(sealed, [upload_key(self._keys)])
        except FileNotFoundError as absent:
            raise Unreadable(f"an upload lacks its part at {offset}") from absent
        except pyrage.DecryptError as odd:
            raise Unreadable(f"the part at {offset} of an upload does not open with this workspace's key") from odd

    def discard(self) -> None:
        """Nothing of the file is left."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def locked(self) -> Iterator[bool]:
        """Whether this block alone works on the file; False where another process or thread does. Kills release it."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / LOCK).open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def _part(self, offset: int) -> Path:
        return self.folder / f"{offset:015d}.age"


class PartsReader(io.RawIOBase):
    """A file read through its parts; one part at a time is in memory."""

    def __init__(self, parts: Parts, *, length: int) -> None:
        """Stand at the first byte of ``length``."""
        super().__init__()
        self._parts, self._length = parts, length
        self._at, self._start, self._part = 0, 0, b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes: a part is found by its offset."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """To the beginning or the end, which is all that a reader of whole files asks for."""
        if offset or whence not in (io.SEEK_SET, io.SEEK_END):
            raise io.UnsupportedOperation("only to the beginning or to the end")
        if whence == io.SEEK_SET:
            self._at, self._start, self._part = 0, 0, b""
        else:
            self._at = self._length
        return self._at

    def tell(self) -> int:
        """How many bytes were read."""
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """As many bytes as fit and the current part has."""
        if self._at >= self._length:
            return 0
        if self._at == self._start + len(self._part):
            self._start, self._part = self._at, self._parts.read(self._at)
            if not self._part or self._at + len(self._part) > self._length:
                raise Unreadable(f"the parts of an upload do not add up at {self._at}")
        piece = memoryview(self._part)[self._at - self._start :][: len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def upload_key(keys_folder: Path) -> pyrage.x25519.Identity:
    """The workspace's upload key; made on first use, and the same for everyone who makes it at the same moment."""
    path = keys_folder / KEY
    if not path.exists():
        _make_key(path)
    return pyrage.x25519.Identity.from_str(path.read_text(encoding="ascii").strip())


def _make_key(path: Path) -> None:
    if not path.parent.is_dir():
        raise NotFound(f"{path.name} cannot be made: run `tawthiq init`")
    fresh = path.with_name(f".{secrets.token_hex(8)}.partial")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        out.write(f"{pyrage.x25519.Identity.generate()}\n".encode())
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process was faster: its key counts
    finally:
        fresh.unlink()
    _fsync_folder(path.parent)


def leftover_folders(root: Path, *, older_than_s: float, now: float) -> Iterator[Path]:
    """Folders of files on their way that nobody has touched for so long, oldest name first."""
    if not root.is_dir():
        return
    for folder in sorted(root.iterdir()):
        try:
            newest = max(one.stat().st_mtime for one in (folder, *folder.iterdir()))
        except FileNotFoundError:
            continue  # it was finished meanwhile
        if now - newest > older_than_s:
            yield folder


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
