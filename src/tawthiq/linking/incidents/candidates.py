"""Which incident may a claim belong to? Candidates with a score and the reasons for it; a person decides.

A pair that cannot be the same event (other time, other place, other kind of act) is no candidate. Everything else is
weighed as ``evidence`` does it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tawthiq.core.claims import Claim
from tawthiq.core.counts import Bounds
from tawthiq.core.places import Parents, chain_of
from tawthiq.linking.incidents.accounts import Account, Site, account_of_claim, ordinals
from tawthiq.linking.incidents.background import Background
from tawthiq.linking.incidents.evidence import compare

# Kinds so different that no time and place makes them one act.
_ANOTHER_ACT = frozenset({"related_kind", "other_kind"})


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
    victims: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An incident that a claim may belong to; ``score`` is 0..1 and ``reasons`` are rows of ``incident_evidence``."""

    ref: str
    score: float
    reasons: tuple[str, ...]


def account_of_incident(incident: KnownIncident, *, parents: Parents | None = None) -> Account:
    """An incident as the account that the register gives of it."""
    first, last = ordinals(incident.edtf)
    site = Site(place=incident.place, point=incident.point, radius_m=incident.radius_m)
    return Account(
        ref=incident.ref,
        first=first,
        last=last,
        sites=(site,) if incident.place or incident.point else (),
        within=frozenset(chain_of(incident.place, parents=parents or {})[1:]) if incident.place else frozenset(),
        kind=incident.kind,
        parties=frozenset(incident.perpetrators) - {"unknown"},
        counts=incident.counts,
        victims=incident.victims,
        media=incident.media,
    )


def candidates_for(
    claim: Claim, incidents: Sequence[KnownIncident], *, published: str = "", parents: Parents | None = None
) -> list[Candidate]:
    """The incidents that the claim may belong to, best first; equal scores in the order of their references.

    An incident is left out when its kind is another act altogether, its days are too far away, its place is elsewhere,
    or neither time nor place is known on both sides. ``published`` is the day on which the claim was made known (EDTF).
    """
    told = account_of_claim(claim, ref="", published=published, parents=parents)
    known = [account_of_incident(incident, parents=parents) for incident in incidents]
    background = Background([told, *known])
    found = []
    for account in known:
        compared = compare(told, account, background)
        if compared is not None and not _ANOTHER_ACT & set(compared.reasons):
            found.append(Candidate(ref=account.ref, score=compared.score, reasons=compared.reasons))
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.ref))
