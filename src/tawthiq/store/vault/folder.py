"""The vault in a folder: ``objects/ab/<sha256>`` (mode 0440) and ``tmp/``; plain ``sha256sum`` checks it."""

import fcntl
import hashlib
import io
import os
import secrets
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from tawthiq.core.journal import Fault
from tawthiq.errors import NotFound, Tampered
from tawthiq.store.vault.interface import CHUNK_BYTES, STALE_S, Stored


class FolderVault:
    """A vault in a folder. Several processes may write at once; none ever overwrites."""

    def __init__(self, root: Path) -> None:
        """Open the vault at ``root``, making its two folders where they are absent."""
        self.root = root
        self.objects = root / "objects"
        self.tmp = root / "tmp"
        for folder in (self.objects, self.tmp):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def path_of(self, sha256: str) -> Path:
        """Where the bytes with this digest lie, or would lie."""
        return self.objects / sha256[:2] / sha256

    def put(self, stream: BinaryIO) -> Stored:
        """Bytes are hashed while they stream in; on return they are durable: file, name and folder are fsynced.

        Raises:
            Tampered: the vault already holds other bytes under this digest (its copy is damaged); nothing is replaced.
        """
        partial = self.tmp / secrets.token_hex(16)
        try:
            digest, size, head = _write_durably(stream, partial)
            was_new = self._link(partial, digest)
        finally:
            partial.unlink(missing_ok=True)
        return Stored(digest, size, head, was_new)

    def put_many(self, streams: Iterable[BinaryIO]) -> list[Stored]:
        """Each stream as by ``put``, in order; the first that fails fails the call, and those before it stay."""
        return [self.put(stream) for stream in streams]

    def _link(self, partial: Path, digest: str) -> bool:
        final = self.path_of(digest)
        final.parent.mkdir(exist_ok=True, mode=0o700)
        try:
            os.link(partial, final)
        except FileExistsError:
            if self.check(digest):
                raise Tampered(f"the vault's copy of {digest} is damaged; the new bytes were not stored") from None
            return False
        finally:
            _fsync_folder(final.parent)
            _fsync_folder(self.objects)  # also when another process made the shard: it may not have come so far yet
        return True

    def open(self, sha256: str) -> io.BufferedReader:
        """The original, read-only; raises NotFound when the vault does not hold it."""
        try:
            return self.path_of(sha256).open("rb")
        except FileNotFoundError as absent:
            raise NotFound(f"the vault holds nothing under {sha256}") from absent

    def read(self, sha256: str) -> bytes:
        """The whole original in memory: for texts, never for media."""
        with self.open(sha256) as stream:
            return stream.read()

    def check(self, sha256: str) -> Fault | None:
        """None when the bytes are what their name says; else the fault, naming the digest."""
        try:
            with self.open(sha256) as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
        except NotFound:
            return Fault("bytes_missing", sha256, sha256=sha256)
        except OSError as odd:
            return Fault("bytes_unreadable", sha256, sha256=sha256, detail=odd.strerror or "")
        return None if found == sha256 else Fault("bytes_changed", sha256, sha256=sha256, detail=f"now {found}")

    def has(self, sha256: str) -> bool:
        """Whether a file lies under this digest; nothing is read."""
        return self.path_of(sha256).exists()

    def size_of(self, sha256: str) -> int:
        """Bytes of the file; raises NotFound when the vault does not hold it."""
        try:
            return self.path_of(sha256).stat().st_size
        except FileNotFoundError as absent:
            raise NotFound(f"the vault holds nothing under {sha256}") from absent

    def where(self, sha256: str) -> str:
        """The path below the folder that the vault lies in."""
        return str(self.path_of(sha256).relative_to(self.root.parent))

    def destroy(self, sha256: str) -> None:
        """The file is gone, and its name with it, durably; absent is fine."""
        path = self.path_of(sha256)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            _fsync_folder(path.parent)

    def probe(self) -> None:
        """A file without a name was written and flushed; raises OSError where it could not be."""
        with tempfile.TemporaryFile(dir=self.tmp) as probe:
            probe.write(b"tawthiq")
            os.fsync(probe.fileno())

    def leftovers(self) -> Iterator[str]:
        """Names of the files in ``tmp/``, in order."""
        yield from sorted(path.name for path in self.tmp.iterdir())

    def sweep(self, *, older_than_s: float = STALE_S) -> int:
        """How many half-written files of killed processes were removed; one that is still being written stays."""
        removed = 0
        for path in self.tmp.iterdir():
            try:
                is_stale = time.time() - path.stat().st_mtime > older_than_s and not _is_being_written(path)
                if is_stale:
                    path.unlink()
            except FileNotFoundError:
                continue  # its writer finished meanwhile
            removed += is_stale
        return removed

    def digests(self) -> Iterator[str]:
        """Every digest the vault holds, in order."""
        for shard in sorted(self.objects.iterdir()):
            yield from sorted(path.name for path in shard.iterdir()) if shard.is_dir() else [shard.name]


def _write_durably(stream: BinaryIO, path: Path) -> tuple[str, int, bytes]:
    hasher, size, head = hashlib.sha256(), 0, b""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o440)
    with os.fdopen(descriptor, "wb") as out:
        fcntl.flock(out, fcntl.LOCK_EX)  # held while it is written: `sweep` leaves it alone
        while chunk := stream.read(CHUNK_BYTES):
            hasher.update(chunk)
            out.write(chunk)
            head = head or chunk[:4096]
            size += len(chunk)
        out.flush()
        os.fsync(out.fileno())
    return hasher.hexdigest(), size, head


def _is_being_written(path: Path) -> bool:
    with path.open("rb") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
