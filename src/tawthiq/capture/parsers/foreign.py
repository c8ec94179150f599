"""Archives made elsewhere: is each record, each member, each photo what its maker packed? Nothing is fetched.

Reads WARC, WACZ and ProofMode zips. Format: ``docs/reference/formats/capture.md``, imports.
"""

import base64
import csv
import hashlib
import io
import json
import re
import subprocess
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tawthiq.capture.parsers import zips
from tawthiq.capture.parsers.pieces import CannotRead, Piece, as_json, to_text

MOST_RECORDS, MOST_BYTES, MOST_LISTED = 1_000_000, 64 << 30, 2000
SMALL_BYTES, CHUNK, LONGEST_URL = 16 << 20, 1 << 20, 2000
ALGORITHMS = ("sha1", "sha256", "sha512", "md5")
HTTP_TYPES = ("request", "response")
GPG, GPGV, RING = "/usr/bin/gpg", "/usr/bin/gpgv", "/tmp/ring"  # noqa: S108 - the sandbox's own
SIGNED_BYTES = 256 << 20
HEX64 = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(slots=True)
class Tally:
    """What was compared: ``listed`` are pages, records or files, ``wrong`` the names of what is not as promised."""

    kind: str
    checked: int = 0
    unpromised: int = 0
    is_broken: bool = False
    wrong: list[str] = field(default_factory=list)
    listed: list[dict[str, Any]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    read_bytes: int = 0
    signature: str = ""

    def take(self, name: str, *, is_right: bool) -> None:
        """One comparison more."""
        self.checked += 1
        if not is_right:
            self.wrong.append(name[:LONGEST_URL])

    def read(self, size: int) -> None:
        """So many bytes more; raises CannotRead where they are more than any archive of pages has."""
        self.read_bytes += size
        if self.read_bytes > MOST_BYTES:
            raise CannotRead("bomb")

    @property
    def verdict(self) -> str:
        """whole, damaged or unproven."""
        if self.wrong or self.is_broken or self.signature == "bad":
            return "damaged"
        return "whole" if self.checked else "unproven"


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
            return _proofs(archive, sorted(one.filename for one in members if not one.is_dir()))
    raise CannotRead("unsupported")


def _wacz(archive: zipfile.ZipFile, names: set[str]) -> Tally:
    tally = Tally("wacz")
    data = zips.read_member(archive, "datapackage.json", most=SMALL_BYTES)
    for path, promised in _resources(data):
        if path not in names:
            tally.take(path, is_right=False)
            continue
        with archive.open(path) as stream:
            tally.take(path, is_right=_digest_of(stream, promised, tally) == promised[1])
    if "datapackage-digest.json" in names:
        told = _json(zips.read_member(archive, "datapackage-digest.json", most=SMALL_BYTES))
        is_right = isinstance(told, dict) and told.get("hash") == f"sha256:{hashlib.sha256(data).hexdigest()}"
        tally.take("datapackage.json", is_right=is_right)
    for name in sorted(names):
        if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
            with archive.open(name) as stream:
                _warc(stream, tally)
    return tally


def _resources(data: bytes) -> list[tuple[str, tuple[str, str]]]:
    """Path, algorithm and digest of each member that the package promises."""
    told = _json(data)
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


def _digest_of(stream: Any, promised: tuple[str, str], tally: Tally) -> str:
    digest = hashlib.new(promised[0], usedforsecurity=False)
    while chunk := stream.read(CHUNK):
        tally.read(len(chunk))
        digest.update(chunk)
    return digest.hexdigest()


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as odd:
        raise CannotRead("malformed") from odd


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
        tally.listed.append({"url": name[:LONGEST_URL], "date": date[:40], "status": found.status, "size": found.size})


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


def _proofs(archive: zipfile.ZipFile, names: list[str]) -> Tally:
    """Photos and videos against the proofs that name their SHA-256; then the signatures by the key enclosed."""
    tally = Tally("proofmode")
    promised: set[str] = set()
    for name in names:
        if name.endswith((".proof.json", ".proof.csv")):
            promised |= _promised_by(name, zips.read_member(archive, name, most=SMALL_BYTES))
    digests: dict[str, str] = {}
    for name in names:
        with archive.open(name) as stream:
            digests[name] = _digest_of(stream, ("sha256", ""), tally)
    media = {name: digests[name] for name in names if not _is_paper(name)}
    for digest in sorted(promised):
        found = [name for name, one in media.items() if one == digest]
        tally.take(found[0] if found else digest, is_right=bool(found))
    tally.unpromised = sum(digest not in promised for digest in media.values())
    tally.listed = [
        {"name": name[:LONGEST_URL], "sha256": one, "proven": one in promised} for name, one in media.items()
    ]
    tally.signature = _signatures(archive, names, digests)
    return tally


def _is_paper(name: str) -> bool:
    """Whether a member is a proof, a signature or a key, not what they are about."""
    return ".proof." in name or name.endswith((".asc", ".ots", ".gst", ".devicecheck", ".txt", ".md"))


def _promised_by(name: str, data: bytes) -> set[str]:
    """The SHA-256 that a proof tells of its file; the other digests in a proof are of other things."""
    text = data.decode("utf-8", "replace")
    if name.endswith(".json"):
        told = _json(data)
        told = told if isinstance(told, dict) else {}
        values = [str(value) for key, value in told.items() if "hash" in key.lower() and "256" in key]
    else:
        rows = list(csv.reader(io.StringIO(text)))
        values = [value for row in rows for value in row[1:2] if "hash" in row[0].lower() and "256" in row[0]]
        for column, title in enumerate(rows[0] if rows else []):
            if "hash" in title.lower() and "256" in title:
                values += [row[column] for row in rows[1:] if len(row) > column]
    return {found for value in values for found in HEX64.findall(value.lower())}


def _signatures(archive: zipfile.ZipFile, names: list[str], digests: dict[str, str]) -> str:
    """good, bad or not_checked: whether every detached signature is by the key enclosed, whosever that is."""
    key = next((name for name in names if name.rpartition("/")[2] in ("pubkey.asc", "pub.asc")), "")
    if not key or not Path(GPGV).exists() or not Path(GPG).exists():
        return "not_checked"
    armoured = zips.read_member(archive, key, most=SMALL_BYTES)
    line = [GPG, "--homedir", "/tmp", "--batch", "--dearmor"]  # noqa: S108 - the sandbox's own
    ring = subprocess.run(line, input=armoured, capture_output=True, check=False)  # noqa: S603
    if ring.returncode:
        return "bad"
    Path(RING).write_bytes(ring.stdout)
    verdicts = [
        _is_signed(archive, name, target)
        for name in names
        if name.endswith(".asc") and name != key and (target := _target_of(name, digests))
    ]
    if not verdicts:
        return "not_checked"
    return "good" if all(verdicts) else "bad"


def _target_of(name: str, digests: dict[str, str]) -> str:
    """What the signature is of: the file of the same name, or the photo whose SHA-256 is the name."""
    bare = name.removesuffix(".asc")
    if bare in digests:
        return bare
    wanted = bare.rpartition("/")[2].lower()
    return next((one for one, digest in digests.items() if digest == wanted), "")


def _is_signed(archive: zipfile.ZipFile, name: str, target: str) -> bool:
    signature = Path("/tmp/signature")  # noqa: S108 - the sandbox's own
    signature.write_bytes(zips.read_member(archive, name, most=SMALL_BYTES))
    data = zips.read_member(archive, target, most=SIGNED_BYTES)
    line = [GPGV, "--keyring", RING, str(signature), "-"]
    done = subprocess.run(line, input=data, capture_output=True, check=False)  # noqa: S603
    return done.returncode == 0
