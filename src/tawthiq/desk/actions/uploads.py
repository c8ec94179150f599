"""Uploads that may stop and go on: what was acknowledged is on disk, encrypted, and a whole file becomes one receipt.

The protocol in front of this is tus 1.0 (``desk/views/uploads.py``); the offset of an upload moves only after the part
before it is durable, and never backwards.
"""

import io
import shutil
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.evidence import Provenance, name_source, register_stored
from tawthiq.desk.queries.gazetteer import find_source
from tawthiq.desk.queries.uploads import parts_of
from tawthiq.errors import InvalidRecord, Tampered, Unreachable
from tawthiq.store.parts import PART_BYTES, leftover_folders

LARGEST_BYTES = 10 * 1024**3
SPARE_BYTES = 512 * 1024**2  # what the disk keeps for journal and register while an upload grows
PIECE_BYTES = 256 * 1024
DAMAGED_COPY = "vault_copy_damaged"


class Readable(Protocol):
    """Something that bytes come from: a request, a file."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes, none at the end."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the sender says of a file before it comes; kept on the receipt, believed nowhere."""

    name: str
    source: str = ""
    source_kind: str = ""
    published: str = ""
    lang: str = ""
    modified: str = ""


def start_upload(user: m.User, *, length: int, told: Told) -> m.Upload:
    """An upload of this many bytes may begin; raises InvalidRecord for what cannot be, Unreachable without room."""
    require(user, "ingest")
    if not 0 < length <= LARGEST_BYTES:
        raise InvalidRecord(f"upload_too_large: {length}" if length > 0 else "upload_empty")
    Provenance(published=told.published, lang=told.lang)  # refused now, not after hours
    check_room(length)
    now = timezone.now()
    return m.Upload.objects.create(
        id=uuid.uuid4(), user=user, length=length, told=asdict(told), started_at=now, touched_at=now
    )


def check_room(length: int) -> None:
    """Raises Unreachable where the disk has no room for the parts and for the whole beside them."""
    if shutil.disk_usage(settings.WORKSPACE.home).free < 2 * length + SPARE_BYTES:
        raise Unreachable("no_room")


def take_bytes(upload: m.Upload, stream: Readable, *, offset: int) -> int | None:
    """The new offset after all that the stream gave; None where the upload does not stand at ``offset``.

    What came before a line dropped is kept: each part moves the offset by itself. Bytes beyond the announced length are
    not taken.
    """
    at, is_open = offset, True
    while is_open and at < upload.length:
        data, is_open = _read_part(stream, most=min(PART_BYTES, upload.length - at))
        if data:
            if not add_part(upload, data, offset=at):
                return None
            at += len(data)
    return at if upload.offset == at else None


def _read_part(stream: Readable, *, most: int) -> tuple[bytes, bool]:
    """At most a part, and whether more may come; a line that drops ends the stream."""
    data = bytearray()
    while len(data) < most:
        try:
            piece = stream.read(min(PIECE_BYTES, most - len(data)))
        except OSError:  # the line dropped: Django says UnreadablePostError, which is one
            return bytes(data), False
        if not piece:
            return bytes(data), False
        data += piece
    return bytes(data), True


def add_part(upload: m.Upload, data: bytes, *, offset: int) -> bool:
    """Whether these bytes are now the upload's next ones, durably; False where it stands elsewhere."""
    parts = parts_of(upload)
    with parts.locked() as alone:
        upload.refresh_from_db()
        if not alone or upload.offset != offset or upload.item_id is not None:
            return False
        parts.write(data, offset=offset)
        upload.offset, upload.touched_at = offset + len(data), timezone.now()
        upload.save(update_fields=["offset", "touched_at"])
    return True


def finish_upload(upload: m.Upload) -> m.Upload:
    """A whole upload is received: vault, receipt and journal entry, exactly once; one that lacks bytes stays as it is.

    Raises Unreachable where the vault cannot be written now. Where the vault's copy of the same bytes is damaged the
    parts stay, and the upload says so.
    """
    parts = parts_of(upload)
    with parts.locked() as alone:
        upload.refresh_from_db()
        if not alone or upload.item_id is not None or upload.offset < upload.length:
            return upload
        try:
            stored = settings.WORKSPACE.vault.put(io.BufferedReader(parts.open(length=upload.length), PIECE_BYTES))
        except Tampered:
            upload.refusal = DAMAGED_COPY
            upload.save(update_fields=["refusal"])
            return upload
        except OSError as odd:
            raise Unreachable(f"vault_closed: {odd.strerror or ''}") from odd
        told = Told(**upload.told)
        try:
            with transaction.atomic():
                actor = upload.user.username
                received = register_stored(
                    stored, name=told.name, actor=actor, channel="upload", provenance=_provenance(told, actor=actor)
                )
                upload.item, upload.refusal, upload.touched_at = received.item, "", timezone.now()
                upload.save()
        except InvalidRecord as refused:
            if not str(refused).startswith("disposed_before"):
                raise
            upload.item, upload.refusal = None, str(refused).split(":")[0]
            upload.save(update_fields=["refusal"])
        parts.discard()
    return upload


def _provenance(told: Told, *, actor: str) -> Provenance:
    source = None
    if told.source:
        source = find_source(told.source) or name_source(pseudonym=told.source, kind=told.source_kind, actor=actor)
    return Provenance(source=source, published=told.published, lang=told.lang)


def remove_upload(upload: m.Upload) -> None:
    """Nothing of an unfinished upload is left; of a finished one only the note that it was made goes."""
    parts_of(upload).discard()
    upload.delete()


def finish_whole(should_stop: Callable[[], bool]) -> int:
    """How many uploads were received whose last part had come before a server was stopped."""
    done = 0
    for upload in m.Upload.objects.filter(item=None, refusal="").order_by("started_at"):
        if should_stop():
            break
        if upload.offset == upload.length:
            done += finish_upload(upload).item_id is not None
    return done


def drop_abandoned(*, older_than_days: float) -> int:
    """How many uploads that nobody went on with were removed, finished ones' notes included; damaged ones stay."""
    limit = timezone.now() - timedelta(days=older_than_days)
    stale = list(m.Upload.objects.filter(touched_at__lt=limit).exclude(refusal=DAMAGED_COPY))
    for upload in stale:
        remove_upload(upload)
    return len(stale) + _drop_folders(older_than_days)


def _drop_folders(older_than_days: float) -> int:
    """Folders of plain forms whose server was killed, and of uploads that the register knows no more."""
    root, now = settings.WORKSPACE.uploads, timezone.now().timestamp()
    known = {str(pk) for pk in m.Upload.objects.values_list("pk", flat=True)}
    dropped = 0
    for folder in leftover_folders(root, older_than_s=older_than_days * 86400, now=now):
        if folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)
            dropped += 1
    return dropped
