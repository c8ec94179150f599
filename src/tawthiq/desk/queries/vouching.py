"""Every record of the register against the digest in its last journal entry."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Prefetch, QuerySet

from tawthiq.core.claims import check_claim, from_json
from tawthiq.core.ids import make_ref, parse_ref
from tawthiq.core.journal import canonical
from tawthiq.desk import models as m
from tawthiq.desk.queries.findings import Finding, about
from tawthiq.errors import InvalidRecord

CHUNK = 500


class Notes:
    """What the journal says last of each record: 32 bytes of digest, or None for one that was removed."""

    def __init__(self) -> None:
        """Nothing noted yet."""
        self.entries = 0
        self._by_kind: dict[str, dict[int, bytes | None]] = {}

    def take(self, body: dict[str, Any]) -> None:
        """The entry's records; a later entry about the same record replaces an earlier one."""
        self.entries += 1
        records = body.get("records")
        for ref, digest in (records if isinstance(records, dict) else {}).items():
            try:
                kind, number = parse_ref(ref)
                noted = bytes.fromhex(digest) if digest else None
            except (InvalidRecord, ValueError, TypeError):
                continue  # the body was changed: the chain says so
            self._by_kind.setdefault(kind, {})[number] = noted

    def of(self, kind: str) -> dict[int, bytes | None]:
        """What is noted of one kind of record, by number."""
        return self._by_kind.get(kind, {})


def record_models() -> list[type[m.Record]]:
    """Every kind of record there is, in a fixed order: a new one is checked without being listed here."""
    return sorted((one for one in _below(m.Record) if not one._meta.abstract), key=lambda model: model.ref_kind)


def _below(model: type) -> Iterator[type[m.Record]]:
    """Every model below this one, the abstract ones too."""
    below: Sequence[type[m.Record]] = model.__subclasses__()
    for one in below:
        yield one
        yield from _below(one)


def check_records(notes: Notes, *, kinds: Iterable[type[m.Record]] | None = None) -> Iterator[Finding | int]:
    """Findings, and in between how many records were looked at since the last number; of all kinds, or of these."""
    for model in record_models() if kinds is None else kinds:
        noted = notes.of(model.ref_kind)
        for record in rows_of(model).iterator(chunk_size=CHUNK):
            yield from _check_record(record, noted)
            yield 1
        for number, digest in sorted(noted.items()):
            if digest is not None:
                yield about("record_missing", make_ref(model.ref_kind, number))


def rows_of(model: type[m.Record]) -> QuerySet[Any]:
    """All records of a kind with what their state is made of, so that no record asks again."""
    rows: QuerySet[Any] = model._default_manager.order_by("pk")
    if model is m.Incident:
        claims = Prefetch("claims", m.ClaimRow.objects.only("pk").order_by("pk"))
        values = m.IncidentValue.objects.filter(is_current=True).order_by("field", "id").prefetch_related(claims)
        standing = Prefetch("signoffs", m.SignOff.objects.filter(is_standing=True), to_attr="signed")
        return rows.prefetch_related(
            Prefetch("values", values, to_attr="standing"), Prefetch("involvements", to_attr="involved"), standing
        )
    if model is m.Act:
        alleged = m.ActPerpetrator.objects.select_related("party")
        return rows.prefetch_related(Prefetch("perpetrators", alleged, to_attr="alleged"))
    if model is m.Article:
        return rows.prefetch_related(
            Prefetch("incidents", m.Incident.objects.only("pk").order_by("pk"), to_attr="about")
        )
    if model is m.Capture:
        return rows.prefetch_related("files")
    if model in (m.Case, m.Charge):
        return rows.prefetch_related("members" if model is m.Case else "posts")
    return rows.prefetch_related("report") if model is m.ClaimRow else rows


def _check_record(record: m.Record, noted: dict[int, bytes | None]) -> Iterator[Finding]:
    if record.pk not in noted:
        yield about("record_unvouched", record.ref)
    elif (digest := noted.pop(record.pk)) is None:
        yield about("record_returned", record.ref)
    elif bytes.fromhex(digest_of_record(record)) != digest:
        yield about("record_changed", record.ref)
    if isinstance(record, m.ClaimRow):
        yield from _check_claim_row(record)
    if isinstance(record, m.Incident):
        yield from _check_signoffs(record)


def digest_of_record(record: m.Record) -> str:
    """The record's digest; a state that can no longer be written as JSON has one that fits nothing."""
    try:
        return record.digest()
    except InvalidRecord as odd:
        return hashlib.sha256(canonical([record.ref, str(odd)]).encode()).hexdigest()


def _check_claim_row(row: m.ClaimRow) -> Iterator[Finding]:
    """The narrow columns repeat the claim, and every span of the claim slices back to its words."""
    try:
        claim = from_json(row.body)
        check_claim(claim, text=row.report.text)
    except (InvalidRecord, AttributeError, ObjectDoesNotExist) as odd:
        yield about("claim_words_changed", row.ref, detail=str(odd))
        return
    quote = (claim.quote.text, claim.quote.start, claim.quote.end)
    columns = (row.kind, row.status, row.quote, row.quote_start, row.quote_end)
    if columns != (claim.kind, claim.status, *quote):
        yield about("claim_columns_changed", row.ref)


def _check_signoffs(incident: m.Incident) -> Iterator[Finding]:
    for signoff in getattr(incident, "signed", ()):
        if signoff.incident_digest != digest_of_record(incident):
            yield about("signoff_of_another_state", signoff.ref, incident.ref)
