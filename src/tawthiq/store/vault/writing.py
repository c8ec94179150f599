"""Streams into files without a name yet: hashed on the way, of any size in the same little memory."""

import fcntl
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tawthiq.store.vault.flushing import EARLY_BYTES, begin_flushing
from tawthiq.store.vault.interface import CHUNK_BYTES

HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Partial:
    """A file in ``tmp/`` that is whole and not flushed; while ``descriptor`` is open, ``sweep`` leaves it alone."""

    path: Path
    descriptor: int
    sha256: str
    size_bytes: int
    head: bytes

    def drop(self) -> None:
        """The passing name is gone and the file let go; a name in ``objects/`` keeps its bytes."""
        os.close(self.descriptor)
        self.path.unlink(missing_ok=True)


def write_partial(stream: BinaryIO, folder: Path) -> Partial:
    """The whole stream, in a file of its own in ``folder``; when reading or writing fails, nothing stays of it."""
    path = folder / secrets.token_hex(16)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o440)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        sha256, size, head = _copy(stream, descriptor)
    except BaseException:  # also Ctrl-C: the half file goes, whatever it was, and the cause goes on
        os.close(descriptor)
        path.unlink(missing_ok=True)
        raise
    return Partial(path, descriptor, sha256, size, head)


def _copy(stream: BinaryIO, descriptor: int) -> tuple[str, int, bytes]:
    hasher, size, head, begun = hashlib.sha256(), 0, b"", 0
    while chunk := stream.read(CHUNK_BYTES):
        hasher.update(chunk)
        left = memoryview(chunk)
        while left:
            left = left[os.write(descriptor, left) :]
        size += len(chunk)
        if len(head) < HEAD_BYTES:
            head += chunk[: HEAD_BYTES - len(head)]
        if size - begun >= EARLY_BYTES:
            begin_flushing(descriptor)
            begun = size
    return hasher.hexdigest(), size, head
