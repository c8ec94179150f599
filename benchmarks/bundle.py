"""How fast a bundle is written and verified, beside sha256sum over the same bytes in the same run.

    python benchmarks/bundle.py [GIGABYTES]

The verifier runs as the receiver runs it: ``python -I verify.py`` in a process of its own.
"""

import hashlib
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/campaigns"))

from bundles import World, make_world
from figure import Figure

from tawthiq.store.bundle import BundleItem, write_bundle

GIGABYTE = 1 << 30
PIECE = 8 << 20
WITHIN_S, OF_BYTES = 60, 10 * GIGABYTE


def large_world(folder: Path, *, size: int, files: int = 4) -> tuple[World, dict[str, Path]]:
    """A world whose originals are large files on disk, noted in its journal as any other."""
    world, paths = make_world(items=files), {}
    states = {}
    for number in range(1, files + 1):
        path, digest = folder / f"object {number}", hashlib.sha256()
        piece = hashlib.shake_256(f"piece {number}".encode()).digest(PIECE)
        with path.open("wb") as out:
            for at in range(size // files // PIECE):
                out.write(at.to_bytes(8, "big") + piece[8:])
                digest.update(at.to_bytes(8, "big") + piece[8:])
        paths[digest.hexdigest()] = path
        states[f"EV-{number:06d}"] = {
            **world.content.items[number - 1].state,
            "sha256": digest.hexdigest(),
            "size_bytes": path.stat().st_size,
        }
    return noted(world, states), paths


def noted(world: World, states: dict[str, dict[str, object]]) -> World:
    """The world with one entry more for each item, and a checkpoint over it."""
    numbers = [
        world.log.add("received", subject=ref, records={ref: state}, detail={"sha256": state["sha256"]})
        for ref, state in states.items()
    ]
    events = [world.log.opened(one.index + 1, one.premis) for one in world.content.events]
    items = tuple(BundleItem(ref=one.ref, state=states[one.ref], receipts=one.receipts) for one in world.content.items)
    world.content = replace(
        world.content,
        items=items,
        events=(*events, *(world.log.opened(number, "ingestion") for number in numbers)),
        closed=tuple(world.log.closed(one.index + 1) for one in world.content.closed),
        destroyed=(),
        checkpoint=world.signer.note(world.log.text(world.signer.name)),
        witness_lines=(),
    )
    return world


def seconds(command: list[str], *, folder: Path) -> float:
    """How long the command runs; it has to succeed."""
    began = time.monotonic()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def measure(size: int) -> tuple[float, float, float]:
    """Seconds to write a bundle of so many bytes, to verify it, and for ``sha256sum -c`` (the better of two runs)."""
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        world, paths = large_world(place, size=size)

        def open_bytes(sha256: str) -> BinaryIO:
            return paths[sha256].open("rb") if sha256 in paths else world.open_bytes(sha256)

        began = time.monotonic()
        write_bundle(world.content, place / "b", open_bytes=open_bytes, sign=world.signer.key.sign)
        written = time.monotonic() - began
        for path in paths.values():
            path.unlink()
        verify = [sys.executable, "-I", "verify.py", ".", "--key", world.signer.fingerprint]
        plain = ["sha256sum", "--quiet", "-c", "seal/SHA256SUMS"]
        runs = [(seconds(verify, folder=place / "b"), seconds(plain, folder=place / "b")) for _ in range(2)]
    return written, min(one for one, _ in runs), min(one for _, one in runs)


def campaign(*, scale: float, seed: int) -> list[Figure]:  # noqa: ARG001 - the bytes are always the same
    """One gigabyte at full scale; the time for ten follows from its rate."""
    size = max(64 << 20, int(GIGABYTE * scale))
    written, verified, plain = measure(size)
    rate, whole = size / verified / (1 << 20), verified * OF_BYTES / size
    return [
        Figure(
            "bundle.speed",
            "Verifying 10 GB with verify.py (from the rate over one gigabyte), beside sha256sum in the same run",
            "مدة تحقق verify.py من 10 غيغابايت (من معدل غيغابايت واحد) مقارنة بـ sha256sum في التشغيل نفسه",
            "at most 60 s; at least 85 % of sha256sum",
            f"{whole:.0f} s, {rate:.0f} MiB/s = {plain / verified:.2f} × sha256sum; "
            f"written at {size / written / (1 << 20):.0f} MiB/s",
            held=whole <= WITHIN_S and plain / verified >= 0.85,
        )
    ]


if __name__ == "__main__":
    found = campaign(scale=float(sys.argv[1]) if len(sys.argv) > 1 else 1.0, seed=1)
    print(found[0].measured)
    sys.exit(0 if found[0].held else 1)
