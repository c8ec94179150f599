"""Receiving: bytes go to the vault first, then item, receipt, report and journal entry in one transaction."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tawthiq.core.evidence import is_text, media_type_of
from tawthiq.core.texts import fold
from tawthiq.core.times import is_valid_edtf
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.destruction import returned
from tawthiq.desk.actions.journal import Noted, lock_head, record, record_many
from tawthiq.desk.actions.search import index_new_reports
from tawthiq.desk.models.rows import are_known, insert_rows
from tawthiq.desk.queries.disposals import is_disposed
from tawthiq.errors import InvalidRecord, TawthiqError, Unreachable
from tawthiq.reading.detecting import known_languages
from tawthiq.store.vault import Stored

NO_REPORTS = ("capture", "import", "list")  # what a program wrote about a page, and markup, is no report of a person
LARGEST_REPORT_BYTES = 5 * 1024 * 1024  # a text beyond this is a book or a log: kept as an item, not read as a report
LOOKED_UP = 500  # digests per question, below what any database takes


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
        if self.lang and self.lang not in known_languages():
            raise InvalidRecord(f"unknown_language: {self.lang}")


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes on their way in: ``name`` is kept verbatim; the stream is read to its end, and only when its turn comes."""

    stream: BinaryIO
    name: str
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Holding:
    """An arrival whose bytes the vault holds already."""

    stored: Stored
    name: str
    provenance: Provenance


def receive(stream: BinaryIO, *, name: str, actor: str, channel: str, provenance: Provenance | None = None) -> Received:
    """Bytes, receipt and journal entry are on disk when this returns; only then may "received" be said.

    ``name`` is kept verbatim. Raises InvalidRecord for a date or language that cannot be, before anything is stored;
    Tampered when the vault's copy of the same bytes is damaged.
    """
    stored = settings.WORKSPACE.vault.put(stream)
    return register_stored(stored, name=name, actor=actor, channel=channel, provenance=provenance)


def receive_many(arrivals: Sequence[Arrival], *, actor: str, channel: str) -> list[Received | TawthiqError]:
    """What became of each, in order, all of it on disk when this returns: bytes first, then one transaction.

    An arrival that is refused (unreadable, or Tampered) stands as its refusal and spoils no other. Raises OSError or
    Unreachable when the vault fails: then nothing was received, and all may be sent again.
    """
    answers = settings.WORKSPACE.vault.put_many(arrival.stream for arrival in arrivals)
    gone = returned(_items_of({got.sha256 for got in answers if isinstance(got, Stored)}))
    answers = [gone.get(got.sha256, got) if isinstance(got, Stored) else got for got in answers]
    together = list(zip(arrivals, answers, strict=True))
    held = [Holding(got, one.name, one.provenance) for one, got in together if isinstance(got, Stored)]
    registered = iter(register_many(held, actor=actor, channel=channel))
    return [got if isinstance(got, TawthiqError) else next(registered) for _, got in together]


def register_stored(
    stored: Stored, *, name: str, actor: str, channel: str, provenance: Provenance | None = None
) -> Received:
    """Receipt and journal entry for bytes that the vault holds already; may stand inside a larger transaction."""
    (received,) = register_many([Holding(stored, name, provenance or Provenance())], actor=actor, channel=channel)
    return received


def register_many(held: Sequence[Holding], *, actor: str, channel: str) -> list[Received]:
    """As ``register_stored`` for each, in order, in one transaction."""
    with transaction.atomic():
        head = lock_head()  # the queue of writers, before the first look
        now, known = timezone.now(), _items_of({one.stored.sha256 for one in held})
        for refusal in returned(known).values():
            raise refusal
        new: dict[str, Holding] = {}
        for one in held:
            if one.stored.sha256 not in known:
                new.setdefault(one.stored.sha256, one)
        _check_kept(new.values())
        items = known | _make_items(list(new.values()), now=now)
        reports = {item.pk: item.report for item in known.values() if hasattr(item, "report")}
        texts = () if channel in NO_REPORTS else new.values()
        reports |= _make_reports([(items[one.stored.sha256], one) for one in texts])
        receipts = _make_receipts([(items[one.stored.sha256], one) for one in held], actor=actor, channel=channel)
        received = [
            Received(receipt.item, receipt, reports.get(receipt.item_id), was_new=new.get(one.stored.sha256) is one)
            for receipt, one in zip(receipts, held, strict=True)
        ]
        record_many([_note(one, actor=actor) for one in received], head=head)
    return received


def _check_kept(new: Iterable[Holding]) -> None:
    """Bytes that lay in the vault without a record may have been swept since they were received again."""
    for one in new:
        if not one.stored.was_new and not settings.WORKSPACE.vault.has(one.stored.sha256):
            raise Unreachable("the vault was swept in between: nothing was received; send it again")


def _note(got: Received, *, actor: str) -> Noted:
    changed: list[m.Record] = [got.item, got.receipt, *([got.report] if got.report else [])]
    return Noted(
        event="received",
        actor=actor,
        subject=got.item,
        changed=changed if got.was_new else [got.receipt],
        detail={
            "sha256": got.item.sha256,
            "size_bytes": got.item.size_bytes,
            "second_receipt": not got.was_new,
        },
    )


def _items_of(digests: set[str]) -> dict[str, m.Item]:
    known: dict[str, m.Item] = {}
    asked = sorted(digests) if are_known(m.Item, "sha256", digests) else []
    for start in range(0, len(asked), LOOKED_UP):
        rows = m.Item.objects.filter(sha256__in=asked[start : start + LOOKED_UP]).select_related("report")
        known |= {item.sha256: item for item in rows}
    return known


def _make_items(new: list[Holding], *, now: datetime) -> dict[str, m.Item]:
    made = insert_rows(
        m.Item(
            sha256=one.stored.sha256,
            size_bytes=one.stored.size_bytes,
            media_type=media_type_of(one.stored.head),
            received_at=now,
        )
        for one in new
    )
    return {item.sha256: item for item in made}


def _make_receipts(held: list[tuple[m.Item, Holding]], *, actor: str, channel: str) -> list[m.Receipt]:
    now = timezone.now()
    return insert_rows(
        m.Receipt(
            item=item,
            original_name=one.name,
            channel=channel,
            source=one.provenance.source,
            published=one.provenance.published,
            lang=one.provenance.lang,
            received_at=now,
            received_by=actor,
        )
        for item, one in held
    )


def _make_reports(new: list[tuple[m.Item, Holding]]) -> dict[int, m.Report]:
    """A report for each item that is a text, by the item's key."""
    texts = [(item, one.provenance, _text_of(item)) for item, one in new]
    reports = insert_rows(
        m.Report(
            item=item,
            lang=told.lang,
            title=told.title,
            text=text,
            text_key=hashlib.sha256(fold(text).encode("utf-8", "surrogatepass")).hexdigest(),
            published=told.published,
            source=told.source,
            received_at=item.received_at,
        )
        for item, told, text in texts
        if text is not None
    )
    index_new_reports(reports)
    return {report.item_id: report for report in reports}


def _text_of(item: m.Item) -> str | None:
    if item.media_type != "text/plain" or item.size_bytes > LARGEST_REPORT_BYTES:
        return None
    data = settings.WORKSPACE.vault.read(item.sha256)
    return data.decode("utf-8") if is_text(data) else None


def name_source(*, pseudonym: str, kind: str, actor: str) -> m.Source:
    """The source with this pseudonym, made and journalled where it is new."""
    with transaction.atomic():
        source, is_new = m.Source.objects.get_or_create(pseudonym=pseudonym, defaults={"kind": kind})
        if is_new:
            record("source_named", actor=actor, subject=source, changed=[source])
    return source


def open_original(user: m.User, item: m.Item) -> bytes:
    """The preserved bytes; that they were opened, and by whom, is in the journal before they are shown.

    Raises InvalidRecord where the item was disposed of.
    """
    require(user, "see_report")
    if is_disposed(item):
        raise InvalidRecord("disposed_already")
    with transaction.atomic():
        record("accessed_original", actor=user.username, subject=item, detail={"sha256": item.sha256})
    return settings.WORKSPACE.vault.read(item.sha256)
