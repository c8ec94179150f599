"""How fast the preserved bytes are checked, against ``sha256sum`` on the same files in the same run.

    python benchmarks/vault.py [--scale 1.0]

A vault with large and middling files; peer and house take turns, every file read from the disk each time (the system
is told to forget it). The middle of the ratios counts. The house's figure is all of ``tawthiq scrub`` but the start of
the program: queries, marks and journal entry are in it.
"""

import argparse
import io
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/campaigns"))
from figure import Figure, progress

ROUNDS = 5
RATIO, AT_ONCE = 0.85, 8
# (files, bytes of each) at scale 1: films, photos, reports.
SORTS = ((8, 64 << 20), (400, 1 << 20), (2000, 20_000))


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """Scrub and verify."""
    files = _prepare(scale=scale, seed=seed)
    return [
        _compare("scrub", "tawthiq scrub", "tawthiq scrub", _scrub, files),
        _compare("verify", "the bytes of tawthiq verify and fsck", "بايتات tawthiq verify و fsck", _check, files),
    ]


def _prepare(*, scale: float, seed: int) -> list[Path]:
    """The files of a vault in the throw-away home."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tawthiq.desk.settings")
    from tawthiq.cli.workspaces import make_register
    from tawthiq.store.workspace import Workspace

    workspace = Workspace(Path(os.environ["TAWTHIQ_HOME"]))
    make_register(workspace)
    from tawthiq.desk.actions.evidence import Arrival, receive_many

    chance = random.Random(seed)  # noqa: S311 - contents
    wanted = [size for number, size in SORTS for _ in range(max(round(number * scale), 1))]
    for start in range(0, len(wanted), AT_ONCE):
        some = (io.BytesIO(b"\xff\xd8\xff" + chance.randbytes(size)) for size in wanted[start : start + AT_ONCE])
        receive_many([Arrival(data, "a.jpg") for data in some], actor="bench", channel="bench")
        progress("filling the vault", done=min(start + AT_ONCE, len(wanted)), all=len(wanted))
    return sorted(path for path in (workspace.home / "vault/objects").rglob("*") if path.is_file())


def _compare(key: str, what: str, what_ar: str, house: Callable[[], None], files: list[Path]) -> Figure:
    ratios = []
    for turn in range(ROUNDS):
        peer_s = _timed(lambda: _sha256sum(files), files)
        house_s = _timed(house, files)
        ratios.append(peer_s / house_s)
        progress(f"{key} ({ratios[-1]:.2f})", done=turn + 1, all=ROUNDS)
    middle, size = statistics.median(ratios), sum(path.stat().st_size for path in files)
    return Figure(
        key=f"check.{key}",
        what=f"{what}, against sha256sum of the same {len(files):,} files ({size >> 20:,} MiB)",
        what_ar=f"{what_ar} مقارنةً بـ sha256sum على الملفات نفسها",
        target=f"≥ {RATIO:.0%} of its speed",
        measured=f"{middle:.0%} (of {ROUNDS} turns: {min(ratios):.0%} to {max(ratios):.0%})",
        held=middle >= RATIO,
    )


def _timed(do: Callable[[], None], files: list[Path]) -> float:
    for path in files:
        with path.open("rb") as opened:
            os.fsync(opened.fileno())
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _sha256sum(files: list[Path]) -> None:
    names = b"\0".join(os.fsencode(path) for path in files)
    subprocess.run(["xargs", "-0", "sha256sum"], input=names, stdout=subprocess.DEVNULL, check=True)


def _scrub() -> None:
    from tawthiq.desk.actions.fixity import check_some

    done = check_some(actor="bench")
    if done.faults or not done.items:
        raise AssertionError(f"{len(done.faults)} faults in {done.items} items")


def _check() -> None:
    from django.conf import settings

    from tawthiq.desk.queries.vault_check import VaultTally, check_vault

    tally = VaultTally()
    found = list(check_vault(settings.WORKSPACE.vault, read_data=True, tally=tally))
    if found or not tally.items:
        raise AssertionError(f"{found[:3]} in {tally.items} items")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vault-") as home:
        os.environ["TAWTHIQ_HOME"] = f"{home}/workspace"
        os.environ.pop("TAWTHIQ_DATABASE_URL", None)
        for figure in campaign(scale=told.scale, seed=told.seed):
            print(f"{'held  ' if figure.held else 'MISSED'} {figure.what}: {figure.measured}, target {figure.target}")
