"""Which files a person means with the paths they give, and which of them cannot be taken, with the reason."""

import io
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from tawthiq.errors import InvalidRecord, Unreadable


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to take, ``name`` as it is kept: bytes that are no UTF-8 are written ``\\xNN``.

    ``refused`` is a code that says why it cannot be taken; ``told`` is its row of the list, if one was given.
    """

    path: Path
    name: str
    refused: str = ""
    detail: str = ""
    size_bytes: int = 0
    told: dict[str, Any] = field(default_factory=dict)


class WaitingFile(io.RawIOBase):
    """A candidate's bytes: opened when first read, let go at the end, so that thousands may wait in line.

    Reading raises Unreadable, which is told apart from trouble with the vault that the bytes are copied into.
    """

    def __init__(self, candidate: Candidate) -> None:
        """Nothing is opened yet."""
        self._candidate = candidate
        self._stream: BinaryIO | None = None

    def readable(self) -> bool:
        """True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end."""
        try:
            if self._stream is None:
                self._stream = _open_regular(self._candidate.path)
            data = self._stream.read(size)
        except OSError as odd:
            self.close()
            raise Unreadable(odd.strerror or "read error") from odd
        if not data:
            self._stream.close()
        return data

    def close(self) -> None:
        """The file is let go."""
        if self._stream is not None:
            self._stream.close()
        super().close()


def candidates_of(paths: list[Path]) -> Iterator[Candidate]:
    """Every file below the paths in a fixed order; what cannot be taken is among them, with its reason."""
    for path in paths:
        if path.is_dir():
            yield from _in_folder(path, root=path)
        else:
            yield _candidate(path, root=path.parent, follow=True)


def _in_folder(folder: Path, *, root: Path) -> Iterator[Candidate]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as odd:
        yield Candidate(folder, name_of(folder, root=root), refused="unreadable", detail=odd.strerror or "")
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            yield from _in_folder(path, root=root)
        else:
            yield _candidate(path, root=root, follow=False)


def _candidate(path: Path, *, root: Path, follow: bool) -> Candidate:
    name = name_of(path, root=root)
    try:
        about = path.stat(follow_symlinks=follow)
    except OSError as odd:
        return Candidate(path, name, refused="unreadable", detail=odd.strerror or "")
    if stat.S_ISLNK(about.st_mode):
        return Candidate(path, name, refused="link")
    is_file = stat.S_ISREG(about.st_mode)
    return Candidate(path, name, refused="" if is_file else "no_file", size_bytes=about.st_size)


def name_of(path: Path, *, root: Path) -> str:
    """The name below ``root`` exactly as the disk has it, folders included."""
    below = path.relative_to(root) if path != root else Path(path.name)
    return os.fsencode(below).decode("utf-8", "backslashreplace")


def _open_regular(path: Path) -> BinaryIO:
    """Never waits: what became a pipe meanwhile raises Unreadable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable("no regular file")
    return os.fdopen(descriptor, "rb", buffering=0)


def read_list(path: Path) -> dict[Path, dict[str, Any]]:
    """The rows of a list (``reports: [{file, lang, published, source, source_kind, title}]``) by the file they name."""
    try:
        # Every value stays the text it is: "no" is no truth value, and an impossible day is for the rules to refuse.
        rows = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)["reports"]  # noqa: S506
        return {(path.parent / row["file"]).resolve(): row for row in rows}
    except OSError as odd:
        raise Unreadable(f"{path}: {odd.strerror}") from odd
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as odd:
        raise InvalidRecord(f"{path}: not a list of reports ({type(odd).__name__})") from odd
