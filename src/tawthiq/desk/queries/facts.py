"""What the rules ask of the register: an incident's claims with their sources, its standing values, how places nest."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from tawthiq.core.claims import COUNTED, from_json
from tawthiq.core.counts import Bounds
from tawthiq.core.decisions import Decision
from tawthiq.core.disclosure import Accused, IncidentFacts, NamedPerson
from tawthiq.core.incidents import SourcedClaim, is_massacre
from tawthiq.core.people import is_victim
from tawthiq.core.releases import PublicPlace
from tawthiq.core.times import bounds
from tawthiq.desk import models as m
from tawthiq.linking.incidents.copies import text_keys, told_by
from tawthiq.store.packs import load_table

KILLING_MANNERS = frozenset(
    {
        "airstrike",
        "shelling",
        "ground_attack",
        "explosion_ied",
        "sniper_killing",
        "execution",
        "killing_other",
        "chemical_attack",
    }
)


def parents_of_places() -> dict[str, str | None]:
    """Every place code with the code of the next wider place: what the rules ask about nesting."""
    return dict(m.Place.objects.values_list("code", "parent__code"))


def violation_by_kind() -> dict[str, str | None]:
    """Which row of the violations each kind of act stands for, if any."""
    return {row["id"]: row["violation"] for row in load_table("kinds")}


def governorate_of(place: m.Place | None) -> m.Place | None:
    """The governorate that a place lies in, itself included; None abroad and where it is not known."""
    seen: set[int] = set()
    while place is not None and place.kind != "governorate" and place.pk not in seen:
        seen.add(place.pk)
        place = place.parent
    return place if place is not None and place.kind == "governorate" else None


def sourced(rows: Iterable[m.ClaimRow]) -> list[SourcedClaim]:
    """Claim rows (with report and source at hand) as the rules want them; copies of one text share a key."""
    listed = list(rows)
    keys = text_keys({row.report.text_key: row.report.text for row in listed})
    claims = [from_json(row.body) for row in listed]
    return [
        SourcedClaim(
            id=row.pk,
            source=row.report.source.pseudonym if row.report.source else "",
            report=row.report.ref,
            text_key=keys[row.report.text_key],
            published=row.report.published,
            claim=claim,
            told_by=told_by(claim),
        )
        for row, claim in zip(listed, claims, strict=True)
    ]


def sourced_claims(incident: m.Incident) -> list[SourcedClaim]:
    """The incident's claims with where each comes from."""
    return sourced(incident.claims.select_related("report__source").order_by("pk"))


def with_facts(incidents: QuerySet[m.Incident]) -> QuerySet[m.Incident]:
    """The same incidents with all that ``facts_of`` reads, in a fixed number of queries."""
    return incidents.select_related("graded_by").prefetch_related(
        Prefetch("values", queryset=m.IncidentValue.objects.filter(is_current=True).order_by("field")),
        Prefetch("claims", queryset=m.ClaimRow.objects.select_related("report__source", "report__item").order_by("pk")),
        Prefetch("signoffs", queryset=m.SignOff.objects.filter(is_standing=True).select_related("by")),
        "acts__perpetrators__party",
        "involvements__person",
    )


def standing_values(incident: m.Incident) -> dict[str, Any]:
    """The incident's standing values by field, as plain JSON values."""
    return {value.field: value.body["value"] for value in incident.values.all() if value.is_current}


def bounds_of(values: dict[str, Any]) -> dict[str, Bounds]:
    """The counted values as bounds."""
    return {name: Bounds(**values[name]) for name in COUNTED if values.get(name) is not None}


def massacre_of(incident: m.Incident) -> Decision:
    """Whether the incident meets the organisation's massacre rule, and why or why not."""
    values = standing_values(incident)
    speaking = [c.claim for c in sourced(incident.claims.all()) if c.claim.status == "asserted"]
    return is_massacre(
        bounds_of(values).get("killed"),
        victim_class=values.get("target_class") or "unknown",
        kind=values.get("kind") or "other",
        places={values["place"]} if values.get("place") else set(),
        manners=_manners(claim.kind for claim in speaking),
    )


def _manners(kinds: Iterable[str]) -> set[str]:
    """How people were killed; "another killing" says nothing beside a manner that is named."""
    found = set(kinds) & KILLING_MANNERS
    return found - {"killing_other"} or found


def facts_of(incident: m.Incident, *, places: dict[str, m.Place]) -> IncidentFacts:
    """The incident as the disclosure rules choose from it; ``places`` are the gazetteer's places by code."""
    values = standing_values(incident)
    first, last = bounds(values["when"]) if values.get("when") else (None, None)
    signoff = next(iter(incident.signoffs.all()), None) if incident.state == "signed" else None
    standing = [value for value in incident.values.all() if value.is_current]
    return IncidentFacts(
        ref=incident.ref,
        kind=values.get("kind") or "other",
        title_en=incident.title_en,
        title_ar=incident.title_ar,
        summary_en=incident.summary_en,
        summary_ar=incident.summary_ar,
        edtf=values.get("when") or "",
        first_day=first.isoformat() if first else "",
        last_day=last.isoformat() if last else "",
        place=place_of(places.get(values.get("place") or "")),
        grade=incident.grade,
        graded_by=incident.graded_by.username if incident.graded_by else "",
        signed_by=signoff.by.username if signoff else "",
        signed_on=signoff.signed_at.date().isoformat() if signoff else "",
        victim_class=values.get("target_class") or "unknown",
        accused=_accused(incident, named=values.get("perpetrators") or []),
        counts=bounds_of(values),
        is_massacre=bool(massacre_of(incident)),
        violations=tuple(sorted({act.violation for act in incident.acts.all()} - {""})),
        disagreements=tuple(value.field for value in standing if value.body.get("disagreement")),
        unknown=_unknown(values),
        people=tuple(_people(incident, is_child=values.get("target_class") == "child")),
    )


def place_of(place: m.Place | None) -> PublicPlace | None:
    """A place with its governorate, not yet coarsened."""
    if place is None:
        return None
    wider = governorate_of(place)
    return PublicPlace(
        ref=place.code,
        name_en=place.name_en,
        name_ar=place.name_ar,
        lat=place.lat,
        lon=place.lon,
        radius_m=place.radius_m,
        governorate=wider.code if wider else "",
        governorate_en=wider.name_en if wider else "",
        governorate_ar=wider.name_ar if wider else "",
    )


def _accused(incident: m.Incident, *, named: list[str]) -> tuple[Accused, ...]:
    """The parties that the incident names, each with the strongest attribution that a person gave a basis for."""
    found: dict[str, Accused] = {code: Accused(party=code, certainty="reported", basis="") for code in named}
    for act in incident.acts.all():
        for alleged in act.perpetrators.all():
            code = alleged.party.code
            if code in found and (alleged.basis or not found[code].basis):
                found[code] = Accused(party=code, certainty=alleged.certainty, basis=alleged.basis)
    return tuple(found[code] for code in sorted(found))


def _unknown(values: dict[str, Any]) -> tuple[str, ...]:
    gaps = [name for name in ("when", "place", "perpetrators", "target_class") if _is_open(values.get(name))]
    return tuple(gaps + [name for name, given in bounds_of(values).items() if given.is_vague])


def _is_open(value: Any) -> bool:
    return value in (None, "", [], "unknown", ["unknown"])


def _people(incident: m.Incident, *, is_child: bool) -> Iterable[NamedPerson]:
    """Everybody named; where the victims were children, whoever suffered is taken for one: ages are not recorded."""
    for one in incident.involvements.all():
        yield NamedPerson(
            name_en=one.person.name_en,
            name_ar=one.person.name_ar,
            status=one.status,
            has_consent=one.person.may_publish,
            is_minor=is_child and is_victim(one.status),
        )
