"""Backups: everything a workspace has, in a folder or in object storage, incremental and verified after writing.

Format: ``docs/reference/formats/backup.md``.
"""

from tawthiq.store.backup.places import Place, open_place
from tawthiq.store.backup.pruning import prune
from tawthiq.store.backup.restoring import Chosen, Restored, restore_backup
from tawthiq.store.backup.snapshots import Snapshot, is_encrypted, snapshots_in
from tawthiq.store.backup.writing import Made, make_backup

__all__ = [
    "Chosen",
    "Made",
    "Place",
    "Restored",
    "Snapshot",
    "is_encrypted",
    "make_backup",
    "open_place",
    "prune",
    "restore_backup",
    "snapshots_in",
]
