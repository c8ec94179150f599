"""The n-th call to the disk fails while files are received, for every n: all is well, or cleanly refused.

``strace`` makes one system call of a real ``tawthiq ingest`` fail, SQLite's among them; a limit on file sizes cuts
writes short. Afterwards what was acknowledged must be there, nothing half there, and the next run must finish the work.
"""

import hashlib
import os
import resource
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from figure import Figure, progress
from power_loss import read_left
from running import Running, load, make_workspace, run, scratch, start, write_files

FILES = 3
WRITES = ("ENOSPC", "EIO", "EINTR")
NAMES = ("ENOSPC", "EIO")
CALLS = {
    "write": WRITES,
    "pwrite64": WRITES,
    "fsync": ("EIO", "ENOSPC", "EINTR"),
    "fdatasync": ("EIO", "ENOSPC", "EINTR"),
    "syncfs": ("EIO", "ENOSPC", "EINTR"),
    "ftruncate": NAMES,
    "openat": NAMES,
    "link": NAMES,
    "rename": NAMES,
    "mkdir": NAMES,
    "unlink": ("EIO",),
}
REFUSED = frozenset({1, 2, 3})
SHORT_WRITES, LONGEST_BYTES = 60, 400_000
VERIFY_EVERY, LEAST = 50, 6


@dataclass
class Toll:
    """What the faults did so far."""

    kinds: Counter[str] = field(default_factory=Counter)
    complete: int = 0
    refused: int = 0
    halves: list[str] = field(default_factory=list)


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """Every call with every error; at a small scale some of them."""
    home, chance, toll = make_workspace(), Random(seed), Toll()  # noqa: S311 - contents and choice
    load()
    with scratch("faults-") as place:
        first = write_files(place / "first", number=FILES, chance=chance, name="first")
        faults = list(_faults(first, home=home, place=place))
        faults += [("short write", "", chance.randint(1, LONGEST_BYTES)) for _ in range(SHORT_WRITES)]
        asked = faults if scale >= 1 else chance.sample(faults, max(LEAST, round(len(faults) * scale)))
        for number, fault in enumerate(asked):
            folder = write_files(place / f"{number}", number=FILES, chance=chance, name=f"{number}-")
            _try(fault, folder, home=home, toll=toll)
            if number % VERIFY_EVERY == 0 or number == len(asked) - 1:
                _verify(toll, fault)
            progress("faults", done=number + 1, all=len(asked))
    return [_figure(toll, asked=len(asked), known=len(faults))]


def _faults(folder: Path, *, home: Path, place: Path) -> Iterator[tuple[str, str, int]]:
    """(call, error, which one) for each call of an undisturbed run that concerns the workspace."""
    trace = place / "calls"
    running = _traced(["-xx", "-e", f"trace={','.join(CALLS)}", "-o", str(trace)], folder)
    if code := running.wait():
        raise AssertionError(f"ingest ended with {code} undisturbed")
    running.lines()
    inside, seen = "".join(f"\\x{byte:02x}" for byte in os.fsencode(home)), Counter[str]()
    for line in trace.read_text(encoding="ascii").splitlines():
        call = line.partition("(")[0]
        seen[call] += call in CALLS
        if call in CALLS and (call != "openat" or inside in line):
            yield from ((call, error, seen[call]) for error in CALLS[call])


def _traced(options: list[str], folder: Path) -> Running:
    """``tawthiq ingest`` of the folder, which does not begin before strace is attached to it."""
    waiting, go = os.pipe()
    running = start("ingest", folder, "--json", before=partial(os.read, waiting, 1))
    strace = subprocess.Popen(["strace", "-qq", *options, "-p", str(running.pid)], stderr=subprocess.DEVNULL)
    status = Path(f"/proc/{running.pid}/status")
    for _ in range(2000):
        if "TracerPid:\t0" not in status.read_text(encoding="utf-8"):
            break
        time.sleep(0.005)
    else:
        raise AssertionError("strace did not attach")
    os.write(go, b"!")
    running.hear(lines=1_000_000)
    strace.wait()
    os.close(waiting)
    os.close(go)
    return running


def _try(fault: tuple[str, str, int], folder: Path, *, home: Path, toll: Toll) -> None:
    call, error, number = fault
    if call == "short write":
        limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (number, resource.RLIM_INFINITY))
        running = start("ingest", folder, "--json", before=limit)
        running.hear(lines=1_000_000)
    else:
        running = _traced(["-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={number}"], folder)
    code, said = running.wait(), running.errors.read_text(encoding="utf-8")
    running.errors.unlink()
    lines = running.lines()
    toll.kinds[call] += 1
    where = f"{call} {error} {number}"
    receipts = {line["receipt"] for line in lines if line["outcome"] != "refused"}
    is_complete = code == 0 and len(receipts) == FILES
    toll.complete += is_complete
    toll.refused += code in REFUSED
    if "Traceback" in said or not (is_complete or code in REFUSED):
        toll.halves.append(f"{where}: exit {code}")
    wrong, held = read_left(home, _objects(home))
    if wrong or not receipts <= held:
        toll.halves.append(f"{where}: {wrong or 'acknowledged and lost'}")
    _go_on(folder, where, toll=toll)


def _objects(home: Path) -> dict[str, str]:
    """The names in the vault that are the digest of their bytes."""
    found = {}
    for path in home.glob("vault/objects/*/*"):
        if hashlib.sha256(path.read_bytes()).hexdigest() == path.name:
            found[path.name] = path.name
    return found


def _go_on(folder: Path, where: str, *, toll: Toll) -> None:
    """The next run of the same command does all the work."""
    running = start("ingest", folder, "--json")
    running.hear(lines=1_000_000)
    code = running.wait()
    running.errors.unlink()
    if code or len(running.lines()) != FILES:
        toll.halves.append(f"{where}: the next run ended with {code}")


def _verify(toll: Toll, fault: tuple[str, str, int]) -> None:
    code, _ = run("verify", "--json")
    if code:
        toll.halves.append(f"verify not clean, last after {fault}")


def _figure(toll: Toll, *, asked: int, known: int) -> Figure:
    number = sum(toll.kinds.values())
    return Figure(
        key="faults.ingest",
        what="one call to the disk fails (ENOSPC, EIO, EINTR, short write) during tawthiq ingest",
        what_ar="فشل عملية واحدة على القرص أثناء الاستلام",
        target="all n: complete or cleanly refused, 0 half states",
        measured=f"{number:,} of {known:,} faults in {len(toll.kinds)} kinds of calls: {toll.complete:,} complete, "
        f"{toll.refused:,} refused, {len(toll.halves)} half states",
        held=not toll.halves and number == asked and toll.refused > 0,
        note="; ".join(toll.halves[:4]),
    )
