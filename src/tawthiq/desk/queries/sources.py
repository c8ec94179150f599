"""The room of sources: pseudonyms, how reliable they are, what came from them, and whether who they are is sealed."""

from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet

from tawthiq.desk import models as m


def all_sources() -> QuerySet[m.Source]:
    """Every source with the number of its items (``items``) and the last sealing (``sealed_at``)."""
    counted = m.Source.objects.annotate(
        items=Count("receipts__item", distinct=True), sealed_at=Max("identities__sealed_at")
    )
    return counted.order_by("pseudonym")


def standing_keys() -> QuerySet[m.CustodianKey]:
    """Keys to which is sealed, oldest first."""
    return m.CustodianKey.objects.filter(retired_at=None).select_related("holder").order_by("pk")


@dataclass(frozen=True, slots=True)
class Envelope:
    """One sealing: for whom it opens, and which keys came later, so that it has to be sealed again for them."""

    row: m.SealedIdentity
    holders: tuple[str, ...]
    later: tuple[str, ...]


def envelopes_of(source: m.Source) -> list[Envelope]:
    """Newest first."""
    keys = list(m.CustodianKey.objects.select_related("holder").order_by("pk"))
    rows = source.identities.select_related("sealed_by").order_by("-pk")
    return [_envelope(row, keys) for row in rows]


def _envelope(row: m.SealedIdentity, keys: list[m.CustodianKey]) -> Envelope:
    opens = [key for key in keys if key.ref in row.key_refs]
    later = [key for key in keys if key.ref not in row.key_refs and key.retired_at is None]
    return Envelope(row, *(tuple(dict.fromkeys(key.holder.username for key in some)) for some in (opens, later)))
