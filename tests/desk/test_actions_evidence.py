"""Receiving: durable, verbatim, and a second receipt is recorded."""

import hashlib
import io

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from tawthiq.desk import models as m
from tawthiq.desk.actions.evidence import Arrival, Provenance, open_original, receive, receive_many
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.reading import read_report, unread_reports
from tawthiq.desk.queries.history import line_of
from tawthiq.errors import InvalidRecord, NotFound, Unreadable
from tawthiq.reading.grammar import GrammarReader

pytestmark = pytest.mark.django_db


def take(data: bytes, name: str = "تقرير.txt"):
    return receive(io.BytesIO(data), name=name, actor="reporter-1", channel="test")


def test_bytes_receipt_and_entry_stand_together(people):
    got = take("خبر".encode())
    entry = m.JournalEntry.objects.get(event="received")
    digest = hashlib.sha256("خبر".encode()).hexdigest()
    assert settings.WORKSPACE.vault.read(digest) == "خبر".encode()
    assert (got.item.sha256, got.was_new, got.receipt.original_name) == (digest, True, "تقرير.txt")
    assert line_of(entry).detail["sha256"] == digest
    assert set(line_of(entry).records) == {got.item.ref, got.receipt.ref, got.report.ref}


def test_a_second_receipt_is_recorded_and_nothing_stored_twice(people):
    first, second = take(b"same words", "one.txt"), take(b"same words", "two.txt")
    assert (first.was_new, second.was_new) == (True, False)
    assert second.item == first.item
    assert [r.original_name for r in first.item.receipts.order_by("pk")] == ["one.txt", "two.txt"]
    assert m.Report.objects.count() == 1
    assert m.JournalEntry.objects.filter(event="received", subject=first.item.ref).count() == 2


class PulledOut(io.BytesIO):
    """A file on a stick that was pulled out."""

    def read(self, _size: int | None = -1) -> bytes:
        raise Unreadable("Input/output error")


def test_a_batch_is_received_as_if_one_by_one(people):
    """Twice the same bytes, something held already, something refused, a text and no text, in one transaction."""
    before = take(b"held already").item
    entries = m.JournalEntry.objects.count()
    told = Provenance(published="2015-09-12", title="News")
    streams = [
        (io.BytesIO(b"a report"), "one.txt"),
        (PulledOut(), "lost.txt"),
        (io.BytesIO(b"a report"), "copy.txt"),
        (io.BytesIO(b"held already"), "old.txt"),
        (io.BytesIO(b"\xff\xd8\xff\xe0 a picture"), "one.jpg"),
    ]
    arrivals = [Arrival(stream, name, told) for stream, name in streams]
    first, refused, copy, old, picture = receive_many(arrivals, actor="reporter-1", channel="test")
    assert isinstance(refused, Unreadable)
    assert picture.item.pk == first.item.pk + 1  # numbered in the order of arrival
    assert [got.was_new for got in (first, copy, old, picture)] == [True, False, False, True]
    assert first.item == copy.item
    assert first.report == copy.report
    assert old.item == before
    assert picture.report is None
    assert [got.receipt.original_name for got in (first, copy, old, picture)] == [
        "one.txt",
        "copy.txt",
        "old.txt",
        "one.jpg",
    ]
    assert (first.report.title, first.report.published) == ("News", "2015-09-12")
    assert m.SearchRow.objects.get(ref=first.report.ref).folded
    noted = list(m.JournalEntry.objects.order_by("seq")[entries:])
    assert [entry.subject for entry in noted] == [got.item.ref for got in (first, copy, old, picture)]
    assert set(line_of(noted[0]).records) == {first.item.ref, first.receipt.ref, first.report.ref}
    assert set(line_of(noted[1]).records) == {copy.receipt.ref}
    assert [line_of(entry).detail["second_receipt"] for entry in noted] == [False, True, True, False]


def test_a_batch_that_the_vault_fails_is_not_received_at_all(people, monkeypatch):
    def fail(*_of: object) -> None:
        raise OSError(28, "No space left on device")

    entries = m.JournalEntry.objects.count()
    monkeypatch.setattr("tawthiq.store.vault.flushing.GroupFlush.files", fail)
    with pytest.raises(OSError, match="No space"):
        receive_many([Arrival(io.BytesIO(b"one"), "one.txt")], actor="reporter-1", channel="test")
    assert (m.Item.objects.count(), m.JournalEntry.objects.count()) == (0, entries)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00bad", b"%PDF-1.7 ...", b"text\x00with nul", b""])
def test_what_is_no_text_is_kept_as_an_item(people, data):
    got = take(data)
    assert got.report is None or data == b""
    assert settings.WORKSPACE.vault.read(got.item.sha256) == data


@pytest.mark.parametrize(
    ("told", "code"), [({"published": "2015-13-40"}, "date_invalid"), ({"lang": "xx"}, "unknown_language")]
)
def test_provenance_that_cannot_be_is_refused_before_anything_is_stored(told, code):
    with pytest.raises(InvalidRecord, match=code):
        Provenance(**told)


def test_reading_proposes_claims_once(people):
    report = take(b"Aleppo\n\nRegime warplanes bombed Manbij yesterday and killed nine civilians.").report
    assert unread_reports() == [report]
    rows = read_report(report, reader=GrammarReader())
    assert rows
    assert all(report.text[r.quote_start : r.quote_end] == r.quote and r.decision == "proposed" for r in rows)
    assert read_report(report, reader=GrammarReader()) == rows
    assert m.JournalEntry.objects.filter(event="claims_read").count() == 1
    assert unread_reports() == []


def test_opening_an_original_is_an_entry_and_needs_the_right(people):
    item = take(b"words").item
    assert open_original(people["researcher"], item) == b"words"
    assert m.JournalEntry.objects.filter(event="accessed_original", actor="researcher-1", subject=item.ref).exists()
    with pytest.raises(NotFound):
        open_original(people["administrator"], item)


def test_the_journal_knows_its_events_and_chains_them(people):
    with pytest.raises(InvalidRecord, match="no event"):
        record("invented", actor="x")
    entries = list(m.JournalEntry.objects.order_by("seq"))
    assert [e.seq for e in entries] == list(range(1, len(entries) + 1))
    head = m.JournalHead.objects.get()
    assert (head.size, head.chain) == (entries[-1].seq, entries[-1].chain)


@pytest.mark.parametrize("change", ["UPDATE desk_journalentry SET actor='x'", "DELETE FROM desk_journalentry"])
def test_the_database_refuses_to_change_the_journal(people, change):
    m.JournalMention.objects.all().delete()
    with transaction.atomic(), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="only grows"):
            cursor.execute(change)
        transaction.set_rollback(True)
