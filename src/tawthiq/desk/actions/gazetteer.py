"""Places beyond the conflict folder come into the register when an incident rests on them."""

from collections.abc import Iterable

from django.conf import settings

from tawthiq.core.claims import Claim
from tawthiq.core.place_ranking import PlaceRow
from tawthiq.core.texts import fold
from tawthiq.desk import models as m
from tawthiq.desk.queries.own_places import own_places
from tawthiq.store.known_places import load_known_places
from tawthiq.store.packs import load_countries

_WIDER = ("governorate", "district", "country")


def keep_places(claims: Iterable[Claim]) -> list[m.Place]:
    """The places that these claims name and the register lacks, made from gazetteer rows; the caller journals them.

    A row stands under the wider place that it names, else under its country.
    """
    named = {place.place for claim in claims for place in claim.places if place.place}
    missing = named - set(m.Place.objects.filter(code__in=named).values_list("code", flat=True))
    known = load_known_places(settings.CONFLICT, own_places())
    rows = [row for row in map(known.row, sorted(missing)) if row is not None]
    return [keep_row(row) for row in rows]


def keep_row(row: PlaceRow) -> m.Place:
    """The row as a place of the register; the caller journals it."""
    name_ar = row.name_ar or row.name_en  # a proper name without a known Arabic spelling stays as it is written
    place = m.Place.objects.create(
        code=row.ref,
        kind=row.kind,
        name_en=row.name_en,
        name_ar=name_ar,
        lat=row.lat,
        lon=row.lon,
        radius_m=row.radius_m,
        parent=_parent(row),
        source=row.source,
    )
    spellings = [("en", row.name_en), ("ar", row.name_ar)]
    m.PlaceSpelling.objects.bulk_create(
        m.PlaceSpelling(place=place, text=text, lang=lang, folded=fold(text)) for lang, text in spellings if text
    )
    return place


def _parent(row: PlaceRow) -> m.Place | None:
    for name in row.within:
        found = m.Place.objects.filter(kind__in=_WIDER, name_en=name).first()
        if found:
            return found
    country = next((country.id for country in load_countries() if country.iso2 == row.country), "")
    return m.Place.objects.filter(code=country).first()
