"""The manifest: what a snapshot consists of, line by line, signed at its end."""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from tawthiq.errors import Tampered
from tawthiq.store import keys

FORMAT, VERSION = "tawthiq-backup", 1


@dataclass(frozen=True, slots=True)
class Head:
    """The first line: ``journal`` holds size, chain value and Merkle root as they were when the snapshot began."""

    number: int
    made_at: str
    register: str
    journal: dict[str, Any]
    public_key: str


@dataclass(frozen=True, slots=True)
class File:
    """One file of the snapshot, and the object of the place that holds it."""

    path: str
    mode: str
    sha256: str
    size: int
    object: str
    stored: int


class ManifestWriter:
    """Writes the lines one after the other."""

    def __init__(self, out: BinaryIO, head: Head) -> None:
        """The head is written at once."""
        self._out, self._hasher, self.files = out, hashlib.sha256(), 0
        self._write({"format": FORMAT, "version": VERSION, **asdict(head)})

    def add(self, file: File) -> None:
        """One more line."""
        self._write(asdict(file))
        self.files += 1

    def end(self, *, keys_folder: Path) -> None:
        """The last line, with the signature over all before it."""
        digest = self._hasher.hexdigest()
        signature = base64.b64encode(keys.sign(_signed(digest), folder=keys_folder)).decode()
        self._write({"end": self.files, "sha256": digest, "signature": signature})
        self._out.flush()

    def _write(self, line: dict[str, Any]) -> None:
        content = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
        self._hasher.update(content)
        self._out.write(content)


def check_manifest(file: BinaryIO) -> Head:
    """The head of a manifest that is whole and signed by the key that it names; raises Tampered for any other."""
    file.seek(0)
    hasher, last, lines = hashlib.sha256(), b"", 0
    for line in file:
        hasher.update(last)
        last, lines = line, lines + 1
    file.seek(0)
    told, end = _parse(file.readline()), _parse(last)
    if told.pop("format", None) != FORMAT or told.pop("version", None) != VERSION:
        raise Tampered("this is no backup that this program can read")
    try:
        head, signature = Head(**told), base64.b64decode(end["signature"], validate=True)
        is_whole = end["sha256"] == hasher.hexdigest() and end["end"] == lines - 2
        is_signed = keys.is_signed(_signed(end["sha256"]), signature=signature, public=head.public_key.encode())
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as odd:
        raise Tampered("the backup's manifest is damaged") from odd
    if not is_whole or not is_signed:
        raise Tampered("the backup's manifest was changed, or is not whole")
    return head


def files_of(file: BinaryIO) -> Iterator[File]:
    """The files of a manifest that was checked."""
    file.seek(0)
    file.readline()
    for line in file:
        told = _parse(line)
        if "end" in told:
            return
        yield File(**told)


def _signed(digest: str) -> bytes:
    return f"{FORMAT} v{VERSION}\n{digest}\n".encode()


def _parse(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError as odd:
        raise Tampered("the backup's manifest is damaged") from odd
    if not isinstance(told, dict):
        raise Tampered("the backup's manifest is damaged")
    return told
