"""Answers to readers: sealed under a codename that only the reader has, left where the public site finds them.

Format: ``docs/reference/formats/drop.md``. Who has the folder has no name in it, no time, and nothing to open.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tawthiq.errors import InvalidRecord, Tampered
from tawthiq.store.release.durable import replace_file

DIGITS = 16
_NONCE_BYTES, _PAD_BYTES = 12, 1024
_SALT = b"tawthiq answer 1"
# Source: RFC 7914, section 2, and OWASP, Password Storage Cheat Sheet (scrypt). Sixteen drawn digits are 53 bits.
_COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024, "dklen": 64}


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the editors, and the day on which they wrote it."""

    on: str
    text: str


def new_codename() -> str:
    """Sixteen digits in fours, the same in every language: ``4821 9034 1177 2093``."""
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    return " ".join(digits[at : at + 4] for at in range(0, DIGITS, 4))


def reply_key(codename: str) -> str:
    """What the desk needs to answer, as 128 hexadecimal digits; raises InvalidRecord for what is no codename.

    Slow on purpose. The codename cannot be found from it, and digits of any script and any parting are the same.
    """
    digits = "".join(str(int(letter)) for letter in codename if letter.isdecimal())
    if len(digits) != DIGITS or any(letter.isalpha() for letter in codename):
        raise InvalidRecord("codename_invalid")
    return hashlib.scrypt(digits.encode(), salt=_SALT, **_COST).hex()


def seal_answer(said: Sequence[Said], *, key: str, folder: Path) -> None:
    """Everything that was answered under the key lies in the folder, in place of what lay there before."""
    plain = json.dumps([asdict(one) for one in said], ensure_ascii=False).encode()
    padded = plain.ljust(-(-len(plain) // _PAD_BYTES) * _PAD_BYTES)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    folder.mkdir(mode=0o700, exist_ok=True)
    content = nonce + ChaCha20Poly1305(_secret_of(key)).encrypt(nonce, padded, None)
    replace_file(folder / _name_of(key), content=content)


def read_answer(*, key: str, folder: Path) -> tuple[Said, ...]:
    """What was answered, oldest first; empty where nothing was. Raises Tampered where the key does not open it."""
    path = folder / _name_of(key)
    if not path.is_file():
        return ()
    content = path.read_bytes()
    try:
        plain = ChaCha20Poly1305(_secret_of(key)).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], None)
    except (InvalidTag, ValueError) as odd:
        raise Tampered(f"{path.name}: does not open") from odd
    return tuple(Said(**one) for one in json.loads(plain))


def _name_of(key: str) -> str:
    return f"{key[:64]}.answer"


def _secret_of(key: str) -> bytes:
    return bytes.fromhex(key[64:])
