"""Files into age and out of it, of any size in little memory."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from tawthiq.errors import InvalidRecord, Tampered, Unreachable


def read_recipients(written: Sequence[str]) -> list[Any]:
    """The keys behind ``age1…``; raises InvalidRecord for what is none."""
    try:
        return [pyrage.x25519.Recipient.from_str(one.strip()) for one in written]
    except pyrage.RecipientError as odd:
        raise InvalidRecord("a recipient is an age key that begins with age1") from odd


def read_identities(path: Path) -> list[Any]:
    """The private keys in a file as ``age-keygen`` writes it."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as odd:
        raise Unreachable(f"{path}: {odd.strerror}") from odd
    except UnicodeDecodeError as odd:
        raise InvalidRecord(f"{path} is no file of age keys") from odd
    found = [line.strip() for line in lines if line.strip().startswith("AGE-SECRET-KEY-")]
    try:
        identities = [pyrage.x25519.Identity.from_str(one) for one in found]
    except pyrage.IdentityError as odd:
        raise InvalidRecord(f"{path} holds a key that is damaged") from odd
    if not identities:
        raise InvalidRecord(f"{path} holds no age key")
    return identities


def seal(file: BinaryIO, out: BinaryIO, *, recipients: Sequence[Any]) -> None:
    """``out`` holds the age file of all of ``file``."""
    file.seek(0)
    pyrage.encrypt_io(file, out, recipients)
    out.flush()


def unseal(pieces: Iterator[memoryview], out: BinaryIO, *, identities: Sequence[Any]) -> None:
    """``out`` holds what was sealed; raises Tampered when it was changed, or sealed to somebody else."""
    try:
        pyrage.decrypt_io(PieceReader(pieces), out, identities)
    except pyrage.DecryptError as odd:
        raise Tampered("the backup does not open with this key, or was changed") from odd
    except OSError as odd:
        if odd.errno is not None:  # the disk's own trouble
            raise
        raise Tampered("the backup was changed: it does not open to its end") from odd
    out.flush()


class PieceReader(io.RawIOBase):
    """Pieces as a file that is read from its beginning to its end."""

    def __init__(self, pieces: Iterator[memoryview]) -> None:
        """The pieces are taken as they are needed."""
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, into: "memoryview", /) -> int:  # type: ignore[override]
        """As much as there is at hand."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        length = min(len(into), len(self._rest))
        into[:length] = self._rest[:length]
        self._rest = self._rest[length:]
        return length
