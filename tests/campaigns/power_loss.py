"""The power fails at every step of receiving: what was acknowledged is there afterwards, and nothing is half there.

The system calls of a real run are recorded and replayed on a disk that keeps only what was flushed (``disk_model``).
After each call the workspace is put together as the power cut may have left it, in several ways, and looked at. Then
the same with mutants, whose calls lack a flush or come in another order: each must be caught.
"""

import hashlib
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from disk_model import Disk, Remains
from figure import Figure, progress
from running import TAWTHIQ, make_workspace, scratch, write_files
from traces import Event, moved, receipt_of, record, without

TRIES, FEW_TRIES = 6, 1  # random remains at each step, beside the four worst
FILES, FEW_FILES = 8, 1
SINGLE = """
import json, os, sys, pathlib, django
django.setup()
from tawthiq.desk.actions.evidence import receive
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    with path.open("rb") as stream:
        got = receive(stream, name=path.name, actor="campaign", channel="desk")
    print(json.dumps({"receipt": got.receipt.ref}), flush=True)
"""
DISTRUSTFUL = """
import sys
from tawthiq.store.vault import flushing
flushing.FLUSHED_WHOLE = frozenset()
from tawthiq.cli import main
sys.argv = ["tawthiq", "ingest", sys.argv[1], "--json"]
main()
"""
COMMANDS = {
    "batches, each file flushed for itself": [sys.executable, "-c", DISTRUSTFUL, "{folder}"],
    "batches": [*TAWTHIQ, "ingest", "{folder}", "--json"],
    "one by one": [sys.executable, "-c", SINGLE, "{folder}"],
}
RECEIPTS = """
SELECT receipt.id, item.sha256 FROM desk_receipt AS receipt JOIN desk_item AS item ON item.id = receipt.item_id
"""


@dataclass
class Toll:
    """What was found so far."""

    steps: int = 0
    remains: int = 0
    acknowledged: int = 0
    violations: list[str] = field(default_factory=list)
    mutants: dict[str, list[bool]] = field(default_factory=dict)


class Look:
    """Looks at remains; the same remains are looked at once."""

    def __init__(self, place: Path, *, tries: int = TRIES) -> None:
        """Put together below this folder; ``tries`` random remains at each step."""
        self._place, self.tries = place, tries
        self._seen: dict[object, tuple[str, frozenset[str]]] = {}

    def __len__(self) -> int:
        """How many different remains were looked at."""
        return len(self._seen)

    def at(self, remains: Remains) -> tuple[str, frozenset[str]]:
        """What is wrong with them, empty when nothing; and the receipts that are there with bytes and signed entry."""
        if remains.key not in self._seen:
            self._seen[remains.key] = self._look(remains.contents())
        return self._seen[remains.key]

    def _look(self, remains: dict[str, bytes | None]) -> tuple[str, frozenset[str]]:
        objects = {}
        for path, content in remains.items():
            if path.startswith("vault/objects/") and content is not None:
                objects[Path(path).name] = hashlib.sha256(content).hexdigest()
        if torn := [name for name, digest in objects.items() if name != digest]:
            return f"named before its bytes were there: {torn[0]}", frozenset()
        with tempfile.TemporaryDirectory(dir=self._place) as here:
            folder = Path(here)
            for path in ("register.sqlite", "register.sqlite-wal", "journal/checkpoint", "keys"):
                _put_together(folder, remains, below=path)
            return read_left(folder, objects)


def _put_together(folder: Path, remains: dict[str, bytes | None], *, below: str) -> None:
    for path, content in remains.items():
        if content is not None and (path == below or path.startswith(f"{below}/")):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)


def read_left(folder: Path, objects: dict[str, str]) -> tuple[str, frozenset[str]]:
    """What is wrong with the register and journal in this folder; and the receipts that are there and signed for."""
    from tawthiq.core.ids import make_ref
    from tawthiq.core.journal import Entry, check_entries
    from tawthiq.errors import Tampered
    from tawthiq.store.checkpoint import read_checkpoint

    try:
        register = sqlite3.connect(folder / "register.sqlite")
        register.execute("PRAGMA synchronous=OFF")  # looking is not what has to last
        entries = register.execute("SELECT seq, body, salt, commitment, chain FROM desk_journalentry ORDER BY seq")
        signed = read_checkpoint(folder / "journal", keys_folder=folder / "keys")
        faults = check_entries((Entry(*row) for row in entries), signed=[signed] if signed else [])
        held = {make_ref("receipt", pk): sha256 for pk, sha256 in register.execute(RECEIPTS)}
        noted = dict(register.execute("SELECT ref, entry_id FROM desk_journalmention WHERE ref LIKE 'RC-%'"))
        register.close()
    except (sqlite3.Error, Tampered, OSError) as odd:
        return f"{type(odd).__name__}: {odd}", frozenset()
    if faults:
        return f"{faults[0].what} {faults[0].where}", frozenset()
    if bare := [ref for ref, sha256 in held.items() if sha256 not in objects or ref not in noted]:
        return f"registered without its bytes: {bare[0]}", frozenset()
    return "", frozenset(ref for ref in held if signed and noted[ref] <= signed.size)


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """Each way of receiving, then its mutants; at a small scale only the first way."""
    home, toll = make_workspace(), Toll()
    with scratch("power-") as place:
        ways = list(COMMANDS.items())[: max(1, round(len(COMMANDS) * scale))]
        for name, command in ways:
            _try_way(name, command, home=home, place=place, seed=seed, scale=scale, toll=toll)
    return _figures(toll, ways=len(ways))


def _try_way(name: str, command: list[str], *, home: Path, place: Path, seed: int, scale: float, toll: Toll) -> None:
    chance = Random(seed)  # noqa: S311 - contents and chances
    number = FILES if scale >= 1 else FEW_FILES
    folder = write_files(place / name.replace(" ", "-"), number=number, chance=chance, name=name[-3:])
    _settle(home)
    before = Disk.of(home)
    told = [part.format(folder=folder) if part.startswith("{") else part for part in command]
    events = record(told, home=home, trace=place / "trace", environment=dict(os.environ))
    look = Look(place, tries=TRIES if scale >= 1 else FEW_TRIES)
    said = [receipt_of(event) for event in events if event.what == "said"]
    if len([receipt for receipt in said if receipt]) != number:
        raise AssertionError(f"{name}: {said} were acknowledged, not {number} files")
    toll.acknowledged += number
    for step, words in violations(events, before=before, look=look, seed=seed):
        toll.violations.append(f"{name}, after step {step} of {len(events)}: {words}")
    toll.steps += len(events)
    toll.remains += len(look)
    for label, mutant in mutants(events):
        caught = next(violations(mutant, before=before, look=look, seed=seed), None)
        toll.mutants.setdefault(label, []).append(caught is not None)
        progress(f"{name}: kinds of mutants", done=len(toll.mutants), all=len(toll.mutants))


def _settle(home: Path) -> None:
    """The register's log is empty, so that the recording begins where a power cut would find it after a quiet night."""
    register = sqlite3.connect(home / "register.sqlite")
    register.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    register.close()


def violations(events: list[Event], *, before: Disk, look: Look, seed: int) -> Iterator[tuple[int, str]]:
    """(step, what was lost or is half there) for each remains of a power cut that breaks the promise."""
    chance = Random(seed)  # noqa: S311 - which pieces are left
    disk = before.again()
    acknowledged: set[str] = set()
    for step, event in enumerate(events):
        if event.what == "said":
            acknowledged |= {receipt_of(event)} - {""}
        else:
            disk.take(event)
        for remains in disk.leftovers(chance, tries=look.tries):
            wrong, held = look.at(remains)
            if wrong or acknowledged - held:
                yield step, wrong or f"lost: {min(acknowledged - held)}"


def mutants(events: list[Event]) -> Iterator[tuple[str, list[Event]]]:
    """The same run with the flushes of one place left out, or one thing done before what must come first."""
    places: dict[str, set[int]] = {}
    for number, event in enumerate(events):
        if event.what.startswith("flush"):
            places.setdefault(_place_of(events, number), set()).add(number)
    for place, numbers in sorted(places.items()):
        yield f"no flush of {place}", without(events, numbers)
    for number, event in enumerate(events):
        if event.what == "said" and receipt_of(event):
            for place, numbers in sorted(places.items()):
                if earlier := [flush for flush in numbers if flush < number]:
                    yield f"acknowledged before the flush of {place}", moved(events, [number], to=earlier[-1])
            break
    moved_already: set[str] = set()
    for number, event in enumerate(events):
        if event.what in ("link", "rename"):
            together = [number - 1, number] if events[number - 1].what == "mkdir" else [number]
            flush = max(flush for numbers in places.values() for flush in numbers if flush < number)
            label = f"{event.what} to {_shape(event.to)} before the flush"
            if label not in moved_already:
                moved_already.add(label)
                yield label, moved(events, together, to=flush)


def _place_of(events: list[Event], number: int) -> str:
    event = events[number]
    if event.what == "flush_all":
        is_before_names = any(later.what == "link" for later in events[number : number + 3])
        return "a batch's bytes" if is_before_names else "a batch's names"
    return _shape(event.path)


def _shape(path: str) -> str:
    """The path with digests and passing names written as one word."""
    parts = ["…" if part and set(part) <= set("0123456789abcdef") else part for part in path.split("/")]
    return "/".join(parts) or "the workspace's folder"


def _figures(toll: Toll, *, ways: int) -> list[Figure]:
    escaped = sorted(label for label, caught in toll.mutants.items() if not any(caught))
    runs = [caught for tries in toll.mutants.values() for caught in tries]
    return [
        Figure(
            key="power.promise",
            what=f"power cut after every write, name and flush of receiving, {ways} ways of receiving",
            what_ar="انقطاع الكهرباء بعد كل كتابة وتسمية ودفع إلى القرص أثناء الاستلام",
            target="0 acknowledged lost, 0 half states",
            measured=f"{toll.steps:,} steps, {toll.remains:,} different remains, {toll.acknowledged} acknowledged, "
            f"{len(toll.violations)} violations",
            held=not toll.violations and toll.remains > toll.steps > 0,
            note="; ".join(toll.violations[:2]),
        ),
        Figure(
            key="power.mutants",
            what="mutants that lack a flush or do something too early, caught by the power cuts",
            what_ar="نسخ معطوبة عمداً بلا دفع إلى القرص أو بترتيب خاطئ يكتشفها النموذج",
            target="100 %",
            measured=f"{len(toll.mutants) - len(escaped)} of {len(toll.mutants)} kinds caught, "
            f"in {sum(runs)} of {len(runs)} runs",
            held=not escaped and sum(runs) > 0,
            note="; ".join(escaped) or "where a run escapes, another flush of the same way of receiving does the same",
        ),
    ]
