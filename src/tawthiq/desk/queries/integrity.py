"""Whether vault, journal, register and releases are still what was written: every fault, named by item and SHA-256.

Everything is read as it stood at one moment, so that people and workers may go on meanwhile. Nothing is changed.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from tawthiq.core.journal import SignedHead
from tawthiq.desk import models as m
from tawthiq.desk.queries.disposals import ended_items
from tawthiq.desk.queries.findings import Finding
from tawthiq.desk.queries.journal_check import check_journal
from tawthiq.desk.queries.log_check import check_log, published_heads
from tawthiq.desk.queries.vouching import Notes, check_records
from tawthiq.errors import Tampered
from tawthiq.store import keys
from tawthiq.store.checkpoint import read_checkpoint
from tawthiq.store.log import PublicLog
from tawthiq.store.release import check_release, current_number, folder_name
from tawthiq.store.release.manifest import MANIFEST
from tawthiq.store.vault import Vault
from tawthiq.store.workspace import Workspace

Progress = Callable[[str, int], None]


@dataclass(slots=True)
class Tally:
    """What was looked at."""

    items: int = 0
    bytes_checked: int = 0
    entries: int = 0
    records: int = 0
    releases: int = 0


def check_workspace(workspace: Workspace, *, tally: Tally, progress: Progress) -> Iterator[Finding]:
    """Every fault and note, as it is found; ``tally`` counts along and ``progress`` hears (stage, number so far)."""
    log = PublicLog(workspace.log)
    published, (signed, faults) = (
        log.sizes(),
        _signed_heads(workspace),
    )  # before the snapshot: what they vouch for is committed by then
    yield from faults
    with frozen_register():
        yield from _check_database()
        notes = Notes()
        yield from check_journal(signed, notes=notes)
        tally.entries = notes.entries
        progress("journal", tally.entries)
        yield from check_log(log, sizes=published)
        yield from _check_vault(workspace, tally=tally, progress=progress)
        for seen in check_records(notes):
            if isinstance(seen, Finding):
                yield seen
            else:
                tally.records += seen
                progress("register", tally.records)
        yield from _check_releases(workspace, tally=tally)
        progress("releases", tally.releases)


@contextmanager
def frozen_register() -> Iterator[None]:
    """Inside, every query sees the register as it was at the first one; writers are not held up."""
    if connection.in_atomic_block:  # the caller's transaction already holds it still
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own would take the write lock
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def _signed_heads(workspace: Workspace) -> tuple[list[SignedHead], list[Finding]]:
    """The checkpoint, and every one that was published."""
    signed, faults = published_heads(PublicLog(workspace.log), keys_folder=workspace.keys)
    try:
        checkpoint = read_checkpoint(workspace.journal, keys_folder=workspace.keys)
    except Tampered as odd:
        return signed, [*faults, Finding("checkpoint_forged", "checkpoint", detail=str(odd))]
    if checkpoint is None and m.JournalEntry.objects.exists():
        faults.append(Finding("checkpoint_missing", "checkpoint"))
    return [*signed, checkpoint] if checkpoint else signed, faults


def _check_database() -> Iterator[Finding]:
    """SQLite's own look at its pages and indexes; PostgreSQL is asked for that by its administrator (amcheck)."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(20)")
        for (told,) in cursor.fetchall():
            if told != "ok":
                yield Finding("register_damaged", "register.sqlite", detail=told)


def _check_vault(workspace: Workspace, *, tally: Tally, progress: Progress) -> Iterator[Finding]:
    """Each item's bytes against its digest, each report's text against its bytes, and what no item names."""
    vault, ended = workspace.vault, ended_items()
    named: set[str] = set()
    for item in m.Item.objects.order_by("pk").prefetch_related("report").iterator(chunk_size=200):
        named.add(item.sha256)
        tally.items += 1
        if item.pk in ended:
            yield from _check_ended(item, vault, is_done=ended[item.pk])
        elif fault := vault.check(item.sha256):
            yield Finding(fault.what, item.ref, items=((item.ref, item.sha256),), detail=fault.detail)
        else:
            tally.bytes_checked += item.size_bytes
        report = getattr(item, "report", None)
        if report and item.pk not in ended and _sha256_of(report.text) != item.sha256:
            yield Finding("report_text_changed", report.ref, items=((item.ref, item.sha256),))
        progress("vault", tally.items)
    yield from _check_derived(vault, named=named, tally=tally)
    for name in vault.digests():
        if name not in named:
            yield Finding("object_unnamed", f"vault/objects/{name}", is_note=True)
    for name in vault.leftovers():
        yield Finding("half_written", f"vault/tmp/{name}", is_note=True)


def _sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _check_ended(item: m.Item, vault: Vault, *, is_done: bool) -> Iterator[Finding]:
    """Where a disposal was carried out there are no bytes; one that is not yet is worth knowing."""
    if not is_done:
        yield Finding("disposal_unfinished", item.ref, items=((item.ref, item.sha256),), is_note=True)
    elif vault.has(item.sha256):
        yield Finding("disposed_bytes_present", item.ref, items=((item.ref, item.sha256),))


def _check_derived(vault: Vault, *, named: set[str], tally: Tally) -> Iterator[Finding]:
    """The bytes of what tools made, each object once; ``named`` gets them."""
    made = m.Derivative.objects.exclude(sha256="").select_related("item").order_by("pk")
    for one in made.iterator(chunk_size=500):
        if one.sha256 in named:
            continue
        named.add(one.sha256)
        if fault := vault.check(one.sha256):
            yield Finding(fault.what, one.ref, items=((one.item.ref, one.item.sha256),), detail=fault.detail)
        else:
            tally.bytes_checked += one.size_bytes


def _check_releases(workspace: Workspace, *, tally: Tally) -> Iterator[Finding]:
    trusted, known = keys.public_key(workspace.keys), set()
    public: set[int] = set()
    for release in m.Release.objects.order_by("number"):
        folder = workspace.releases / folder_name(release.number)
        known.add(folder.name)
        public |= {release.number} if release.state == "public" else set()
        tally.releases += 1
        for fault in check_release(folder, public_key=trusted):
            yield Finding("release_changed", f"{release.ref} {folder.name}", detail=fault)
        manifest = folder / MANIFEST
        if manifest.is_file() and hashlib.sha256(manifest.read_bytes()).hexdigest() != release.manifest_sha256:
            yield Finding("release_manifest_changed", f"{release.ref} {folder.name}", detail=MANIFEST)
    yield from _check_pointer(workspace, public=public)
    for folder in sorted(workspace.releases.iterdir()):
        if folder.is_dir() and folder.name not in known:
            yield Finding("release_unnamed", f"releases/{folder.name}", is_note=True)


def _check_pointer(workspace: Workspace, *, public: set[int]) -> Iterator[Finding]:
    try:
        current = current_number(workspace.releases)
    except Tampered as odd:
        yield Finding("release_pointer", "releases/current", detail=str(odd))
        return
    if current != max(public, default=None):
        words = f"shows {current or 'nothing'}, the register says {max(public, default=None) or 'nothing'}"
        yield Finding("release_pointer", "releases/current", detail=words)
