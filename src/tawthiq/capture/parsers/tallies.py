"""What comparisons of an archive made elsewhere come to, and how its bytes are read: bounded."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tawthiq.capture.parsers.pieces import CannotRead

MOST_BYTES, SMALL_BYTES, CHUNK, LONGEST_NAME = 64 << 30, 16 << 20, 1 << 20, 2000


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
            self.wrong.append(name[:LONGEST_NAME])

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


def digest_of(stream: Any, promised: tuple[str, str], tally: Tally) -> str:
    """The digest of the whole stream, in hexadecimal, by the algorithm that was promised."""
    digest = hashlib.new(promised[0], usedforsecurity=False)
    while chunk := stream.read(CHUNK):
        tally.read(len(chunk))
        digest.update(chunk)
    return digest.hexdigest()


def read_json(data: bytes) -> Any:
    """The value; raises CannotRead."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as odd:
        raise CannotRead("malformed") from odd
