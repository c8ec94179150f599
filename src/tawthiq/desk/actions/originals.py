"""Opening an original: in the journal first, then the bytes in a stream, checked against their digest on the way."""

import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction

from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.disposals import is_disposed
from tawthiq.desk.queries.rooms import require_unveiled
from tawthiq.errors import InvalidRecord, Tampered

CHUNK_BYTES = 1 << 20


def stream_original(user: m.User, item: m.Item) -> Iterator[bytes]:
    """The preserved bytes; that they were opened, and by whom, is in the journal before the first of them.

    No veil can be laid over bytes: NotFound where the report in them names somebody of a room that this user may not
    enter. Raises InvalidRecord where the item was disposed of, Tampered where the bytes are missing. Where they turn
    out to be others than were received, Tampered ends the stream before its last piece: nobody gets a whole file that
    is wrong.
    """
    require(user, "see_report")
    require_unveiled(user, item)
    if is_disposed(item):
        raise InvalidRecord("disposed_already")
    with transaction.atomic():
        record("accessed_original", actor=user.username, subject=item, detail={"sha256": item.sha256})
    if not settings.WORKSPACE.vault.has(item.sha256):
        raise Tampered(f"item_damaged: {item.ref}")
    return _checked(item)


def _checked(item: m.Item) -> Iterator[bytes]:
    digest, held = hashlib.sha256(), b""
    with settings.WORKSPACE.vault.open(item.sha256) as source:
        while piece := source.read(CHUNK_BYTES):
            digest.update(piece)
            if held:
                yield held
            held = piece
    if digest.hexdigest() != item.sha256:
        raise Tampered(f"item_damaged: {item.ref}")
    yield held
