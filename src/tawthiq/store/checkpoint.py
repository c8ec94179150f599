"""The signed checkpoint: size, chain value and Merkle root of the journal, kept outside the database.

A signed note (``store/notes.py``), written after each commit: it may lag behind the journal by what a crash cut off,
and never runs ahead of it. Workspaces made before the Merkle tree have the first form, four lines: ``tawthiq-journal
v1``, size, chain value, signature over the three. It is still read, and replaced by the next write.
"""

import base64
import binascii
import fcntl
from pathlib import Path

from tawthiq.core.journal import SignedHead
from tawthiq.errors import Tampered
from tawthiq.store import keys
from tawthiq.store.notes import open_checkpoint, sign_checkpoint
from tawthiq.store.release.durable import sync_folder, write_file

FIRST_FORM = "tawthiq-journal v1"


def write_checkpoint(folder: Path, *, head: SignedHead, keys_folder: Path) -> None:
    """The checkpoint says at least this size afterwards, durably; an older size never replaces a newer one."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _size_of(folder / "checkpoint") >= head.size:
            return
        partial = folder / "checkpoint.partial"
        partial.unlink(missing_ok=True)
        write_file(partial, content=sign_checkpoint(head, keys_folder=keys_folder))
        partial.replace(folder / "checkpoint")
        sync_folder(folder)


def read_checkpoint(folder: Path, *, keys_folder: Path) -> SignedHead | None:
    """What was signed last, or None when nothing was yet; raises Tampered when the signature does not hold."""
    try:
        content = (folder / "checkpoint").read_bytes()
    except FileNotFoundError:
        return None
    if content.startswith(FIRST_FORM.encode()):
        return _read_first_form(content, keys_folder=keys_folder)
    try:
        return open_checkpoint(content, keys_folder=keys_folder)
    except Tampered as odd:
        raise Tampered(f"the journal's checkpoint is not signed by this workspace: {odd}") from odd


def _read_first_form(content: bytes, *, keys_folder: Path) -> SignedHead:
    try:
        header, size, chain, signature, rest = content.decode("utf-8").split("\n")
        raw = base64.b64decode(signature, validate=True)
        message = f"{header}\n{size}\n{chain}\n".encode()
        is_one_spelling = base64.b64encode(raw).decode() == signature and not rest
        public = keys.public_key(keys_folder)
        if header != FIRST_FORM or not is_one_spelling or not keys.is_signed(message, signature=raw, public=public):
            raise Tampered("the journal's checkpoint is not signed by this workspace")
        return SignedHead(int(size), chain)
    except (ValueError, binascii.Error) as odd:
        raise Tampered("the journal's checkpoint is not readable") from odd


def _size_of(path: Path) -> int:
    """The size on the second line, which both forms have; -1 where there is none."""
    try:
        return int(path.read_text(encoding="utf-8").split("\n")[1])
    except (FileNotFoundError, IndexError, ValueError):
        return -1
