"""Which releases are open: looked up for each request, opened once, switched without a restart."""

import threading
from pathlib import Path

from django.conf import settings

from tawthiq.errors import NotFound, Tampered
from tawthiq.store.release import ReleaseReader, current_number, folder_name, open_release, public_numbers

# Earlier releases are asked for seldom; each open one holds a file and the figures that were read.
_OPEN_MAX = 4
_lock = threading.Lock()
_open: dict[Path, ReleaseReader] = {}


def current_release() -> ReleaseReader | None:
    """A reader over the release that is public now, or None before the first; raises Tampered for a broken pointer."""
    number = current_number(Path(settings.RELEASES))
    return None if number is None else _reader(number)


def releases_public() -> tuple[int, ...]:
    """The numbers of all releases that may be read, newest first."""
    return public_numbers(Path(settings.RELEASES))


def release_numbered(number: int) -> ReleaseReader:
    """A reader over a release that is public; raises NotFound for any other, taken back or never there."""
    if number not in releases_public():
        raise NotFound(f"release {number} is not public")
    return _reader(number)


def _reader(number: int) -> ReleaseReader:
    wanted = Path(settings.RELEASES) / folder_name(number)
    reader = _open.get(wanted)
    if reader is None:
        with _lock:
            reader = _open.get(wanted) or open_release(wanted)
            if reader.manifest.number != number:
                raise Tampered(f"release {number}: its folder holds release {reader.manifest.number}")
            # A request that is still answered from a release put away here keeps it alive until it is done.
            while len(_open) >= _OPEN_MAX:
                _open.pop(next(iter(_open)))
            _open[wanted] = reader
    return reader
