"""Parties and places of the conflict folder and of the world beneath it, in the register; again adds what is new."""

from django.db import transaction

from tawthiq.core.texts import fold
from tawthiq.desk import models as m
from tawthiq.desk.actions.journal import record
from tawthiq.store.packs import Conflict, load_layered


def load_conflict_into_register(name: str, *, actor: str) -> dict[str, int]:
    """Parties, places and spellings of the folder stand in the register; what the desk changed stays as it is."""
    conflict = load_layered(name)
    with transaction.atomic():
        parties = _load_parties(conflict)
        places = _load_places(conflict)
        counts = {"parties": len(parties), "places": len(places)}
        if parties or places:
            record("conflict_loaded", actor=actor, changed=[*parties, *places], detail={"conflict": name, **counts})
    return counts


def _load_parties(conflict: Conflict) -> list[m.Party]:
    known = set(m.Party.objects.values_list("code", flat=True))
    return [
        m.Party.objects.create(code=party.id, name_en=party.name_en, name_ar=party.name_ar, kind=party.kind)
        for party in conflict.parties
        if party.id not in known
    ]


def _load_places(conflict: Conflict) -> list[m.Place]:
    by_code = {place.code: place for place in m.Place.objects.all()}
    new: list[m.Place] = []
    for entry in conflict.places:
        if entry.id in by_code:
            continue
        place = m.Place.objects.create(
            code=entry.id,
            kind=entry.kind,
            name_en=entry.name_en,
            name_ar=entry.name_ar,
            lat=entry.lat,
            lon=entry.lon,
            radius_m=entry.radius_m,
            source=entry.source,
        )
        by_code[entry.id] = place
        new.append(place)
        spellings = [(lang, text) for lang, texts in entry.spellings.items() for text in texts]
        m.PlaceSpelling.objects.bulk_create(
            m.PlaceSpelling(place=place, text=text, lang=lang, folded=fold(text)) for lang, text in spellings
        )
    for entry in conflict.places:
        place = by_code[entry.id]
        if entry.parent and place in new:
            place.parent = by_code[entry.parent]
            place.save()
    return new
