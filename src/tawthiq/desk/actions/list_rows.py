"""A row of a list, put up for review: its words become a report and one proposed claim, and a person decides."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from tawthiq.core.claims import (
    KINDS,
    Attribution,
    Claim,
    Count,
    PartyMention,
    PersonMention,
    PlaceMention,
    Span,
    TimeMention,
    check_claim,
)
from tawthiq.core.texts import fold
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.evidence import Provenance, register_stored
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.reading import propose
from tawthiq.desk.actions.search import index_report
from tawthiq.desk.queries.disposals import is_disposed
from tawthiq.desk.queries.lists import LIST_READER
from tawthiq.errors import InvalidRecord
from tawthiq.reading.detecting import detect_lang
from tawthiq.store.exports.guarding import as_text

VERSION = "1"
_PEOPLE = ("name", "given", "victim", "victim_given")


def propose_row(user: m.User, row: m.ListRow) -> m.Report:
    """The report with the row's words and the claim proposed from its columns; asked for again, the same report.

    The report is an item of its own: every word of the claim stands in preserved bytes, and the row names its line in
    the list. Raises InvalidRecord for a row that was refused and for a list that was disposed of.
    """
    require(user, "review_claim")
    if row.state == "refused":
        raise InvalidRecord("list_row_refused")
    if is_disposed(row.of.item):
        raise InvalidRecord("disposed_already")
    if row.report is not None:
        return row.report
    text, spans = words_of(row)
    stored = settings.WORKSPACE.vault.put(io.BytesIO(text.encode()))
    with transaction.atomic():
        told = Provenance(source=row.of.source, published=_published(row), lang=detect_lang(text))
        name = f"{row.of.ref} {row.ref}"
        got = register_stored(stored, name=name, actor=user.username, channel="list row", provenance=told)
        report = got.report
        if report is None:
            raise InvalidRecord("upload_empty")
        report.state, report.reader, report.reader_version = "inbox", LIST_READER, VERSION
        report.save()
        claim = claim_of(row, text=text, spans=spans)
        check_claim(claim, text=text)
        proposed = propose(report, claim)
        row.report = report
        row.save()
        index_report(report)
        detail = {"list": row.of.ref, "line": row.line}
        record("list_row_proposed", actor=user.username, subject=row, changed=[row, report, proposed], detail=detail)
    return report


def words_of(row: m.ListRow) -> tuple[str, dict[str, Span]]:
    """The row as a text, heading by heading, and where each value stands in it; its first line names list and line."""
    text = f"{row.of.ref}, {row.ref}: {row.table or row.of.folder}, {row.line} {row.part}".strip() + "\n\n"
    spans: dict[str, Span] = {}
    for heading, value in row.said.items():
        text += f"{heading}: "
        words = as_text(value)
        spans[heading] = Span(len(text), len(text) + len(words), words)
        text += words + "\n"
    return text, spans


def claim_of(row: m.ListRow, *, text: str, spans: Mapping[str, Span]) -> Claim:
    """What the mapped columns say, each value with its words; nothing that no column says."""
    columns = row.of.recipe["tables"][row.table]["columns"]
    at = {field: found for field in columns if (found := _spans(columns[field], spans))}
    kind = str(row.told.get("kind", ""))
    start = min((span.start for span in spans.values()), default=0)
    end = max((span.end for span in spans.values()), default=0)
    return Claim(
        kind=kind if kind in KINDS else "other",
        quote=Span(start, end, text[start:end]),
        places=_places(row, at),
        when=_when(row, at),
        perpetrators=_parties(at.get("party", ())),
        counts=_counts(row, at),
        people=tuple(PersonMention(*_parts(one)) for name in _PEOPLE for one in at.get(name, ())),
        attribution=(Attribution(0, 0, "", kind=row.of.source.kind, stance="asserts"),),
        score=0.5,
        reader=LIST_READER,
        version=VERSION,
        rules=(f"list:{row.of.folder}",),
    )


def _spans(headings: Sequence[str], spans: Mapping[str, Span]) -> list[Span]:
    return [spans[one] for one in headings if one in spans]


def _parts(span: Span) -> tuple[int, int, str]:
    return span.start, span.end, span.text


def _places(row: m.ListRow, at: Mapping[str, list[Span]]) -> tuple[PlaceMention, ...]:
    """The places as written; the row's point belongs to the first, for it names one."""
    lat, lon = row.told.get("lat"), row.told.get("lon")
    has_point = isinstance(lat, float) and isinstance(lon, float)
    named = at.get("place") or at.get("admin2") or at.get("admin1") or []
    found = [PlaceMention(*_parts(one)) for one in named]
    if found and has_point:
        found[0] = PlaceMention(*_parts(named[0]), lat=lat, lon=lon)
    return tuple(found)


def _when(row: m.ListRow, at: Mapping[str, list[Span]]) -> TimeMention | None:
    named = at.get("date") or at.get("date_start") or at.get("year")
    return TimeMention(*_parts(named[0]), edtf=row.told.get("when")) if named else None


def _parties(named: Sequence[Span]) -> tuple[PartyMention, ...]:
    """The parties as written; one whose name or code is just so is that one, all others are for a person to say."""
    known = {
        fold(name): party.code
        for party in (m.Party.objects.all() if named else ())
        for name in (party.code, party.name_en, party.name_ar)
    }
    return tuple(PartyMention(*_parts(one), party=known.get(fold(one.text), "unknown")) for one in named)


def _counts(row: m.ListRow, at: Mapping[str, list[Span]]) -> dict[str, Count]:
    found: dict[str, Count] = {}
    for counted in ("killed", "injured"):
        least, most = (row.told.get(f"{counted}_{end}") for end in ("min", "max"))
        exact = row.told.get(counted)
        named = at.get(counted) or at.get(f"{counted}_min") or at.get(f"{counted}_max")
        least, most = (exact if one is None else one for one in (least, most))
        if not named or any(isinstance(one, list) for one in (least, most)) or (least, most) == (None, None):
            continue
        if least is not None and most is not None and least > most:
            continue  # the publisher contradicts himself: the cells say so, the claim does not choose
        found[counted] = Count(*_parts(named[0]), min=least, max=most)
    return found


def _published(row: m.ListRow) -> str:
    told: Any = row.told.get("published", "")
    return str(max(told) if isinstance(told, list) else told or "")
