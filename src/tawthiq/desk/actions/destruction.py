"""Carrying a disposal out: bytes first, then words and entries in one transaction, then the pages they stood on."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from tawthiq.core.ids import parse_ref
from tawthiq.desk import models as m
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.disposals import Remains, Told, hindrances, objects_of, past_recall, remains_of
from tawthiq.desk.queries.findings import read_body
from tawthiq.desk.queries.vouching import digest_of_record, record_models
from tawthiq.errors import InvalidRecord, Tampered

TO_EMPTY = "pages.to-empty"
CHUNK = 400
WAIT_MS = 20_000
# The tables whose rows a disposal empties or deletes.
TABLES = (
    "desk_report",
    "desk_receipt",
    "desk_claim",
    "desk_derivative",
    "desk_person",
    "desk_incidentvalue",
    "desk_searchrow",
    "desk_upload",
    "desk_listimport",
    "desk_listrow",
    "desk_journalentry",
    "desk_journalmention",
)


@dataclass(frozen=True, slots=True)
class Disposed:
    """What was destroyed: entries of the journal, objects of the vault; ``told`` is what could not be reached."""

    disposal: m.Disposal
    entries: int
    objects: int
    told: tuple[Told, ...]


def destroy_item(disposal: m.Disposal, *, actor: str) -> Disposed:
    """The allowed disposal is carried out; may be called again after a crash at any point.

    The ``disposed`` entry commits only after the bytes are gone. Raises Tampered, with nothing done, where a record or
    entry is not as the journal has it: what is destroyed can be checked no more.
    """
    mark_pages()
    _overwrite_deleted()
    with transaction.atomic():
        locked = m.Disposal.objects.select_for_update().select_related("item").get(pk=disposal.pk)
        if not locked.authorised_by:
            raise InvalidRecord("not_changed")
        if locked.done_at:  # another process was quicker
            return Disposed(locked, entries=locked.entries.count(), objects=0, told=())
        item = m.Item.objects.select_for_update().get(pk=locked.item_id)
        for told in hindrances(item):
            raise InvalidRecord(f"{told.code}: {', '.join(told.refs)}")
        beyond, remains = past_recall(item), remains_of(item)
        others = _others_vouched(remains)
        objects = objects_of(remains)
        for sha256 in objects:
            settings.WORKSPACE.vault.destroy(sha256)
        _write_end(locked, remains, others=others, objects=objects, actor=actor)
    settings.WORKSPACE.vault.destroy(item.sha256)  # the same bytes may have come in while it was carried out
    if not empty_pages():
        beyond = [*beyond, Told("pages_not_emptied", ())]
    if connection.vendor == "postgresql":
        beyond = [*beyond, Told("in_database_log", ())]
    return Disposed(locked, entries=len(remains.entries), objects=len(objects), told=tuple(beyond))


def check_end(item: m.Item) -> None:
    """Raises Tampered where a record or entry is not what was written: that has to be looked into before it is gone."""
    _others_vouched(remains_of(item))


def returned(digests: Iterable[str]) -> dict[str, InvalidRecord]:
    """Bytes whose end was allowed do not come back: they are destroyed again, and each digest has its refusal."""
    ended = m.Disposal.objects.exclude(authorised_by="").select_related("item")
    asked, found = sorted(set(digests)), dict[str, InvalidRecord]()
    for start in range(0, len(asked), CHUNK):
        for disposal in ended.filter(item__sha256__in=asked[start : start + CHUNK]):
            settings.WORKSPACE.vault.destroy(disposal.item.sha256)
            found[disposal.item.sha256] = InvalidRecord(f"disposed_before: {disposal.item.ref}")
    return found


def destroy_returned() -> int:
    """How many objects of finished disposals had come back, by a crash between storing and refusing, and are gone."""
    vault, found = settings.WORKSPACE.vault, 0
    done = m.Disposal.objects.filter(done_at__isnull=False).values_list("item__sha256", flat=True)
    for sha256 in done.iterator():
        if vault.has(sha256):
            vault.destroy(sha256)
            found += 1
    return found


# --- words and entries -----------------------------------------------------------------------------------------------


def _write_end(
    disposal: m.Disposal, remains: Remains, *, others: list[m.Record | str], objects: list[str], actor: str
) -> None:
    """Words out of the register, entries emptied, and an entry that names them and vouches for what stays."""
    _delete_words(remains)
    numbers = [entry.seq for entry in remains.entries]
    _empty_entries(numbers, disposal)
    disposal.done_at = timezone.now()
    disposal.save()
    detail = {
        "disposal": disposal.ref,
        "reason": disposal.why,
        "sha256": remains.item.sha256,
        "entries": numbers,
        "objects": len(objects),
        "claims": len(remains.claims),
        "derivatives": len(remains.derivatives),
    }
    changed: list[m.Record] = [remains.item, disposal, *remains.emptied]
    record("disposed", actor=actor, subject=remains.item, changed=changed, removed=remains.removed, detail=detail)
    if others:  # apart, so that a bundle of those can open this entry and tell nothing of the item
        standing = [one for one in others if not isinstance(one, str)]
        gone = [one for one in others if isinstance(one, str)]
        record("noted_anew", actor=actor, changed=standing, removed=gone)


def _delete_words(remains: Remains) -> None:
    """Rows that are words go; rows that say that something arrived stay, without the words."""
    for receipt in remains.receipts:
        receipt.original_name, receipt.source, receipt.published = "", None, ""
        receipt.save()
    claims = [claim.pk for claim in remains.claims]
    earlier = m.IncidentValue.objects.filter(is_current=False, claims__in=claims)
    resting = earlier.exclude(pk__in=earlier.filter(claims__in=m.ClaimRow.objects.exclude(pk__in=claims)))
    m.IncidentValue.objects.filter(pk__in=list(resting.values_list("pk", flat=True))).delete()
    m.ClaimRow.objects.filter(pk__in=claims).delete()
    m.Derivative.objects.filter(pk__in=[one.pk for one in remains.derivatives]).delete()
    m.Upload.objects.filter(item=remains.item).delete()
    _delete_rows(remains)
    for person in remains.people:
        person.name_en, person.name_ar, person.may_publish = "", "", False
        person.save()
    if report := remains.report:
        m.SearchRow.objects.filter(ref=report.ref).delete()
        report.title, report.text, report.text_key, report.published, report.source = "", "", "", "", None
        report.state = "done"
        report.save()


def _delete_rows(remains: Remains) -> None:
    """Rows of an imported list end with it; a row of another list that repeated one of them now stands by itself."""
    for row in remains.later:
        row.earlier, row.state = None, "stored" if row.state == "matched" else row.state
        row.save()
    m.ListRow.objects.filter(of__item=remains.item).update(earlier=None)
    m.ListRow.objects.filter(of__item=remains.item).delete()
    m.ListImport.objects.filter(item=remains.item).delete()


def _empty_entries(numbers: list[int], disposal: m.Disposal) -> None:
    """Body and salt are gone; number, time, commitment and chain stay, and with them every proof."""
    rows = [m.DestroyedEntry(entry_id=number, disposal=disposal) for number in numbers]
    m.DestroyedEntry.objects.bulk_create(rows, batch_size=CHUNK)
    for start in range(0, len(numbers), CHUNK):
        some = numbers[start : start + CHUNK]
        m.JournalMention.objects.filter(entry__in=some).delete()
        emptied = {"body": "", "salt": "", "actor": "", "subject": "", "event": "destroyed"}
        m.JournalEntry.objects.filter(pk__in=some).update(**emptied)


def _others_vouched(remains: Remains) -> list[m.Record | str]:
    """Records that only the entries to be destroyed vouch for last: noted anew, a removed one by its reference.

    Raises Tampered where one of them, or an entry, is not what was written: noting it anew would hide that.
    """
    own = {remains.item.ref, *remains.removed, *(one.ref for one in remains.emptied)}
    ending = {entry.seq for entry in remains.entries}
    refs: set[str] = {remains.item.ref}
    for entry in remains.entries:
        commitment = hashlib.sha256(bytes.fromhex(entry.salt) + entry.body.encode("utf-8", "surrogatepass"))
        if commitment.hexdigest() != entry.commitment:
            raise Tampered(f"journal entry {entry.seq} is not what was written; nothing was destroyed")
        refs |= set(read_body(entry.body).get("records", {}))
    found: list[m.Record | str] = []
    for ref in sorted(refs):
        if ref in own and ref != remains.item.ref:
            continue
        last, digest = _last_note(ref)
        kept = _record_of(ref)
        if (digest_of_record(kept) if kept else None) != digest:
            raise Tampered(f"{ref} is not what the journal says; nothing was destroyed")
        if last in ending and ref != remains.item.ref:
            found.append(kept or ref)
    return found


def _last_note(ref: str) -> tuple[int, str | None]:
    """The last entry that notes the record, and the digest there: None where it notes that the record was removed."""
    for entry in m.JournalEntry.objects.filter(mentions__ref=ref).order_by("-seq").iterator(chunk_size=20):
        records = read_body(entry.body).get("records", {})
        if ref in records:
            return entry.seq, records[ref]
    return 0, None


def _record_of(ref: str) -> m.Record | None:
    kind, number = parse_ref(ref)
    model = next(one for one in record_models() if one.ref_kind == kind)
    return model._default_manager.filter(pk=number).first()


# --- the pages the words stood on ------------------------------------------------------------------------------------


def _marker() -> Path:
    return settings.WORKSPACE.home / TO_EMPTY


def mark_pages() -> None:
    """It is on disk that free pages may hold destroyed words, until ``empty_pages`` succeeds."""
    with _marker().open("w") as opened:
        os.fsync(opened.fileno())


def pages_to_empty() -> bool:
    """Whether free pages of the database may still hold destroyed words."""
    return _marker().exists()


def empty_pages() -> bool:
    """Whether the database's files were written anew without what was deleted; False where others hold them now."""
    if connection.in_atomic_block:
        return False
    try:
        is_empty = _vacuum_sqlite() if connection.vendor == "sqlite" else _vacuum_postgres(TABLES)
    except OperationalError:  # somebody reads or writes; the marker stays and it is tried again
        return False
    if is_empty:
        _marker().unlink(missing_ok=True)
    return is_empty


def _overwrite_deleted() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def _vacuum_sqlite() -> bool:
    """Pages hold stale copies also after a secure delete, where rows once moved: the whole file is written anew."""
    os.environ["SQLITE_TMPDIR"] = str(settings.WORKSPACE.home)  # the copy rests beside the register, not in /tmp
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store=FILE")
        try:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return cursor.fetchone()[0] == 0
        finally:
            cursor.execute("PRAGMA temp_store=MEMORY")


def _vacuum_postgres(tables: Iterable[str]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {WAIT_MS}")
        try:
            for table in tables:
                cursor.execute(f"VACUUM FULL {table}")
        finally:
            cursor.execute("SET lock_timeout = 0")
    return True
