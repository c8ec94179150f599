"""What binds parties, and who commands them: written down with certainty and source, taken back with a reason."""

from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from tawthiq.core.parties import CERTAINTIES, KINDS
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.places import check_period
from tawthiq.errors import InvalidRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From when to when something is so, how firmly that is known, and where from."""

    source: str
    certainty: str
    valid_from: str = ""
    valid_to: str = ""
    note: str = ""


def add_tie(user: m.User, party: m.Party, other: m.Party, *, kind: str, place: str = "", period: Period) -> m.PartyTie:
    """``party`` is part of, commands, supports or fights beside ``other`` for this period."""
    require(user, "edit_incident")
    if kind not in KINDS:
        raise InvalidRecord("value_invalid: kind")
    if party == other:
        raise InvalidRecord("tie_to_itself")
    if place and not m.Place.objects.filter(code=place).exists():
        raise InvalidRecord("unknown_place")
    row = m.PartyTie(kind=kind, party=party, other=other, place=place)
    return _add(user, row, period, subject=party, event="party_tie_added")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Who commands, in which post; a name in one language is enough."""

    name_en: str = ""
    name_ar: str = ""
    post_en: str = ""
    post_ar: str = ""


def add_commander(user: m.User, party: m.Party, post: Post, *, period: Period) -> m.Commander:
    """This person commands the party, or a part of it, for this period; never published."""
    require(user, "edit_incident")
    told = {name: getattr(post, name).strip() for name in ("name_en", "name_ar", "post_en", "post_ar")}
    if not (told["name_en"] or told["name_ar"]):
        raise InvalidRecord("name_missing")
    return _add(user, m.Commander(party=party, **told), period, subject=party, event="commander_added")


Row = TypeVar("Row", m.PartyTie, m.Commander)


def _add(user: m.User, row: Row, period: Period, *, subject: m.Party, event: str) -> Row:
    if not period.source.strip():
        raise InvalidRecord("source_missing")
    if period.certainty not in CERTAINTIES:
        raise InvalidRecord("unknown_certainty")
    check_period(period.valid_from, period.valid_to)
    row.source, row.note, row.certainty = period.source.strip(), period.note.strip(), period.certainty
    row.valid_from, row.valid_to = period.valid_from, period.valid_to
    row.added_by, row.added_at = user.username, timezone.now()
    with transaction.atomic():
        row.save()
        changed: list[m.Record] = [row]
        record(event, actor=user.username, subject=subject, changed=changed, why=row.note)
    return row


def undo(user: m.User, row: m.PartyTie | m.Commander, *, reason: str) -> None:
    """It counts no more; the row stays with who took it back, and why."""
    require(user, "edit_incident")
    if not reason.strip():
        raise InvalidRecord("reason_missing")
    event = "party_tie_undone" if isinstance(row, m.PartyTie) else "commander_undone"
    with transaction.atomic():
        if isinstance(row, m.PartyTie):
            row.refresh_from_db(from_queryset=m.PartyTie.objects.select_for_update())
        else:
            row.refresh_from_db(from_queryset=m.Commander.objects.select_for_update())
        if row.undone_at:
            raise InvalidRecord("undone_already")
        row.undone_by, row.undone_at, row.undone_why = user.username, timezone.now(), reason.strip()
        row.save()
        record(event, actor=user.username, subject=row.party, changed=[row], why=row.undone_why)
