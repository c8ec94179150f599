"""A release on disk: written once, signed, read without Django, checked by anybody.

Format: ``docs/reference/formats/release.md``.
"""

from tawthiq.store.release.check import check_release
from tawthiq.store.release.differences import Changed, Difference, Moved, compare_releases
from tawthiq.store.release.manifest import FORMAT, Manifest, folder_name, read_manifest
from tawthiq.store.release.pointer import (
    current_number,
    make_current,
    public_numbers,
    set_public,
    withdraw_current,
)
from tawthiq.store.release.reader import IncidentFilter, IncidentPage, PlaceTotal, ReleaseReader, open_release
from tawthiq.store.release.texts import texts_in_files
from tawthiq.store.release.writer import write_release

__all__ = [
    "FORMAT",
    "Changed",
    "Difference",
    "IncidentFilter",
    "IncidentPage",
    "Manifest",
    "Moved",
    "PlaceTotal",
    "ReleaseReader",
    "check_release",
    "compare_releases",
    "current_number",
    "folder_name",
    "make_current",
    "open_release",
    "public_numbers",
    "read_manifest",
    "set_public",
    "texts_in_files",
    "withdraw_current",
    "write_release",
]
