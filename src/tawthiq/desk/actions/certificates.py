"""Custody certificates: issued after the bytes were read once more, and each of them in the journal."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tawthiq.core.journal import canonical
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.journal import record
from tawthiq.desk.papers import render_certificate
from tawthiq.desk.queries.certificates import certificate_of
from tawthiq.desk.queries.disposals import is_disposed
from tawthiq.errors import InvalidRecord, Tampered


@dataclass(frozen=True, slots=True)
class Certificate:
    """One issued certificate: its content, and the same as canonical JSON, whose digest stands in the journal."""

    content: dict[str, Any]
    written: bytes

    @property
    def sha256(self) -> str:
        """The digest of the JSON."""
        return sha256(self.written).hexdigest()

    def pdf(self, lang: str) -> bytes:
        """For people, in English or Arabic, with the JSON attached."""
        return render_certificate(self.content, lang)


def certify_custody(user: m.User, item: m.Item, *, why: str = "") -> Certificate:
    """A certificate of the item's custody until now; that it was issued is an entry.

    Every byte is read and compared first. Raises Tampered where they are not what was received: nothing is issued then.
    InvalidRecord where the item was disposed of.
    """
    require(user, "see_report")
    if is_disposed(item):
        raise InvalidRecord("disposed_already")
    if settings.WORKSPACE.vault.check(item.sha256) is not None:
        raise Tampered(f"item_damaged: {item.ref}")
    with transaction.atomic():
        content = certificate_of(item, checked_at=timezone.now())
        made = Certificate(content, canonical(content).encode())
        detail = {"sha256": item.sha256, "certificate_sha256": made.sha256}
        record("custody_certified", actor=user.username, subject=item, why=why, detail=detail)
    return made
