"""The vault on S3-compatible object storage: ``objects/ab/<sha256>`` below the bucket's folder, written once."""

import hashlib
import io
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, cast

from tawthiq.core.journal import Fault
from tawthiq.errors import NotFound, Tampered, TawthiqError, Unreachable
from tawthiq.store.bucket import STAGING, Bucket, Held
from tawthiq.store.vault.interface import CHUNK_BYTES, STALE_S, Heard, Stored, ignore

OBJECTS = "objects/"
AT_ONCE = 8
READ_AHEAD_BYTES = 4 << 20


class ObjectVault:
    """A vault in a bucket. Several machines may write at once; the server itself guards a taken name."""

    def __init__(self, bucket: Bucket, *, spool: Path) -> None:
        """``spool`` is a private folder for bytes on their way; they lie there in files without a name."""
        self._bucket, self._spool = bucket, spool
        spool.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, stream: BinaryIO) -> Stored:
        """Bytes are hashed on their way through the spool; on return the server has confirmed that it holds them.

        Raises:
            Tampered: the vault already holds other bytes under this digest; nothing is replaced.
            Unreachable: the server does not answer; nothing is acknowledged.
        """
        return self._send(*self._take(stream))

    def put_many(self, streams: Iterable[BinaryIO]) -> list[Stored | TawthiqError]:
        """Streams are read one after the other and sent several at once; what one is refused for spoils no other.

        Raises Unreachable when the server does not answer: then nothing of this call is to be acknowledged.
        """
        told: list[Stored | TawthiqError] = []
        under_way: deque[Callable[[], Stored | TawthiqError]] = deque()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for stream in streams:
                under_way.append(self._begin(stream, pool))
                if len(under_way) >= 2 * AT_ONCE:
                    told.append(under_way.popleft()())
            told += [answer() for answer in under_way]
        return told

    def _begin(self, stream: BinaryIO, pool: ThreadPoolExecutor) -> Callable[[], Stored | TawthiqError]:
        """The stream was read; what is returned waits until it was sent."""
        try:
            taken = self._take(stream)
        except TawthiqError as refused:
            answer = refused
            return lambda: answer
        sending = pool.submit(self._send, *taken)

        def wait() -> Stored | TawthiqError:
            try:
                return sending.result()
            except Tampered as refused:
                return refused

        return wait

    def _take(self, stream: BinaryIO) -> tuple[BinaryIO, str, int, bytes]:
        file = cast(BinaryIO, tempfile.TemporaryFile(dir=self._spool))  # noqa: SIM115 - `_send` closes it
        hasher, size, head = hashlib.sha256(), 0, b""
        try:
            while chunk := stream.read(CHUNK_BYTES):
                hasher.update(chunk)
                file.write(chunk)
                head = head or bytes(chunk[:4096])
                size += len(chunk)
            file.flush()
        except BaseException:
            file.close()
            raise
        return file, hasher.hexdigest(), size, head

    def _send(self, file: BinaryIO, digest: str, size: int, head: bytes) -> Stored:
        with file:
            was_new = self._bucket.create(_key(digest), file)
        if not was_new and self.check(digest):
            raise Tampered(f"the vault's copy of {digest} is damaged; the new bytes were not stored")
        return Stored(digest, size, head, was_new)

    def open(self, sha256: str) -> BinaryIO:
        """The original, read in ranges as it is asked for; raises NotFound."""
        held = self._held(sha256)
        raw = _ObjectFile(self._bucket, _key(sha256), size=held.size_bytes)
        return cast(BinaryIO, io.BufferedReader(raw, buffer_size=READ_AHEAD_BYTES))

    def read(self, sha256: str) -> bytes:
        """The whole original in memory: for texts, never for media; raises NotFound."""
        return b"".join(self._bucket.stream(_key(sha256)))

    def check(self, sha256: str, *, heard: Heard = ignore) -> Fault | None:
        """None when the bytes are what their name says; a server that does not answer raises Unreachable: no fault."""
        hasher = hashlib.sha256()
        try:
            for piece in self._bucket.stream(_key(sha256)):
                hasher.update(piece)
                heard(len(piece))
        except NotFound:
            return Fault("bytes_missing", sha256, sha256=sha256)
        found = hasher.hexdigest()
        return None if found == sha256 else Fault("bytes_changed", sha256, sha256=sha256, detail=f"now {found}")

    def has(self, sha256: str) -> bool:
        """Whether the server lists something under this digest."""
        return self._bucket.head(_key(sha256)) is not None

    def size_of(self, sha256: str) -> int:
        """Bytes as the server lists them; raises NotFound."""
        return self._held(sha256).size_bytes

    def stored_at(self, sha256: str) -> float:
        """When the server got it; raises NotFound."""
        return self._held(sha256).changed_at.timestamp()

    def _held(self, sha256: str) -> Held:
        held = self._bucket.head(_key(sha256))
        if held is None:
            raise NotFound(f"the vault holds nothing under {sha256}")
        return held

    def digests(self) -> Iterator[str]:
        """Every name below ``objects/``, in the server's order, which is that of the names."""
        yield from (name for name, _ in self.listed())

    def listed(self) -> Iterator[tuple[str, int]]:
        """Every name below ``objects/`` and the size that the server lists."""
        for held in self._bucket.list(OBJECTS):
            yield held.name.rpartition("/")[2], held.size_bytes

    def destroy(self, sha256: str) -> None:
        """The bytes are gone; refused with Unreachable where the bucket would keep an old version of them."""
        held = self._bucket.head(_key(sha256))
        if held and held.version not in (None, "null"):
            raise Unreachable(f"{self.where(sha256)}: the bucket keeps old versions, so nothing can be destroyed in it")
        self._bucket.delete(_key(sha256))

    def leftovers(self) -> Iterator[str]:
        """Objects under passing names; parts of an upload that was cut off are shown by no list of objects."""
        for held in self._bucket.list(STAGING):
            yield held.name.removeprefix(STAGING)

    def sweep(self, *, older_than_s: float = STALE_S) -> int:
        """How many objects under passing names were removed."""
        stale = [one for one in self._bucket.list(STAGING) if time.time() - one.changed_at.timestamp() > older_than_s]
        for held in stale:
            self._bucket.delete(held.name)
        return len(stale)

    def probe(self) -> None:
        """The spool can be written to, and the bucket answers; raises OSError or Unreachable."""
        with tempfile.TemporaryFile(dir=self._spool) as probe:
            probe.write(b"tawthiq")
        next(self._bucket.list(STAGING), None)

    def where(self, sha256: str) -> str:
        """The object's address."""
        return f"{self._bucket.address}/{_key(sha256)}"


class _ObjectFile(io.RawIOBase):
    """An object as a file that is read and sought in."""

    def __init__(self, bucket: Bucket, name: str, *, size: int) -> None:
        self._bucket, self._name, self._size, self._at = bucket, name, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, into: "memoryview", /) -> int:  # type: ignore[override]
        length = min(len(into), self._size - self._at)
        if length <= 0:
            return 0
        into[:length] = self._bucket.range(self._name, start=self._at, length=length)
        self._at += length
        return length


def _key(sha256: str) -> str:
    return f"{OBJECTS}{sha256[:2]}/{sha256}"
