"""Parties and places of the conflict folder and of the world beneath it, in the register; again adds what is new."""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils import timezone

from tawthiq.core.texts import fold
from tawthiq.desk import models as m
from tawthiq.desk.actions.journal import record
from tawthiq.errors import InvalidRecord
from tawthiq.store.packs import Conflict, PlaceEntry, load_layered
from tawthiq.store.party_ties import load_party_history


def load_conflict_into_register(name: str, *, actor: str) -> dict[str, int]:
    """Parties, places and spellings of the folder stand in the register; what the desk changed stays as it is."""
    conflict = load_layered(name)
    with transaction.atomic():
        parties = _load_parties(conflict)
        places = _load_places(conflict)
        groups, ties = _load_history(name, actor=actor)
        counts = {"parties": len(parties) + len(groups), "places": len(places)}
        changed: list[m.Record] = [*parties, *groups, *places, *ties]
        if changed:
            detail = {"conflict": name, **counts, "ties": len(ties)}
            record("conflict_loaded", actor=actor, changed=changed, detail=detail)
    return counts


def _load_parties(conflict: Conflict) -> list[m.Party]:
    known = set(m.Party.objects.values_list("code", flat=True))
    return [
        m.Party.objects.create(code=party.id, name_en=party.name_en, name_ar=party.name_ar, kind=party.kind)
        for party in conflict.parties
        if party.id not in known
    ]


def _load_history(name: str, *, actor: str) -> tuple[list[m.Party], list[m.PartyTie]]:
    """Groups and ties that the register never had; one that the desk took back does not come again."""
    history = load_party_history(name)
    known = set(m.Party.objects.values_list("code", flat=True))
    groups = [
        m.Party.objects.create(code=group.id, name_en=group.name_en, name_ar=group.name_ar, kind=group.kind)
        for group in history.groups
        if group.id not in known
    ]
    party_of = {party.code: party for party in m.Party.objects.all()}
    held = set(m.PartyTie.objects.exclude(code="").values_list("code", flat=True))
    now = timezone.now()
    ties = []
    for one in history.ties:
        tie = one.tie
        if tie.id in held or tie.left not in party_of or tie.right not in party_of:
            continue
        row = m.PartyTie(code=tie.id, kind=tie.kind, party=party_of[tie.left], other=party_of[tie.right])
        row.place, row.valid_from, row.valid_to = tie.place, tie.valid_from, tie.valid_to
        row.certainty, row.source, row.note = tie.certainty, "; ".join(one.sources), one.note
        row.added_by, row.added_at = actor, now
        row.save()
        ties.append(row)
    return groups, ties


def _load_places(conflict: Conflict) -> list[m.Place]:
    """What the register lacks, parents before their children; each level goes in at once."""
    id_of: dict[str | None, int] = dict(m.Place.objects.values_list("code", "pk"))
    waiting = [entry for entry in conflict.places if entry.id not in id_of]
    new: list[m.Place] = []
    while waiting:
        level = [entry for entry in waiting if not entry.parent or entry.parent in id_of]
        if not level:
            raise InvalidRecord(f"places whose parents are not there: {', '.join(entry.id for entry in waiting)}")
        made = m.Place.objects.bulk_create([_place(entry, parent_id=id_of.get(entry.parent)) for entry in level])
        m.PlaceSpelling.objects.bulk_create(_spellings(level, made))
        id_of |= {place.code: place.pk for place in made}
        new += made
        waiting = [entry for entry in waiting if entry.id not in id_of]
    return new


def _place(entry: PlaceEntry, *, parent_id: int | None) -> m.Place:
    names = {"name_en": entry.name_en, "name_ar": entry.name_ar}
    point = {"lat": entry.lat, "lon": entry.lon, "radius_m": entry.radius_m}
    return m.Place(code=entry.id, kind=entry.kind, parent_id=parent_id, source=entry.source, **names, **point)


def _spellings(entries: Sequence[PlaceEntry], places: Sequence[m.Place]) -> Iterator[m.PlaceSpelling]:
    for entry, place in zip(entries, places, strict=True):
        for lang, texts in entry.spellings.items():
            for text in texts:
                yield m.PlaceSpelling(place=place, text=text, lang=lang, folded=fold(text))
