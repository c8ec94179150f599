"""The vault: every original once, under the SHA-256 of its bytes, written once and never changed.

Format: ``docs/reference/formats/vault.md``.
"""

from pathlib import Path

from tawthiq.store.vault.folder import FolderVault
from tawthiq.store.vault.interface import CHUNK_BYTES, Stored, Vault

__all__ = ["CHUNK_BYTES", "FolderVault", "Stored", "Vault", "open_vault"]


def open_vault(place: str | Path) -> Vault:
    """The vault in a folder."""
    return FolderVault(Path(place))
