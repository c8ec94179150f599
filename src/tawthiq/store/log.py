"""The public log: a folder of static files that anyone may copy, holding commitments, hashes and signed checkpoints.

Format: ``docs/reference/formats/log.md``, after C2SP *tlog-tiles*. Nothing here says what an entry tells.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

from tawthiq.core.merkle import HASH_BYTES, Frontier, leaf_hash, node_hash
from tawthiq.errors import InvalidRecord, NotFound, Tampered
from tawthiq.store.release.durable import replace_file, sync_folder

# Source: C2SP tlog-tiles: tiles are 8 levels high and 256 hashes wide; an entry is preceded by its length, 16 bits.
HEIGHT, WIDTH = 8, 256
ENTRY_HEAD = HASH_BYTES.to_bytes(2, "big")
CHECKPOINT, CHECKPOINTS, TILES, STAMPS, WITNESSES = "checkpoint", "checkpoints", "tile", "tsr", "witness"


def tile_name(number: int) -> str:
    """The number as a path that no folder grows too large under: 1234067 is ``x001/x234/067``."""
    parts = [f"{number % 1000:03d}"]
    while number := number // 1000:
        parts.append(f"x{number % 1000:03d}")
    return "/".join(reversed(parts))


def _name(level: int, number: int, *, width: int = WIDTH) -> str:
    """A tile of hashes as a path; one that is not full yet says how wide it is."""
    return f"{TILES}/{level}/{tile_name(number)}" + (f".p/{width}" if width < WIDTH else "")


def _tiles_above(*, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """(level, number, width) of the tiles of hashes over the whole tiles ``first`` to ``last``, lowest level first."""
    level = 1
    while last:
        for number in range(first // WIDTH, -(-last // WIDTH)):
            yield level, number, min(WIDTH, last - number * WIDTH)
        level, first, last = level + 1, first // WIDTH, last // WIDTH


def _fold(hashes: bytes) -> bytes:
    tree = Frontier()
    for at in range(0, len(hashes), HASH_BYTES):
        tree.append(hashes[at : at + HASH_BYTES])
    return tree.root()


class PublicLog:
    """The folder ``log`` of a workspace, or a copy of one in other hands."""

    def __init__(self, folder: Path) -> None:
        """The folder need not exist yet."""
        self.folder = folder
        self._tile = lru_cache(maxsize=256)(self._read_tile)

    def sizes(self) -> list[int]:
        """The sizes that were published, the smallest first."""
        names = (path.name for path in self._paths(CHECKPOINTS))
        return sorted(int(name) for name in names if name.isascii() and name.isdigit())

    def note(self, size: int) -> bytes:
        """The checkpoint of this size with the log's own signature; raises NotFound where none was published."""
        try:
            return (self.folder / CHECKPOINTS / str(size)).read_bytes()
        except FileNotFoundError as absent:
            raise NotFound(f"no checkpoint of size {size} was published") from absent

    def extend(self, size: int, *, commitments: Callable[[int], Iterable[bytes]], anew: bool = False) -> None:
        """All tiles of the first ``size`` entries stand afterwards, durably; ``size`` is a multiple of 256.

        ``commitments(first)`` gives those from this position on. Tiles below the greatest published checkpoint are
        left as they are, unless all are to be written ``anew``.
        """
        if size % WIDTH:
            raise InvalidRecord("a log is published at multiples of 256")
        whole = 0 if anew else min((self.sizes() or [0])[-1], size) // WIDTH
        self._tile.cache_clear()
        self._write_tiles(commitments(whole * WIDTH), first=whole, last=size // WIDTH)

    def publish(self, size: int, *, note: bytes) -> None:
        """The signed checkpoint is public afterwards; its tiles stand already. One process publishes at a time."""
        self._write(f"{CHECKPOINTS}/{size}", note)
        self.refresh()
        for folder in (CHECKPOINTS, TILES):
            for half_written in (self.folder / folder).rglob(".*"):  # of a process that was killed
                half_written.unlink(missing_ok=True)

    def refresh(self) -> None:
        """``checkpoint`` is the newest one, with the lines of the witnesses that have confirmed it."""
        if self.sizes():
            self._write(CHECKPOINT, self.newest())

    def newest(self) -> bytes:
        """The newest checkpoint and its witnesses' lines, from their own files; raises NotFound for an empty log."""
        size = max(self.sizes(), default=0)
        return b"".join([self.note(size), *(line for _, line in self.beside(WITNESSES, size=size))])

    def is_newest_shown(self) -> bool:
        """Whether ``checkpoint`` is what it should be."""
        path = self.folder / CHECKPOINT
        return path.is_file() and path.read_bytes() == self.newest() if self.sizes() else not path.exists()

    def _write_tiles(self, commitments: Iterable[bytes], *, first: int, last: int) -> None:
        source = iter(commitments)
        for number in range(first, last):
            entries = list(islice(source, WIDTH))
            if len(entries) != WIDTH:
                raise Tampered("the journal has fewer entries than are to be published")
            self._write(f"{TILES}/entries/{tile_name(number)}", b"".join(ENTRY_HEAD + one for one in entries))
            self._write(f"{TILES}/0/{tile_name(number)}", b"".join(map(leaf_hash, entries)))
        for level, number, width in _tiles_above(first=first, last=last):
            below = range(number * WIDTH, number * WIDTH + width)
            self._write(_name(level, number, width=width), b"".join(self._top(level - 1, child) for child in below))

    def _top(self, level: int, number: int) -> bytes:
        """The hash above a whole tile."""
        return _fold(self._read(_name(level, number)))

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree, as ``core.merkle`` asks for it; raises Tampered where its tile is gone."""
        tile_level, rest = divmod(level, HEIGHT)
        number, at = divmod(index << rest, WIDTH)
        content = self._tile(tile_level, number)
        hashes = [
            content[i : i + HASH_BYTES] for i in range(at * HASH_BYTES, (at + (1 << rest)) * HASH_BYTES, HASH_BYTES)
        ]
        if len(hashes[-1]) != HASH_BYTES:
            raise Tampered(f"the log has no hash at level {level}, position {index}")
        while len(hashes) > 1:
            hashes = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
        return hashes[0]

    def _read_tile(self, level: int, number: int) -> bytes:
        """A tile, or the widest part of it that stands."""
        name = _name(level, number)
        if (self.folder / name).exists():
            return self._read(name)
        parts = [int(path.name) for path in self._paths(f"{name}.p") if path.name.isdigit()]
        if not parts:
            raise Tampered(f"the log lacks {name}")
        return self._read(_name(level, number, width=max(parts)))

    def commitments(self, *, first: int, size: int) -> Iterator[bytes]:
        """The entries' commitments from a position on; raises Tampered where a tile is missing or misshapen."""
        for number in range(first // WIDTH, size // WIDTH):
            content = self._read(f"{TILES}/entries/{tile_name(number)}")
            step = len(ENTRY_HEAD) + HASH_BYTES
            if len(content) != WIDTH * step or any(
                content[at : at + len(ENTRY_HEAD)] != ENTRY_HEAD for at in range(0, len(content), step)
            ):
                raise Tampered(f"tile {number} of the log's entries is misshapen")
            for at in range(0, len(content), step):
                if number * WIDTH + at // step >= first:
                    yield content[at + len(ENTRY_HEAD) : at + step]

    def check(self, sizes: Sequence[int]) -> Iterator[str]:
        """The names of files of these published trees that are missing or do not follow from the commitments."""
        whole: dict[tuple[int, int], bytes] = {}
        for number in range(max(sizes, default=0) // WIDTH):
            try:
                entries = list(self.commitments(first=number * WIDTH, size=(number + 1) * WIDTH))
            except Tampered:
                yield f"{TILES}/entries/{tile_name(number)}"
                return  # nothing above can be computed
            hashes = b"".join(map(leaf_hash, entries))
            whole[0, number] = _fold(hashes)
            yield from self._differs(_name(0, number), hashes)
        tiles = {tile for size in sizes for tile in _tiles_above(first=0, last=size // WIDTH)}
        for level, number, width in sorted(tiles):
            hashes = b"".join(whole[level - 1, number * WIDTH + at] for at in range(width))
            if width == WIDTH:
                whole[level, number] = _fold(hashes)
            yield from self._differs(_name(level, number, width=width), hashes)

    def _differs(self, name: str, content: bytes) -> Iterator[str]:
        path = self.folder / name
        if not path.is_file() or path.read_bytes() != content:
            yield name

    def add(self, kind: str, *, name: str, content: bytes) -> None:
        """A timestamp or a witness's line stands beside the checkpoints afterwards, durably."""
        self._write(f"{kind}/{name}", content)

    def beside(self, kind: str, *, size: int) -> list[tuple[str, bytes]]:
        """What authorities or witnesses said of a checkpoint: (their name, bytes), in the order of names."""
        found = [path for path in self._paths(kind) if path.name.partition("-")[0] == str(size)]
        return [(path.name.partition("-")[2].removesuffix(".tsr"), path.read_bytes()) for path in found]

    def _paths(self, name: str) -> list[Path]:
        folder = self.folder / name
        return sorted(path for path in folder.iterdir() if path.name[0] != ".") if folder.is_dir() else []

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError as absent:
            raise Tampered(f"the log lacks {name}") from absent

    def _write(self, name: str, content: bytes) -> None:
        path = self.folder / name
        _make_folder(path.parent)
        if not path.exists() or path.read_bytes() != content:
            replace_file(path, content=content)
            path.chmod(0o644)


def _make_folder(folder: Path) -> None:
    """The folder and those above it exist durably; everybody may read them, for they hold nothing secret."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True, mode=0o755)
    sync_folder(folder.parent)
