"""Which files a person means with the paths they give, and which of them cannot be taken, with the reason."""

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
    told: dict[str, Any] = field(default_factory=dict)


class GuardedStream:
    """A stream whose read errors are told apart from trouble with the vault it is copied into."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read from this stream, and close it at the end of ``with``."""
        self._stream = stream

    def __enter__(self) -> "GuardedStream":
        """The stream itself."""
        return self

    def __exit__(self, *ended: object) -> None:
        """The file is closed."""
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        """Bytes of the file; raises Unreadable."""
        try:
            return self._stream.read(size)
        except OSError as odd:
            raise Unreadable(odd.strerror or "read error") from odd


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
        mode = path.stat(follow_symlinks=follow).st_mode
    except OSError as odd:
        return Candidate(path, name, refused="unreadable", detail=odd.strerror or "")
    if stat.S_ISLNK(mode):
        return Candidate(path, name, refused="link")
    return Candidate(path, name, refused="" if stat.S_ISREG(mode) else "no_file")


def name_of(path: Path, *, root: Path) -> str:
    """The name below ``root`` exactly as the disk has it, folders included."""
    below = path.relative_to(root) if path != root else Path(path.name)
    return os.fsencode(below).decode("utf-8", "backslashreplace")


def open_candidate(candidate: Candidate) -> GuardedStream:
    """The file's bytes; raises Unreadable. Never waits: what became a pipe meanwhile is refused."""
    try:
        descriptor = os.open(candidate.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Unreadable("no regular file")
    except OSError as odd:
        raise Unreadable(odd.strerror or "cannot be opened") from odd
    return GuardedStream(os.fdopen(descriptor, "rb"))


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
