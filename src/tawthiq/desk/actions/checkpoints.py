"""Publishing the journal: filled up to whole tiles, signed, and put where anybody may copy it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tawthiq.core.journal import SignedHead
from tawthiq.core.merkle import tree_root
from tawthiq.desk import models as m
from tawthiq.desk.actions.journal import Noted, frontier_of, lock_head, record_many
from tawthiq.desk.queries.checkpoints import public_log
from tawthiq.desk.queries.log_check import open_published, published_sizes
from tawthiq.errors import InvalidRecord, Tampered
from tawthiq.store.log import WIDTH, PublicLog
from tawthiq.store.notes import sign_checkpoint

# What may follow a publication without making a newer one needed: it tells of checkpoints and copies, not of evidence.
QUIET = frozenset({"checkpoint_published", "padded", "timestamped", "witnessed", "backed_up"})


def publish_checkpoint(*, actor: str, fresh: bool = False) -> int:
    """The size of a published checkpoint that covers everything that happened so far.

    The last one is taken where nothing but ``QUIET`` events came after it, unless a ``fresh`` one is asked for. Never
    inside another transaction: the entries are committed before the files are written, and what a crash leaves
    unwritten is written by the next call. Raises Tampered where the journal does not continue what was published.
    """
    with _alone():
        log = public_log()
        finish_publications(log)
        if not fresh and (size := _still_good()):
            return size
        head = _fill_up(actor)
        _put_out(log, head)
        return head.size


def finish_publications(log: PublicLog) -> list[int]:
    """The sizes that the journal says were published and that the folder lacked; they stand there afterwards.

    The whole folder is made anew from the journal where it was lost: the same bytes, for signatures are deterministic.
    """
    missing = sorted(set(published_sizes()) - set(log.sizes()))
    if missing:
        log.extend(max(published_sizes()), commitments=_commitments, anew=True)
    for size in missing:
        _put_out(log, _head_at(size))
    return missing


def publish_when_due(*, actor: str) -> int | None:
    """A fresh checkpoint, once ``TAWTHIQ_PUBLISH_HOURS`` have passed since the last; the size, or None.

    At fixed times and whether or not anything happened, so that publishing tells nobody how busy a day was.
    """
    events = m.JournalEntry.objects.filter(event="checkpoint_published").order_by("-seq")
    last = events.first() or m.JournalEntry.objects.order_by("seq").first()
    if last is None or timezone.now() - last.recorded_at < timedelta(hours=hours_between()):
        return None
    return publish_checkpoint(actor=actor, fresh=True)


def hours_between() -> float:
    """``TAWTHIQ_PUBLISH_HOURS``, 24 where it is not set; raises InvalidRecord for what is no time span."""
    try:
        hours = float(os.environ.get("TAWTHIQ_PUBLISH_HOURS") or 24)
    except ValueError as odd:
        raise InvalidRecord("TAWTHIQ_PUBLISH_HOURS is a number of hours") from odd
    if not 0 < hours < 10_000:
        raise InvalidRecord("TAWTHIQ_PUBLISH_HOURS is a number of hours")
    return hours


@contextmanager
def _alone() -> Iterator[None]:
    """One process publishes at a time."""
    folder = settings.WORKSPACE.journal
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "publishing").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _still_good() -> int | None:
    size = max(published_sizes(), default=0)
    later = m.JournalEntry.objects.filter(seq__gt=size).exclude(event__in=QUIET)
    return size if size and not later.exists() else None


def _fill_up(actor: str) -> SignedHead:
    """The journal ends at a multiple of 256, and says itself that this was published."""
    with transaction.atomic(durable=True):
        head = lock_head()
        size = (head.size // WIDTH + 1) * WIDTH
        padding = [Noted(event="padded", actor=actor)] * (size - head.size - 1)
        record_many([Noted(event="checkpoint_published", actor=actor, detail={"size": size}), *padding])
        head.refresh_from_db()
        return SignedHead(head.size, head.chain, frontier_of(head).root().hex())


def _put_out(log: PublicLog, head: SignedHead) -> None:
    """Tiles, then the signed checkpoint over them; nothing is signed that differs from what was published before."""
    workspace = settings.WORKSPACE
    log.extend(head.size, commitments=_commitments)
    if tree_root(head.size, node=log.node).hex() != head.root:
        raise Tampered("the public log's tiles are not those of the journal: run `tawthiq verify`")
    for size in log.sizes()[-1:]:
        before, _ = open_published(log, size, keys_folder=workspace.keys)
        if size < head.size and tree_root(size, node=log.node).hex() != before.root:
            raise Tampered("the journal does not continue what was published: run `tawthiq verify`")
    log.publish(head.size, note=sign_checkpoint(head, keys_folder=workspace.keys))


def _commitments(first: int) -> Iterator[bytes]:
    """The journal's commitments from a position on."""
    rows = m.JournalEntry.objects.filter(seq__gt=first).order_by("seq").values_list("commitment", flat=True)
    return (bytes.fromhex(commitment) for commitment in rows.iterator(chunk_size=5000))


def _head_at(size: int) -> SignedHead:
    """What the journal was at this size, computed from its commitments."""
    entry = m.JournalEntry.objects.filter(pk=size).first()
    if entry is None:
        raise Tampered("the journal ends before a checkpoint that it says was published")
    tree = frontier_of(m.JournalHead(size=size, frontier=""))
    return SignedHead(size, entry.chain, tree.root().hex())
