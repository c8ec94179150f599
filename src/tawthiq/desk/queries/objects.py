"""Which bytes the records of the register say that the vault holds."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from tawthiq.core.ids import make_ref
from tawthiq.desk import models as m

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Named:
    """Bytes that a record names: an item's own, or what was derived from it (then ``ref`` is the derivative's)."""

    ref: str
    item: str
    sha256: str
    size_bytes: int


def standing_items() -> QuerySet[m.Item]:
    """Items whose end nobody has allowed: the vault has to hold their bytes."""
    return m.Item.objects.exclude(disposal__authorised_by__gt="")


def named_objects() -> Iterator[Named]:
    """All that the vault has to hold, in the order of the digests; several records may name the same bytes."""
    items = standing_items().order_by("sha256").values_list("pk", "sha256", "size_bytes").iterator(CHUNK)
    derived = m.Derivative.objects.exclude(sha256="").exclude(item__disposal__authorised_by__gt="")
    rows = derived.order_by("sha256").values_list("pk", "item_id", "sha256", "size_bytes").iterator(CHUNK)
    of_items = (Named(make_ref("item", pk), make_ref("item", pk), sha256, size) for pk, sha256, size in items)
    of_derived = (
        Named(make_ref("derivative", pk), make_ref("item", item), sha256, size) for pk, item, sha256, size in rows
    )
    return heapq.merge(of_items, of_derived, key=lambda one: one.sha256)


def derived_from(items: Iterable[int]) -> dict[int, list[Named]]:
    """What was made from each of these items, one query for all."""
    found: dict[int, list[Named]] = {}
    rows = m.Derivative.objects.filter(item__in=items).exclude(sha256="").order_by("pk")
    for pk, item, sha256, size in rows.values_list("pk", "item_id", "sha256", "size_bytes"):
        named = Named(make_ref("derivative", pk), make_ref("item", item), sha256, size)
        found.setdefault(item, []).append(named)
    return found


def is_named(sha256: str) -> bool:
    """Whether any record names these bytes; those that a disposal is about to destroy are its own business."""
    return m.Item.objects.filter(sha256=sha256).exists() or m.Derivative.objects.filter(sha256=sha256).exists()


def disposed_digests() -> dict[str, str]:
    """SHA-256 and reference of the items whose bytes must be gone."""
    rows = m.Item.objects.filter(disposal__done_at__isnull=False).order_by("pk").values_list("sha256", "pk")
    return {sha256: make_ref("item", pk) for sha256, pk in rows}


def unfinished_disposals() -> list[str]:
    """Items whose end was allowed and did not come: `tawthiq dispose --resume` goes on with it."""
    rows = m.Item.objects.filter(disposal__authorised_by__gt="", disposal__done_at__isnull=True).order_by("pk")
    return [make_ref("item", pk) for pk in rows.values_list("pk", flat=True)]
