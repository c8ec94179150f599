"""Looking up what a person typed or chose in a form: a place by any of its spellings, a source by its pseudonym."""

from typing import Any

from django.db.models import Q

from tawthiq.core.texts import fold
from tawthiq.desk import models as m
from tawthiq.store.packs import load_countries


def find_place(written: str) -> m.Place | None:
    """The one place of this code or spelling; None where there is none or more than one."""
    place = m.Place.objects.filter(code=written).first()
    if place:
        return place
    folded = fold(written)
    named = m.PlaceName.objects.filter(folded=folded, undone_at=None).values("place")
    found = m.Place.objects.filter(Q(spellings__folded=folded) | Q(pk__in=named)).distinct()[:2]
    return found[0] if len(found) == 1 else None


def mention_of(place: m.Place) -> dict[str, Any]:
    """What a claim's place mention takes over from the gazetteer."""
    return {
        "place": place.code,
        "name": place.name_en,
        "lat": place.lat,
        "lon": place.lon,
        "radius_m": place.radius_m,
        "country": country_of(place),
    }


def country_of(place: m.Place) -> str | None:
    """The ISO code of the country that the place's parents lead to; None where they lead to none."""
    seen: set[int] = set()
    top = place
    while top.parent is not None and top.pk not in seen:
        seen.add(top.pk)
        top = top.parent
    return next((country.iso2 for country in load_countries() if country.id == top.code), None)


def find_source(pseudonym: str) -> m.Source | None:
    """The source of this pseudonym, or None."""
    return m.Source.objects.filter(pseudonym=pseudonym).first()


def source_pseudonyms() -> list[str]:
    """Every source's pseudonym; the identity behind it is not in the register."""
    return list(m.Source.objects.order_by("pseudonym").values_list("pseudonym", flat=True))
