"""Places made and mended at the desk: journalled, each name and unit with who added it and who took it back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from tawthiq.core.place_ranking import PlaceRow
from tawthiq.core.places import chain_of
from tawthiq.core.texts import fold
from tawthiq.core.times import is_valid_edtf
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.gazetteer import keep_row
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.rereading import ask_rereading
from tawthiq.desk.queries.gazetteers import COMPARED, index_of
from tawthiq.desk.queries.own_places import LOCAL
from tawthiq.errors import InvalidRecord
from tawthiq.store.packs import load_table

EDITED = ("kind", "name_en", "name_ar", "lat", "lon", "radius_m", "parent", "source", "valid_from", "valid_to", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a person says of a place: the columns of ``m.Place`` but for its code."""

    kind: str
    name_en: str
    name_ar: str
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None
    parent: m.Place | None = None
    source: str
    valid_from: str = ""
    valid_to: str = ""
    note: str = ""


def add_place(user: m.User, told: Described) -> m.Place:
    """A place that no gazetteer has; the reader looks for its names from now on."""
    require(user, "edit_incident")
    told = _checked(told)
    with transaction.atomic():
        place = m.Place.objects.create(code=_new_code(told.name_en), **_columns(told))
        spellings = [("en", told.name_en), ("ar", told.name_ar)]
        m.PlaceSpelling.objects.bulk_create(
            m.PlaceSpelling(place=place, text=text, lang=lang, folded=fold(text)) for lang, text in spellings
        )
        record("place_added", actor=user.username, subject=place, changed=[place], why=told.note)
        ask_rereading(actor=user.username, why=place.ref)
    return place


def _new_code(name: str) -> str:
    """``own.al-zaytun``, with a number behind where that is taken."""
    plain = f"{LOCAL}{slugify(name)[:80] or 'place'}"
    taken = set(m.Place.objects.filter(code__startswith=plain).values_list("code", flat=True))
    numbered = (plain if number == 1 else f"{plain}.{number}" for number in range(1, len(taken) + 2))
    return next(code for code in numbered if code not in taken)


def change_place(user: m.User, place: m.Place, told: Described, *, reason: str) -> None:
    """The place is what this person says; incidents that rest on it show it so from now on."""
    require(user, "edit_incident")
    if not reason.strip():
        raise InvalidRecord("reason_missing")
    told = _checked(told, place=place)
    columns = _columns(told)
    changed = [name for name in EDITED if getattr(place, name) != columns[name]]
    if not changed:
        raise InvalidRecord("not_changed")
    with transaction.atomic():
        for name in EDITED:
            setattr(place, name, columns[name])
        place.save()
        detail = {"fields": changed}
        record("place_changed", actor=user.username, subject=place, changed=[place], why=reason, detail=detail)
        if place.code.startswith(LOCAL):
            ask_rereading(actor=user.username, why=place.ref)


def take_over(user: m.User, place: m.Place, gazetteer: m.Gazetteer, *, field: str, reason: str) -> None:
    """One of ``COMPARED`` is what the gazetteer says now; raises InvalidRecord where it says nothing of it."""
    index = index_of(gazetteer)
    row = index.row(place.code) if index else None
    if row is None or field not in COMPARED:
        raise InvalidRecord("not_in_gazetteer")
    told = Described(**{name: getattr(place, name) for name in EDITED})
    taken: dict[str, Any] = {field: getattr(row, field, None)}
    if field == "point":
        taken = {"lat": row.lat, "lon": row.lon, "radius_m": row.radius_m}
    change_place(user, place, replace(told, **taken), reason=f"{gazetteer.name}: {reason}")


def take_up(user: m.User, row: PlaceRow) -> m.Place:
    """A row of a gazetteer comes into the register; the one that is there already where it came before."""
    require(user, "edit_incident")
    held = m.Place.objects.filter(code=row.ref).first()
    if held:
        return held
    with transaction.atomic():
        place = keep_row(row)
        record("place_added", actor=user.username, subject=place, changed=[place], detail={"source": row.source})
    return place


def _columns(told: Described) -> dict[str, Any]:
    return {name: getattr(told, name) for name in EDITED}


def _checked(told: Described, *, place: m.Place | None = None) -> Described:
    plain = {name: getattr(told, name).strip() for name in ("name_en", "name_ar", "source", "note")}
    told = replace(told, **plain)
    if not told.name_en or not told.name_ar:
        raise InvalidRecord("name_missing")
    if not told.source:
        raise InvalidRecord("source_missing")
    if told.kind not in {row["id"] for row in load_table("place_kinds")}:
        raise InvalidRecord("value_invalid: kind")
    point = (told.lat, told.lon, told.radius_m)
    if any(part is None for part in point) and any(part is not None for part in point):
        raise InvalidRecord("point_in_part")
    if told.lat is not None and not (-90 <= told.lat <= 90 and -180 <= (told.lon or 0) <= 180):
        raise InvalidRecord("value_invalid: lat, lon")
    if told.radius_m is not None and told.radius_m <= 0:
        raise InvalidRecord("value_invalid: radius_m")
    check_period(told.valid_from, told.valid_to)
    if place and told.parent and place.code in chain_of(told.parent.code, parents=_parents(told.parent)):
        raise InvalidRecord("place_in_itself")
    return told


def _parents(place: m.Place) -> Mapping[str, str | None]:
    found: dict[str, str | None] = {}
    step: m.Place | None = place
    while step is not None and step.code not in found:
        found[step.code] = step.parent.code if step.parent else None
        step = step.parent
    return found


def check_period(valid_from: str, valid_to: str) -> None:
    """Raises InvalidRecord unless both are EDTF dates or empty."""
    if any(day and ("/" in day or not is_valid_edtf(day)) for day in (valid_from, valid_to)):
        raise InvalidRecord("date_invalid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A name for a place: by whom (a party's code, or everybody), when, and what it was learnt from."""

    text: str
    lang: str
    party: str = ""
    valid_from: str = ""
    valid_to: str = ""
    note: str = ""
    learnt_from: m.ClaimRow | None = None


def add_name(user: m.User, place: m.Place, called: Called, *, also: tuple[m.Record, ...] = ()) -> m.PlaceName:
    """The place is also called so; the reader and the forms know it from now on. ``also`` is journalled with it."""
    require(user, "review_claim" if called.learnt_from else "edit_incident")
    text = " ".join(called.text.split())
    check_period(called.valid_from, called.valid_to)
    if not fold(text):
        raise InvalidRecord("name_missing")
    if called.party and not m.Party.objects.filter(code=called.party).exists():
        raise InvalidRecord("unknown_party")
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = m.PlaceName.objects.create(
                    place=place,
                    text=text[:200],
                    lang=called.lang,
                    folded=fold(text)[:200],
                    party=called.party,
                    valid_from=called.valid_from,
                    valid_to=called.valid_to,
                    note=called.note.strip(),
                    learnt_from=called.learnt_from,
                    added_by=user,
                    added_at=timezone.now(),
                )
        except IntegrityError as twice:
            raise InvalidRecord("name_known") from twice
        detail = {"place": place.ref} | ({"claim": called.learnt_from.ref} if called.learnt_from else {})
        changed = (row, *also)
        record("place_name_added", actor=user.username, subject=place, changed=changed, why=row.note, detail=detail)
        ask_rereading(actor=user.username, why=row.ref)
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Contained:
    """A unit that a place lies in by another order: see ``m.PlaceUnit``."""

    system: str
    name_en: str
    source: str
    name_ar: str = ""
    code: str = ""
    valid_from: str = ""
    valid_to: str = ""


def add_unit(user: m.User, place: m.Place, told: Contained) -> m.PlaceUnit:
    """The place lies in this unit too, by this order."""
    require(user, "edit_incident")
    check_period(told.valid_from, told.valid_to)
    if not told.name_en.strip():
        raise InvalidRecord("name_missing")
    if not told.source.strip():
        raise InvalidRecord("source_missing")
    party = told.system.removeprefix("party:")
    is_system = told.system in {row["id"] for row in load_table("unit_systems")}
    if not is_system and (party == told.system or not m.Party.objects.filter(code=party).exists()):
        raise InvalidRecord("value_invalid: system")
    with transaction.atomic():
        columns = {name: getattr(told, name).strip() for name in Contained.__slots__}
        row = m.PlaceUnit.objects.create(place=place, added_by=user, added_at=timezone.now(), **columns)
        record("place_unit_added", actor=user.username, subject=place, changed=[row], detail={"system": row.system})
    return row


def undo_name(user: m.User, name: m.PlaceName, *, reason: str) -> None:
    """The name counts no more; the row stays with who took it back, and why."""
    _undo(user, name, reason=reason, event="place_name_undone")
    ask_rereading(actor=user.username, why=name.ref)


def undo_unit(user: m.User, unit: m.PlaceUnit, *, reason: str) -> None:
    """The unit counts no more; the row stays."""
    _undo(user, unit, reason=reason, event="place_unit_undone")


def _undo(user: m.User, row: m.PlaceName | m.PlaceUnit, *, reason: str, event: str) -> None:
    require(user, "edit_incident")
    if not reason.strip():
        raise InvalidRecord("reason_missing")
    with transaction.atomic():
        if isinstance(row, m.PlaceName):
            row.refresh_from_db(from_queryset=m.PlaceName.objects.select_for_update())
        else:
            row.refresh_from_db(from_queryset=m.PlaceUnit.objects.select_for_update())
        if row.undone_at:
            raise InvalidRecord("undone_already")
        row.undone_by, row.undone_at, row.undone_why = user, timezone.now(), reason.strip()
        row.save()
        record(event, actor=user.username, subject=row.place, changed=[row], why=row.undone_why)
