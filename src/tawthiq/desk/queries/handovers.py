"""What was handed over, to whom, and for what."""

from collections.abc import Collection

from django.db.models import QuerySet

from tawthiq.desk import models as m


def all_handovers() -> QuerySet[m.Handover]:
    """Every hand-over, newest first."""
    return m.Handover.objects.order_by("-pk")


def handovers_with(refs: Collection[str]) -> list[m.Handover]:
    """The hand-overs that any of these items was in, oldest first.

    An organisation hands over hundreds of bundles, not millions: they are looked through, on either database alike.
    """
    wanted = set(refs)
    return [one for one in m.Handover.objects.order_by("pk") if wanted & set(one.items)] if wanted else []


def handovers_of(item: m.Item) -> list[m.Handover]:
    """The hand-overs that the item was in, oldest first."""
    return handovers_with([item.ref])
