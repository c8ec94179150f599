"""Disposal: one person asks, another allows, and the item's bytes, words and entries are gone; every proof stays.

From the permission on the item is at its end whatever happens: a crash leaves a disposal that ``resume_disposals``
carries out, never one that is written down while bytes stay.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.destruction import (
    Disposed,
    check_end,
    destroy_item,
    empty_pages,
    pages_to_empty,
)
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.disposals import disposals_unfinished, hindrances
from tawthiq.errors import InvalidRecord
from tawthiq.store.packs import load_table


def ask_disposal(user: m.User, item: m.Item, *, why: str) -> m.Disposal:
    """The disposal waits for a second person; ``why`` is a row of ``data/disposal_reasons.yaml``. Nothing is gone."""
    require(user, "ask_disposal")
    if why not in {row["id"] for row in load_table("disposal_reasons")}:
        raise InvalidRecord("unknown_reason")
    with transaction.atomic():
        m.Item.objects.select_for_update().get(pk=item.pk)
        if standing := m.Disposal.objects.filter(item=item).first():
            raise InvalidRecord(_state_code(standing))
        _refuse_hindered(item)
        disposal = m.Disposal.objects.create(item=item, why=why, asked_by=user.username, asked_at=timezone.now())
        detail = {"item": item.ref, "reason": why}
        record("disposal_asked", actor=user.username, subject=disposal, changed=[disposal], detail=detail)
    return disposal


def allow_disposal(user: m.User, disposal: m.Disposal) -> Disposed:
    """The item is gone when this returns: another person than asked has allowed it, and it was carried out at once."""
    require(user, "allow_disposal")
    with transaction.atomic():
        locked = _waiting(disposal)
        if locked.asked_by == user.username:
            raise InvalidRecord("same_person")
        _refuse_hindered(locked.item)
        check_end(locked.item)
        locked.authorised_by = user.username
        locked.save()
        detail = {"item": locked.item.ref, "reason": locked.why}
        record("disposal_allowed", actor=user.username, subject=locked, changed=[locked], detail=detail)
    done = destroy_item(locked, actor=user.username)
    disposal.refresh_from_db()
    return done


def refuse_disposal(user: m.User, disposal: m.Disposal, *, reason: str) -> None:
    """The item stays, and the request is taken away; the reason is in the journal."""
    require(user, "allow_disposal")
    if not reason.strip():
        raise InvalidRecord("reason_missing")
    with transaction.atomic():
        locked = _waiting(disposal)
        ref, detail = locked.ref, {"item": locked.item.ref, "reason": locked.why}
        record("disposal_refused", actor=user.username, subject=locked, removed=[ref], why=reason, detail=detail)
        locked.delete()


def resume_disposals(*, actor: str, should_stop: Callable[[], bool] = lambda: False) -> list[Disposed]:
    """What a crash left half done is done: permissions are carried out, free pages emptied that somebody held.

    Raises what ``destroy_item`` raises; the others stay for the next time.
    """
    done: list[Disposed] = []
    for disposal in disposals_unfinished():
        if should_stop():
            return done
        done.append(destroy_item(disposal, actor=actor))
    if pages_to_empty():
        empty_pages()
    return done


def _waiting(disposal: m.Disposal) -> m.Disposal:
    """The disposal, locked; raises InvalidRecord where it waits for nobody any more."""
    locked = m.Disposal.objects.select_for_update().select_related("item").filter(pk=disposal.pk).first()
    if locked is None:
        raise InvalidRecord("not_changed")
    if locked.authorised_by:
        raise InvalidRecord(_state_code(locked))
    return locked


def _state_code(standing: m.Disposal) -> str:
    if standing.done_at:
        return "disposed_already"
    return "disposal_allowed_already" if standing.authorised_by else "disposal_asked_already"


def _refuse_hindered(item: m.Item) -> None:
    for told in hindrances(item):
        raise InvalidRecord(f"{told.code}: {', '.join(told.refs)}")
