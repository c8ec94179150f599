"""Witnesses: the request that a log sends, the rule by which a witness confirms, and the check of what it answers.

Format: ``docs/reference/formats/log.md``, after C2SP *tlog-witness* and *tlog-cosignature*.
"""

import base64
import binascii
import fcntl
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tawthiq.core.merkle import EMPTY_ROOT, HASH_BYTES, is_consistent
from tawthiq.errors import InvalidRecord, NotFound, Tampered
from tawthiq.store import keys
from tawthiq.store.notes import (
    LOG_KEY,
    SIGNATURE_BYTES,
    TIME_BYTES,
    WITNESS_KEY,
    Note,
    VerifierKey,
    open_note,
    parse_key,
    parse_note,
    parse_signature,
    raw_key,
    read_head,
    signature_line,
)
from tawthiq.store.release.durable import replace_file

# Source: C2SP tlog-witness: a proof has at most 63 hashes.
MOST_HASHES = 63
NAME_FILE, LAST_FILE, LOG_KEY_FILE = "name", "last", "log.vkey"


@dataclass(frozen=True, slots=True)
class Request:
    """A checkpoint, and the proof that it continues the one of size ``old``."""

    old: int
    path: tuple[bytes, ...]
    note: bytes


def format_request(request: Request) -> bytes:
    """The request as it travels, over the network or on a stick."""
    lines = [f"old {request.old}", *(base64.b64encode(one).decode() for one in request.path), ""]
    return "\n".join([*lines, ""]).encode() + request.note


def parse_request(content: bytes) -> Request:
    """The request; raises InvalidRecord for what is none."""
    try:
        first, gap, note = content.partition(b"\n\n")
        size, *hashes = first.decode("ascii").split("\n")
        word, _, number = size.partition(" ")
        path = tuple(base64.b64decode(line, validate=True) for line in hashes)
        is_right = gap and word == "old" and number.isdigit() and len(number) < 19 and len(path) <= MOST_HASHES
    except (ValueError, binascii.Error) as odd:
        raise InvalidRecord("not a request to a witness") from odd
    if not is_right or any(len(one) != HASH_BYTES for one in path):
        raise InvalidRecord("not a request to a witness")
    return Request(int(number), path, note)


def check_line(line: str, *, key: VerifierKey, note: bytes) -> datetime:
    """When the witness confirmed the checkpoint, by its line; raises Tampered where it did not."""
    signature = parse_signature(line)
    if (signature.name, signature.key_id) != (key.name, key.key_id):
        raise Tampered("the line is not that of this witness")
    stamp, raw = signature.raw[:TIME_BYTES], signature.raw[TIME_BYTES:]
    seconds = int.from_bytes(stamp, "big")
    if len(raw) != SIGNATURE_BYTES or not key.holds(_message(parse_note(note), seconds), signature=raw):
        raise Tampered("the witness did not sign this checkpoint")
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (ValueError, OverflowError, OSError) as odd:
        raise Tampered("the witness states a time that cannot be") from odd


def _message(note: Note, seconds: int) -> bytes:
    """What a witness signs. Source: C2SP tlog-cosignature, "Format of signed data", version 1."""
    return f"cosignature/v1\ntime {seconds}\n{note.text}".encode()


class WitnessState:
    """A folder in which a partner keeps its key, the log's key, and the last checkpoint that it confirmed."""

    def __init__(self, folder: Path) -> None:
        """The folder is made by ``create``."""
        self.folder = folder

    def create(self, *, name: str, log: str) -> None:
        """The witness has a key under this name, and confirms the log with this key, ever after."""
        parse_key(log, kind=LOG_KEY)
        if not name or any(letter.isspace() or letter == "+" or not letter.isprintable() for letter in name):
            raise InvalidRecord("a witness's name has no space and no plus sign")
        if (self.folder / LOG_KEY_FILE).exists():
            raise InvalidRecord("this folder is a witness's already")
        keys.create_keys(self.folder)
        replace_file(self.folder / NAME_FILE, content=f"{name}\n".encode())
        replace_file(self.folder / LOG_KEY_FILE, content=f"{log.strip()}\n".encode())

    def key(self) -> VerifierKey:
        """The witness's own key, by which others check its lines; raises NotFound before ``create``."""
        return VerifierKey(self._read(NAME_FILE), WITNESS_KEY, raw_key(keys.public_key(self.folder)))

    def confirm(self, content: bytes, *, now: int | None = None) -> str:
        """The line by which the witness confirms the checkpoint in the request, its line break included.

        It is remembered first, durably, so that no other checkpoint of that size is ever confirmed. Raises Tampered
        for a checkpoint that the log's key did not sign, goes back, or does not continue what was confirmed before.
        """
        request, log = parse_request(content), parse_key(self._read(LOG_KEY_FILE), kind=LOG_KEY)
        note = open_note(request.note, key=log)
        with (self.folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._check(note, request=request, log=log)
            replace_file(self.folder / LAST_FILE, content=request.note)
        seconds = int(time.time()) if now is None else now
        signature = keys.sign(_message(note, seconds), folder=self.folder)
        return signature_line(self.key(), seconds.to_bytes(TIME_BYTES, "big") + signature)

    def _check(self, note: Note, *, request: Request, log: VerifierKey) -> None:
        origin, head = read_head(note.text)
        if origin != log.name:
            raise Tampered("the checkpoint is that of another log")
        size, root = self.last()
        if head.size < size:
            raise Tampered(f"the log goes back: it has shown {size} entries before and shows {head.size} now")
        if request.old != size:
            raise Tampered(f"the proof has to begin at the last checkpoint seen, of size {size}")
        old_root, new_root = bytes.fromhex(root), bytes.fromhex(head.root)
        if not is_consistent(old=size, new=head.size, old_root=old_root, new_root=new_root, path=request.path):
            raise Tampered(f"the log was split: it does not continue the checkpoint of size {size} that it has shown")

    def last(self) -> tuple[int, str]:
        """Size and root of what was confirmed last; 0 and an empty tree's before the first."""
        with suppress(FileNotFoundError):
            head = read_head(parse_note((self.folder / LAST_FILE).read_bytes()).text)[1]
            return head.size, head.root
        return 0, EMPTY_ROOT.hex()

    def _read(self, name: str) -> str:
        try:
            return (self.folder / name).read_text(encoding="utf-8").strip()
        except FileNotFoundError as absent:
            raise NotFound("this folder is no witness's yet") from absent
