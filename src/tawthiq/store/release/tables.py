"""The downloads: CSV for spreadsheets, JSON, GeoJSON and Parquet for programs, both languages in each."""

import csv
import dataclasses
import io
import json
from collections.abc import Iterable
from typing import Any

from tawthiq.core.claims import COUNTED
from tawthiq.core.releases import PublicClaim, PublicCount, PublicIncident, ReleaseContent
from tawthiq.core.times import describe_edtf, is_valid_edtf
from tawthiq.store.release.columns import dictionary_rows, to_geojson, to_parquet
from tawthiq.store.release.manifest import FORMAT

LICENCE = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
# Source: OWASP, "CSV Injection": the characters with which a spreadsheet begins a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LABEL_TABLE_OF = {"party": "parties", "kind": "kinds", "victims": "victim_classes", "place": "governorates"}
# Source: counting/tables.py, the keys that stand for what the register does not know.
_NOT_KNOWN = {
    "combatant": ("Fighters", "مقاتلون"),
    "facility": ("A building or installation", "مبنى أو منشأة"),
    "unknown": ("Not known", "غير معروف"),
    "undated": ("No date known", "بلا تاريخ معروف"),
    "uncertain": ("Month not certain", "الشهر غير مؤكد"),
}
Row = dict[str, Any]


def tables_of(content: ReleaseContent) -> dict[str, bytes]:
    """File name and bytes of every download."""
    labels = {(label.table, label.id): (label.en, label.ar) for label in content.labels}
    labels |= {
        ("governorates", i.place.governorate): (i.place.governorate_en, i.place.governorate_ar)
        for i in content.incidents
        if i.place and i.place.governorate
    }
    tables: dict[str, list[Row]] = {
        "incidents": [_incident_row(incident, labels=labels) for incident in content.incidents],
        "claims": [_claim_row(i, claim, labels=labels) for i in content.incidents for claim in i.claims],
        "figures": list(_figure_rows(content, labels=labels)),
    }
    about = {"number": content.number, "built_at": content.built_at, "licence": LICENCE}
    return (
        {f"{name}.csv": to_csv(rows) for name, rows in tables.items()}
        | {f"{name}.parquet": to_parquet(name, rows) for name, rows in tables.items()}
        | {"incidents.json": _to_json(content), "incidents.geojson": to_geojson(tables["incidents"], about=about)}
        | {"dictionary.csv": to_csv(dictionary_rows(dict(tables)))}
        | {"LICENCE.txt": licence_text(content), "CITATION.cff": citation_text(content)}
    )


def licence_text(content: ReleaseContent) -> bytes:
    """What may be done with the data, in both languages."""
    return (
        f"{content.organisation_en}, release {content.number}\n{LICENCE}\n"
        "Use and share the data, also changed, if you name the organisation, the release, and what you changed.\n\n"
        f"{content.organisation_ar}، الإصدار {content.number}\n{LICENCE}\n"
        "يجوز استخدام البيانات ومشاركتها، ولو معدّلة، بشرط ذكر المنظمة والإصدار وما عدّلتموه.\n"
    ).encode()


def citation_text(content: ReleaseContent) -> bytes:
    """How to cite the release, as a Citation File Format file. Source: CFF 1.2.0, Druskat and others (2021)."""
    names = [name for name in (content.organisation_en, content.organisation_ar) if name]
    told = {
        "cff-version": "1.2.0",
        "message": "Please cite the release by its number.",
        "type": "dataset",
        "title": f"{content.organisation_en or content.organisation_ar}: release {content.number}",
        "authors": [{"name": " · ".join(names) or "Tawthiq"}],
        "version": str(content.number),
        "date-released": content.built_at[:10],
        "license": "CC-BY-4.0",
    }
    # JSON is YAML: names are quoted whatever stands in them.
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in told.items()).encode()


def to_csv(rows: Iterable[Row]) -> bytes:
    """UTF-8 with byte-order mark, CRLF, header first; no text cell begins a spreadsheet formula."""
    found = list(rows)
    text = io.StringIO(newline="")
    if found:
        writer = csv.DictWriter(text, fieldnames=list(found[0]), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({name: safe_cell(value) for name, value in row.items()} for row in found)
    return text.getvalue().encode("utf-8-sig")


def safe_cell(value: Any) -> Any:
    """The cell as written: None is empty, several values are joined, and a text that would be a formula is quoted."""
    if isinstance(value, list | tuple):
        value = "; ".join(str(part) for part in value)
    if isinstance(value, str) and (value.startswith(_FORMULA) or value.lstrip().startswith(_FORMULA)):
        return f"'{value}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


def _to_json(content: ReleaseContent) -> bytes:
    body = {
        "format": FORMAT,
        "number": content.number,
        "built_at": content.built_at,
        "licence": LICENCE,
        "incidents": [dataclasses.asdict(incident) for incident in content.incidents],
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1).encode()


Labels = dict[tuple[str, str], tuple[str, str]]


def _words(table: str, ids: Iterable[str], *, labels: Labels) -> tuple[list[str], list[str]]:
    pairs = [labels.get((table, row_id), (row_id, row_id)) for row_id in ids]
    return [en for en, _ in pairs], [ar for _, ar in pairs]


def _labelled(name: str, table: str, ids: Iterable[str], *, labels: Labels) -> Row:
    held = list(ids)
    en, ar = _words(table, held, labels=labels)
    return {name: held, f"{name}_en": en, f"{name}_ar": ar}


def _counts(counts: dict[str, PublicCount]) -> Row:
    row: Row = {}
    for name in COUNTED:
        count = counts.get(name)
        row |= {f"{name}_min": count.min if count else None, f"{name}_max": count.max if count else None}
        row[f"{name}_state"] = _state_of(count)
    return row


def _state_of(count: PublicCount | None) -> str:
    if count is None:
        return "not_mentioned"
    if count.min is None and count.max is None:
        return "not_known"
    return "approximate" if count.approximate else "known"


def _incident_row(incident: PublicIncident, *, labels: Labels) -> Row:
    place = incident.place
    where = {
        "place": place.ref if place else None,
        "place_en": place.name_en if place else None,
        "place_ar": place.name_ar if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "radius_m": place.radius_m if place else None,
    }
    return (
        {"ref": incident.ref}
        | _labelled("kind", "kinds", [incident.kind], labels=labels)
        | {"title_en": incident.title_en, "title_ar": incident.title_ar, "date_edtf": incident.edtf}
        | {"first_day": incident.first_day, "last_day": incident.last_day}
        | where
        | _labelled("governorate", "governorates", [place.governorate] if place else [], labels=labels)
        | _labelled("grade", "grades", [incident.grade], labels=labels)
        | _labelled("perpetrators", "parties", [party for party, _ in incident.perpetrators], labels=labels)
        | {"certainty": [sure for _, sure in incident.perpetrators], "victim_class": incident.victim_class}
        | {"is_massacre": incident.is_massacre}
        | _counts(incident.counts)
        | {"violations": incident.violations, "disagreements": incident.disagreements, "unknown": incident.unknown}
        | {"claims": [claim.ref for claim in incident.claims], "signed_on": incident.signed_on}
    )


def _claim_row(incident: PublicIncident, claim: PublicClaim, *, labels: Labels) -> Row:
    return (
        {"ref": claim.ref, "incident": incident.ref, "kind": claim.kind, "status": claim.status, "lang": claim.lang}
        | {"quote": claim.quote}
        | _labelled("said_by", "source_kinds", claim.said_by, labels=labels)
        | {"published": claim.published, "date_edtf": claim.edtf, "place": claim.place}
        | {"perpetrators": claim.perpetrators}
        | _counts(claim.counts)
        | {"evidence_seq": claim.evidence.seq, "evidence_commitment": claim.evidence.commitment}
        | {"evidence_received_on": claim.evidence.received_on}
    )


def _figure_rows(content: ReleaseContent, *, labels: Labels) -> Iterable[Row]:
    for figure in content.figures:
        en, ar = _key_words(figure.table, figure.key, labels=labels)
        yield {
            "table": figure.table,
            "key": figure.key,
            "key_en": en,
            "key_ar": ar,
            "counted": figure.counted,
            "min": figure.min,
            "max": figure.max,
            "unknown": figure.unknown,
            "incidents": figure.incidents,
        }


def _key_words(table: str, key: str, *, labels: Labels) -> tuple[str, str]:
    table, _, period = table.partition("@")
    if table == "all" and period:
        return (
            f"{period}, {'not certain' if key == 'uncertain' else 'all'}",
            f"{period}، {'غير مؤكد' if key == 'uncertain' else 'الإجمال'}",
        )
    if table == "all":
        return "All incidents", "جميع الحوادث"
    if table == "month" and is_valid_edtf(key):
        return describe_edtf(key, lang="en"), describe_edtf(key, lang="ar")
    return labels.get((_LABEL_TABLE_OF.get(table, table), key), _NOT_KNOWN.get(key, (key, key)))
