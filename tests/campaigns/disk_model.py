"""A disk that keeps only what it was told to keep: what may be left of a workspace when the power fails.

What was flushed stays. What was not may be there or not: each written piece and each name for itself, the last piece in
part. Flushing a file keeps its bytes but not its names; flushing a folder keeps the names in it but no bytes. That is
weaker than any file system in use, so that nothing rests on the habits of one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from traces import Event

Names = dict[str, int]  # path -> number of the file or folder
Pieces = tuple[tuple[int, int], ...]  # (which write to the file, how many of its bytes; -1 for all)
NAMING = frozenset({"create", "mkdir", "link", "unlink", "rename"})
RECOVERED_ANYWAY = "-shm"  # SQLite's index of its log: in memory that is shared, and made anew at every start


@dataclass
class Remains:
    """What a power cut left: ``key`` is the same for the same bytes under the same names."""

    disk: "Disk"
    names: Names
    pieces: dict[int, Pieces]

    @property
    def key(self) -> tuple[tuple[str, int, int, Pieces], ...]:
        """Path, file, how many of its writes are flushed, and which of the others are there."""
        flushed = self.disk.flushed
        return tuple((path, file, flushed.get(file, 0), self.pieces.get(file, ())) for path, file in self.names.items())

    def contents(self) -> dict[str, bytes | None]:
        """Path -> bytes, None for a folder; what lies in no folder that is left is not reached."""
        left: dict[str, bytes | None] = {}
        for path, file in sorted(self.names.items()):
            if all(str(above) in left for above in Path(path).parents if str(above) != "."):
                left[path] = None if file in self.disk.folders else self.disk.read(file, self.pieces.get(file, ()))
        return left


@dataclass
class Disk:
    """What is flushed, and what is not yet, in order."""

    names: Names
    contents: dict[int, bytes]
    folders: set[int] = field(default_factory=set)
    unnamed: list[Event] = field(default_factory=list)
    writes: dict[int, list[Event]] = field(default_factory=dict)
    flushed: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, home: Path) -> "Disk":
        """The workspace as it lies there, all of it flushed. Numbered as ``traces.Reading`` numbers it."""
        disk = cls({}, {})
        for number, path in enumerate(sorted(home.rglob("*")), start=1):
            disk.names[str(path.relative_to(home))] = number
            if path.is_dir():
                disk.folders.add(number)
            else:
                disk.contents[number] = path.read_bytes()
        return disk

    def again(self) -> "Disk":
        """The same before anything happened."""
        return Disk(dict(self.names), self.contents, set(self.folders))

    def take(self, event: Event) -> None:
        """The next event."""
        if event.what in NAMING:
            self.unnamed.append(event)
            self.folders |= {event.file} if event.what == "mkdir" else set()
        elif event.what in ("write", "cut"):
            self.writes.setdefault(event.file, []).append(event)
        elif event.what == "flush_all":
            self.flushed = {file: len(writes) for file, writes in self.writes.items()}
            self._flush_names(self.unnamed)
        elif event.what == "flush":
            self.flushed[event.file] = len(self.writes.get(event.file, ()))
            self._flush_names([one for one in self.unnamed if _folder_of(one.to or one.path) == event.path])

    def _flush_names(self, events: list[Event]) -> None:
        apply_names(self.names, events)
        self.unnamed = [event for event in self.unnamed if event not in events]

    def leftovers(self, chance: Random, *, tries: int) -> Iterator[Remains]:
        """What may be found after a power cut now; the worst cases come first."""
        waiting = {file: len(writes) for file, writes in self.writes.items() if len(writes) > self.flushed.get(file, 0)}
        everything = {file: self._pieces(file, count) for file, count in waiting.items()}
        for names in ([], self.unnamed):
            for pieces in ({}, everything):
                yield self._left(names, pieces)
        if self.unnamed or everything:
            for _ in range(tries):
                names = [event for event in self.unnamed if chance.random() < 0.5]
                yield self._left(names, {file: self._some(pieces, chance) for file, pieces in everything.items()})

    def _pieces(self, file: int, count: int) -> Pieces:
        return tuple((number, -1) for number in range(self.flushed.get(file, 0), count))

    def _left(self, named: list[Event], pieces: dict[int, Pieces]) -> Remains:
        names = dict(self.names)
        apply_names(names, named)
        return Remains(self, {path: names[path] for path in names if not path.endswith(RECOVERED_ANYWAY)}, pieces)

    def _some(self, pieces: Pieces, chance: Random) -> Pieces:
        """Any of the pieces, at times the last of them only in part."""
        kept = [piece for piece in pieces if chance.random() < 0.5]
        if kept and chance.random() < 0.5:
            kept[-1] = (kept[-1][0], chance.randrange(5000))
        return tuple(kept)

    def read(self, file: int, pieces: Pieces) -> bytes:
        """The file's bytes: as it was, then what is flushed, then these pieces."""
        writes = self.writes.get(file, [])
        content = bytearray(self.contents.get(file, b""))
        for event in writes[: self.flushed.get(file, 0)]:
            _write(content, event, most=-1)
        for number, most in pieces:
            _write(content, writes[number], most=most)
        return bytes(content)


def apply_names(names: Names, events: list[Event]) -> None:
    """The names after these events, as far as they can happen."""
    for event in events:
        if event.what in ("unlink", "rename"):
            names.pop(event.path, None)
        if event.what != "unlink":
            names[event.to or event.path] = event.file


def _write(content: bytearray, event: Event, *, most: int) -> None:
    """One write or cut; a hole is filled with zeros."""
    content.extend(bytes(max(0, event.at - len(content))))
    if event.what == "cut":
        del content[event.at :]
    else:
        data = event.data if most < 0 else event.data[:most]
        content[event.at : event.at + len(data)] = data


def _folder_of(path: str) -> str:
    return path.rpartition("/")[0]
