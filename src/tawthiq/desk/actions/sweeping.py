"""Taking away what receipts that were cut off left in the vault; never anything that a record names."""

import re
import time
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from tawthiq.desk.actions.journal import lock_head, record
from tawthiq.desk.queries.objects import is_named
from tawthiq.errors import NotFound
from tawthiq.store.vault import Vault

# Source: a receipt takes minutes; a day leaves room for the largest upload, a stopped clock and a person to look.
ORPHAN_AGE_S = 24 * 3600.0
AT_ONCE = 100
DIGEST = re.compile(r"[0-9a-f]{64}")


def sweep_orphans(digests: Iterable[str], *, actor: str, older_than_s: float = ORPHAN_AGE_S) -> list[str]:
    """Those of the objects that are now gone: named by no record, and stored longer ago than that.

    Each look at the register and the removal after it happen while nobody else can write an entry, so that no receipt
    comes between them; which digests were removed is in the journal.
    """
    waiting, gone = list(digests), list[str]()
    for start in range(0, len(waiting), AT_ONCE):
        with transaction.atomic():
            lock_head()
            some = [one for one in waiting[start : start + AT_ONCE] if _is_orphan(one, older_than_s=older_than_s)]
            if some:
                record("orphans_removed", actor=actor, detail={"sha256": some})
            for sha256 in some:
                settings.WORKSPACE.vault.destroy(sha256)
        gone += some
    return gone


def _is_orphan(sha256: str, *, older_than_s: float) -> bool:
    vault: Vault = settings.WORKSPACE.vault
    try:
        age_s = time.time() - vault.stored_at(sha256)
    except NotFound:
        return False
    return DIGEST.fullmatch(sha256) is not None and age_s > older_than_s and not is_named(sha256)
