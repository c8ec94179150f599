"""Writes a bundle: every byte checked against its digest on the way, the index last, its name only when all is proven.

Format: ``docs/reference/formats/bundle.md``.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from tawthiq.errors import InvalidRecord, Tampered
from tawthiq.store.bundle import verify
from tawthiq.store.bundle.content import BundleContent, BundleDerivative, BundleItem, Written
from tawthiq.store.bundle.documents import bag_information, case_document, crate_document, documents, file_names
from tawthiq.store.release.durable import sync_folder

CHUNK = 1 << 20
FILE_MODE, FOLDER_MODE = 0o444, 0o755
Tell = Callable[[int, int], None]
TYPES = {".json": "application/json", ".csv": "text/csv", ".pdf": "application/pdf"}


def write_bundle(
    content: BundleContent,
    out: Path,
    *,
    open_bytes: Callable[[str], BinaryIO],
    sign: Callable[[bytes], bytes],
    tell: Tell | None = None,
) -> Written:
    """The bundle stands at ``out`` afterwards, durably and proven by its own verifier; on any error nothing does.

    ``open_bytes`` gives the vault's bytes for a digest, ``sign`` signs with Ed25519; ``tell`` hears bytes done and all.

    Raises Tampered where the vault's bytes are not those of the item, NotFound where it lacks them, InvalidRecord where
    the content contradicts itself or its proofs, and OSError from the disk.
    """
    if out.exists() or out.is_symlink():
        raise InvalidRecord(f"{out.name} exists already")
    partial = out.with_name(f".{out.name}.{secrets.token_hex(8)}.partial")
    partial.mkdir(mode=0o700)
    try:
        work = _Work(partial, content=content, tell=tell)
        work.copy(open_bytes)
        work.write_documents()
        written = work.seal(sign)
        _prove(partial, key=hashlib.sha256(content.public_key).hexdigest())
        partial.chmod(FOLDER_MODE)
        partial.rename(out)
        sync_folder(out.parent)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return Written(out, *written)


class _Work:
    """A bundle that is being written: the digests and sizes of what is there already."""

    def __init__(self, folder: Path, *, content: BundleContent, tell: Tell | None) -> None:
        self.folder, self.content, self.tell = folder, content, tell
        self.names = file_names(content)
        self.hashes: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        self.types: dict[str, str] = {}

    def copy(self, open_bytes: Callable[[str], BinaryIO]) -> None:
        """Originals and derivatives are in the bundle, each with the digest that its record tells."""
        records: list[BundleItem | BundleDerivative] = [*self.content.items, *self.content.derivatives]
        records = [one for one in records if one.ref in self.names]
        done, whole = 0, sum(one.state["size_bytes"] for one in records)
        for one in records:
            path = self.names[one.ref]
            with open_bytes(one.state["sha256"]) as stream:
                self._write(path, iter(lambda: stream.read(CHUNK), b""))
            if (self.hashes[path], self.sizes[path]) != (one.state["sha256"], one.state["size_bytes"]):
                raise Tampered(f"{one.ref}: the vault's bytes are not those that were received")
            self.types[path] = one.state["media_type"]
            done += self.sizes[path]
            if self.tell:
                self.tell(done, whole)

    def write_documents(self) -> None:
        """Everything but the seal's index is in the bundle."""
        for path, made in documents(self.content, names=self.names).items():
            self._write(path, iter([made]))
        case = case_document(self.content, names=self.names)
        types = {path: self.types.get(path) or TYPES.get(Path(path).suffix, "text/plain") for path in self.hashes}
        crate = crate_document(case, hashes=self.hashes, sizes=self.sizes, types=types)
        self._write(verify.CRATE, iter([verify.pretty(crate).encode()]))
        data = [path for path in self.hashes if path.startswith("data/")]
        self._write("bagit.txt", iter([verify.BAGIT]))
        self._write("bag-info.txt", iter([bag_information(case, sizes=self.sizes)]))
        self._write("manifest-sha256.txt", iter([verify.sums(self.hashes, data)]))
        tags = set(self.hashes) - set(data)
        self._write("tagmanifest-sha256.txt", iter([verify.sums(self.hashes, tags)]))

    def seal(self, sign: Callable[[bytes], bytes]) -> tuple[str, str, int, int]:
        """The signed index over every byte; returns the digests of tag manifest and index, number and size of files."""
        index = verify.sums(self.hashes, self.hashes)
        tag_manifest = self.hashes["tagmanifest-sha256.txt"]
        self._write(verify.INDEX, iter([index]))
        self._write(verify.SIGNATURE, iter([sign(index)]))
        for folder in sorted({(self.folder / path).parent for path in self.hashes}, reverse=True):
            folder.chmod(FOLDER_MODE)
            sync_folder(folder)
        sync_folder(self.folder)
        return tag_manifest, self.hashes[verify.INDEX], len(self.hashes), sum(self.sizes.values())

    def _write(self, path: str, chunks: Iterator[Any]) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with target.open("xb") as out:
            for chunk in chunks:
                digest.update(chunk)
                out.write(chunk)
                size += len(chunk)
            out.flush()
            os.fchmod(out.fileno(), FILE_MODE)
            os.fsync(out.fileno())
        self.hashes[path], self.sizes[path] = digest.hexdigest(), size


def _prove(folder: Path, *, key: str) -> None:
    """The bundle holds before its own verifier: what would not convince the receiver is not handed over."""
    told = verify.check(str(folder), key=key)
    if told["verdict"] != "proven":
        raise InvalidRecord("the bundle does not hold: " + "; ".join(fault["text"] for fault in told["faults"]))
