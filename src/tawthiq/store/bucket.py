"""A bucket of S3-compatible object storage, or a folder in one: the few requests that vault and backups need.

Asked for are only: put if absent, put in parts, copy if absent, get (also a range), head, list and delete. Credentials
come from the environment, as everywhere with S3, and stand in no address and no error.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import parse_qsl, urlsplit

from tawthiq.errors import InvalidRecord, NotFound, Tampered, Unreachable

if TYPE_CHECKING:
    from obstore.store import S3Store

PART_BYTES = 16 << 20
# Source: Amazon S3 user guide, "Copying objects": one request copies at most 5 GiB.
LARGEST_COPY_BYTES = 5 << 30
AT_ONCE = 4
STAGING = "tmp/"
NO_BUCKET = "NoSuchBucket"  # the server's code
PARAMETERS = frozenset({"endpoint", "region", "path_style", "ca", "allow_http"})
REQUEST_TIME, CONNECT_TIME, RETRY_TIME = timedelta(minutes=10), timedelta(seconds=10), timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Held:
    """One object as the server lists it; ``name`` is below the bucket's folder."""

    name: str
    size_bytes: int
    changed_at: datetime
    version: str | None


class Bucket:
    """A bucket, or a folder in one; what is written once here is never written over."""

    def __init__(self, store: "S3Store", *, address: str) -> None:
        """``address`` is for people: ``s3://bucket/folder`` without parameters."""
        self._store, self.address = store, address

    def create(self, name: str, file: BinaryIO) -> bool:
        """The name holds the file's bytes, confirmed; False, and nothing changed, when the name was taken.

        Larger files go up in parts to a passing name and get theirs by a copy that the server makes only where the
        name is free. Above 5 GiB no server copies in one request: there the program looks first.

        Raises:
            Tampered: the server holds other bytes than were sent.
        """
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if size <= PART_BYTES:
            return self._create_small(name, file)
        if self.head(name):
            return False
        if size > LARGEST_COPY_BYTES:
            self._send_parts(name, file, size=size)
            return True
        return self._create_staged(name, file, size=size)

    def _create_small(self, name: str, file: BinaryIO) -> bool:
        from obstore import put
        from obstore.exceptions import AlreadyExistsError

        data = file.read()
        try:
            with self._asking(name):
                sent = put(self._store, name, data, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return False
        self._confirm(name, file, tag=sent["e_tag"], expected=_md5(data).hexdigest())
        return True

    def _create_staged(self, name: str, file: BinaryIO, *, size: int) -> bool:
        from obstore import copy
        from obstore.exceptions import AlreadyExistsError

        staged = STAGING + secrets.token_hex(16)
        self._send_parts(staged, file, size=size)
        try:
            with self._asking(name):
                copy(self._store, staged, name, overwrite=False)
        except AlreadyExistsError:
            return False
        finally:
            with suppress(Unreachable):  # the sweep finds it
                self.delete(staged)
        self._confirm_size(name, size=size)
        return True

    def _send_parts(self, name: str, file: BinaryIO, *, size: int) -> None:
        from obstore import put

        parts = _Parts(file)
        with self._asking(name):
            sent = put(self._store, name, iter(parts), chunk_size=PART_BYTES, max_concurrency=AT_ONCE)
        self._confirm(name, file, tag=sent["e_tag"], expected=parts.tag())
        self._confirm_size(name, size=size)

    def _confirm(self, name: str, file: BinaryIO, *, tag: str | None, expected: str) -> None:
        """The server's tag is the MD5 of what it holds; one that encrypts gives another tag: then it is read back."""
        if (tag or "").strip('"') == expected:
            return
        sent, held = hashlib.sha256(), hashlib.sha256()
        file.seek(0)
        while chunk := file.read(PART_BYTES):
            sent.update(chunk)
        for piece in self.stream(name):
            held.update(piece)
        if held.digest() != sent.digest():
            raise Tampered(f"{self.address}/{name}: the server holds other bytes than were sent")

    def _confirm_size(self, name: str, *, size: int) -> None:
        held = self.head(name)
        if held is None or held.size_bytes != size:
            raise Tampered(f"{self.address}/{name}: the server holds other bytes than were sent")

    def head(self, name: str) -> Held | None:
        """What lies under the name, or None."""
        from obstore import head

        try:
            with self._asking(name):
                return _held(head(self._store, name))
        except NotFound:
            return None

    def stream(self, name: str) -> Iterator[memoryview]:
        """The bytes in pieces of about 8 MiB; raises NotFound."""
        from obstore import get

        with self._asking(name):
            for piece in get(self._store, name).stream(min_chunk_size=8 << 20):
                yield memoryview(piece)

    def range(self, name: str, *, start: int, length: int) -> memoryview:
        """So many bytes from there on, all within the object; raises NotFound."""
        from obstore import get_range

        with self._asking(name):
            return memoryview(get_range(self._store, name, start=start, length=length))

    def list(self, prefix: str = "") -> Iterator[Held]:
        """Everything whose name begins with whole folders ``prefix``, in the order of the names."""
        from obstore import list as list_objects

        with self._asking(prefix or "/"):
            for some in list_objects(self._store, prefix=prefix or None):
                yield from map(_held, some)

    def delete(self, name: str) -> None:
        """Nothing lies under the name any more; absent is fine."""
        from obstore import delete

        with suppress(NotFound), self._asking(name):
            delete(self._store, name)

    @contextmanager
    def _asking(self, name: str) -> Iterator[None]:
        """What the library raises, in the project's errors: with the address, without the server's talk."""
        from obstore import exceptions as x

        try:
            yield
        except (FileNotFoundError, x.NotFoundError) as odd:
            if NO_BUCKET in str(odd):
                raise Unreachable(f"{self.address}: there is no such bucket") from odd
            raise NotFound(f"{self.address} holds nothing under {name}") from odd
        except x.AlreadyExistsError:
            raise
        except (PermissionError, x.PermissionDeniedError, x.UnauthenticatedError) as odd:
            raise Unreachable(f"{self.address}: the server refuses these credentials") from odd
        except x.BaseError as odd:
            words = "there is no such bucket" if NO_BUCKET in str(odd) else f"the server does not answer ({name})"
            raise Unreachable(f"{self.address}: {words}") from odd


class _Parts:
    """The file in parts, with the tag that the server gives to an object that was sent in just these."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._digests = file, list[bytes]()

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        while part := self._file.read(PART_BYTES):
            self._digests.append(_md5(part).digest())
            yield part

    def tag(self) -> str:
        return f"{_md5(b''.join(self._digests)).hexdigest()}-{len(self._digests)}"


def _md5(data: bytes) -> Any:
    return hashlib.md5(data, usedforsecurity=False)  # the server's own tag; what counts is the SHA-256


def _held(told: Any) -> Held:
    return Held(told["path"], told["size"], told["last_modified"], told["version"])


def open_bucket(url: str) -> Bucket:
    """The bucket of ``s3://bucket/folder?endpoint=…&region=…&path_style=1&ca=FILE``; nothing is asked of it yet.

    Raises:
        InvalidRecord: the address is none, holds credentials, or would send evidence unencrypted to another machine.
        Unreachable: the environment holds no credentials, or the extra ``s3`` is not installed.
    """
    try:
        from obstore.store import S3Store
    except ImportError as missing:
        raise Unreachable("object storage needs the extra: pip install 'tawthiq[s3]'") from missing
    parts = urlsplit(url)
    told = _parameters(parts.query)
    if parts.scheme != "s3" or not parts.hostname or parts.username or parts.password:
        raise InvalidRecord("an address of object storage is s3://bucket/folder?endpoint=…, without credentials")
    address = f"s3://{parts.netloc}/{parts.path.strip('/')}".rstrip("/")
    store = S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config=_config(told),  # type: ignore[arg-type]
        client_options=_client_options(told),  # type: ignore[arg-type]
        retry_config={"max_retries": 5, "retry_timeout": RETRY_TIME},
    )
    return Bucket(store, address=address)


def _parameters(query: str) -> dict[str, str]:
    told = dict(parse_qsl(query, keep_blank_values=True))
    if unknown := sorted(set(told) - PARAMETERS):
        raise InvalidRecord(f"an address of object storage has no parameter {', '.join(unknown)}")
    return told


def _config(told: dict[str, str]) -> dict[str, object]:
    """Keys are taken from the environment and from nowhere else: no metadata server is ever asked for some."""
    key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if not key or not secret:
        raise Unreachable("object storage needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment")
    config: dict[str, object] = {
        "access_key_id": key,
        "secret_access_key": secret,
        "copy_if_not_exists": "multipart",
        "conditional_put": "etag",
        "disable_bulk_delete": True,
        "virtual_hosted_style_request": told.get("path_style") == "0",
    }
    config |= {name: told[name] for name in ("endpoint", "region") if name in told}
    return config


def _client_options(told: dict[str, str]) -> dict[str, object]:
    options: dict[str, object] = {"timeout": REQUEST_TIME, "connect_timeout": CONNECT_TIME}
    endpoint = urlsplit(told.get("endpoint", ""))
    if endpoint.scheme == "http":
        if not _is_loopback(endpoint.hostname or "") and told.get("allow_http") != "1":
            raise InvalidRecord("evidence does not travel unencrypted: https://, or allow_http=1 in a closed network")
        options["allow_http"] = True
    if authority := told.get("ca"):
        try:
            options["root_certificate"] = Path(authority).read_bytes()
        except OSError as odd:
            raise InvalidRecord(f"{authority}: {odd.strerror}") from odd
    return options


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
