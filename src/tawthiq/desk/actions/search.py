"""The narrow search rows: made anew from the wide record whenever it changes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tawthiq.core.texts import fold
from tawthiq.core.times import bounds, is_valid_edtf
from tawthiq.desk import models as m
from tawthiq.desk.queries.facts import governorate_of


def index_report(report: m.Report) -> None:
    """The report can be found by its words, its day and its source."""
    m.SearchRow.objects.update_or_create(ref=report.ref, defaults=_report_row(report))


def index_new_reports(reports: Sequence[m.Report]) -> None:
    """As ``index_report`` for reports that were never indexed, all at once."""
    m.SearchRow.objects.bulk_create(m.SearchRow(ref=report.ref, **_report_row(report)) for report in reports)


def _report_row(report: m.Report) -> dict[str, Any]:
    first, last = _days(report.published)
    words = " ".join((report.ref, report.title, report.source.pseudonym if report.source else "", report.text))
    return {
        "record": "report",
        "state": report.state,
        "first_day": first,
        "last_day": last,
        "sort_day": last or first,
        "folded": fold(words),
    }


def index_incident(incident: m.Incident) -> None:
    """The incident can be found by its words, kind, days, place, parties, grade and number of killed."""
    values = {value.field: value.body["value"] for value in incident.values.filter(is_current=True)}
    first, last = _days(values.get("when") or "")
    place = m.Place.objects.filter(code=values.get("place") or "").select_related("parent__parent__parent").first()
    wider = governorate_of(place)
    killed = values.get("killed") or {}
    m.SearchRow.objects.update_or_create(
        ref=incident.ref,
        defaults={
            "record": "incident",
            "state": incident.state,
            "kind": values.get("kind") or "",
            "grade": incident.grade,
            "first_day": first,
            "last_day": last,
            "sort_day": last or first,
            "place": place,
            "governorate": wider.code if wider else "",
            "lat": place.lat if place else None,
            "lon": place.lon if place else None,
            "killed_min": killed.get("min"),
            "killed_max": killed.get("max"),
            "parties": "".join(f"|{code}|" for code in values.get("perpetrators") or ["unknown"]),
            "folded": fold(" ".join(_words(incident, place))),
        },
    )


def _words(incident: m.Incident, place: m.Place | None) -> list[str]:
    people = [f"{p.name_en} {p.name_ar}" for p in m.Person.objects.filter(involvements__incident=incident).distinct()]
    quotes = list(incident.claims.values_list("quote", flat=True))
    names = [place.name_en, place.name_ar] if place else []
    return [incident.ref, incident.title_en, incident.title_ar, incident.summary_en, incident.summary_ar] + (
        names + people + quotes
    )


def _days(edtf: str) -> tuple[date | None, date | None]:
    return bounds(edtf) if edtf and is_valid_edtf(edtf) else (None, None)
