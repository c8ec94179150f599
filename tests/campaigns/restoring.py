"""The restore drill, and kill -9 of backups and restorations: every finished snapshot stays whole."""

import hashlib
import os
import shutil
import subprocess
import time
from pathlib import Path
from random import Random

import pyrage
from figure import Figure, progress
from running import TAWTHIQ, load, make_workspace, run, scratch, start, write_files

BACKUP_KILLS, RESTORE_KILLS, ITEMS, FILMS = 200, 30, 2000, 16
FILM_BYTES = 16 << 20


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """Kills of ``backup``, kills of ``restore``, then the drill on a fuller workspace; all of it encrypted."""
    make_workspace()
    load()
    chance = Random(seed)  # noqa: S311 - moments
    identity = pyrage.x25519.Identity.generate()
    with scratch("restoring-") as place:
        (place / "key").write_text(f"{identity}\n", encoding="ascii")
        drill = Drill(place, recipient=str(identity.to_public()), chance=chance)
        backups = drill.kill_backups(max(round(BACKUP_KILLS * scale), 3))
        restorations = drill.kill_restorations(max(round(RESTORE_KILLS * scale), 1))
        whole = drill.run(items=max(round(ITEMS * scale), 10), films=max(round(FILMS * scale), 1))
    return [backups, restorations, whole]


class Drill:
    """One workspace, one place for its backups."""

    def __init__(self, place: Path, *, recipient: str, chance: Random) -> None:
        """Some files are received and the first snapshot is made."""
        self._place, self._dest, self._chance, self._recipient = place, place / "backup", chance, recipient
        self._batches = 0
        self._receive(12)
        began = time.monotonic()
        self._back_up()
        self._longest = time.monotonic() - began

    def _receive(self, number: int) -> None:
        self._batches += 1
        folder = write_files(self._place / "in", number=number, chance=self._chance, name=f"{self._batches}-")
        _do("ingest", folder, "--json")
        shutil.rmtree(folder)

    def _back_up(self) -> None:
        _do("backup", self._dest, "--encrypt-to", self._recipient, "--json")

    def _restore(self, target: Path, *more: str) -> list[str]:
        return [
            *map(str, ("restore", self._dest, target, "--identity", self._place / "key", "--drill")),
            "--json",
            *more,
        ]

    def kill_backups(self, wanted: int) -> Figure:
        """Killed at a random moment; what was finished is looked at after each kill, restored at the end."""
        kills = cut = damaged = 0
        while kills < wanted:
            self._receive(3)
            before = self._finished()
            running = start("backup", self._dest, "--encrypt-to", self._recipient, "--json")
            time.sleep(self._chance.uniform(0, self._longest))
            was_running = running.kill()
            kills += was_running
            self._longest *= 1.05 if was_running else 0.9  # the moments stay within what a backup takes
            os.close(running.output)
            running.errors.unlink()
            after = self._finished()
            cut += after == before
            damaged += not set(before) <= set(after) or not all(self._is_whole(one) for one in after)
            progress("kills of a backup", done=kills, all=wanted)
        self._back_up()
        newest = len(self._finished())
        bad = sum(self._try(self._restore(self._place / f"s{number}", "--snapshot", number)) for number in self._ends())
        return Figure(
            key="backup.kills",
            what="kill -9 at a random moment of tawthiq backup, encrypted",
            what_ar="قتل العملية kill -9 في لحظة عشوائية أثناء النسخ الاحتياطي المشفّر",
            target=f"{BACKUP_KILLS} kills, every finished snapshot whole after each",
            measured=f"{kills} kills ({cut} before the snapshot was finished), {newest} snapshots, {damaged} damaged, "
            f"{bad} of the oldest and newest not restored clean",
            held=not damaged and not bad and cut > 0,
        )

    def _ends(self) -> list[str]:
        """The numbers of the oldest and the newest snapshot."""
        names = self._finished()
        return [str(int(name.split("-")[0])) for name in (names[0], names[-1])]

    def kill_restorations(self, wanted: int) -> Figure:
        """Killed at a random moment, then started again: the second run ends with everything verified."""
        bad = cut = turn = 0
        while cut < wanted and turn < wanted * 10:  # one that came too early or too late proves nothing: another
            turn += 1
            target = self._place / f"k{turn}"
            with subprocess.Popen([*TAWTHIQ, *self._restore(target)], stdout=-3, stderr=-3) as running:
                _wait_for(target)
                time.sleep(self._chance.uniform(0, 0.3 / (1 + turn % 10)))
                cut += running.poll() is None and (target / ".restoring").exists()
                running.kill()
            if (target / ".restoring").exists():
                bad += self._try(self._restore(target))
            shutil.rmtree(target)
            progress("kills of a restoration", done=cut, all=wanted)
        return Figure(
            key="restore.kills",
            what="kill -9 at a random moment of tawthiq restore, which is then run again",
            what_ar="قتل العملية kill -9 في لحظة عشوائية أثناء الاستعادة، ثم تشغيلها من جديد",
            target=f"{RESTORE_KILLS} kills, every second run ends clean",
            measured=f"{turn} kills ({cut} in the middle of it), {bad} second runs not clean",
            held=not bad and cut >= wanted,
        )

    def run(self, *, items: int, films: int) -> Figure:
        """Everything restored where there is nothing; the command itself compares the root and verifies every byte."""
        self._receive(items)
        (self._place / "films").mkdir()
        for film in range(films):
            (self._place / "films" / f"{film}.mp4").write_bytes(self._chance.randbytes(FILM_BYTES))
        _do("ingest", self._place / "films", "--json")
        self._back_up()
        began = time.monotonic()
        code, lines = run(*self._restore(self._place / "blank"))
        seconds = time.monotonic() - began
        told, root = lines[-1], "NOT the same, or faults" if code else "the same"
        clean, _ = run("fsck", "--read-data", "--json", home=self._place / "blank")
        return Figure(
            key="restore.drill",
            what="an encrypted backup restored on a blank machine",
            what_ar="استعادة نسخة مشفّرة على جهاز فارغ",
            target="same root hash, verify and fsck clean",
            measured=f"{told['files']:,} files, {told['bytes'] / 1e6:,.0f} MB in {seconds:.0f} s with verification; "
            f"root at {told['journal_size']:,} entries {root}, "
            f"fsck {'clean' if not clean else 'NOT clean'}",
            held=not code and not clean and told["files"] >= items,
        )

    def _try(self, arguments: list[str]) -> bool:
        """Whether it failed."""
        code, lines = run(*arguments)
        return code != 0 or lines[-1]["faults"] != 0

    def _finished(self) -> list[str]:
        return sorted(path.parent.name for path in self._dest.glob("snapshots/*/manifest.jsonl.age"))

    def _is_whole(self, name: str) -> bool:
        """As a stranger would check it: every object of the list, by its digest."""
        for line in (self._dest / "snapshots" / name / "objects.sha256").read_text(encoding="ascii").splitlines():
            digest, _, path = line.partition("  ")
            with (self._dest / path).open("rb") as opened:
                if hashlib.file_digest(opened, "sha256").hexdigest() != digest:
                    return False
        return True


def _do(*arguments: object) -> None:
    """In a forked child, to its end; what it says is read along, since a pipe holds little."""
    running = start(*arguments)
    running.lines()
    running.errors.unlink()
    if code := running.wait():
        raise AssertionError(f"{arguments[0]} ended with {code}")


def _wait_for(target: Path) -> None:
    until = time.monotonic() + 60
    while not target.exists() and time.monotonic() < until:
        time.sleep(0.005)
