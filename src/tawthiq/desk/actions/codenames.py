"""Witnesses of a case under codenames.

A codename says nothing: neither who, nor in which order they came.
"""

import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.access import require_in_case
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.consents import behind_items
from tawthiq.errors import InvalidRecord

_NUMBERS = range(1000, 10000)


def give_codenames(case: m.Case, items: Sequence[m.Item], *, actor: str) -> list[m.Codename]:
    """Everybody behind these items who has to be asked for consent has a codename in the case; the new ones.

    Called inside the transaction of what brought the items into the case.
    """
    known = {(one.source_id, one.person_id) for one in case.codenames.all()}
    behind = [party for parties in behind_items(items).values() for party in parties if party.is_asked]
    wanted = {
        (party.source.pk if party.source else None, party.person.pk if party.person else None): party
        for party in behind
    }
    taken = set(case.codenames.values_list("codename", flat=True))
    given = []
    for key in sorted(wanted.keys() - known, key=str):
        party, codename = wanted[key], _draw(taken)
        taken.add(codename)
        one = m.Codename(case=case, codename=codename, source=party.source, person=party.person)
        one.salt, one.given_at = secrets.token_hex(32), timezone.now()
        one.save()
        given.append(one)
    if given:
        record("codenames_given", actor=actor, subject=case, changed=given)
    return given


def _draw(taken: set[str]) -> str:
    free = [number for number in _NUMBERS if f"W-{number}" not in taken]
    if not free:
        raise InvalidRecord("codenames_used_up")
    return f"W-{secrets.choice(free)}"


def note_unsealed(user: m.User, case: m.Case) -> None:
    """The journal says that this person saw who is behind the codenames; only custodians among the members may."""
    require_in_case(user, case, "see_source")
    with transaction.atomic():
        record("codenames_unsealed", actor=user.username, subject=case)
