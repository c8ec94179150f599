"""What every vault can do, whatever it lies on; ``tests/store/test_vault_contract.py`` holds each back end to it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from tawthiq.core.journal import Fault
from tawthiq.errors import TawthiqError

CHUNK_BYTES = 1 << 20
STALE_S = 3600.0
Heard = Callable[[int], None]


def ignore(_number: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are stored for good. ``head`` is their first 4 KiB; ``was_new`` is False for a second receipt."""

    sha256: str
    size_bytes: int
    head: bytes
    was_new: bool


class Vault(Protocol):
    """Every original once, under the SHA-256 of its bytes. Several processes may write at once; none overwrites."""

    def put(self, stream: BinaryIO) -> Stored:
        """The bytes are durable on return; raises Tampered where a damaged copy lies in their place."""

    def put_many(self, streams: Iterable[BinaryIO]) -> Sequence[Stored | TawthiqError]:
        """As ``put`` for each, in order, all durable on return; what one is refused for stands in its place."""

    def open(self, sha256: str) -> BinaryIO:
        """The bytes, read-only and seekable; raises NotFound."""

    def read(self, sha256: str) -> bytes:
        """All of them in memory: for texts, never for media; raises NotFound."""

    def check(self, sha256: str, *, heard: Heard = ignore) -> Fault | None:
        """None when every byte was read and is what the name says; else bytes_missing, _unreadable or _changed.

        ``heard`` is called with the number of bytes of each piece; it may wait, and what it raises ends the check.
        """

    def has(self, sha256: str) -> bool:
        """Whether something lies under this digest; nothing is read."""

    def size_of(self, sha256: str) -> int:
        """Bytes that lie there; raises NotFound."""

    def stored_at(self, sha256: str) -> float:
        """When it got its name, in seconds since 1970; raises NotFound."""

    def digests(self) -> Iterator[str]:
        """Every name in the vault, in order, also one that is no digest."""

    def listed(self) -> Iterator[tuple[str, int]]:
        """As ``digests``, each with the bytes that lie there; one question for many."""

    def destroy(self, sha256: str) -> None:
        """The bytes are gone for good; absent is fine. Only a disposal, or the sweep of what nothing names, asks it."""

    def leftovers(self) -> Iterator[str]:
        """Names of what was half written, in order: by a process that died, or that still writes."""

    def sweep(self, *, older_than_s: float = STALE_S) -> int:
        """How many leftovers were removed; what is still being written stays."""

    def probe(self) -> None:
        """The vault answers and can be written to; raises OSError or Unreachable. Nothing stays of it."""

    def where(self, sha256: str) -> str:
        """Where the bytes lie, in words for people: a path below the workspace, or an address without secrets."""
