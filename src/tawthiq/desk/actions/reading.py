"""Reading: a received report gets its machine-proposed claims, once; people's decisions are never touched."""

import os
from functools import lru_cache

from django.conf import settings
from django.db import transaction

from tawthiq.core.claims import Claim, check_claim, to_json
from tawthiq.desk import models as m
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.search import index_report
from tawthiq.desk.queries.own_places import own_places
from tawthiq.desk.queries.words import own_words
from tawthiq.reading.additions import AddedWord
from tawthiq.reading.detecting import detect_lang
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.reader import Document, Reader, ReaderWithWords, read_checked
from tawthiq.reading.readers.choosing import Choice, choice_from, make_reader
from tawthiq.store.known_places import OwnPlaces

# What the register has room for; each claim carries the whole version of its reader.
VERSION_MAX = 40


def read_report(report: m.Report, *, reader: Reader) -> list[m.ClaimRow]:
    """The claims the reader proposes; a report that was read already keeps those it has.

    A killed worker leaves the report unread and another takes it: claims and state change in one transaction.
    """
    lang = report.lang or detect_lang(report.text)
    reading = read_checked(reader, Document(text=report.text, lang=lang, published=report.published or None))
    claims = reading.claims
    for claim in claims:
        check_claim(claim, text=report.text)
    with transaction.atomic():
        locked = m.Report.objects.select_for_update().get(pk=report.pk)
        if locked.state != "received":
            return list(locked.claims.all())
        locked.lang, locked.state = lang, "inbox"
        stamp(locked, reader=reader)
        locked.save()
        rows = [propose(locked, claim) for claim in claims]
        detail = {"reader": reader.name, "version": reader.version, "claims": len(rows)}
        if reading.refused or reading.silent:
            detail |= {"refused": len(reading.refused), "silent": reading.silent}
        actor = f"reader:{reader.name}"
        record("claims_read", actor=actor, subject=locked, changed=[locked, *rows], detail=detail)
        index_report(locked)
    return rows


def workspace_reader(choice: Choice | None = None) -> Reader:
    """The reader that this workspace reads with: the chosen ones, their grammar with the organisation's own words.

    The words are those of this moment; a reader is built anew only when they, or the choice, are others.
    """
    return _reader_of(choice or choice_from(os.environ), settings.CONFLICT, own_words(), own_places())


@lru_cache(maxsize=2)
def _reader_of(choice: Choice, conflict: str, added: tuple[AddedWord, ...], places: OwnPlaces) -> Reader:
    grammar = GrammarReader(conflict=conflict, added=added, places=places)
    return make_reader(choice, conflict=conflict, grammar=grammar)


def grammar_with(*more: AddedWord, leaving: AddedWord | None = None) -> Reader:
    """The grammar as it reads here, or as it would with more words or without one: what a preview compares."""
    added = [word for word in (*own_words(), *more) if word != leaving]
    return GrammarReader(conflict=settings.CONFLICT, added=added, places=own_places())


def lexicon_of(reader: Reader, lang: str) -> str:
    """The digest of the word lists behind a reading in this language; "" for a reader that has none."""
    return reader.lexicon_digest(lang) if isinstance(reader, ReaderWithWords) else ""


def read_by(reader: Reader) -> tuple[str, str]:
    """Name and version of a reader as a report keeps them."""
    return reader.name, reader.version[:VERSION_MAX]


def stamp(report: m.Report, *, reader: Reader) -> None:
    """The report says what read it, and with which words; saved by the caller."""
    report.reader, report.reader_version = read_by(reader)
    report.lexicon = lexicon_of(reader, report.lang)


def propose(report: m.Report, claim: Claim) -> m.ClaimRow:
    """A new claim of the report, proposed by a reader."""
    row = m.ClaimRow(report=report, proposed=to_json(claim))
    row.write(claim)
    row.save()
    return row


def unread_reports(*, most: int | None = None) -> list[m.Report]:
    """Reports that no reader has read yet, oldest first: this is the worker's queue, and it survives any crash."""
    return list(m.Report.objects.filter(state="received").order_by("pk")[:most])
