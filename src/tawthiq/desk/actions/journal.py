"""Writing the journal: one entry per change, in the change's own transaction, and a signed checkpoint after it."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from tawthiq.core.journal import SALT_BYTES, seal_entry
from tawthiq.desk import models as m
from tawthiq.errors import InvalidRecord
from tawthiq.store.checkpoint import write_checkpoint

# Every event an entry may tell of. Names follow PREMIS where it has one (received ~ ingestion start).
EVENTS = frozenset(
    {
        "received",
        "accessed_original",
        "claims_read",
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
        "account_created",
        "signed_in",
        "source_named",
        "conflict_loaded",
        "fixity_checked",
        "derived",
        "derivation_failed",
        "capture_asked",
        "captured",
        "capture_failed",
        "availability_checked",
        "imported",
        "consent_recorded",
        "consent_withdrawn",
        "exported",
        "custody_certified",
        "disposal_asked",
        "disposal_allowed",
        "disposal_refused",
        "disposed",
        "checkpoint_published",
        "padded",
        "timestamped",
        "witnessed",
        "backed_up",
        "restored",
    }
)


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
    if event not in EVENTS:
        raise InvalidRecord(f"the journal knows no event {event!r}")
    if not connection.in_atomic_block:
        raise InvalidRecord("a journal entry is written in the transaction of its change")
    records: dict[str, str | None] = {one.ref: one.digest() for one in changed} | dict.fromkeys(removed)
    body = {
        "event": event,
        "actor": actor,
        "subject": subject.ref if subject else "",
        "records": records,
        "why": why,
        "detail": detail or {},
    }
    return _append(body, refs={*records, str(body["subject"])} - {""})


def _append(body: dict[str, Any], *, refs: set[str]) -> m.JournalEntry:
    """The next entry, its mentions and the new head; whoever else writes waits for the head's lock."""
    head, _ = m.JournalHead.objects.select_for_update().get_or_create(pk=1)
    now, salt = timezone.now(), secrets.token_bytes(SALT_BYTES)
    sealed = seal_entry({"t": now.isoformat(), **body}, seq=head.size + 1, previous=head.chain, salt=salt)
    entry = m.JournalEntry.objects.create(
        seq=sealed.seq,
        body=sealed.body,
        salt=sealed.salt,
        commitment=sealed.commitment,
        chain=sealed.chain,
        event=body["event"],
        subject=body["subject"],
        actor=body["actor"],
        recorded_at=now,
    )
    m.JournalMention.objects.bulk_create([m.JournalMention(entry=entry, ref=ref) for ref in sorted(refs)])
    head.size, head.chain = sealed.seq, sealed.chain
    head.save()
    transaction.on_commit(lambda: _note(sealed.seq, sealed.chain))
    return entry


def _note(size: int, chain: str) -> None:
    workspace = settings.WORKSPACE
    write_checkpoint(workspace.journal, size=size, chain=chain, keys_folder=workspace.keys)
