"""What archives say they hold. Names are data: nothing is unpacked to a disk and no name is used as one."""

import re
import struct
import tarfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tawthiq.capture.parsers import zips
from tawthiq.capture.parsers.pieces import CannotRead, Piece, as_json

LONGEST_NAME = 1000
CHUNK, GZIP_BYTES, GZIP_S = 1 << 20, 1 << 30, 8.0
NESTED = re.compile(r"\.(?:zip|tar|gz|tgz|bz2|xz|7z|rar|jar|docx|xlsx|pptx|wacz)$", re.IGNORECASE)
ODD_NAME = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
DRIVE = re.compile(r"^(?:[A-Za-z]:|[\\/])")
LINK_MODE = 0o120000
# What tarfile raises over broken files; a MemoryError is none of them.
MALFORMED = (tarfile.TarError, struct.error, OSError, ValueError, EOFError, LookupError, RecursionError, OverflowError)
TAR_KINDS = {tarfile.DIRTYPE: "folder", tarfile.SYMTYPE: "link", tarfile.LNKTYPE: "link"}
DEVICE_TYPES = (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)


@dataclass(frozen=True, slots=True)
class Member:
    """One entry, as the archive describes it."""

    name: str
    size_bytes: int
    packed_bytes: int
    kind: str = "file"


def parse(path: str, *, media_type: str, start: int) -> Iterator[Piece]:  # noqa: ARG001 - one form for all parsers
    """The list, and what is odd about it."""
    members, warnings = READERS[media_type](path)
    for one in members:
        warnings |= _warnings(one)
    if any(number > 1 for number in Counter(one.name for one in members).values()):
        warnings.add("duplicate")
    whole = sum(one.size_bytes for one in members)
    if whole > zips.MOST_BYTES:
        warnings.add("too_large")
    listed = [
        {"name": m.name[:LONGEST_NAME], "size_bytes": m.size_bytes, "packed_bytes": m.packed_bytes, "kind": m.kind}
        for m in members[: zips.MOST_MEMBERS]
    ]
    facts = {"members": len(members), "total_bytes": whole, "warnings": sorted(warnings)}
    yield Piece("members", as_json(listed), facts=facts)


def _warnings(one: Member) -> set[str]:
    parts = PurePosixPath(one.name.replace("\\", "/")).parts
    found = {"traversal"} if ".." in parts else set()
    found |= {"absolute"} if DRIVE.match(one.name) else set()
    found |= {one.kind} & {"link", "device"}
    found |= {"nested"} if NESTED.search(one.name) else set()
    found |= {"odd_name"} if ODD_NAME.search(one.name) or len(one.name) > 255 or not one.name.strip() else set()
    is_vast = one.size_bytes > zips.SMALL_BYTES and one.size_bytes > zips.RATIO * max(one.packed_bytes, 1)
    return found | ({"ratio"} if is_vast else set())


def _zip(path: str) -> tuple[list[Member], set[str]]:
    with zips.opened(path) as archive:
        infos = archive.infolist()
        warnings = {"overlap"} if zips.overlaps(infos) else set()
        warnings |= {"encrypted"} if any(one.flag_bits & 1 for one in infos) else set()
        warnings |= {"too_many"} if len(infos) > zips.MOST_MEMBERS else set()
        size = Path(path).stat().st_size
        warnings |= {"lies"} if any(one.compress_size > size for one in infos) else set()
        return [
            _zip_member(one.filename, one.file_size, one.compress_size, one.external_attr) for one in infos
        ], warnings


def _zip_member(name: str, size: int, packed: int, attributes: int) -> Member:
    is_link = (attributes >> 16) & 0o170000 == LINK_MODE
    kind = "folder" if name.endswith("/") else "link" if is_link else "file"
    return Member(name, size, packed, kind)


def _tar(path: str) -> tuple[list[Member], set[str]]:
    found: list[Member] = []
    try:
        with tarfile.open(path, mode="r:", errorlevel=0) as archive:
            for one in archive:
                if len(found) > zips.MOST_MEMBERS:
                    return found, {"too_many"}
                kind = "device" if one.type in DEVICE_TYPES else TAR_KINDS.get(one.type, "file")
                found.append(Member(one.name, max(one.size, 0), max(one.size, 0), kind))
    except (
        tarfile.TarError,
        struct.error,
        OSError,
        ValueError,
        EOFError,
        LookupError,
        RecursionError,
        OverflowError,
    ) as odd:
        raise CannotRead("malformed") from odd
    return found, {"lies"} if sum(one.size_bytes for one in found) > Path(path).stat().st_size else set()


def _gzip(path: str) -> tuple[list[Member], set[str]]:
    """One nameless member. Its length is counted, up to a limit: what it says of itself may be a lie."""
    packed = Path(path).stat().st_size
    unpacker, whole, until = zlib.decompressobj(wbits=31), 0, time.monotonic() + GZIP_S
    try:
        with Path(path).open("rb") as stream:
            while data := (unpacker.unconsumed_tail or unpacker.unused_data or stream.read(CHUNK)):
                if unpacker.eof:
                    unpacker = zlib.decompressobj(wbits=31)
                whole += len(unpacker.decompress(data, CHUNK))
                if whole > GZIP_BYTES or time.monotonic() > until:
                    return [Member("-", whole, packed)], {"too_large"}
    except zlib.error as odd:
        if not whole:
            raise CannotRead("malformed") from odd
        return [Member("-", whole, packed)], {"lies"}
    return [Member("-", whole, packed)], set() if unpacker.eof else {"lies"}


READERS: dict[str, Callable[[str], tuple[list[Member], set[str]]]] = {
    "application/zip": _zip,
    "application/x-tar": _tar,
    "application/gzip": _gzip,
}
