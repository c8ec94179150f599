"""Signed notes: a checkpoint of the journal as text that any transparency-log tool reads, and the names of keys.

Format: ``docs/reference/formats/log.md``, after C2SP *signed-note*, *tlog-checkpoint* and *tlog-cosignature*.
"""

import base64
import binascii
import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tawthiq.core.journal import SignedHead
from tawthiq.errors import InvalidRecord, Tampered
from tawthiq.store import keys

# Source: C2SP signed-note, "Signature types".
LOG_KEY, WITNESS_KEY = 0x01, 0x04
ID_BYTES, KEY_BYTES, SIGNATURE_BYTES, TIME_BYTES = 4, 32, 64, 8
# Source: C2SP signed-note asks for at least 16; more than this many lines are no note of ours.
MOST_SIGNATURES, MOST_BYTES = 64, 64 * 1024
_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]{1,200}")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_CHAIN = re.compile(r"chain ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who is said to have signed, the key's short id, and what they wrote."""

    name: str
    key_id: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """The text with its last line break, and the lines below it; nothing is checked yet."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key by its name: ``kind`` is LOG_KEY or WITNESS_KEY, ``raw`` the 32 bytes of Ed25519."""

    name: str
    kind: int
    raw: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of ``SHA256(name || "\\n" || kind || key)``."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.raw).digest()[:ID_BYTES]

    def __str__(self) -> str:
        """The key as one line that people exchange: name, id and key, joined by plus signs."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(bytes([self.kind]) + self.raw).decode()}"

    def holds(self, message: bytes, *, signature: bytes) -> bool:
        """True when this key made the 64-byte signature over the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def parse_key(line: str, *, kind: int) -> VerifierKey:
    """The key in a line as ``str(VerifierKey)`` writes it; raises InvalidRecord for anything else."""
    name, _, rest = line.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as odd:
        raise InvalidRecord("a verifier key is NAME+ID+KEY") from odd
    if not _NAME.fullmatch(name) or len(raw) != 1 + KEY_BYTES or raw[0] != kind:
        raise InvalidRecord("a verifier key is NAME+ID+KEY, of the kind asked for")
    key = VerifierKey(name, kind, raw[1:])
    if key.key_id.hex() != key_id:
        raise InvalidRecord("the id of the verifier key is not that of its name and key")
    return key


def log_key(keys_folder: Path, *, origin: str | None = None) -> VerifierKey:
    """The workspace's key under the name that its log has, or under ``origin`` where an older note has another."""
    raw = raw_key(keys.public_key(keys_folder))
    named = origin or os.environ.get("TAWTHIQ_LOG_ORIGIN") or f"tawthiq/{hashlib.sha256(raw).hexdigest()[:16]}"
    if not _NAME.fullmatch(named):
        raise InvalidRecord("TAWTHIQ_LOG_ORIGIN holds a space or a plus sign, or is too long")
    return VerifierKey(named, LOG_KEY, raw)


def raw_key(pem: bytes) -> bytes:
    """The 32 bytes of an Ed25519 public key in PEM; raises Tampered where it is another kind of key."""
    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError as odd:
        raise Tampered(f"{keys.PUBLIC_KEY} is not a public key") from odd
    if not isinstance(key, Ed25519PublicKey):
        raise Tampered(f"{keys.PUBLIC_KEY} is not an Ed25519 key")
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def format_checkpoint(head: SignedHead, *, origin: str) -> str:
    """The text of a checkpoint: origin, size, root in base64, and the chain value as the one extension line."""
    root = base64.b64encode(bytes.fromhex(head.root)).decode()
    return f"{origin}\n{head.size}\n{root}\nchain {head.chain}\n"


def read_head(text: str) -> tuple[str, SignedHead]:
    """Origin and head in a checkpoint's text, ours or another log's; raises Tampered where it is none.

    ``chain`` is empty where no extension line gives it.
    """
    lines = text.split("\n")
    if len(lines) < 4 or "" in lines[:-1] or lines[-1]:
        raise Tampered("a checkpoint has three lines or more")
    origin, size, root, *more = lines[:-1]
    raw = _decode(root)
    if not _SIZE.fullmatch(size) or len(raw) != KEY_BYTES:
        raise Tampered("a checkpoint gives its size and a root of 32 bytes")
    chains = [found[1] for line in more if (found := _CHAIN.fullmatch(line))]
    return origin, SignedHead(int(size), chains[0] if len(chains) == 1 else "", raw.hex())


def sign_checkpoint(head: SignedHead, *, keys_folder: Path) -> bytes:
    """The signed note over this head, under the workspace's key."""
    key = log_key(keys_folder)
    text = format_checkpoint(head, origin=key.name)
    signature = keys.sign(text.encode(), folder=keys_folder)
    return f"{text}\n{signature_line(key, signature)}".encode()


def signature_line(key: VerifierKey, signature: bytes) -> str:
    """The line below a note, with its line break."""
    return f"— {key.name} {base64.b64encode(key.key_id + signature).decode()}\n"


def parse_note(content: bytes) -> Note:
    """Text and signature lines; raises Tampered for what is no signed note."""
    try:
        written = content.decode("utf-8")
    except UnicodeDecodeError as odd:
        raise Tampered("a signed note is UTF-8") from odd
    text, gap, below = written.rpartition("\n\n")
    lines = below.split("\n")
    is_odd = any(ord(letter) < 0x20 and letter != "\n" for letter in written) or len(content) > MOST_BYTES
    if not gap or is_odd or lines[-1] or not 1 < len(lines) <= MOST_SIGNATURES + 1:
        raise Tampered("not a signed note")
    return Note(text + "\n", tuple(parse_signature(line) for line in lines[:-1]))


def parse_signature(line: str) -> Signature:
    """One signature line without its line break; raises Tampered where it is none."""
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    raw = _decode(encoded)
    if dash != "—" or not _NAME.fullmatch(name) or len(raw) <= ID_BYTES:
        raise Tampered("not a signature line")
    return Signature(name, raw[:ID_BYTES], raw[ID_BYTES:])


def open_note(content: bytes, *, key: VerifierKey) -> Note:
    """The note, when the key signed it; raises Tampered where it did not, or a line in its name does not hold."""
    note = parse_note(content)
    ours = [line.raw for line in note.signatures if (line.name, line.key_id) == (key.name, key.key_id)]
    if not ours or not all(key.holds(note.text.encode(), signature=raw) for raw in ours):
        raise Tampered("the note is not signed by the key that it should be signed by")
    return note


def open_checkpoint(content: bytes, *, keys_folder: Path) -> SignedHead:
    """The head in one of this workspace's own notes, also under an origin that it had before; raises Tampered."""
    origin, head = read_head(parse_note(content).text)
    if not _NAME.fullmatch(origin):
        raise Tampered("the checkpoint's origin cannot be the name of a key")
    open_note(content, key=log_key(keys_folder, origin=origin))
    return head


def open_former_checkpoint(content: bytes, *, keys_folder: Path) -> SignedHead:
    """The head in a note that one of this workspace's lost keys signed; raises Tampered where none did."""
    origin, head = read_head(parse_note(content).text)
    for pem in keys.former_keys(keys_folder):
        with suppress(Tampered):
            open_note(content, key=VerifierKey(origin, LOG_KEY, raw_key(pem)))
            return head
    raise Tampered("the note is not signed by a key that this workspace has or had")


def _decode(encoded: str) -> bytes:
    """Base64 in its one proper spelling."""
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as odd:
        raise Tampered("not base64") from odd
    if base64.b64encode(raw).decode() != encoded:
        raise Tampered("not base64 in its one proper spelling")
    return raw
