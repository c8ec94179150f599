"""A workspace from a snapshot, on a machine that has nothing of it."""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from tawthiq.errors import InvalidRecord, NotFound, Tampered
from tawthiq.store.backup.manifest import File, Head, check_manifest, files_of
from tawthiq.store.backup.places import Place
from tawthiq.store.backup.registers import POSTGRES_FILE, check_empty, kind_of, load_postgres
from tawthiq.store.backup.sealing import PieceReader, unseal
from tawthiq.store.backup.sending import open_spool
from tawthiq.store.backup.snapshots import MANIFEST, SEALED, SNAPSHOTS, Snapshot, object_name, read_about, snapshots_in
from tawthiq.store.vault import open_vault
from tawthiq.store.workspace import Workspace

ORIGINAL = re.compile(r"vault/objects/[0-9a-f]{2}/([0-9a-f]{64})")
UNDER_WAY = ".restoring"
MARK = f"{UNDER_WAY}/manifest.sha256"  # by it a run that was cut off is known again


@dataclass(frozen=True, slots=True)
class Restored:
    """What the workspace now is; ``key_sha256`` is the fingerprint of the key that signed the snapshot."""

    head: Head
    key_sha256: str
    files: int
    bytes_restored: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which snapshot of which place, and what opens it."""

    place: Place
    number: int | None = None
    identities: Sequence[Any] = ()
    key_sha256: str | None = None


def restore_backup(
    chosen: Chosen, workspace: Workspace, *, told: Callable[[int], None] = lambda _number: None
) -> Restored:
    """Every file of the snapshot lies in the workspace, each compared with its digest; ``told`` hears how many.

    A run that was cut off is gone on with when it is started again for the same snapshot.

    Raises:
        InvalidRecord: the workspace is not empty, its database is of another kind or not empty, or a key is lacking.
        NotFound: the place holds no such snapshot.
        Tampered: the snapshot is not whole, not signed by the key that was named, or does not open.
    """
    snapshot = _choose(chosen)
    _check_target(workspace)
    _make_private(workspace.home / UNDER_WAY)
    with open_spool(workspace.home / UNDER_WAY) as manifest:
        _fetch_manifest(chosen, snapshot, manifest)
        head = check_manifest(manifest)
        key = hashlib.sha256(head.public_key.encode()).hexdigest()
        if chosen.key_sha256 and chosen.key_sha256 != key:
            raise Tampered(f"the snapshot is signed by sha256:{key}, not by the key that was named")
        _check_register(workspace, head)
        _mark(workspace, manifest)
        files = size = 0
        for file in files_of(manifest):
            _restore_one(file, chosen, workspace)
            files, size = files + 1, size + file.size
            told(files)
    if head.register == "postgresql":
        load_postgres(workspace.database_url, workspace.home / POSTGRES_FILE)
        (workspace.home / POSTGRES_FILE).unlink()
    workspace.create()  # folders in which nothing was
    os.sync()  # names and all: only then is the mark of a half restoration taken away
    shutil.rmtree(workspace.home / UNDER_WAY)
    return Restored(head, key, files, size)


def _choose(chosen: Chosen) -> Snapshot:
    about = read_about(chosen.place)
    if about is None:
        raise NotFound(f"{chosen.place.address} holds no backup")
    if about.encrypted and not chosen.identities:
        raise InvalidRecord("the backup is encrypted: name the file of the private key with --identity")
    found = [one for one in snapshots_in(chosen.place) if chosen.number in (None, one.number)]
    if not found:
        raise NotFound(f"{chosen.place.address} holds no such snapshot")
    return found[-1]


def _check_target(workspace: Workspace) -> None:
    home = workspace.home
    if home.exists() and any(home.iterdir()) and not (home / UNDER_WAY).is_dir():
        raise InvalidRecord(f"{home} is not empty; nothing is restored over anything")
    url = os.environ.get("TAWTHIQ_VAULT_URL")
    if url and not (home / MARK).exists() and any(open_vault(url, spool=home / UNDER_WAY).digests()):
        raise InvalidRecord("the vault of TAWTHIQ_VAULT_URL is not empty; name an empty folder of the bucket")


def _check_register(workspace: Workspace, head: Head) -> None:
    kind = kind_of(workspace.database_url)
    if head.register != kind:
        raise InvalidRecord(
            f"the snapshot's register is {head.register} and TAWTHIQ_DATABASE_URL says {kind}: set or unset it"
        )
    check_empty(workspace.database_url)


def _mark(workspace: Workspace, manifest: BinaryIO) -> None:
    """Raises InvalidRecord where the folder holds the half of another snapshot."""
    manifest.seek(0)
    digest = hashlib.file_digest(manifest, "sha256").hexdigest()  # type: ignore[arg-type]
    mark = workspace.home / MARK
    if mark.exists() and mark.read_text(encoding="ascii") != digest:
        raise InvalidRecord(f"{workspace.home} holds half of another snapshot; take an empty folder")
    mark.write_text(digest, encoding="ascii")


def _fetch_manifest(chosen: Chosen, snapshot: Snapshot, out: BinaryIO) -> None:
    folder = f"{SNAPSHOTS}{snapshot.name}/"
    if chosen.identities and chosen.place.head(folder + SEALED):
        unseal(chosen.place.stream(folder + SEALED), out, identities=chosen.identities)
        return
    for piece in chosen.place.stream(folder + MANIFEST):
        out.write(piece)
    out.flush()


def _restore_one(file: File, chosen: Chosen, workspace: Workspace) -> None:
    original = ORIGINAL.fullmatch(file.path)
    if original:
        if not workspace.vault.has(file.sha256):
            with _opened(file, chosen, workspace) as stream:
                stored = workspace.vault.put(stream)
            if stored.sha256 != original[1]:
                raise Tampered(f"the backup's copy of {file.sha256} is damaged")
        return
    path = _path_of(file, workspace)
    if path.exists() and _digest(path) == file.sha256:
        return
    _make_private(path.parent)
    partial = path.with_name(f".{secrets.token_hex(8)}.partial")
    try:
        with _opened(file, chosen, workspace) as stream:
            found = _write(partial, stream, mode=int(file.mode, 8) & 0o755)
        if found != file.sha256:
            raise Tampered(f"the backup's copy of {file.path} is damaged")
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)


def _path_of(file: File, workspace: Workspace) -> Path:
    """Below the workspace, whatever the manifest says."""
    parts = file.path.split("/")
    if any(part in ("", ".", "..") or "\0" in part for part in parts) or parts[0] in ("vault", UNDER_WAY):
        raise Tampered(f"the backup's manifest names a path that cannot be: {file.path!r}")
    return workspace.home.joinpath(*parts)


@contextmanager
def _opened(file: File, chosen: Chosen, workspace: Workspace) -> Iterator[BinaryIO]:
    """The file's bytes, unsealed on the way where they are sealed."""
    pieces = chosen.place.stream(object_name(file.object))
    if file.object == file.sha256:
        yield cast(BinaryIO, PieceReader(pieces))
        return
    with open_spool(workspace.home / UNDER_WAY) as opened:
        unseal(pieces, opened, identities=chosen.identities)
        opened.seek(0)
        yield opened


def _write(path: Path, stream: BinaryIO, *, mode: int) -> str:
    hasher = hashlib.sha256()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as out:
        while chunk := stream.read(1 << 20):
            hasher.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return hasher.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _make_private(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
