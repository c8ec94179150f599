"""Bytes into a place: only what it lacks, sealed where asked for, and read again before they count as sent."""

import hashlib
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from tawthiq.errors import Tampered
from tawthiq.store.backup.places import CHUNK_BYTES, Place
from tawthiq.store.backup.sealing import seal
from tawthiq.store.backup.snapshots import OBJECTS, object_name

TABLE = (
    "CREATE TABLE IF NOT EXISTS sent (sha256 TEXT, keys TEXT, object TEXT, stored INTEGER, PRIMARY KEY (sha256, keys))"
)


class Sender:
    """Sends files to one place; ``note`` is the workspace's own note of what lies where, and was read again."""

    def __init__(self, place: Place, *, note: sqlite3.Connection, recipients: Sequence[Any], spool: Path) -> None:
        """``spool`` is a private folder for what waits to be sent; recipients: none, or those that all is sealed to."""
        self._place, self._note, self._recipients, self._spool = place, note, list(recipients), spool
        self._keys = hashlib.sha256("\n".join(sorted(str(one) for one in recipients)).encode()).hexdigest()
        self._there = {held.name.rpartition("/")[2]: held.size_bytes for held in place.list(OBJECTS)}
        self.sent, self.sent_bytes = 0, 0

    def find(self, sha256: str) -> tuple[str, int] | None:
        """Name and size of the object that holds these bytes already; it was read again after it was written."""
        row = self._note.execute(
            "SELECT object, stored FROM sent WHERE sha256 = ? AND keys = ?", (sha256, self._keys)
        ).fetchone()
        return (row[0], row[1]) if row and self._there.get(row[0]) == row[1] else None

    def send(self, file: BinaryIO, *, sha256: str) -> tuple[str, int]:
        """Name and size of the object that holds the file from now on; raises Tampered where the place spoils it."""
        if not self._recipients:
            return self._send(file, sha256=sha256, name=sha256)
        with open_spool(self._spool) as sealed:
            seal(file, sealed, recipients=self._recipients)
            return self._send(sealed, sha256=sha256, name=digest_of(sealed))

    def _send(self, file: BinaryIO, *, sha256: str, name: str) -> tuple[str, int]:
        size = file.seek(0, 2)
        if name in self._there and not self._is_whole(name):  # an earlier run that was cut off, or a rotten disk
            self._place.delete(object_name(name))
        self._place.create(object_name(name), file)
        if not self._is_whole(name):
            self._place.delete(object_name(name))
            raise Tampered(f"{self._place.address} gives back other bytes than were written to it")
        self._there[name] = size
        with self._note:
            self._note.execute("INSERT OR REPLACE INTO sent VALUES (?, ?, ?, ?)", (sha256, self._keys, name, size))
        self.sent += 1
        self.sent_bytes += size
        return name, size

    def _is_whole(self, name: str) -> bool:
        hasher = hashlib.sha256()
        for piece in self._place.stream(object_name(name)):
            hasher.update(piece)
        return hasher.hexdigest() == name


@contextmanager
def open_spool(folder: Path) -> Iterator[BinaryIO]:
    """A file without a name in the folder, gone when it is closed."""
    with tempfile.TemporaryFile(dir=folder) as opened:
        yield cast(BinaryIO, opened)


@contextmanager
def open_note(path: Path) -> Iterator[sqlite3.Connection]:
    """The workspace's note of what a place holds; a damaged one is begun anew, and then all is sent again."""
    try:
        with closing(_connect(path)) as note:
            note.execute("SELECT count(*) FROM sent").fetchone()
    except sqlite3.DatabaseError:
        path.unlink()
    with closing(_connect(path)) as note:
        yield note


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        connection.execute(TABLE)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def digest_of(file: BinaryIO) -> str:
    """SHA-256 of the whole file."""
    file.seek(0)
    hasher = hashlib.sha256()
    while chunk := file.read(CHUNK_BYTES):
        hasher.update(chunk)
    return hasher.hexdigest()
