"""States of a person: written down with what each rests on, taken back with a reason; who looked into which room."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from tawthiq.core.people import VICTIMS
from tawthiq.core.times import is_valid_edtf
from tawthiq.desk import models as m
from tawthiq.desk.access import require, room_of_person
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.person_states import state_kinds
from tawthiq.errors import InvalidRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A state with its day or span (EDTF or ""), place, holding party, and the claim or the signed reason behind it."""

    code: str
    when: str = ""
    place: m.Place | None = None
    party: m.Party | None = None
    claim: m.ClaimRow | None = None
    why: str = ""


def add_state(user: m.User, person: m.Person, known: Known) -> m.PersonState:
    """The person was in this state, as the claim says or as this user signs."""
    require(user, "edit_incident")
    if known.code not in state_kinds():
        raise InvalidRecord("unknown_state")
    if known.when and not is_valid_edtf(known.when):
        raise InvalidRecord("date_invalid")
    if known.claim is None and not known.why.strip():
        raise InvalidRecord("state_rests_on_nothing")
    if known.claim is not None:
        _check_claim(person, known.claim)
    with transaction.atomic():
        told = {name: getattr(known, name) for name in ("code", "when", "place", "party", "claim")}
        row = m.PersonState.objects.create(
            person=person, **told, why=known.why.strip(), added_by=user, added_at=timezone.now()
        )
        changed: list[m.Record] = [row]
        record("person_state_added", actor=user.username, subject=person, changed=changed, why=row.why)
    return row


def _check_claim(person: m.Person, claim: m.ClaimRow) -> None:
    if claim.decision not in ("accepted", "mended"):
        raise InvalidRecord(f"claim_not_accepted: {claim.ref}")
    if not person.involvements.filter(claim=claim).exists():
        raise InvalidRecord("claim_not_of_person")


def undo_state(user: m.User, state: m.PersonState, *, reason: str) -> None:
    """The state counts no more; it stays with who took it back, and why."""
    require(user, "edit_incident")
    if not reason.strip():
        raise InvalidRecord("reason_missing")
    with transaction.atomic():
        row = m.PersonState.objects.select_for_update().get(pk=state.pk)
        if row.undone_at:
            raise InvalidRecord("undone_already")
        row.undone_by, row.undone_at, row.undone_why = user, timezone.now(), reason.strip()
        row.save()
        record("person_state_undone", actor=user.username, subject=row.person, changed=[row], why=row.undone_why)


def enter_rooms(user: m.User, records: Iterable[m.Record]) -> None:
    """As ``enter_room`` for every person among the records."""
    for one in records:
        if isinstance(one, m.Person):
            enter_room(user, room=room_of_person(one), person=one)


def enter_room(user: m.User, *, room: str, person: m.Person | None = None) -> None:
    """That this user looks into a protected room, or at somebody in it, is in the journal before anything is shown."""
    if room == VICTIMS:
        return
    with transaction.atomic():
        record("room_entered", actor=user.username, subject=person or user, detail={"room": room})
