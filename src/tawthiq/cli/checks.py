"""What ``tawthiq doctor`` looks at; each check says one thing and changes nothing that lasts."""

import os
import platform
import shutil
import sqlite3
import stat
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tawthiq.cli.words import say
from tawthiq.cli.workspaces import check_made, open_register
from tawthiq.errors import Tampered, TawthiqError, Unreachable
from tawthiq.store.checkpoint import read_checkpoint
from tawthiq.store.keys import DROP_KEY, SIGNING_KEY
from tawthiq.store.workspace import SECRET, Workspace, parse_database_url

# Source: SQLite, release history, 3.51.3 and 3.53.0: the "WAL-reset" fault, very hard to hit, is mended there.
SQLITE_MENDED = (3, 51, 3)
# Programs of others that look inside files, each in the sandbox that the first of them makes.
PROGRAMS = ("bwrap", "exiftool", "ffmpeg", "tesseract")
BACKUP_DAYS = 7
STAMPED_WITHIN = timedelta(days=1)
LOW_BYTES, FULL_BYTES = 2 * 1024**3, 200 * 1024**2


@dataclass(frozen=True, slots=True)
class Check:
    """``state`` is ok, note or broken."""

    name: str
    state: str
    words: str


def check_machine() -> Iterator[Check]:
    """Versions, and the programs of others that some features stand on."""
    import django

    yield Check("python", "ok", platform.python_version())
    is_mended = sqlite3.sqlite_version_info >= SQLITE_MENDED
    words = say("doctor.sqlite_mended" if is_mended else "doctor.sqlite_old", version=sqlite3.sqlite_version)
    yield Check("sqlite", "ok" if is_mended else "note", words)
    yield Check("django", "ok", django.get_version())
    yield _tool("chromium", shutil.which("chromium") or shutil.which("chromium-browser"))
    for program in PROGRAMS:
        yield _tool(program, shutil.which(program))
    yield _check_sandbox()
    servers = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    yield _tool("postgresql", str(servers[-1]) if servers else shutil.which("initdb"))
    yield _tool("fonts", _arabic_font())
    yield from _check_readers()


def _check_readers() -> Iterator[Check]:
    """The readers that ``TAWTHIQ_READERS`` names; nothing is loaded and no server is asked."""
    from tawthiq.reading.readers.choosing import choice_from, why_not

    try:
        choice = choice_from(os.environ)
    except TawthiqError as odd:
        yield Check("reader", "broken", str(odd))
        return
    for words in choice.readers:
        reason = why_not(words, choice)
        if reason:
            yield Check("reader", "broken", say("doctor.reader_absent", words=words, reason=reason))
        elif words.startswith("server:"):
            yield Check("reader", "note", say("doctor.reader_sends", words=words))
        else:
            yield Check("reader", "ok", say("doctor.reader", words=words))


def _tool(name: str, found: str | None) -> Check:
    return Check(name, "ok", found) if found else Check(name, "note", say(f"doctor.without_{name}"))


def _check_sandbox() -> Check:
    """A trial run: the program may be there and the kernel refuse."""
    from tawthiq.capture.sandbox import require_sandbox

    try:
        require_sandbox()
    except Unreachable as odd:
        return Check("sandbox", "note", say("doctor.without_sandbox", reason=str(odd).removeprefix("no_sandbox: ")))
    return Check("sandbox", "ok", say("doctor.sandbox"))


def _arabic_font() -> str | None:
    lister = shutil.which("fc-list")
    if lister is None:
        return None
    listed = subprocess.run([lister, ":lang=ar", "family"], capture_output=True, text=True, check=False)  # noqa: S603
    return next(iter(sorted(listed.stdout.splitlines())), None)


def check_workspace_folder(workspace: Workspace) -> Iterator[Check]:
    """Folder, space, vault, keys and checkpoint."""
    try:
        check_made(workspace)
    except Unreachable as odd:
        yield Check("workspace", "broken", str(odd))
        return
    yield Check("workspace", "ok", str(workspace.home.resolve()))
    yield _check_space(workspace.home)
    yield _check_vault(workspace)
    yield _check_keys(workspace)
    yield _check_checkpoint(workspace)
    yield _check_encryption(workspace.home)


def _check_space(home: Path) -> Check:
    free = shutil.disk_usage(home).free
    state = "broken" if free < FULL_BYTES else "note" if free < LOW_BYTES else "ok"
    return Check("disk", state, say("doctor.free", gib=f"{free / 1024**3:.1f}"))


def _check_vault(workspace: Workspace) -> Check:
    try:
        vault = workspace.vault
        vault.probe()
        half = sum(1 for _ in vault.leftovers())
    except OSError as odd:
        return Check("vault", "broken", say("doctor.vault_closed", reason=odd.strerror))
    except TawthiqError as odd:
        return Check("vault", "broken", say("doctor.vault_closed", reason=odd))
    return Check("vault", "note" if half else "ok", say("doctor.vault_open", half=half))


def _check_keys(workspace: Workspace) -> Check:
    for name in (SIGNING_KEY, DROP_KEY, SECRET):
        path = workspace.keys / name
        if not path.exists():
            return Check("keys", "broken", say("doctor.key_missing", name=name))
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            return Check("keys", "broken", say("doctor.key_open", name=name))
    return Check("keys", "ok", say("doctor.keys_closed"))


def _check_checkpoint(workspace: Workspace) -> Check:
    try:
        checkpoint = read_checkpoint(workspace.journal, keys_folder=workspace.keys)
    except (Tampered, TawthiqError) as odd:
        return Check("checkpoint", "broken", str(odd))
    if checkpoint is None:
        return Check("checkpoint", "note", say("doctor.no_checkpoint"))
    age = time.time() - (workspace.journal / "checkpoint").stat().st_mtime
    return Check("checkpoint", "ok", say("doctor.checkpoint", size=checkpoint.size, hours=f"{age / 3600:.1f}"))


def _check_encryption(home: Path) -> Check:
    """Whether the disk below the workspace is encrypted, as far as the kernel says so (dm-crypt)."""
    device = home.stat().st_dev
    block = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}/dm/uuid")
    is_encrypted = block.is_file() and block.read_text(encoding="ascii").startswith("CRYPT-")
    words = say("doctor.disk_encrypted" if is_encrypted else "doctor.disk_plain")
    return Check("encryption", "ok" if is_encrypted else "note", words)


def check_register(workspace: Workspace) -> Iterator[Check]:
    """The database, its migrations, its accounts, and what waits."""
    try:
        open_register(workspace)
    except Unreachable as odd:
        yield Check("register", "broken", str(odd))
        return
    from django.db import connection

    from tawthiq.desk import models as m

    kind = parse_database_url(workspace.database_url)["kind"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if kind == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0]
    yield Check("register", "ok", say("doctor.register", kind=kind, version=version, items=m.Item.objects.count()))
    people = m.User.objects.filter(is_active=True).count()
    yield Check("people", "ok" if people else "note", say("doctor.people", number=people))
    unread = m.Report.objects.filter(state="received").count()
    yield Check("worker", "note" if unread else "ok", say("doctor.unread", number=unread))
    yield _check_fixity()
    yield _check_backup()
    yield _check_log()


def _check_fixity() -> Check:
    from tawthiq.desk.queries.fixity import fixity_state

    state = fixity_state()
    words = say("doctor.fixity", faults=len(state.faults), never=state.never_checked)
    return Check("fixity", "broken" if state.faults else "ok", words)


def _check_backup() -> Check:
    """The last backup that the journal tells of; what became of it since, nobody here knows."""
    from django.utils import timezone

    from tawthiq.desk import models as m

    made = m.JournalEntry.objects.filter(event="backed_up").order_by("-seq").first()
    if made is None:
        return Check("backup", "note", say("doctor.no_backup"))
    days = (timezone.now() - made.recorded_at).days
    return Check("backup", "note" if days > BACKUP_DAYS else "ok", say("doctor.backup", days=days))


def _check_log() -> Check:
    """Whether the journal is published, and whether somebody else has said when every older checkpoint existed."""
    from django.utils import timezone

    from tawthiq.desk.queries.checkpoints import published

    try:
        rows = published()
    except TawthiqError as odd:  # the lists of who confirms
        return Check("log", "broken", str(odd))
    if not rows:
        return Check("log", "note", say("doctor.no_log"))
    late = [row for row in rows if row.is_untimestamped and timezone.now() - row.published_at > STAMPED_WITHIN]
    hours = (timezone.now() - rows[0].published_at).total_seconds() / 3600
    words = say("doctor.log", hours=f"{hours:.1f}", number=len(rows), late=len(late))
    return Check("log", "note" if late else "ok", words)
