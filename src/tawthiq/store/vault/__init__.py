"""The vault: every original once, under the SHA-256 of its bytes, written once and never changed.

Format: ``docs/reference/formats/vault.md``.
"""

import os
from functools import lru_cache
from pathlib import Path

from tawthiq.store.vault.folder import FolderVault
from tawthiq.store.vault.interface import CHUNK_BYTES, Stored, Vault

__all__ = ["CHUNK_BYTES", "FolderVault", "Stored", "Vault", "open_vault"]


def open_vault(place: str | Path, *, spool: Path | None = None) -> Vault:
    """The vault in a folder, or at an address ``s3://…`` (parameters: ``store.bucket.open_bucket``).

    ``spool`` is where bytes wait that go to object storage: a private folder, never the machine's temporary one.
    """
    if isinstance(place, str) and place.startswith("s3://"):
        return _object_vault(place, spool or Path("vault/tmp"), os.getpid())
    return FolderVault(Path(place))


@lru_cache(maxsize=8)
def _object_vault(url: str, spool: Path, _process: int) -> Vault:
    """One set of connections for each process: those of a parent are of no use to its child."""
    from tawthiq.store.bucket import open_bucket
    from tawthiq.store.vault.objects import ObjectVault

    return ObjectVault(open_bucket(url), spool=spool)
