"""Backups of the whole workspace, and what the journal says about them."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction

from tawthiq.core.journal import SignedHead
from tawthiq.desk import models as m
from tawthiq.desk.actions.journal import frontier_of, record
from tawthiq.desk.queries.roots import head_at
from tawthiq.errors import Tampered
from tawthiq.store.backup import Made, Place, Restored, make_backup
from tawthiq.store.backup.writing import Told


def back_up(place: Place, *, actor: str, encrypt_to: Sequence[str] = (), told: Told = lambda _s, _n: None) -> Made:
    """One more snapshot lies in the place, and the journal says so; what it raises: ``store.backup.make_backup``."""
    head = m.JournalHead.objects.filter(pk=1).first() or m.JournalHead()
    signed = SignedHead(head.size, head.chain, frontier_of(head).root().hex())
    made = make_backup(settings.WORKSPACE, place, head=signed, encrypt_to=encrypt_to, told=told)
    detail = {
        "snapshot": made.number,
        "files": made.files,
        "bytes": made.bytes_kept,
        "sent_bytes": made.sent_bytes,
        "faults": len(made.faults),
        "encrypted": bool(encrypt_to),
        "journal_size": signed.size,
    }
    with transaction.atomic():
        record("backed_up", actor=actor, detail=detail)
    return made


def check_root(restored: Restored) -> SignedHead:
    """The journal's head as it was when the snapshot began; raises Tampered where the restored one has another root."""
    told = restored.head.journal
    found = head_at(told["size"])
    if (found.chain, found.root) != (told["chain"], told["root"]):
        raise Tampered("the restored journal does not have the root that it had when the snapshot was made")
    return found


def note_restored(restored: Restored, *, actor: str) -> None:
    """From here on the workspace is a new one that knows where it comes from."""
    with transaction.atomic():
        record("restored", actor=actor, detail={"snapshot": restored.head.number, "made_at": restored.head.made_at})
