"""The vault in a folder: ``objects/ab/<sha256>`` (mode 0440) and ``tmp/``; plain ``sha256sum`` checks it."""

import fcntl
import hashlib
import io
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from tawthiq.core.journal import Fault
from tawthiq.errors import NotFound, Tampered, TawthiqError
from tawthiq.store.vault.flushing import GroupFlush, flush_folder
from tawthiq.store.vault.interface import CHUNK_BYTES, STALE_S, Heard, Stored, ignore
from tawthiq.store.vault.writing import Partial, write_partial

# What is flushed at once: below the 1,024 files a process may commonly hold open, and what a disk takes in a second.
GROUP_FILES, GROUP_BYTES = 400, 128 << 20
DIGEST_DIGITS = 64
_flushed_shards: set[Path] = set()


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
        """Bytes are hashed while they stream in; on return they are durable: file, name and folder are flushed.

        Raises:
            Tampered: the vault already holds other bytes under this digest (its copy is damaged); nothing is replaced.
        """
        partial = write_partial(stream, self.tmp)
        try:
            was_new = not self.has(partial.sha256)
            if was_new:
                os.fsync(partial.descriptor)
                was_new = self._link(partial)
            if not was_new:
                self._compare(partial.sha256)
            self._flush_name(self.path_of(partial.sha256).parent)
        finally:
            partial.drop()
        return Stored(partial.sha256, partial.size_bytes, partial.head, was_new)

    def put_many(self, streams: Iterable[BinaryIO]) -> list[Stored | TawthiqError]:
        """Each stream as by ``put``, in order, flushed together; what one stream is refused for spoils no other.

        A stream is read to its end before the next is asked for. Raises OSError when the vault itself fails: then
        nothing of this call is to be acknowledged.
        """
        told: list[Stored | TawthiqError] = []
        waiting = iter(streams)
        while group := self._put_group(waiting):
            told += group
        return told

    def _put_group(self, streams: Iterator[BinaryIO]) -> list[Stored | TawthiqError]:
        """As many of the streams as are flushed at once; none when there are no more."""
        written: list[Partial | TawthiqError] = []
        flush = GroupFlush(self.tmp)
        try:
            size = 0
            for stream in islice(streams, GROUP_FILES):
                written.append(self._write_one(stream))
                size += written[-1].size_bytes if isinstance(written[-1], Partial) else 0
                if size >= GROUP_BYTES:
                    break
            return self._name_group(written, flush)
        finally:
            flush.close()
            for one in written:
                if isinstance(one, Partial):
                    one.drop()

    def _write_one(self, stream: BinaryIO) -> Partial | TawthiqError:
        try:
            return write_partial(stream, self.tmp)
        except TawthiqError as refused:
            return refused

    def _name_group(self, written: list[Partial | TawthiqError], flush: GroupFlush) -> list[Stored | TawthiqError]:
        """Bytes are flushed, then named, then the names are flushed."""
        partials = [one for one in written if isinstance(one, Partial)]
        if not partials:
            return [one for one in written if not isinstance(one, Partial)]
        flush.files(one.descriptor for one in partials)
        named = [one if isinstance(one, TawthiqError) else self._name_one(one) for one in written]
        shards = {self.path_of(one.sha256).parent for one in partials}
        flush.folders([*sorted(shards), self.objects])
        return named

    def _name_one(self, partial: Partial) -> Stored | TawthiqError:
        try:
            was_new = self._link(partial)
            if not was_new:
                self._compare(partial.sha256)
        except Tampered as refused:
            return refused
        return Stored(partial.sha256, partial.size_bytes, partial.head, was_new)

    def _link(self, partial: Partial) -> bool:
        """Whether the flushed file got its name; False where another has it."""
        final = self.path_of(partial.sha256)
        if not final.parent.is_dir():
            final.parent.mkdir(exist_ok=True, mode=0o700)
            _flushed_shards.discard(final.parent)
        try:
            os.link(partial.path, final)
        except FileExistsError:
            return False
        return True

    def _compare(self, sha256: str) -> None:
        if self.check(sha256):
            raise Tampered(f"the vault's copy of {sha256} is damaged; the new bytes were not stored")

    def _flush_name(self, shard: Path) -> None:
        """The names in the shard are on disk, and the shard's own: that once for each shard and process."""
        flush_folder(shard)
        if shard not in _flushed_shards:  # whoever made it: it may not have come so far yet
            flush_folder(self.objects)
            _flushed_shards.add(shard)

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

    def check(self, sha256: str, *, heard: Heard = ignore) -> Fault | None:
        """None when the bytes are what their name says; else the fault, naming the digest."""
        try:
            with self.open(sha256) as stream:
                found = _digest_of(stream, heard=heard)
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

    def stored_at(self, sha256: str) -> float:
        """When the file was written; raises NotFound when the vault does not hold it."""
        try:
            return self.path_of(sha256).stat().st_mtime
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
            flush_folder(path.parent)

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
        """Every digest the vault holds, in order; what lies where no digest belongs by its path below ``objects/``."""
        yield from (name for name, _ in self._listed())

    def listed(self) -> Iterator[tuple[str, int]]:
        """As ``digests``, each with the size of its file."""
        yield from ((name, path.lstat().st_size) for name, path in self._listed())

    def _listed(self) -> Iterator[tuple[str, Path]]:
        for shard in sorted(self.objects.iterdir()):
            for path in sorted(shard.iterdir()) if shard.is_dir() else [shard]:
                belongs = path.name[:2] == shard.name and len(path.name) == DIGEST_DIGITS
                yield path.name if belongs else str(path.relative_to(self.objects)), path


def _digest_of(stream: io.BufferedReader, *, heard: Heard) -> str:
    hasher, buffer = hashlib.sha256(), memoryview(bytearray(CHUNK_BYTES))
    while length := stream.readinto(buffer):
        hasher.update(buffer[:length])
        heard(length)
    return hasher.hexdigest()


def _is_being_written(path: Path) -> bool:
    with path.open("rb") as opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
