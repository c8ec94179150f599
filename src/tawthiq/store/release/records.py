"""Public records from their JSON form."""

from typing import Any

from tawthiq.core.claims import COUNTED
from tawthiq.core.releases import (
    PublicArticle,
    PublicClaim,
    PublicCount,
    PublicEvidence,
    PublicIncident,
    PublicPlace,
)


def incident_from(body: dict[str, Any], *, claims: tuple[PublicClaim, ...] = ()) -> PublicIncident:
    """The incident with the claims given; its own JSON form carries none."""
    typed = {
        "place": PublicPlace(**body["place"]) if body["place"] else None,
        "counts": _counts_from(body["counts"]),
        "perpetrators": tuple((party, certainty) for party, certainty in body["perpetrators"]),
        "people": tuple((en, ar, status) for en, ar, status in body["people"]),
        "claims": claims,
    }
    return PublicIncident(**(body | _tuples(body, "violations", "disagreements", "unknown") | typed))


def claim_from(body: dict[str, Any]) -> PublicClaim:
    """The claim from its JSON form."""
    typed = {"evidence": PublicEvidence(**body["evidence"]), "counts": _counts_from(body["counts"])}
    return PublicClaim(**(body | _tuples(body, "said_by", "perpetrators") | typed))


def article_from(body: dict[str, Any]) -> PublicArticle:
    """The article from its JSON form."""
    return PublicArticle(**(body | _tuples(body, "incidents", "related")))


def _tuples(body: dict[str, Any], *names: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(body[name]) for name in names}


def _counts_from(counts: dict[str, Any]) -> dict[str, PublicCount]:
    return {name: PublicCount(**counts[name]) for name in COUNTED if name in counts}
