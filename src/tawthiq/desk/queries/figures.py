"""The desk's own figures: over every graded or signed incident, exact, each number with its incidents."""

from tawthiq.core.balances import Told
from tawthiq.core.disclosure import IncidentFacts
from tawthiq.core.incidents import independent_sources
from tawthiq.core.releases import Figure, PublicCount, PublicIncident
from tawthiq.counting.tables import COUNTED, TABLES, figures
from tawthiq.desk import models as m
from tawthiq.desk.access import may_do
from tawthiq.desk.queries.facts import facts_of, sourced, with_facts
from tawthiq.errors import NotFound

COUNTED_AT_DESK = ("incidents", *COUNTED)


def figures_for(user: m.User, *, table: str = "") -> list[Figure]:
    """Every figure, or those of one table; nothing for who may not see figures."""
    found = figures(established_for(user), counted=COUNTED_AT_DESK, exact=True)
    return [one for one in found if one.incidents and (not table or one.table == table)]


def established_for(user: m.User) -> list[PublicIncident]:
    """Every graded or signed incident as counting takes it, exact; nothing for who may not see figures."""
    if not may_do(user, "see_figures"):
        return []
    places = {place.code: place for place in m.Place.objects.select_related("parent__parent__parent")}
    established = with_facts(m.Incident.objects.filter(state__in=("graded", "signed")).order_by("pk"))
    return [_countable(incident, places=places) for incident in established]


def told_for(user: m.User) -> dict[str, Told]:
    """What stands behind each established incident: independent sources, and the day of the first report."""
    if not may_do(user, "see_figures"):
        return {}
    established = with_facts(m.Incident.objects.filter(state__in=("graded", "signed")).order_by("pk"))
    return {incident.ref: _told(incident) for incident in established}


def _told(incident: m.Incident) -> Told:
    claims = sourced(incident.claims.all())
    return Told(independent_sources(claims), min((one.published for one in claims if one.published), default=""))


def figure_named(user: m.User, name: str) -> Figure:
    """The figure called ``TABLE:KEY:COUNTED``; raises NotFound."""
    table = name.partition(":")[0]
    for one in figures_for(user, table=table if table in TABLES else "-"):
        if f"{one.table}:{one.key}:{one.counted}" == name:
            return one
    raise NotFound("not_found")


def _countable(incident: m.Incident, *, places: dict[str, m.Place]) -> PublicIncident:
    """An incident in the shape that counting takes, exact: this one never leaves the desk."""
    facts: IncidentFacts = facts_of(incident, places=places)
    counts = {name: PublicCount(b.min, b.max, b.approximate) for name, b in (facts.counts or {}).items()}
    return PublicIncident(
        ref=facts.ref,
        kind=facts.kind,
        title_en=facts.title_en,
        title_ar=facts.title_ar,
        summary_en="",
        summary_ar="",
        edtf=facts.edtf,
        first_day=facts.first_day,
        last_day=facts.last_day,
        place=facts.place,
        grade=facts.grade,
        perpetrators=tuple((one.party, one.certainty) for one in facts.accused),
        victim_class=facts.victim_class,
        counts=counts,
        is_massacre=facts.is_massacre,
        violations=facts.violations,
        disagreements=facts.disagreements,
        unknown=facts.unknown,
        people=(),
        claims=(),
        signed_on=facts.signed_on,
    )
