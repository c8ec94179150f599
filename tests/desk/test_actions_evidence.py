"""Receiving: durable, verbatim, and a second receipt is recorded."""

import hashlib
import io

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from tawthiq.desk import models as m
from tawthiq.desk.actions.evidence import Provenance, open_original, receive
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.reading import read_report, unread_reports
from tawthiq.desk.queries.history import line_of
from tawthiq.errors import InvalidRecord, NotFound
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
