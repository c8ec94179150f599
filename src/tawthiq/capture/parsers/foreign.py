"""Archives made elsewhere: is each record, each member, each photo what its maker packed? Nothing is fetched.

Reads WARC, WACZ and ProofMode zips. Format: ``docs/reference/formats/capture.md``, imports.
"""

import base64
import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tawthiq.capture.parsers import zips
from tawthiq.capture.parsers.pieces import CannotRead, Piece, as_json, to_text
from tawthiq.capture.parsers.proofs import check_proofs
from tawthiq.capture.parsers.tallies import CHUNK, LONGEST_NAME, SMALL_BYTES, Tally, digest_of, read_json

MOST_RECORDS, MOST_LISTED = 1_000_000, 2000
ALGORITHMS = ("sha1", "sha256", "sha512", "md5")
HTTP_TYPES = ("request", "response")


def parse(path: str, *, media_type: str, start: int) -> Iterator[Piece]:  # noqa: ARG001 - one form for all parsers
    """The verdict, and what the archive lists."""
    with Path(path).open("rb") as stream:
        head = stream.read(4)
        stream.seek(0)
        if head.startswith(b"PK\x03\x04"):
            tally = _zip(path)
        elif head.startswith((b"\x1f\x8b", b"WARC")):
            tally = Tally("warc")
            _warc(stream, tally)
        else:
            raise CannotRead("unsupported")
    facts = {
        "kind": tally.kind,
        "verdict": tally.verdict,
        "checked": tally.checked,
        "without_digest": tally.unpromised,
        "wrong": len(tally.wrong),
        "is_broken": tally.is_broken,
        "counts": dict(sorted(tally.counts.items())),
        **({"signature": tally.signature} if tally.signature else {}),
    }
    told = {**facts, "wrong_names": tally.wrong[:MOST_LISTED], "listed": tally.listed[:MOST_LISTED]}
    yield Piece("import", to_text(as_json(told).decode()), facts=facts)


def _zip(path: str) -> Tally:
    with zips.opened(path) as archive:
        members = archive.infolist()
        if len(members) > zips.MOST_MEMBERS or zips.overlaps(members):
            raise CannotRead("bomb")
        names = {one.filename for one in members}
        if "datapackage.json" in names:
            return _wacz(archive, names)
        if any(".proof." in name for name in names):
            return check_proofs(archive, sorted(one.filename for one in members if not one.is_dir()))
    raise CannotRead("unsupported")


def _wacz(archive: zipfile.ZipFile, names: set[str]) -> Tally:
    tally = Tally("wacz")
    data = zips.read_member(archive, "datapackage.json", most=SMALL_BYTES)
    for path, promised in _resources(data):
        if path not in names:
            tally.take(path, is_right=False)
            continue
        with archive.open(path) as stream:
            tally.take(path, is_right=digest_of(stream, promised, tally) == promised[1])
    if "datapackage-digest.json" in names:
        told = read_json(zips.read_member(archive, "datapackage-digest.json", most=SMALL_BYTES))
        is_right = isinstance(told, dict) and told.get("hash") == f"sha256:{hashlib.sha256(data).hexdigest()}"
        tally.take("datapackage.json", is_right=is_right)
    for name in sorted(names):
        if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
            with archive.open(name) as stream:
                _warc(stream, tally)
    return tally


def _resources(data: bytes) -> list[tuple[str, tuple[str, str]]]:
    """Path, algorithm and digest of each member that the package promises."""
    told = read_json(data)
    rows = told.get("resources") if isinstance(told, dict) else None
    if not isinstance(rows, list):
        raise CannotRead("malformed")
    found = []
    for row in rows:
        path, promised = (str(row.get("path", "")), str(row.get("hash", ""))) if isinstance(row, dict) else ("", "")
        algorithm, _, digest = promised.rpartition(":")
        if not path or (algorithm or "sha256") not in ALGORITHMS:
            raise CannotRead("malformed")
        found.append((path, (algorithm or "sha256", digest.lower())))
    return found


def _warc(stream: Any, tally: Tally) -> None:
    """Every record: its length and the digests it promises. A break ends the reading and is said."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number, plain = 0, _Unpacked(stream) if stream.peek(2)[:2] == b"\x1f\x8b" else stream
    try:
        for record in ArchiveIterator(plain, no_record_parse=True):
            number += 1
            if number > MOST_RECORDS:
                raise CannotRead("bomb")
            _record(record, tally)
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error, zipfile.BadZipFile) as odd:
        if not number:
            raise CannotRead("malformed") from odd
        tally.is_broken = True
    if not number:
        raise CannotRead("malformed")
    tally.is_broken = tally.is_broken or (isinstance(plain, _Unpacked) and plain.is_cut)


class _Unpacked:
    """Gzip members as one stream; ``is_cut`` where the last one has no end, which the library does not tell."""

    def __init__(self, stream: Any) -> None:
        self._stream, self._left, self.is_cut = stream, b"", False
        self._member: Any = None

    def read(self, size: int = -1) -> bytes:
        """At most a megabyte, however small the file that it came from."""
        most = size if 0 < size < CHUNK else CHUNK
        while True:
            packed = self._left or self._stream.read(CHUNK)
            if not packed:
                self.is_cut = self._member is not None
                return b""
            if self._member is None:
                self._member = zlib.decompressobj(31)
            out = self._member.decompress(packed, most)
            self._left = self._member.unconsumed_tail
            if self._member.eof:
                self._left, self._member = self._member.unused_data, None
            if out:
                return out


def _record(record: Any, tally: Tally) -> None:
    fields = record.rec_headers
    name = str(fields.get_header("WARC-Target-URI") or fields.get_header("WARC-Record-ID") or "")
    block, payload = (_promise(fields.get_header(f"WARC-{part}-Digest")) for part in ("Block", "Payload"))
    found = _Body(block, payload, is_http=record.rec_type in HTTP_TYPES)
    while chunk := record.raw_stream.read(CHUNK):
        tally.read(len(chunk))
        found.take(chunk)
    tally.counts[str(record.rec_type)[:40]] += 1
    length = str(fields.get_header("Content-Length") or "")
    if not length.isdigit() or int(length) != found.size:
        tally.take(name, is_right=False)
    elif block:
        tally.take(name, is_right=found.block_is_right)
    elif payload:
        tally.take(name, is_right=found.payload_is_right)
    else:
        tally.unpromised += 1
    if block and payload and record.rec_type != "revisit" and not found.payload_is_right:
        tally.counts["payload_hashed_otherwise"] += 1  # some writers hash it before, some after undoing encodings
    if record.rec_type == "response" and len(tally.listed) < MOST_LISTED:
        date = str(fields.get_header("WARC-Date") or "")
        tally.listed.append({"url": name[:LONGEST_NAME], "date": date[:40], "status": found.status, "size": found.size})


def _promise(text: str | None) -> tuple[str, bytes] | None:
    """Algorithm and digest; None where there is none that can be read."""
    algorithm, _, digest = (text or "").partition(":")
    algorithm = algorithm.lower().replace("-", "")
    if algorithm not in ALGORITHMS:
        return None
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size
    try:
        if len(digest) == 2 * size:
            return algorithm, bytes.fromhex(digest)
        return algorithm, base64.b32decode(digest.upper())
    except ValueError:
        return None


class _Body:
    """One block on its way past: its size, and its digests where some are promised."""

    def __init__(self, block: tuple[str, bytes] | None, payload: tuple[str, bytes] | None, *, is_http: bool) -> None:
        self._promised = (block, payload)
        self._block = hashlib.new(block[0], usedforsecurity=False) if block else None
        self._payload = hashlib.new(payload[0], usedforsecurity=False) if payload else None
        self._head: bytes | None = b"" if is_http else None
        self.size, self.status = 0, ""

    def take(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self._block:
            self._block.update(chunk)
        if self._head is None:
            self._pay(chunk)
            return
        self._head += chunk
        end = self._head.find(b"\r\n\r\n")
        if end >= 0 or len(self._head) > CHUNK:
            self.status = self._head[:40].decode("latin-1").partition(" ")[2][:3]
            rest, self._head = self._head[end + 4 :], None
            self._pay(rest)

    def _pay(self, chunk: bytes) -> None:
        if self._payload:
            self._payload.update(chunk)

    @property
    def block_is_right(self) -> bool:
        return bool(self._block and self._promised[0] and self._block.digest() == self._promised[0][1])

    @property
    def payload_is_right(self) -> bool:
        return bool(self._payload and self._promised[1] and self._payload.digest() == self._promised[1][1])
