"""Looking inside items: what a program makes of one is kept beside it and journalled; the item never changes.

A failure is an entry in the journal and a row that says why. Nothing here refuses an item.
"""

import io
import time
from collections.abc import Callable, Collection, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tawthiq.capture.looking import Made, Outcome, look
from tawthiq.capture.sandbox import require_sandbox
from tawthiq.desk import models as m
from tawthiq.desk.actions.journal import Noted, record_many
from tawthiq.desk.queries.derivatives import underived_items, waiting_parsers
from tawthiq.errors import InvalidRecord, Tampered, TawthiqError
from tawthiq.store.vault import Stored

SPOOL = "looking"


def derive(item: m.Item, *, parser: str, actor: str = "worker", again: bool = False) -> list[m.Derivative]:
    """One parser's word about an item stands in the register; empty where another worker was faster.

    Raises Unreachable where there is no sandbox: nothing is written, and the item waits. NotFound where the vault
    lacks the bytes.
    """
    vault = settings.WORKSPACE.vault
    with vault.open(item.sha256) as stream:
        outcome = look(stream, parser=parser, media_type=item.media_type, spool=settings.WORKSPACE.home / SPOOL)
    stored = [vault.put(io.BytesIO(one.data)) if one.media_type else None for one in outcome.made]
    with transaction.atomic():
        m.Item.objects.select_for_update().get(pk=item.pk)
        if m.Disposal.objects.filter(item=item).exclude(authorised_by="").exists():
            raise InvalidRecord("disposed_already")
        if not again and item.derivatives.filter(kind__in=outcome.parser.makes).exists():
            return []
        rows = _save(item, outcome, stored)
        record_many(_notes(item, outcome, rows, actor=actor))
    return rows


def derive_all(
    item: m.Item, *, actor: str = "worker", kinds: Collection[str] = (), again: bool = False
) -> list[m.Derivative]:
    """Everything that the item's type asks for and that is not there yet; with ``again`` also what failed before.

    Raises Tampered where the preserved bytes are damaged: nothing is made of what was not received.
    """
    require_sandbox()
    waiting = waiting_parsers(item, kinds=kinds, again=again)
    if waiting and (fault := settings.WORKSPACE.vault.check(item.sha256)):
        raise Tampered(f"{item.ref}: {fault.what}")
    made: list[m.Derivative] = []
    for parser in waiting:
        made += derive(item, parser=parser.id, actor=actor, again=again)
    return made


class Backlog:
    """The items that wait, gone through once for each worker; what came later has a higher number."""

    def __init__(
        self, *, slice_s: float = 5.0, refuse: Callable[[str, str], None] = lambda _ref, _reason: None
    ) -> None:
        """``refuse(ref, reason)`` hears of an item that cannot be looked at now: its bytes are damaged or missing."""
        self._slice_s, self._refuse, self._after = slice_s, refuse, 0

    def do_some(self, should_stop: Callable[[], bool]) -> int:
        """Some seconds' worth; how many items were dealt with. Raises Unreachable where there is no sandbox."""
        waiting = underived_items(after=self._after)
        if not waiting.exists():
            return 0
        require_sandbox()
        done, until = 0, time.monotonic() + self._slice_s
        for item in waiting[:100]:
            if should_stop() or time.monotonic() > until:
                break
            try:
                derive_all(item)
            except TawthiqError as odd:
                require_sandbox()  # without one nothing can be done: the item keeps its place
                self._refuse(item.ref, str(odd))
            self._after, done = item.pk, done + 1
        return done


def _save(item: m.Item, outcome: Outcome, stored: Sequence[Stored | None]) -> list[m.Derivative]:
    """A row for each piece; for each kind without one a row that says empty, or why it failed."""
    rows = [_row(item, outcome, one, kept) for one, kept in zip(outcome.made, stored, strict=True)]
    kinds = {one.kind for one in outcome.made}
    state = "failed" if outcome.reason else "empty"
    rows += [
        _row(item, outcome, Made(kind, 0, b"", "", {}), None, state)
        for kind in outcome.parser.makes
        if kind not in kinds
    ]
    told = {row.pk for row in rows}
    for stale in item.derivatives.filter(kind__in=outcome.parser.makes).exclude(pk__in=told):
        rows.append(_row(item, outcome, Made(stale.kind, stale.number, b"", "", {}), None, state))
    return rows


def _row(item: m.Item, outcome: Outcome, one: Made, kept: Stored | None, state: str = "made") -> m.Derivative:
    told = {
        "state": state,
        "sha256": kept.sha256 if kept else "",
        "size_bytes": kept.size_bytes if kept else 0,
        "media_type": one.media_type,
        "tool": outcome.parser.tool,
        "tool_version": outcome.tool_version,
        "parameters": {"parser": outcome.parser.id, **outcome.parameters},
        "facts": one.facts,
        "reason": outcome.reason if state == "failed" else "",
        "made_at": timezone.now(),
    }
    row, _ = m.Derivative.objects.update_or_create(item=item, kind=one.kind, number=one.number, defaults=told)
    row.hashes.all().delete()
    if one.kind == "picture_hash" and state == "made":
        row.hashes.create(item=item, value=one.facts["pdq"], quality=one.facts["quality"])
    return row


def _notes(item: m.Item, outcome: Outcome, rows: Sequence[m.Derivative], *, actor: str) -> list[Noted]:
    """An entry for each kind that was made, one for all that was empty, one for all that failed."""
    base = {
        "from": item.sha256,
        "parser": outcome.parser.id,
        "tool": outcome.parser.tool,
        "version": outcome.tool_version,
    }
    notes = []
    for kind in dict.fromkeys(row.kind for row in rows if row.state == "made"):
        made = [row for row in rows if row.kind == kind and row.state == "made"]
        detail = base | {"kind": kind, "state": "made", "sha256": [row.sha256 for row in made if row.sha256]}
        notes.append(Noted(event="derived", actor=actor, subject=item, changed=made, detail=detail))
    for state, event in (("empty", "derived"), ("failed", "derivation_failed")):
        others = [row for row in rows if row.state == state]
        if others:
            kinds = [row.kind for row in others]
            detail = base | {"kinds": kinds, "state": state} | ({"reason": outcome.reason} if outcome.reason else {})
            notes.append(Noted(event=event, actor=actor, subject=item, changed=others, detail=detail))
    return notes
