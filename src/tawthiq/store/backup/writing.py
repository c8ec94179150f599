"""One snapshot of a workspace: journal first, then the register at one moment, then the rest, the originals last."""

import fcntl
import hashlib
import re
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from tawthiq.core.journal import Fault, SignedHead
from tawthiq.errors import Tampered, Unreachable
from tawthiq.store import keys
from tawthiq.store.backup.manifest import File, Head, ManifestWriter
from tawthiq.store.backup.places import Place
from tawthiq.store.backup.registers import copy_register, kind_of
from tawthiq.store.backup.sealing import read_recipients, seal
from tawthiq.store.backup.sending import Sender, digest_of, open_note, open_spool
from tawthiq.store.backup.snapshots import LIST, MANIFEST, SEALED, SNAPSHOTS, claim_place, next_number
from tawthiq.store.workspace import Workspace

DIGEST = re.compile(r"[0-9a-f]{64}")
NOTES = "backup"
# Not in a backup: originals come from the vault itself, the register as a copy; uploads begin again.
LEFT_OUT = frozenset({"vault", "uploads", "importing", "exporting", NOTES})
LEFT_OUT_NAMES = re.compile(r"register\.sqlite.*|lock|.*\.lock|.*\.partial")
BEFORE_REGISTER = ("journal", "log")
Told = Callable[[str, int], None]


@dataclass(slots=True)
class Made:
    """A finished snapshot; ``faults`` are originals that were not whole and of which the place has no copy."""

    number: int
    name: str
    files: int = 0
    bytes_kept: int = 0
    sent: int = 0
    sent_bytes: int = 0
    faults: list[Fault] = field(default_factory=list)


def make_backup(
    workspace: Workspace,
    place: Place,
    *,
    head: SignedHead,
    encrypt_to: Sequence[str] = (),
    told: Told = lambda _stage, _number: None,
) -> Made:
    """The place holds one more snapshot, every new byte of it read again. Run again after an interruption, it goes on.

    ``head`` is where the journal stands before anything is copied; ``told`` hears (stage, files so far).

    Raises:
        InvalidRecord: the place belongs to another workspace, or is encrypted where this is not.
        Tampered: the register is damaged, or the place spoils what is written to it.
        Unreachable: another backup is running, or the place does not answer.
    """
    recipients = read_recipients(encrypt_to)
    with _alone(workspace.home / NOTES) as spool:
        about = claim_place(place, sealed=bool(recipients), keys_folder=workspace.keys)
        number, now = next_number(place), datetime.now(UTC).replace(microsecond=0)
        made = Made(number, f"{number:06d}-{now:%Y%m%dT%H%M%SZ}")
        public = keys.public_key(workspace.keys).decode()
        journal = {"size": head.size, "chain": head.chain, "root": head.root}
        first = Head(number, now.isoformat(), kind_of(workspace.database_url), journal, public)
        with open_note(spool.parent / f"{about.id}.sqlite") as note, open_spool(spool) as manifest:
            sender = Sender(place, note=note, recipients=recipients, spool=spool)
            writer = ManifestWriter(manifest, first)
            objects = _send_all(workspace, sender, writer, made=made, spool=spool, told=told)
            writer.end(keys_folder=workspace.keys)
            made.files, made.sent, made.sent_bytes = writer.files, sender.sent, sender.sent_bytes
            _finish(place, made.name, objects=objects, manifest=manifest, recipients=recipients, spool=spool)
    return made


def _send_all(
    workspace: Workspace, sender: Sender, writer: ManifestWriter, *, made: Made, spool: Path, told: Told
) -> set[str]:
    """The objects that the snapshot needs."""
    objects: set[str] = set()

    def add(path: str, mode: str, size: int, *, sha256: str, kept: tuple[str, int]) -> None:
        writer.add(File(path, mode, sha256, size, *kept))
        objects.add(kept[0])
        made.bytes_kept += size
        told("files", writer.files)

    for path, source in _sources(workspace, spool=spool, told=told):
        with source.open("rb") as file:
            sha256, mode = digest_of(file), stat.S_IMODE(source.stat().st_mode)
            size = file.tell()
            add(path, f"{mode:04o}", size, sha256=sha256, kept=sender.find(sha256) or sender.send(file, sha256=sha256))
    vault = workspace.vault
    for sha256, size in vault.listed():
        if not DIGEST.fullmatch(sha256):
            continue
        kept = sender.find(sha256)
        if kept is None:
            if fault := vault.check(sha256):
                made.faults.append(fault)
                continue
            with vault.open(sha256) as original:
                kept = sender.send(original, sha256=sha256)
        add(f"vault/objects/{sha256[:2]}/{sha256}", "0440", size, sha256=sha256, kept=kept)
    return objects


def _sources(workspace: Workspace, *, spool: Path, told: Told) -> Iterator[tuple[str, Path]]:
    """(path in the snapshot, file to read), in the order that keeps them consistent; the copy is made in its turn."""
    tops = sorted(path for path in workspace.home.iterdir() if path.name not in LEFT_OUT)
    for top in tops:
        if top.name in BEFORE_REGISTER:
            yield from _files_below(top, home=workspace.home)
    told("register", 0)
    copy = copy_register(workspace.database_url, spool)
    yield copy.name, copy
    copy.unlink()
    for top in tops:
        if top.name not in BEFORE_REGISTER:
            yield from _files_below(top, home=workspace.home)


def _files_below(top: Path, *, home: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(top.rglob("*")) if top.is_dir() and not top.is_symlink() else [top]:
        if path.is_file() and not path.is_symlink() and not LEFT_OUT_NAMES.fullmatch(path.name):
            yield path.relative_to(home).as_posix(), path


def _finish(
    place: Place, name: str, *, objects: set[str], manifest: BinaryIO, recipients: Sequence[object], spool: Path
) -> None:
    """List and manifest are in the place: from now on the snapshot exists."""
    folder = f"{SNAPSHOTS}{name}/"
    with open_spool(spool) as listed:
        listed.writelines(f"{one}  objects/{one[:2]}/{one}\n".encode() for one in sorted(objects))
        _create(place, folder + LIST, listed)
    if not recipients:
        _create(place, folder + MANIFEST, manifest)
        return
    with open_spool(spool) as sealed:
        seal(manifest, sealed, recipients=recipients)
        _create(place, folder + SEALED, sealed)


def _create(place: Place, name: str, file: BinaryIO) -> None:
    place.create(name, file)
    held = hashlib.sha256()
    for piece in place.stream(name):
        held.update(piece)
    if held.hexdigest() != digest_of(file):
        place.delete(name)
        raise Tampered(f"{place.address} gives back other bytes than were written to it")


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    """A private, empty folder for what waits; raises Unreachable where another backup of this workspace is running."""
    folder.mkdir(exist_ok=True, mode=0o700)
    with (folder / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise Unreachable("another backup of this workspace is running") from taken
        spool = folder / "tmp"
        shutil.rmtree(spool, ignore_errors=True)
        spool.mkdir(mode=0o700)
        try:
            yield spool
        finally:
            shutil.rmtree(spool, ignore_errors=True)
