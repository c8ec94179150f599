"""Receiving: bytes go to the vault first, then item, receipt, report and journal entry in one transaction."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tawthiq.core.evidence import is_text, media_type_of
from tawthiq.core.texts import fold
from tawthiq.core.times import is_valid_edtf
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.search import index_report
from tawthiq.errors import InvalidRecord
from tawthiq.store.vault import Stored

LARGEST_REPORT_BYTES = 5 * 1024 * 1024  # a text beyond this is a book or a log: kept as an item, not read as a report


@dataclass(frozen=True, slots=True)
class Received:
    """What is now durable: ``was_new`` is False for a second receipt; ``report`` is None where it is no text."""

    item: m.Item
    receipt: m.Receipt
    report: m.Report | None
    was_new: bool


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the sender says about the bytes: all of it kept on the receipt, none of it believed."""

    source: m.Source | None = None
    published: str = ""
    lang: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        if self.published and not is_valid_edtf(self.published):
            raise InvalidRecord(f"date_invalid: {self.published}")
        if self.lang and self.lang not in settings.READER_LANGUAGES:
            raise InvalidRecord(f"unknown_language: {self.lang}")


def receive(stream: BinaryIO, *, name: str, actor: str, channel: str, provenance: Provenance | None = None) -> Received:
    """Bytes, receipt and journal entry are on disk when this returns; only then may "received" be said.

    ``name`` is kept verbatim. Raises InvalidRecord for a date or language that cannot be, before anything is stored;
    Tampered when the vault's copy of the same bytes is damaged.
    """
    stored = settings.WORKSPACE.vault.put(stream)
    return register_stored(stored, name=name, actor=actor, channel=channel, provenance=provenance)


def register_stored(
    stored: Stored, *, name: str, actor: str, channel: str, provenance: Provenance | None = None
) -> Received:
    """Receipt and journal entry for bytes that the vault holds already; may stand inside a larger transaction."""
    told = provenance or Provenance()
    with transaction.atomic():
        now = timezone.now()
        item, was_new = m.Item.objects.get_or_create(
            sha256=stored.sha256,
            defaults={"size_bytes": stored.size_bytes, "media_type": media_type_of(stored.head), "received_at": now},
        )
        receipt = m.Receipt.objects.create(
            item=item,
            original_name=name,
            channel=channel,
            source=told.source,
            published=told.published,
            lang=told.lang,
            received_at=now,
            received_by=actor,
        )
        report = _make_report(item, stored, told) if was_new else getattr(item, "report", None)
        changed: list[m.Record] = [item, receipt, *([report] if report else [])] if was_new else [receipt]
        detail = {"sha256": stored.sha256, "size_bytes": stored.size_bytes, "second_receipt": not was_new}
        record("received", actor=actor, subject=item, changed=changed, detail=detail)
    return Received(item=item, receipt=receipt, report=report, was_new=was_new)


def _make_report(item: m.Item, stored: Stored, told: Provenance) -> m.Report | None:
    if item.media_type != "text/plain" or stored.size_bytes > LARGEST_REPORT_BYTES:
        return None
    data = settings.WORKSPACE.vault.read(item.sha256)
    if not is_text(data):
        return None
    text = data.decode("utf-8")
    report = m.Report.objects.create(
        item=item,
        lang=told.lang,
        title=told.title,
        text=text,
        text_key=hashlib.sha256(fold(text).encode("utf-8", "surrogatepass")).hexdigest(),
        published=told.published,
        source=told.source,
        received_at=item.received_at,
    )
    index_report(report)
    return report


def name_source(*, pseudonym: str, kind: str, actor: str) -> m.Source:
    """The source with this pseudonym, made and journalled where it is new."""
    with transaction.atomic():
        source, is_new = m.Source.objects.get_or_create(pseudonym=pseudonym, defaults={"kind": kind})
        if is_new:
            record("source_named", actor=actor, subject=source, changed=[source])
    return source


def open_original(user: m.User, item: m.Item) -> bytes:
    """The preserved bytes; that they were opened, and by whom, is in the journal before they are shown."""
    require(user, "see_report")
    with transaction.atomic():
        record("accessed_original", actor=user.username, subject=item, detail={"sha256": item.sha256})
    return settings.WORKSPACE.vault.read(item.sha256)
