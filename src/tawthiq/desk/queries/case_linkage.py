"""Linkage of a charge: the chain of command on the day of each incident, and what comes back over months."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from tawthiq.core.linkage import Chain, Edge, Pattern, Seen, chain_up, find_patterns
from tawthiq.core.parties import CERTAIN, standing_on
from tawthiq.core.texts import fold
from tawthiq.core.times import bounds
from tawthiq.desk import models as m
from tawthiq.desk.queries.case_matrix import incidents_of
from tawthiq.desk.queries.parties import standing_ties, to_tie
from tawthiq.store.packs import load_table


@dataclass(frozen=True, slots=True)
class Link:
    """The chain from a unit that an incident alleges to the party that the accused is, or commanded."""

    incident: m.Incident
    day: str
    chain: Chain


@dataclass(frozen=True, slots=True)
class Post:
    """A post of the accused, and what its dates say of the incident's day: certain, possible, or "" (not then)."""

    commander: m.Commander
    days: tuple[tuple[str, str], ...]

    @property
    def standing(self) -> str:
        """The weakest of all days."""
        told = [standing for _day, standing in self.days]
        return "" if not told or not all(told) else CERTAIN if set(told) == {CERTAIN} else "possible"


@dataclass(frozen=True, slots=True)
class Linkage:
    """All links of a charge, its posts, parties and ties by their codes; ``silent`` incidents allege no unit."""

    links: tuple[Link, ...]
    posts: tuple[Post, ...]
    silent: tuple[m.Incident, ...]
    parties: dict[str, m.Party]
    ties: dict[str, m.PartyTie]

    @property
    def gaps(self) -> list[Link]:
        """Links of which no way up is known."""
        return [link for link in self.links if link.chain.is_gap]

    @property
    def edges(self) -> list[tuple[Edge, m.PartyTie]]:
        """Every step once, the one whose dates say least where days differ."""
        found: dict[str, Edge] = {}
        for edge in (edge for link in self.links for edge in link.chain.edges):
            if edge.tie.id not in found or edge.standing != CERTAIN:
                found[edge.tie.id] = edge
        return [(edge, self.ties[ref]) for ref, edge in sorted(found.items())]


def linkage_of(charge: m.Charge) -> Linkage:
    """How the units that the charge's incidents allege stood to the accused on those days."""
    ties = {tie.ref: tie for tie in standing_ties()}
    plain = [to_tie(tie) for tie in ties.values()]
    posts = list(charge.posts.select_related("party").filter(undone_at=None).order_by("pk"))
    tops = [charge.party.code] if charge.party else sorted({post.party.code for post in posts})
    incidents = incidents_of(charge)
    units, days = _units(incidents), _days(incidents)
    links = tuple(
        Link(incident, days[incident.pk], chain_up(unit, top, days[incident.pk], ties=plain))
        for incident in incidents
        for unit in units.get(incident.pk, ())
        for top in tops
    )
    told = sorted({day for day in days.values() if day})
    codes = {link.chain.unit for link in links} | {*tops}
    codes |= {code for link in links for edge in link.chain.edges for code in (edge.lower, edge.upper)}
    return Linkage(
        links=links,
        posts=tuple(
            Post(post, tuple((day, standing_on(post.valid_from, post.valid_to, day)) for day in told)) for post in posts
        ),
        silent=tuple(incident for incident in incidents if not units.get(incident.pk)),
        parties={party.code: party for party in m.Party.objects.filter(code__in=codes)},
        ties=ties,
    )


def _units(incidents: Iterable[m.Incident]) -> dict[int, list[str]]:
    """The parties that the acts of each incident allege, the unidentified one left out."""
    rows = m.ActPerpetrator.objects.filter(act__incident__in=list(incidents)).exclude(party__code="unknown")
    found: dict[int, list[str]] = {}
    for incident, code in rows.values_list("act__incident", "party__code").distinct().order_by("party__code"):
        found.setdefault(incident, []).append(code)
    return found


def _days(incidents: Iterable[m.Incident]) -> dict[int, str]:
    """The date of each incident as it stands, "" where none does."""
    listed = list(incidents)
    values = m.IncidentValue.objects.filter(incident__in=listed, field="when", is_current=True)
    told = {value.incident_id: str(value.body.get("value") or "") for value in values}
    return {incident.pk: told.get(incident.pk, "") for incident in listed}


def patterns_of(incidents: Sequence[m.Incident]) -> list[Pattern]:
    """What comes back among these incidents: the kind, the alleged unit, the weapon that the accepted words name."""
    listed = list(incidents)
    days, units = _days(listed), _units(listed)
    rows = m.IncidentValue.objects.filter(incident__in=listed, field="kind", is_current=True)
    kinds = {row.incident_id: str(row.body.get("value") or "") for row in rows}
    words: dict[int, list[str]] = {}
    claims = m.ClaimRow.objects.filter(incident__in=listed, decision__in=("accepted", "mended"))
    for number, quote in claims.values_list("incident", "quote"):
        words.setdefault(number or 0, []).append(quote)
    seen = []
    for incident in listed:
        traits = {("kind", kinds[incident.pk])} if kinds.get(incident.pk) else set()
        traits |= {("unit", code) for code in units.get(incident.pk, ())}
        traits |= {("weapon", weapon) for quote in words.get(incident.pk, ()) for weapon in weapons_in(quote)}
        seen.append(Seen(incident.ref, _month(days[incident.pk]), frozenset(traits)))
    return find_patterns(seen)


def _month(day: str) -> str:
    """The month that all of the date lies in, or ""."""
    first, last = bounds(day) if day else (None, None)
    together = first and last and (first.year, first.month) == (last.year, last.month)
    return f"{first:%Y-%m}" if together and first else ""


@cache
def _spellings() -> list[tuple[str, str]]:
    rows = load_table("weapons")
    return [
        (str(row["id"]), f" {fold(word)} ") for row in rows for word in (*row["spellings_en"], *row["spellings_ar"])
    ]


def weapons_in(words: str) -> set[str]:
    """The weapons whose spellings stand in the words."""
    folded = f" {fold(words)} "
    return {weapon for weapon, spelling in _spellings() if spelling in folded}
