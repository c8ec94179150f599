"""Gazetteers that a workspace imported: one index file each, made whole and then put in its place.

A file is called ``<name>-<digest>.sqlite``; the digest is of the bytes it was made from and of the code that makes it.
An import that is killed goes on where it was; repeated with the same bytes it finds the file made. What the desk knows
of places is not in these files: an import never changes it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from tawthiq.core.texts import fold
from tawthiq.errors import InvalidRecord, NotFound, Unreadable
from tawthiq.store.gazetteer import Index, grow_index, open_index
from tawthiq.store.gazetteer_files import BadRow, Gathered, Source, read_source
from tawthiq.store.kept_indexes import digest_of_code

_NAME = re.compile(r"[a-z0-9][a-z0-9_]{0,38}")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Made:
    """An import that is whole: its file, the digest of what it was made from, and the rows used and left out."""

    name: str
    file: Path
    sha256: str
    used: int
    bad: tuple[BadRow, ...]
    was_new: bool


def name_of(source: Source, given: str = "") -> str:
    """The name of an import, given or from its file; raises InvalidRecord for one that cannot be a file's name."""
    own = source.name if fold(source.name).startswith(source.format) else f"{source.format}_{source.name}"
    plain = re.sub(r"[^a-z0-9]+", "_", fold(given or own)).strip("_")[:39]
    if not _NAME.fullmatch(plain):
        raise InvalidRecord(f"{given or source.name}: give a name of Latin letters and digits")
    return plain


def digest_of(source: Source) -> str:
    """SHA-256 over the bytes of every file of the gazetteer, in order."""
    digest = sha256()
    for path in (*source.files, *source.beside):
        try:
            with path.open("rb") as file:
                digest.update(f"{path.name}\n".encode())
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
        except OSError as odd:
            raise Unreadable(f"{path.name}: {odd.strerror}") from odd
    return digest.hexdigest()


def make_import(
    source: Source, *, name: str, folder: Path, progress: Callable[[int], None] = lambda _number: None
) -> Made:
    """The gazetteer as an index file in the folder; older files of its name stay. Raises Unreadable."""
    digest = digest_of(source)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"{name}-{sha256((digest + digest_of_code()).encode()).hexdigest()[:12]}.sqlite"
    tally = Gathered()
    was_new = open_index(file) is None
    if was_new:
        part = file.with_suffix(".part")
        try:
            grow_index(part, read_source(source, tally), each_batch=progress)
        except Unreadable:
            if not _is_index(part):
                _remove(part)
            raise
        part.replace(file)
    else:
        for _row in read_source(source, tally):
            pass
    return Made(name, file, digest, tally.used, tuple(tally.bad), was_new)


def _is_index(part: Path) -> bool:
    """Whether what is left of an import can be gone on with: the source was at fault then, not the file."""
    return not part.exists() or part.read_bytes()[:16] == b"SQLite format 3\0"


def _remove(file: Path) -> None:
    for one in (file, file.with_name(f"{file.name}-journal")):
        one.unlink(missing_ok=True)


def remove_older(file: Path) -> None:
    """Files of the same name from other bytes, whole or in part, are gone."""
    stem = file.stem.rpartition("-")[0]
    for other in file.parent.glob(f"{stem}-*"):
        if re.fullmatch(rf"{re.escape(stem)}-[0-9a-f]{{12}}\.(sqlite|part|part-journal)", other.name) and other != file:
            other.unlink(missing_ok=True)


@lru_cache(maxsize=32)
def open_import(file: Path) -> Index:
    """The index of an import, opened once per process; raises NotFound where the file is gone or not whole."""
    index = open_index(file)
    if index is None:
        raise NotFound(f"{file.name}: import this gazetteer again, its file is not there")
    return index
