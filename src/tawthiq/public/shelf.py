"""Which release is open: looked up for each request, opened once, switched without a restart."""

import threading
from pathlib import Path

from django.conf import settings

from tawthiq.errors import Tampered
from tawthiq.store.release import ReleaseReader, current_number, folder_name, open_release

_lock = threading.Lock()
_open: dict[Path, ReleaseReader] = {}


def current_release() -> ReleaseReader | None:
    """A reader over the release that is public now, or None before the first; raises Tampered for a broken pointer."""
    folder = Path(settings.RELEASES)
    number = current_number(folder)
    if number is None:
        return None
    wanted = folder / folder_name(number)
    reader = _open.get(wanted)
    if reader is None:
        with _lock:
            reader = _open.get(wanted) or open_release(wanted)
            if reader.manifest.number != number:
                raise Tampered(f"release {number}: its folder holds release {reader.manifest.number}")
            # A request that is still answered from the former release keeps it alive until it is done.
            _open.clear()
            _open[wanted] = reader
    return reader
