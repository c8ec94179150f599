"""Sources: graded, and who they are sealed to the custodians' keys.

Whoever met a source can seal who it is and cannot read it again; a custodian takes the sealed file to a machine of
their own, where the secret key is.
"""

import base64

import pyrage
from django.db import transaction
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.evidence import name_source
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.sources import standing_keys
from tawthiq.errors import InvalidRecord
from tawthiq.store.keys import parse_recipient
from tawthiq.store.packs import load_table

MOST_LETTERS = 20_000
_PAD_BYTES = 4096  # all but the longest are of one size, which then tells nothing


def add_custodian_key(user: m.User, recipient: str) -> m.CustodianKey:
    """From now on what is sealed opens with this key too; what was sealed before does not."""
    require(user, "see_source")
    text = recipient.strip()
    parse_recipient(text)
    if not text.startswith("age1"):
        raise InvalidRecord("recipient_key_invalid")
    with transaction.atomic():
        if m.CustodianKey.objects.filter(recipient=text).exists():
            raise InvalidRecord("key_known")
        key = m.CustodianKey.objects.create(holder=user, recipient=text, added_at=timezone.now())
        record("custodian_key_added", actor=user.username, subject=key, changed=[key])
    return key


def retire_custodian_key(user: m.User, key: m.CustodianKey, *, why: str) -> None:
    """Nothing more is sealed to it; what was, still opens with it, wherever a copy is."""
    require(user, "see_source")
    if key.retired_at is not None:
        raise InvalidRecord("key_retired")
    with transaction.atomic():
        key.retired_at, key.retired_why = timezone.now(), why
        key.save()
        record("custodian_key_retired", actor=user.username, subject=key, changed=[key], why=why)


def seal_identity(user: m.User, pseudonym: str, *, kind: str, identity: str) -> m.SealedIdentity:
    """What is written goes into a file that only custodians open; neither register nor journal holds a word of it."""
    require(user, "ingest")
    words = identity.strip()
    if not words or len(words) > MOST_LETTERS:
        raise InvalidRecord("identity_length")
    with transaction.atomic():
        keys = list(standing_keys())
        if not keys:
            raise InvalidRecord("no_custodian_key")
        source = name_source(pseudonym=pseudonym, kind=kind, actor=user.username)
        sealed = pyrage.encrypt(_padded(words), [parse_recipient(key.recipient) for key in keys])
        made = m.SealedIdentity.objects.create(
            source=source,
            sealed=base64.b64encode(sealed).decode(),
            key_refs=[key.ref for key in keys],
            sealed_by=user,
            sealed_at=timezone.now(),
        )
        record("identity_sealed", actor=user.username, subject=source, changed=[made])
    return made


def take_out_identity(user: m.User, sealed: m.SealedIdentity) -> bytes:
    """The age file, as it was sealed; that it was taken out, and by whom, is in the journal first."""
    require(user, "see_source")
    with transaction.atomic():
        detail = {"of": sealed.source.ref}
        record("identity_taken_out", actor=user.username, subject=sealed, detail=detail)
    return base64.b64decode(sealed.sealed)


def grade_source(user: m.User, source: m.Source, *, reliability: str, why: str) -> None:
    """How reliable the source is, by the Admiralty code; the grade before it stays in the journal."""
    require(user, "see_source")
    if reliability not in {row["id"] for row in load_table("reliability")}:
        raise InvalidRecord("unknown_reliability")
    with transaction.atomic():
        before, source.reliability = source.reliability, reliability
        source.save()
        detail = {"old": before, "new": reliability}
        record("source_graded", actor=user.username, subject=source, changed=[source], why=why, detail=detail)


def _padded(words: str) -> bytes:
    plain = words.encode()
    return plain.ljust(-(-len(plain) // _PAD_BYTES) * _PAD_BYTES)
