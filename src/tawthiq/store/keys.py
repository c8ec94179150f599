"""The workspace's keys: an Ed25519 key signs checkpoints and releases, an age key opens what the public site sealed."""

import hashlib
import os
from pathlib import Path

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tawthiq.errors import InvalidRecord, NotFound, Tampered

SIGNING_KEY, PUBLIC_KEY, DROP_KEY, DROP_RECIPIENT = "signing.pem", "signing.pub", "drop.age", "drop.recipient"
FORMER = "former-{}.pub"


def create_keys(folder: Path) -> None:
    """Keys exist afterwards; those that were there stay as they were. Private files have mode 0600."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / SIGNING_KEY).exists():
        key = Ed25519PrivateKey.generate()
        pem = serialization.Encoding.PEM
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        public = key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
        _keep_former(folder)
        write_once(folder / PUBLIC_KEY, public, mode=0o644)
        write_once(folder / SIGNING_KEY, private, mode=0o600)
    if not (folder / DROP_KEY).exists():
        identity = pyrage.x25519.Identity.generate()
        write_once(folder / DROP_RECIPIENT, f"{identity.to_public()}\n".encode(), mode=0o644)
        write_once(folder / DROP_KEY, f"{identity}\n".encode(), mode=0o600)


def sign(message: bytes, *, folder: Path) -> bytes:
    """The 64-byte Ed25519 signature by the workspace's key; raises NotFound when there is none."""
    key = serialization.load_pem_private_key(_read(folder / SIGNING_KEY), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise Tampered(f"{SIGNING_KEY} is not an Ed25519 key")
    return key.sign(message)


def public_key(folder: Path) -> bytes:
    """The public half as PEM: this is what a recipient compares with what was published elsewhere."""
    return _read(folder / PUBLIC_KEY)


def former_keys(folder: Path) -> list[bytes]:
    """Public halves of keys that were lost, as PEM: what they signed while they were there still holds."""
    return [_read(path) for path in sorted(folder.glob(FORMER.format("*")))]


def _keep_former(folder: Path) -> None:
    """A public key whose private half is gone gets another name, and the new one its place."""
    lost = folder / PUBLIC_KEY
    if lost.exists():
        lost.rename(folder / FORMER.format(hashlib.sha256(lost.read_bytes()).hexdigest()[:16]))


def is_signed(message: bytes, *, signature: bytes, public: bytes) -> bool:
    """True when the signature over the message was made by the key whose public PEM is given."""
    key = serialization.load_pem_public_key(public)
    if not isinstance(key, Ed25519PublicKey):
        return False
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def parse_recipient(key: str) -> pyrage.x25519.Recipient | pyrage.ssh.Recipient:
    """Whom something is sealed to: ``age1…`` or an SSH public key; raises InvalidRecord for anything else."""
    kind = pyrage.ssh if key.startswith("ssh-") else pyrage.x25519
    try:
        return kind.Recipient.from_str(key)
    except pyrage.RecipientError as odd:
        raise InvalidRecord("recipient_key_invalid") from odd


def open_sealed(sealed: bytes, *, folder: Path) -> bytes:
    """What the public site sealed to this workspace; raises Tampered when it does not open."""
    identity = pyrage.x25519.Identity.from_str(_read(folder / DROP_KEY).decode().strip())
    try:
        return pyrage.decrypt(sealed, [identity])
    except pyrage.DecryptError as odd:
        raise Tampered("a sealed message does not open with this workspace's key") from odd


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as absent:
        raise NotFound(f"{path.name} does not exist: run `tawthiq init`") from absent


def write_once(path: Path, content: bytes, *, mode: int) -> None:
    """The file holds the content durably afterwards; its name appears only when it is whole."""
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    partial.rename(path)
