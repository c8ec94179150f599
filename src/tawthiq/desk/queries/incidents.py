"""Incidents as lists and as pages: every value beside the claims it rests on, disagreement in the open."""

from dataclasses import dataclass, field
from typing import Any

from tawthiq.core.claims import from_json
from tawthiq.core.decisions import Decision
from tawthiq.core.grading import GRADES, may_grade, may_sign_off
from tawthiq.core.ids import parse_ref
from tawthiq.core.incidents import independent_sources
from tawthiq.desk import models as m
from tawthiq.desk.access import may_do
from tawthiq.desk.queries.control import HeldBy, control_of
from tawthiq.desk.queries.facts import bounds_of, massacre_of, parents_of_places, sourced, standing_values, with_facts
from tawthiq.desk.queries.judgements import standing_judgements
from tawthiq.desk.queries.origins import Origin, origins_of
from tawthiq.desk.queries.paging import Page, page_of
from tawthiq.desk.queries.searching import worded
from tawthiq.linking.incidents.candidates import Candidate, KnownIncident, account_of_incident, candidates_for
from tawthiq.linking.incidents.chains import chains


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """What a list of incidents is narrowed to; "" and None narrow nothing. ``refs`` is an exact set."""

    text: str = ""
    kind: str = ""
    party: str = ""
    governorate: str = ""
    month: str = ""
    state: str = ""
    grade: str = ""
    refs: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One row of a list: the narrow row and the incident's titles."""

    row: m.SearchRow
    incident: m.Incident


def incidents_for(user: m.User, wanted: IncidentFilter, *, page: int = 1) -> Page[m.SearchRow]:
    """The search rows of the incidents that fit, newest first; nothing for who may not see figures."""
    rows = m.SearchRow.objects.filter(record="incident").select_related("place").order_by("-sort_day", "ref")
    if not may_do(user, "see_figures"):
        rows = rows.none()
    for name in ("kind", "governorate", "state", "grade"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.party:
        rows = rows.filter(parties__contains=f"|{wanted.party}|")
    if wanted.month:
        rows = rows.filter(first_day__startswith=wanted.month, last_day__startswith=wanted.month)
    if wanted.text.strip():
        rows = worded(user, rows, wanted.text)
    if wanted.refs is not None:
        rows = rows.filter(ref__in=wanted.refs)
    return page_of(rows, number=page)


def lines_for(page: Page[m.SearchRow]) -> list[IncidentLine]:
    """The page's rows with their incidents, in one query more."""
    numbers = {row.ref: parse_ref(row.ref)[1] for row in page.rows}
    incidents = m.Incident.objects.in_bulk(numbers.values())
    return [IncidentLine(row=row, incident=incidents[numbers[row.ref]]) for row in page.rows]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One value that some claims give."""

    value: Any
    claims: list[m.ClaimRow]


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of an incident: the standing value, the claims behind it, and every other value that claims give."""

    field: str
    value: Any
    disagreement: bool
    claims: list[m.ClaimRow]
    alternatives: list[Alternative]
    contrary: list[m.ClaimRow]
    why: str = ""
    set_by: m.User | None = None
    set_at: Any = None


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """All that an incident's page shows."""

    incident: m.Incident
    fields: list[FieldView]
    claims: list[m.ClaimRow]
    acts: list[m.Act]
    involvements: list[m.Involvement]
    signoff: m.SignOff | None
    independent_sources: int
    massacre: Decision
    grades: list[tuple[str, Decision]]
    sign_decision: Decision
    twins: list["Twin"] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    judgements: list[m.Judgement] = field(default_factory=list)
    chain: list[m.Incident] = field(default_factory=list)
    held_by: list[HeldBy] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Twin:
    """Another incident that may be the same one, with the standing judgement about the pair if there is one."""

    incident: m.Incident
    score: float
    reasons: tuple[str, ...]
    judgement: m.Judgement | None


def incident_page(user: m.User, incident: m.Incident) -> IncidentPage:
    """The page, in a fixed number of queries whatever the number of claims."""
    incident = with_facts(m.Incident.objects.filter(pk=incident.pk)).get()
    claims = list(incident.claims.all())
    sources = independent_sources(sourced(claims))
    signer = {"signer": user.username, "role": user.role, "grade": incident.grade}
    graded_by = incident.graded_by.username if incident.graded_by and incident.state == "graded" else ""
    asked = {"contrary_note": "given", "basis": "given"}
    return IncidentPage(
        incident=incident,
        fields=_fields(incident, claims={claim.pk: claim for claim in claims}),
        claims=claims,
        acts=list(
            incident.acts.select_related("group").prefetch_related("perpetrators__party", "perpetrators__set_by")
        ),
        involvements=list(incident.involvements.select_related("person", "claim__report")),
        signoff=next(iter(incident.signoffs.all()), None) if incident.state == "signed" else None,
        independent_sources=sources,
        massacre=massacre_of(incident),
        grades=[(grade, may_grade(grade, independent_sources=sources, **asked)) for grade in GRADES],
        sign_decision=may_sign_off(graded_by=graded_by, **signer),
        twins=_twins(incident, claims),
        origins=origins_of(claims),
        judgements=standing_judgements(user, [incident.ref]),
        chain=_chain(incident),
        held_by=control_of(incident) if may_do(user, "see_report") else [],
    )


def _chain(incident: m.Incident) -> list[m.Incident]:
    """The incidents of the fight that this one is part of, in the order of time; empty where it stands alone."""
    parents = parents_of_places()
    accounts = [account_of_incident(one, parents=parents) for one in known_incidents()]
    refs = next((refs for refs in chains(accounts) if incident.ref in refs), [])
    found = m.Incident.objects.in_bulk([parse_ref(ref)[1] for ref in refs])
    return [found[parse_ref(ref)[1]] for ref in refs]


def _fields(incident: m.Incident, *, claims: dict[int, m.ClaimRow]) -> list[FieldView]:
    values = (
        m.IncidentValue.objects.filter(incident=incident, is_current=True)
        .select_related("set_by")
        .prefetch_related("claims")
    )
    by_name = {value.field: value for value in values}
    return [_field(by_name[name], claims=claims) for name in m.IncidentValue.FIELDS if name in by_name]


def _field(value: m.IncidentValue, *, claims: dict[int, m.ClaimRow]) -> FieldView:
    def rows(numbers: list[int]) -> list[m.ClaimRow]:
        return [claims[number] for number in numbers if number in claims]

    return FieldView(
        field=value.field,
        value=value.body["value"],
        disagreement=value.body.get("disagreement", False),
        claims=[claims[claim.pk] for claim in value.claims.all() if claim.pk in claims],
        alternatives=[Alternative(other, rows(ids)) for other, ids in value.body.get("alternatives", [])],
        contrary=rows(value.body.get("contrary", [])),
        why=value.why,
        set_by=value.set_by,
        set_at=value.set_at,
    )


def known_incidents(*, without: int | None = None) -> list[KnownIncident]:
    """Every incident as the linking rules see it."""
    places = {place.code: place for place in m.Place.objects.all()}
    found = []
    for incident in with_facts(m.Incident.objects.exclude(pk=without or 0).order_by("pk")):
        values = standing_values(incident)
        place = places.get(values.get("place") or "")
        found.append(
            KnownIncident(
                ref=incident.ref,
                kind=values.get("kind") or "other",
                edtf=values.get("when") or "",
                place=place.code if place else "",
                point=(place.lat, place.lon) if place and place.lat is not None and place.lon is not None else None,
                radius_m=(place.radius_m or 0) if place else 0,
                perpetrators=tuple(values.get("perpetrators") or ()),
                counts=bounds_of(values),
            )
        )
    return found


def candidates_for_claim(row: m.ClaimRow, *, most: int = 5) -> list[tuple[m.Incident, Candidate]]:
    """The incidents that a claim may belong to, best first, each with its score and reasons."""
    found = candidates_for(
        from_json(row.body), known_incidents(), published=row.report.published, parents=parents_of_places()
    )[:most]
    incidents = m.Incident.objects.in_bulk([parse_ref(one.ref)[1] for one in found])
    return [(incidents[parse_ref(one.ref)[1]], one) for one in found]


def _twins(incident: m.Incident, claims: list[m.ClaimRow], *, most: int = 5) -> list[Twin]:
    """Other incidents that the incident's own claims could belong to."""
    others, parents = known_incidents(without=incident.pk), parents_of_places()
    best: dict[str, Candidate] = {}
    for row in claims:
        for one in candidates_for(from_json(row.body), others, published=row.report.published, parents=parents):
            if one.ref not in best or one.score > best[one.ref].score:
                best[one.ref] = one
    chosen = sorted(best.values(), key=lambda one: (-one.score, one.ref))[:most]
    incidents = m.Incident.objects.in_bulk([parse_ref(one.ref)[1] for one in chosen])
    judgements = m.Judgement.objects.filter(is_standing=True).select_related("by")
    judged = {
        frozenset((j.left, j.right)): j
        for j in judgements.filter(left=incident.ref) | judgements.filter(right=incident.ref)
    }
    return [
        Twin(incidents[parse_ref(one.ref)[1]], one.score, one.reasons, judged.get(frozenset((incident.ref, one.ref))))
        for one in chosen
    ]
