"""Writing the journal: one entry per change, in the change's own transaction, and a signed checkpoint after it."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from tawthiq.core.journal import SALT_BYTES, SignedHead, seal_entry
from tawthiq.core.merkle import Frontier, leaf_hash
from tawthiq.desk import models as m
from tawthiq.desk.models.rows import insert_rows, lock_row, update_row
from tawthiq.errors import InvalidRecord
from tawthiq.store.checkpoint import write_checkpoint

# Every event an entry may tell of. Names follow PREMIS where it has one (received ~ ingestion start).
EVENTS = frozenset(
    {
        "received",
        "accessed_original",
        "claims_read",
        "claims_reread",
        "reread_asked",
        "reread_ended",
        "word_added",
        "word_undone",
        "claim_accepted",
        "claim_mended",
        "claim_rejected",
        "claim_added",
        "report_finished",
        "incident_created",
        "claims_attached",
        "claim_detached",
        "value_set",
        "incident_described",
        "attribution_set",
        "pair_judged",
        "judgement_withdrawn",
        "naming_allowed",
        "graded",
        "signed_off",
        "release_built",
        "release_signed",
        "release_withdrawn",
        "article_saved",
        "article_ready",
        "comment_received",
        "comment_handled",
        "comment_answered",
        "correction_written",
        "account_created",
        "signed_in",
        "sign_in_failed",
        "second_factor_added",
        "second_factor_removed",
        "recovery_codes_made",
        "password_changed",
        "invited",
        "invitation_withdrawn",
        "invitation_used",
        "role_changed",
        "account_suspended",
        "account_reinstated",
        "second_factor_reset",
        "sessions_ended",
        "source_named",
        "source_graded",
        "custodian_key_added",
        "custodian_key_retired",
        "identity_sealed",
        "identity_taken_out",
        "conflict_loaded",
        "gazetteer_imported",
        "place_added",
        "place_changed",
        "place_name_added",
        "place_name_undone",
        "place_unit_added",
        "place_unit_undone",
        "party_tie_added",
        "party_tie_undone",
        "commander_added",
        "commander_undone",
        "case_opened",
        "case_described",
        "case_closed",
        "case_reopened",
        "case_member_added",
        "case_member_ended",
        "case_seen",
        "case_material_added",
        "case_material_dropped",
        "charge_added",
        "charge_ready",
        "evidence_added",
        "evidence_struck",
        "contrary_searched",
        "finding_set",
        "finding_signed",
        "codenames_given",
        "codenames_unsealed",
        "protection_added",
        "protection_lifted",
        "disclosure_logged",
        "person_state_added",
        "person_state_undone",
        "room_entered",
        "fixity_checked",
        "derived",
        "derivation_failed",
        "capture_asked",
        "captured",
        "capture_failed",
        "availability_checked",
        "imported",
        "list_imported",
        "list_row_proposed",
        "data_exported",
        "consent_recorded",
        "consent_withdrawn",
        "exported",
        "custody_certified",
        "disposal_asked",
        "disposal_allowed",
        "disposal_refused",
        "disposed",
        "noted_anew",
        "checkpoint_published",
        "padded",
        "timestamped",
        "witnessed",
        "backed_up",
        "restored",
        "orphans_removed",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One event to be written: see ``record`` for what the fields hold."""

    event: str
    actor: str
    subject: m.Record | None = None
    changed: Sequence[m.Record] = ()
    removed: Sequence[str] = ()
    why: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def record(
    event: str,
    *,
    actor: str,
    subject: m.Record | None = None,
    changed: Iterable[m.Record] = (),
    removed: Iterable[str] = (),
    why: str = "",
    detail: dict[str, Any] | None = None,
) -> m.JournalEntry:
    """The entry stands in the journal when the surrounding transaction commits.

    ``changed`` records are noted with the digest of their state, ``removed`` references with null; ``actor`` is a
    working name; ``detail`` holds references and numbers, never a protected value.
    """
    noted = Noted(
        event=event,
        actor=actor,
        subject=subject,
        changed=tuple(changed),
        removed=tuple(removed),
        why=why,
        detail=detail or {},
    )
    return record_many([noted])[0]


def lock_head() -> m.JournalHead:
    """Where the journal ends, held until the surrounding transaction commits: whoever else writes waits."""
    locked = lock_row(m.JournalHead, 1)
    return locked or m.JournalHead.objects.select_for_update().get_or_create(pk=1)[0]


def record_many(notes: Sequence[Noted], *, head: m.JournalHead | None = None) -> list[m.JournalEntry]:
    """An entry for each note, in this order, when the surrounding transaction commits.

    ``head`` is what ``lock_head`` gave in this transaction, where the caller had to have it before.
    """
    if odd := {note.event for note in notes} - EVENTS:
        raise InvalidRecord(f"the journal knows no event {min(odd)!r}")
    if not connection.in_atomic_block:
        raise InvalidRecord("a journal entry is written in the transaction of its change")
    if not notes:
        return []
    head = head or lock_head()
    tree, entries, now = frontier_of(head), [], timezone.now()
    for note in notes:
        entries.append(_seal(note, head=head, now=now))
        head.size, head.chain = entries[-1].seq, entries[-1].chain
        tree.append(leaf_hash(bytes.fromhex(entries[-1].commitment)))
    insert_rows(entries)
    insert_rows(_mentions(notes, entries))
    head.frontier = tree.to_text()
    update_row(head)
    transaction.on_commit(partial(_sign, SignedHead(head.size, head.chain, tree.root().hex())))
    return entries


def frontier_of(head: m.JournalHead) -> Frontier:
    """The right edge of the Merkle tree; a journal from before it had one is gone through once."""
    if head.frontier or not head.size:
        return Frontier.from_text(head.frontier, size=head.size)
    tree = Frontier()
    rows = m.JournalEntry.objects.filter(seq__lte=head.size).order_by("seq").values_list("commitment", flat=True)
    for commitment in rows.iterator(chunk_size=5000):
        tree.append(leaf_hash(bytes.fromhex(commitment)))
    return tree


def _seal(note: Noted, *, head: m.JournalHead, now: datetime) -> m.JournalEntry:
    """The entry that follows the head, not saved yet."""
    subject = note.subject.ref if note.subject else ""
    body = {
        "t": now.isoformat(),
        "event": note.event,
        "actor": note.actor,
        "subject": subject,
        "records": {one.ref: one.digest() for one in note.changed} | dict.fromkeys(note.removed),
        "why": note.why,
        "detail": dict(note.detail),
    }
    salt = secrets.token_bytes(SALT_BYTES)
    sealed = seal_entry(body, seq=head.size + 1, previous=head.chain, salt=salt)
    return m.JournalEntry(
        seq=sealed.seq,
        body=sealed.body,
        salt=sealed.salt,
        commitment=sealed.commitment,
        chain=sealed.chain,
        event=note.event,
        subject=subject,
        actor=note.actor,
        recorded_at=now,
    )


def _mentions(notes: Sequence[Noted], entries: Sequence[m.JournalEntry]) -> list[m.JournalMention]:
    """One row for each record that an entry names, so that its history is one look-up."""
    rows = []
    for note, entry in zip(notes, entries, strict=True):
        refs = {*(one.ref for one in note.changed), *note.removed, entry.subject} - {""}
        rows += [m.JournalMention(entry=entry, ref=ref) for ref in sorted(refs)]
    return rows


def _sign(head: SignedHead) -> None:
    workspace = settings.WORKSPACE
    write_checkpoint(workspace.journal, head=head, keys_folder=workspace.keys)
