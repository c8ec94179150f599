"""The signed checkpoint: size and chain value of the journal, kept outside the database.

Four lines: ``tawthiq-journal v1``, size, chain value (hex), base64 of the Ed25519 signature over the first three lines.
It is written after each commit, so it may lag behind the journal by what a crash cut off, and never runs ahead of it.
"""

import base64
import binascii
import fcntl
import os
from pathlib import Path

from tawthiq.errors import Tampered
from tawthiq.store import keys
from tawthiq.store.release.durable import sync_folder

HEADER = "tawthiq-journal v1"


def write_checkpoint(folder: Path, *, size: int, chain: str, keys_folder: Path) -> None:
    """The checkpoint says at least this size afterwards, durably; an older size never replaces a newer one."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    message = f"{HEADER}\n{size}\n{chain}\n"
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        current = _size_of(folder / "checkpoint")
        if current >= size:
            return
        signature = base64.b64encode(keys.sign(message.encode(), folder=keys_folder)).decode()
        partial = folder / "checkpoint.partial"
        with partial.open("w", encoding="utf-8") as out:
            out.write(message + signature + "\n")
            out.flush()
            os.fsync(out.fileno())
        partial.replace(folder / "checkpoint")
        sync_folder(folder)


def read_checkpoint(folder: Path, *, keys_folder: Path) -> tuple[int, str] | None:
    """Size and chain value, or None when none was written yet; raises Tampered when the signature does not hold."""
    try:
        lines = (folder / "checkpoint").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as odd:
        raise Tampered("the journal's checkpoint is not readable") from odd
    try:
        header, size, chain, signature = lines
        message = f"{header}\n{size}\n{chain}\n".encode()
        signed = keys.is_signed(
            message, signature=base64.b64decode(signature, validate=True), public=keys.public_key(keys_folder)
        )
        if header != HEADER or not signed:
            raise Tampered("the journal's checkpoint is not signed by this workspace")
        return int(size), chain
    except (ValueError, binascii.Error) as odd:
        raise Tampered("the journal's checkpoint is not readable") from odd


def _size_of(path: Path) -> int:
    try:
        return int(path.read_text(encoding="utf-8").splitlines()[1])
    except (FileNotFoundError, IndexError, ValueError):
        return -1
