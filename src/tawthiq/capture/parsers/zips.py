"""Zip files, looked at before anything in them is unpacked."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from tawthiq.capture.parsers.pieces import CannotRead

MOST_MEMBERS, MOST_BYTES, RATIO = 10_000, 4 << 30, 200
UNPACKED_BYTES, SMALL_BYTES = 256 << 20, 1 << 20
# What zipfile raises over broken files; a MemoryError is none of them.
MALFORMED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    OSError,
    ValueError,
    EOFError,
    KeyError,
    IndexError,
    NotImplementedError,
    UnicodeError,
    struct.error,
    zlib.error,
)
LOCAL_HEADER_BYTES = 30


@contextmanager
def opened(path: str) -> Iterator[zipfile.ZipFile]:
    """The archive's list; broken ones become CannotRead."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except RuntimeError as odd:  # how zipfile says that a password is needed
        raise CannotRead("encrypted" if "password" in str(odd) else "malformed") from odd
    except MALFORMED as odd:
        raise CannotRead("malformed") from odd


def must_be_no_bomb(archive: zipfile.ZipFile) -> None:
    """Raises CannotRead("bomb") where unpacking would take more than an office file may."""
    members = archive.infolist()
    whole = sum(one.file_size for one in members)
    if len(members) > MOST_MEMBERS or whole > UNPACKED_BYTES or overlaps(members):
        raise CannotRead("bomb")
    if any(one.file_size > SMALL_BYTES and one.file_size > RATIO * max(one.compress_size, 1) for one in members):
        raise CannotRead("bomb")


def overlaps(members: list[zipfile.ZipInfo]) -> bool:
    """Whether two members share bytes of the file: what a small file does to become a vast one."""
    end = 0
    for one in sorted(members, key=lambda member: member.header_offset):
        if one.header_offset < end:
            return True
        end = one.header_offset + LOCAL_HEADER_BYTES + one.compress_size
    return False


def read_member(archive: zipfile.ZipFile, name: str, *, most: int = UNPACKED_BYTES) -> bytes:
    """One member; raises CannotRead("bomb") where it is longer than it says, and longer than ``most``."""
    with archive.open(name) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise CannotRead("bomb")
    return data
