"""Messages, sealed: what a reader writes is encrypted to the desk before it touches a disk, and only the desk opens it.

Format: ``docs/reference/formats/drop.md``. No address of the sender is kept, and no time finer than the day.
"""

import json
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pyrage
from django.conf import settings

from tawthiq.errors import Unreachable

FORMAT = 2
RECIPIENT_FILE = "recipient"
# A flood fills neither the disk nor the desk's morning: beyond this the form says that it is closed for now.
SEALED_MAX = 2000
_PAD_BYTES = 1024


def find_recipient() -> pyrage.x25519.Recipient | None:
    """To whom comments are sealed, or None: then there is no comment form."""
    text = settings.DROP_RECIPIENT
    path = Path(settings.DROP) / RECIPIENT_FILE
    if not text and path.is_file():
        text = path.read_text(encoding="ascii")
    return pyrage.x25519.Recipient.from_str(text.strip()) if text.strip() else None


def seal_comment(comment: Mapping[str, str]) -> None:
    """The comment is sealed and on disk afterwards; raises Unreachable when it cannot be kept."""
    recipient = find_recipient()
    folder = Path(settings.DROP)
    if recipient is None or not folder.is_dir():
        raise Unreachable("comments cannot be taken: no recipient or no drop folder")
    if sum(1 for _ in folder.glob("*.age")) >= SEALED_MAX:
        raise Unreachable("comments cannot be taken: the drop folder is full")
    body = {"format": FORMAT, **comment, "received_on": datetime.now(UTC).date().isoformat()}
    _keep(pyrage.encrypt(_padded(body), [recipient]), folder=folder)


def _padded(body: Mapping[str, object]) -> bytes:
    """JSON filled up with spaces: the size of a sealed file does not tell one comment from another."""
    plain = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
    return plain.ljust(-(-len(plain) // _PAD_BYTES) * _PAD_BYTES)


def _keep(sealed: bytes, *, folder: Path) -> None:
    name = secrets.token_hex(16)
    partial, final = folder / f".{name}.partial", folder / f"{name}.age"
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        partial.rename(final)
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
    except OSError as odd:
        partial.unlink(missing_ok=True)
        raise Unreachable("comments cannot be taken: the drop folder does not take them") from odd
