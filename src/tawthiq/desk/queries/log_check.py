"""Whether the public log is still what was published: its signatures, its tiles, and that nothing was taken out."""

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from tawthiq.core.journal import SignedHead
from tawthiq.desk import models as m
from tawthiq.desk.queries.findings import Finding, read_body
from tawthiq.errors import Tampered
from tawthiq.store.log import CHECKPOINT, CHECKPOINTS, STAMPS, WITNESSES, PublicLog
from tawthiq.store.notes import open_checkpoint, open_former_checkpoint

MOST = 100
# What the journal tells of confirmations: event, folder, who sent it, how its file ends.
CONFIRMED = (("timestamped", STAMPS, "authority", ".tsr"), ("witnessed", WITNESSES, "witness", ""))


def published_heads(log: PublicLog, *, keys_folder: Path) -> tuple[list[SignedHead], list[Finding]]:
    """What every published checkpoint holds the journal to; a finding for each that this workspace did not sign."""
    heads, faults = [], []
    for size in log.sizes():
        where = f"log/{CHECKPOINTS}/{size}"
        try:
            head, is_former = open_published(log, size, keys_folder=keys_folder)
        except Tampered as odd:
            faults.append(Finding("log_forged", where, detail=str(odd)))
            continue
        if is_former:
            faults.append(Finding("log_former_key", where, is_note=True))
        if head.size != size:
            faults.append(Finding("log_forged", where, detail=f"it is the checkpoint of size {head.size}"))
        heads.append(head)
    return heads, faults


def open_published(log: PublicLog, size: int, *, keys_folder: Path) -> tuple[SignedHead, bool]:
    """What a published checkpoint says, and whether a key signed it that was lost since; raises Tampered for others."""
    note = log.note(size)
    try:
        return open_checkpoint(note, keys_folder=keys_folder), False
    except Tampered:
        return open_former_checkpoint(note, keys_folder=keys_folder), True


def check_log(log: PublicLog, *, sizes: list[int]) -> Iterator[Finding]:
    """The tiles against the commitments they are made of, and the journal's publications against the folder.

    ``sizes`` are those that were published before the register was held still.
    """
    newest = max(sizes, default=0)
    for name in islice(log.check(sizes), MOST):
        yield Finding("log_changed", f"log/{name}")
    if sizes == log.sizes() and not log.is_newest_shown():
        yield Finding("log_changed", f"log/{CHECKPOINT}")
    published = published_sizes()
    for size in sorted(set(published) - set(sizes)):
        # One beyond the newest may be on its way: the journal's entry is committed before the folder is written.
        yield Finding("log_missing", f"log/{CHECKPOINTS}/{size}", is_note=size > newest)
    for size in sorted(set(sizes) - set(published)):
        yield Finding("log_unvouched", f"log/{CHECKPOINTS}/{size}")
    yield from _check_commitments(log, size=newest)
    yield from _check_confirmations(log)


def published_sizes() -> dict[int, int]:
    """The sizes that the journal says were published, each with the number of the entry that says so."""
    rows = m.JournalEntry.objects.filter(event="checkpoint_published").order_by("seq").values_list("seq", "body")
    told = ((read_body(body).get("detail"), seq) for seq, body in rows.iterator(chunk_size=1000))
    return {detail["size"]: seq for detail, seq in told if isinstance(detail, dict) and type(detail.get("size")) is int}


def _check_commitments(log: PublicLog, *, size: int) -> Iterator[Finding]:
    """The first commitment in the tiles that is not the journal's; the tiles' own shape is looked at before."""
    rows = m.JournalEntry.objects.filter(seq__lte=size).order_by("seq").values_list("seq", "commitment")
    try:
        for (seq, commitment), shown in zip(
            rows.iterator(chunk_size=5000), log.commitments(first=0, size=size), strict=False
        ):
            if commitment != shown.hex():
                yield Finding("log_changed", f"entry {seq}", detail="the log shows another commitment")
                return
    except Tampered:
        return  # named by the tile it is in


def _check_confirmations(log: PublicLog) -> Iterator[Finding]:
    """What the journal says that authorities and witnesses sent lies in the log, to the byte."""
    for event, kind, by, suffix in CONFIRMED:
        for detail in told_of(event):
            kept = dict(log.beside(kind, size=detail["size"])).get(detail[by], b"")
            if hashlib.sha256(kept).hexdigest() != detail["sha256"]:
                yield Finding(
                    "log_changed" if kept else "log_missing", f"log/{kind}/{detail['size']}-{detail[by]}{suffix}"
                )


def told_of(event: str) -> Iterator[dict[str, Any]]:
    """What entries of this event tell of a published checkpoint, in order."""
    rows = m.JournalEntry.objects.filter(event=event).order_by("seq").values_list("body", flat=True)
    for body in rows.iterator(chunk_size=1000):
        detail = read_body(body).get("detail")
        if isinstance(detail, dict) and type(detail.get("size")) is int:
            yield detail
