"""Reading: a received report gets its machine-proposed claims, once; people's decisions are never touched."""

from django.db import transaction

from tawthiq.core.claims import check_claim, to_json
from tawthiq.desk import models as m
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.search import index_report
from tawthiq.reading.detecting import detect_lang
from tawthiq.reading.reader import Document, Reader, read_checked

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
        locked.reader, locked.reader_version = reader.name, reader.version[:VERSION_MAX]
        locked.save()
        rows = [
            m.ClaimRow.objects.create(
                report=locked,
                kind=claim.kind,
                status=claim.status,
                quote=claim.quote.text,
                quote_start=claim.quote.start,
                quote_end=claim.quote.end,
                body=to_json(claim),
                proposed=to_json(claim),
                score=claim.score,
            )
            for claim in claims
        ]
        detail = {"reader": reader.name, "version": reader.version, "claims": len(rows)}
        if reading.refused or reading.silent:
            detail |= {"refused": len(reading.refused), "silent": reading.silent}
        actor = f"reader:{reader.name}"
        record("claims_read", actor=actor, subject=locked, changed=[locked, *rows], detail=detail)
        index_report(locked)
    return rows


def unread_reports(*, most: int | None = None) -> list[m.Report]:
    """Reports that no reader has read yet, oldest first: this is the worker's queue, and it survives any crash."""
    return list(m.Report.objects.filter(state="received").order_by("pk")[:most])
