"""How fast files are received, each figure held against a peer that is measured in the same run.

    python benchmarks/ingest.py [--scale 1.0]

Large files: ``sha256sum`` + ``cp`` + fsync of the copy, the source read from disk each time. Small items (100 KB): an
equal number of files written and fsynced, each with a SQLite transaction of its own (WAL, synchronous=FULL). Peer and
house take turns; the middle of the ratios counts. Memory is the peak of a process that stores one file.
"""

import argparse
import io
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/campaigns"))
from figure import Figure, progress

ITEM_BYTES = 100_000
LARGE_BYTES, HUGE_BYTES, TINY_BYTES = 1 << 30, 4 << 30, 1 << 20
ROUNDS = 5
LARGE_RATIO, SMALL_RATIO, BATCH_TIMES, MEMORY_KB = 0.70, 0.5, 10.0, 16 * 1024
ONE_PUT = """
import resource, sys
from pathlib import Path
from tawthiq.store.vault import FolderVault
with open(sys.argv[2], "rb") as stream:
    stored = FolderVault(Path(sys.argv[1])).put(stream)
print(stored.size_bytes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """Large files, memory, single small items and batches of them."""
    _prepare()
    with tempfile.TemporaryDirectory(prefix="ingest-") as folder:
        place = Path(folder)
        large = _large(place, size=max(int(LARGE_BYTES * scale), 4 << 20), seed=seed)
        memory = _memory(place, size=max(int(HUGE_BYTES * scale), 64 << 20))
        small, batch = _small(place, number=max(int(500 * scale), 8), seed=seed)
    return [large, memory, small, batch]


def _prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tawthiq.desk.settings")
    from tawthiq.cli.workspaces import make_register
    from tawthiq.store.workspace import Workspace

    make_register(Workspace(Path(os.environ["TAWTHIQ_HOME"])))


def _large(place: Path, *, size: int, seed: int) -> Figure:
    ratios = []
    chance = random.Random(seed)  # noqa: S311 - contents
    for turn in range(ROUNDS):
        source = _random_file(place / "large.bin", size=size, chance=chance)
        peer = _timed(partial(_peer_large, source, place / "copy.bin"), cold=source)
        house = _timed(partial(_receive_file, source), cold=source)
        ratios.append(peer / house)
        progress(f"large files ({peer / house:.2f})", done=turn + 1, all=ROUNDS)
    middle = statistics.median(ratios)
    return Figure(
        key="ingest.large",
        what=f"a file of {size >> 20:,} MiB received, against sha256sum + cp + fsync of the same file",
        what_ar="استلام ملف كبير، مقارنةً بـ sha256sum و cp و fsync على الملف نفسه",
        target=f"≥ {LARGE_RATIO:.0%} of their speed",
        measured=f"{middle:.0%} (of {ROUNDS} turns: {min(ratios):.0%} to {max(ratios):.0%})",
        held=middle >= LARGE_RATIO,
    )


def _peer_large(source: Path, copy: Path) -> None:
    subprocess.run(["sha256sum", source], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cp", source, copy], check=True)
    _fsync(copy)
    copy.unlink()


def _receive_file(source: Path) -> None:
    from tawthiq.desk.actions.evidence import receive

    with source.open("rb") as stream:
        got = receive(stream, name="large", actor="bench", channel="bench")
    if not got.was_new or got.item.size_bytes != source.stat().st_size:
        raise RuntimeError("the file was not received")


def _memory(place: Path, *, size: int) -> Figure:
    peaks = {}
    for bytes_ in (TINY_BYTES, size):
        source = place / "memory.bin"
        with source.open("wb") as out:
            out.truncate(bytes_)
        told = subprocess.run(
            [sys.executable, "-c", ONE_PUT, str(place / "memory"), str(source)],
            check=True,
            capture_output=True,
            text=True,
        )
        stored, peak = map(int, told.stdout.split())
        if stored != bytes_:
            raise RuntimeError("the file was not stored")
        peaks[bytes_] = peak
    shutil.rmtree(place / "memory")
    more = peaks[size] - peaks[TINY_BYTES]
    return Figure(
        key="ingest.memory",
        what=f"peak memory for {size / 2**30:.2g} GiB beyond that for 1 MiB",
        what_ar="ذروة الذاكرة لملف كبير زيادةً على ملف صغير",
        target=f"flat (≤ {MEMORY_KB >> 10} MiB more)",
        measured=f"{peaks[TINY_BYTES] / 1024:.0f} MiB and {peaks[size] / 1024:.0f} MiB",
        held=more <= MEMORY_KB,
    )


def _small(place: Path, *, number: int, seed: int) -> tuple[Figure, Figure]:
    chance = random.Random(seed + 1)  # noqa: S311 - contents
    single, batch, rates = [], [], []
    for turn in range(ROUNDS):
        parts = [chance.randbytes(ITEM_BYTES) for _ in range(number)]
        peer = number / _timed(partial(_peer_small, place / f"peer-{turn}", parts))
        one = number / _timed(partial(_receive_each, parts))
        parts = [chance.randbytes(ITEM_BYTES) for _ in range(number * 4)]
        many = len(parts) / _timed(partial(_receive_all, parts))
        ceiling = len(parts) / _timed(partial(_bare_files, place / f"bare-{turn}", parts))
        single.append(one / peer)
        batch.append(many / peer)
        rates.append((peer, one, many, ceiling))
        progress("small items", done=turn + 1, all=ROUNDS)
    peer, one, many, ceiling = (statistics.median(column) for column in zip(*rates, strict=True))
    note = f"this disk takes {ceiling:.0f} such files a second, all flushed once, with no register at all"
    return (
        _small_figure(single, f"{one:.0f}/s, peer {peer:.0f}/s"),
        _batch_figure(batch, f"{many:.0f}/s, peer {peer:.0f}/s", note=note),
    )


def _small_figure(ratios: list[float], rates: str) -> Figure:
    middle = statistics.median(ratios)
    return Figure(
        key="ingest.small",
        what="items of 100 KB received one by one, against fsynced file + fsynced SQLite transaction",
        what_ar="استلام مواد صغيرة واحدةً واحدة، مقارنةً بملف ومعاملة SQLite مع fsync لكل منهما",
        target=f"≥ {SMALL_RATIO} × the peer's rate",
        measured=f"{middle:.2f} × ({rates})",
        held=middle >= SMALL_RATIO,
    )


def _batch_figure(ratios: list[float], rates: str, *, note: str) -> Figure:
    middle = statistics.median(ratios)
    target = SMALL_RATIO * BATCH_TIMES
    return Figure(
        key="ingest.batch",
        what="items of 100 KB received in batches, against the same peer",
        what_ar="استلام مواد صغيرة دفعةً دفعة، مقارنةً بالقرين نفسه",
        target=f"≥ {BATCH_TIMES:.0f} × {SMALL_RATIO} = {target:.0f} × the peer's rate",
        measured=f"{middle:.2f} × ({rates})",
        held=middle >= target,
        note=note,
    )


def _peer_small(folder: Path, parts: list[bytes]) -> None:
    folder.mkdir()
    database = sqlite3.connect(folder / "peer.sqlite", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE item (name TEXT PRIMARY KEY, size INTEGER)")
    for number, part in enumerate(parts):
        path = folder / f"{number}.bin"
        path.write_bytes(part)
        _fsync(path)
        database.execute("INSERT INTO item VALUES (?, ?)", (path.name, len(part)))
    database.close()
    shutil.rmtree(folder)


def _bare_files(folder: Path, parts: list[bytes]) -> None:
    folder.mkdir()
    for number, part in enumerate(parts):
        (folder / f"{number}.bin").write_bytes(part)
    os.sync()
    shutil.rmtree(folder)


def _receive_each(parts: list[bytes]) -> None:
    from tawthiq.desk.actions.evidence import receive

    for part in parts:
        receive(io.BytesIO(part), name="small", actor="bench", channel="bench")


def _receive_all(parts: list[bytes]) -> None:
    from tawthiq.cli.ingest import BATCH_FILES
    from tawthiq.desk.actions.evidence import Arrival, Received, receive_many

    for start in range(0, len(parts), BATCH_FILES):
        arrivals = [Arrival(io.BytesIO(part), "small") for part in parts[start : start + BATCH_FILES]]
        got = receive_many(arrivals, actor="bench", channel="bench")
        if not all(isinstance(one, Received) and one.was_new for one in got):
            raise RuntimeError("not everything was received")


def _random_file(path: Path, *, size: int, chance: random.Random) -> Path:
    with path.open("wb") as out:
        for start in range(0, size, 1 << 20):
            out.write(chance.randbytes(min(1 << 20, size - start)))
    _fsync(path)
    return path


def _timed(run: Callable[[], object], *, cold: Path | None = None) -> float:
    """Seconds; nothing older waits to be flushed, and what is in ``cold`` is read from disk."""
    os.sync()
    if cold:
        descriptor = os.open(cold, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=0.25)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=Path(__file__).resolve().parent.parent / "build") as home:
        os.environ["TAWTHIQ_HOME"] = os.environ["TMPDIR"] = home
        tempfile.tempdir = home
        for figure in campaign(scale=asked.scale, seed=1):
            print(f"{figure.what}: {figure.measured}; target {figure.target}: {'held' if figure.held else 'MISSED'}")


if __name__ == "__main__":
    main()
