"""Which incident may a claim belong to? Candidates with a score and the reasons for it; a person decides.

A pair that cannot be the same event (other time, other place, other kind of act) is no candidate. Everything else adds
or takes away points from a table, and each point has its reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tawthiq.core.claims import Claim
from tawthiq.core.counts import Bounds
from tawthiq.core.kinds import kinds_agree
from tawthiq.core.places import Parents, distance_m, is_nested
from tawthiq.core.times import bounds

# Reports date an event by the night it began, the morning it was found or the day it was told.
# Source: MUC and ACE event coreference practice; two days either side covers "yesterday" told a day late.
DAYS_APART = 2
# Points by reason. Source: this project's case table tests/cases/linking.yaml; the weights order candidates, they are
# not probabilities.
POINTS = {
    "same_kind": 0.30,
    "companion_kind": 0.15,
    "confusable_kind": 0.15,
    "same_time": 0.25,
    "near_time": 0.10,
    "time_unknown": 0.0,
    "same_place": 0.25,
    "nested_place": 0.20,
    "near_place": 0.10,
    "place_unknown": 0.0,
    "same_party": 0.10,
    "party_unknown": 0.0,
    "other_party": -0.10,
    "counts_overlap": 0.10,
    "counts_unknown": 0.0,
    "counts_differ": -0.05,
}


@dataclass(frozen=True, slots=True)
class KnownIncident:
    """What linking needs of an incident: ``point`` is (lat, lon) in degrees, ``radius_m`` how far it may be off."""

    ref: str
    kind: str
    edtf: str = ""
    place: str = ""
    point: tuple[float, float] | None = None
    radius_m: int = 0
    perpetrators: tuple[str, ...] = ()
    counts: Mapping[str, Bounds] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An incident that a claim may belong to; ``score`` is 0..1 and ``reasons`` are keys of ``POINTS``."""

    ref: str
    score: float
    reasons: tuple[str, ...]


def candidates_for(
    claim: Claim, incidents: Sequence[KnownIncident], *, parents: Parents | None = None
) -> list[Candidate]:
    """The incidents that the claim may belong to, best first; equal scores in the order of their references.

    An incident is left out when its kind is another act altogether, its days are more than ``DAYS_APART`` away, its
    place is elsewhere, or neither time nor place is known on both sides.
    """
    found = []
    for incident in incidents:
        kind, when = _by_kind(claim, incident), _by_time(claim, incident)
        where = _by_place(claim, incident, parents=parents or {})
        if not (kind and when and where) or (when, where) == ("time_unknown", "place_unknown"):
            continue
        reasons = (kind, when, where, _by_party(claim, incident), _by_counts(claim, incident))
        score = min(max(sum(POINTS[reason] for reason in reasons), 0.0), 1.0)
        found.append(Candidate(ref=incident.ref, score=round(score, 3), reasons=reasons))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.ref))


def _by_kind(claim: Claim, incident: KnownIncident) -> str:
    agreement = kinds_agree(claim.kind, incident.kind)
    return "" if agreement == "different" else f"{agreement}_kind"


def _by_time(claim: Claim, incident: KnownIncident) -> str:
    written = claim.when.edtf if claim.when else None
    if not written or not incident.edtf:
        return "time_unknown"
    gap = days_apart(written, incident.edtf)
    if gap == 0:
        return "same_time"
    return "near_time" if gap <= DAYS_APART else ""


def days_apart(a: str, b: str) -> int:
    """Days between two EDTF expressions: 0 where they may mean the same day."""
    first_a, last_a = _span(a)
    first_b, last_b = _span(b)
    return max((first_b - last_a) // timedelta(days=1), (first_a - last_b) // timedelta(days=1), 0)


def _span(edtf: str) -> tuple[date, date]:
    first, last = bounds(edtf)
    return first or date.min, last or date.max


def _by_place(claim: Claim, incident: KnownIncident, *, parents: Parents) -> str:
    scenes = [place for place in claim.places if place.role == "scene"]
    ids = {place.place for place in scenes if place.place}
    if incident.place in ids:
        return "same_place"
    if incident.place and any(is_nested(place, incident.place, parents=parents) for place in ids):
        return "nested_place"
    gaps = [
        distance_m((place.lat, place.lon), incident.point) - (place.radius_m or 0) - incident.radius_m
        for place in scenes
        if incident.point and place.lat is not None and place.lon is not None
    ]
    if gaps:
        return "near_place" if min(gaps) <= 0 else ""
    return "place_unknown" if not ids or not incident.place else ""


def _by_party(claim: Claim, incident: KnownIncident) -> str:
    said, held = _known(party.party for party in claim.perpetrators), _known(incident.perpetrators)
    if not said or not held:
        return "party_unknown"
    return "same_party" if said & held else "other_party"


def _known(parties: Iterable[str]) -> set[str]:
    return set(parties) - {"unknown"}


def _by_counts(claim: Claim, incident: KnownIncident) -> str:
    pairs = [
        (Bounds(count.min, count.max), incident.counts[counted])
        for counted, count in claim.counts.items()
        if counted in incident.counts
    ]
    told = [(a, b) for a, b in pairs if not a.is_vague and not b.is_vague]
    if not told:
        return "counts_unknown"
    return "counts_overlap" if all(_overlap(a, b) for a, b in told) else "counts_differ"


def _overlap(a: Bounds, b: Bounds) -> bool:
    return (a.min or 0) <= _most(b) and (b.min or 0) <= _most(a)


def _most(given: Bounds) -> float:
    return float("inf") if given.max is None else given.max
