"""Indexes of places that are kept as files: made once at set-up or at the first look-up, read-only from then on.

They lie beside the installation, else in the user's cache folder; where neither can be written they are made in memory.
Whether an index could be kept never changes what is found.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

from tawthiq.core import place_keys, sounds, texts
from tawthiq.store import gazetteer
from tawthiq.store.gazetteer import Index, NamedRow, build_index, open_index

Rows = Callable[[], Iterable[NamedRow]]
_DIGITS = 12
_ANY_DIGEST = "[0-9a-f]" * _DIGITS  # so that "syria" never takes a file of "syria-north" for an older one of its own


def kept_index(name: str, rows: Rows, *, state: bytes) -> Index:
    """The index ``name`` of these rows; ``state`` changes with the rows, and a file of another state is not used."""
    file = f"places-{name}-{_digest(state)}.sqlite"
    folders = (Path(sys.prefix) / "share" / "tawthiq", _cache_folder())
    for folder in folders:
        index = open_index(folder / file)
        if index:
            return index
    for folder in folders:
        with suppress(OSError):
            _keep(folder / file, rows, older=f"places-{name}-{_ANY_DIGEST}.sqlite")
            index = open_index(folder / file)
            if index:
                return index
    return build_index(rows())


def _keep(path: Path, rows: Rows, *, older: str) -> None:
    """Makes the file; two at once do no harm, a broken-off one leaves nothing that is taken for whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / path.name
        build_index(rows(), path=made).close()
        made.replace(path)
    for other in path.parent.glob(older):
        if other != path:
            other.unlink(missing_ok=True)


def _digest(state: bytes) -> str:
    """Changes with the rows and with the code that makes keys of them."""
    return sha256(state + digest_of_code().encode()).hexdigest()[:_DIGITS]


@cache
def digest_of_code() -> str:
    """SHA-256 of the code that makes keys of names."""
    digest = sha256()
    for module in (texts, sounds, place_keys, gazetteer):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()


def _cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tawthiq"
