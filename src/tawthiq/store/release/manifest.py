"""The manifest: what a release is, and the SHA-256 of each of its files."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from tawthiq.core.journal import canonical
from tawthiq.errors import Tampered

FORMAT = 1
MANIFEST, SIGNATURE, PUBLIC_KEY, DATABASE = "manifest.json", "manifest.sig", "public_key.pem", "release.sqlite"
CHECKSUMS = "SHA256SUMS"  # for `sha256sum -c`; covers every file but the manifest, its signature and itself
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a release."""

    name: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is signed: number, time, the journal's state then, and every file."""

    number: int
    built_at: str
    journal_size: int
    journal_chain: str
    files: tuple[FileEntry, ...]

    def to_bytes(self) -> bytes:
        """The canonical JSON that is signed."""
        body = {
            "format": FORMAT,
            "number": self.number,
            "built_at": self.built_at,
            "journal": {"size": self.journal_size, "chain": self.journal_chain},
            "files": [{"name": f.name, "sha256": f.sha256, "size_bytes": f.size_bytes} for f in self.files],
        }
        return canonical(body).encode()


def folder_name(number: int) -> str:
    """``0001``: the folder of a release inside the releases folder."""
    return f"{number:04d}"


def entry_of(path: Path) -> FileEntry:
    """Name, hash and size of a file as it lies on disk."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source:
        while block := source.read(_BLOCK_BYTES):
            digest.update(block)
            size += len(block)
    return FileEntry(path.name, digest.hexdigest(), size)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a release folder, not yet checked against its files; raises Tampered when it is not one."""
    try:
        body = json.loads((folder / MANIFEST).read_bytes())
        if body["format"] != FORMAT:
            raise Tampered(f"{MANIFEST}: format {body['format']!r} is not {FORMAT}")
        return Manifest(
            number=int(body["number"]),
            built_at=str(body["built_at"]),
            journal_size=int(body["journal"]["size"]),
            journal_chain=str(body["journal"]["chain"]),
            files=tuple(FileEntry(str(f["name"]), str(f["sha256"]), int(f["size_bytes"])) for f in body["files"]),
        )
    except FileNotFoundError as absent:
        raise Tampered(f"{MANIFEST}: missing") from absent
    except (ValueError, KeyError, TypeError) as odd:
        raise Tampered(f"{MANIFEST}: not a release manifest") from odd
