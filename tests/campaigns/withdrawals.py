"""Disposal in bulk: no word of what ended is in any file of the workspace or in the next backup, all else verifies.

The words are looked for in raw bytes: as UTF-8 and UTF-16, escaped, percent-encoded and in base64. The search is
believed only where it finds every word of what stays, in the workspace and in the backup alone (made in clear for it).
"""

import base64
import io
import os
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

from figure import Figure, progress
from running import TAWTHIQ, make_workspace, scratch

ITEMS, ROUNDS = 400, 4
PASSWORD = "a long enough phrase"


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """Half of the items are disposed of in rounds, between other work; then every file is searched and checked."""
    make_workspace()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tawthiq.desk.settings"
    import django

    django.setup()
    with scratch("withdrawals-") as place:
        return Drill(place, chance=Random(seed)).run(max(round(ITEMS * scale), 8))  # noqa: S311 - a choice


class Drill:
    """One workspace with items whose every word is known."""

    def __init__(self, place: Path, *, chance: Random) -> None:
        from django.conf import settings

        from tawthiq.desk.actions.accounts import create_user

        self._place, self._chance, self._home = place, chance, settings.WORKSPACE.home
        told = {"password": PASSWORD, "language": "en", "actor": "drill"}
        self._asker, self._allower = (create_user(username=f"{r}-1", role=r, **told) for r in ("custodian", "reviewer"))

    def run(self, number: int) -> list[Figure]:
        """The figures: words found, and what the check says."""
        taken = [self._take(one) for one in range(number)]
        known = self._found([word for words, _ in taken for word in words])
        gone = self._chance.sample(taken, number // 2)
        for start in range(0, len(gone), max(len(gone) // ROUNDS, 1)):
            for _, item in gone[start : start + max(len(gone) // ROUNDS, 1)]:
                self._dispose(item)
                progress("disposals", done=start + 1, all=len(gone))
            self._take(number + start)
        words = [word for some, _ in gone for word in some]
        self._back_up()
        left = self._found(words)
        kept = [word for some, item in taken if (some, item) not in gone for word in some]
        stays, backed_up = self._found(kept), self._found(kept, self._place)
        clean = subprocess.run([*TAWTHIQ, "verify"], capture_output=True, check=False).returncode == 0
        is_real = known == 3 * number and stays == backed_up == len(kept) and len(gone) >= 4
        verdict = "clean" if clean else "faulty"
        measured = f"{len(gone)} items disposed of, {left} of {len(words)} words found, verify {verdict}"
        return [
            Figure(
                "withdrawals.words",
                "Words of disposed items in the workspace's files and the next backup",
                "كلمات المواد المتلفة في ملفات مساحة العمل والنسخة الاحتياطية التالية",
                "0 found, verify clean",
                measured,
                left == 0 and clean and is_real,
                ""
                if is_real
                else f"the search sees too little: {known}, {stays} and {backed_up} of {3 * number}, {len(kept)}",
            )
        ]

    def _take(self, number: int) -> tuple[list[str], Any]:
        """An item with a word in its text, its name and what was made of it, read by the machine; and those words."""
        from django.conf import settings
        from django.db import transaction
        from django.utils import timezone

        from tawthiq.desk import models as m
        from tawthiq.desk.actions.evidence import Provenance, name_source, receive
        from tawthiq.desk.actions.journal import record
        from tawthiq.desk.actions.reading import read_report
        from tawthiq.reading.grammar import GrammarReader

        text, name, made = (f"{kind}{self._chance.randrange(10**12):012d}شاهد" for kind in ("t", "n", "m"))
        source = name_source(pseudonym=f"Witness {number}", kind="witness", actor="drill")
        data = (
            f"Regime warplanes bombed Manbij yesterday and nine civilians were killed, {text} said.\n"
            + "x y z. " * (self._chance.randrange(1, 900))
        )
        told = Provenance(source=source, published="2015-09-12", lang="en")
        got = receive(io.BytesIO(data.encode()), name=f"{name}.txt", actor="drill", channel="drill", provenance=told)
        if got.report:
            read_report(got.report, reader=GrammarReader())
        stored = settings.WORKSPACE.vault.put(io.BytesIO(made.encode()))
        with transaction.atomic():
            told_by = {"tool": "drill", "tool_version": "1", "made_at": timezone.now(), "facts": {"title": made}}
            row = m.Derivative.objects.create(
                item=got.item, kind="text", state="made", sha256=stored.sha256, size_bytes=stored.size_bytes, **told_by
            )
            record("derived", actor="drill", subject=row, changed=[row])
        return [text, name, made], got.item

    def _dispose(self, item: Any) -> None:
        from tawthiq.desk.actions.disposal import allow_disposal, ask_disposal

        allow_disposal(self._allower, ask_disposal(self._asker, item, why="consent_withdrawn"))

    def _back_up(self) -> None:
        """A backup in clear beside the workspace's files: what it holds is searched like them."""
        target = self._place / "backup"
        shutil.rmtree(target, ignore_errors=True)
        done = subprocess.run([*TAWTHIQ, "backup", str(target)], capture_output=True, check=False)
        if done.returncode:
            raise AssertionError(done.stderr.decode())

    def _found(self, words: list[str], *roots: Path) -> int:
        """How many of the words stand in any file (of these folders), in any of the ways to write them."""
        from django.db import connection

        connection.close()
        files = [path for root in roots or (self._home, self._place) for path in root.rglob("*") if path.is_file()]
        data = b"\n".join(path.read_bytes() + b"\n" + str(path).encode() for path in files)
        return sum(any(way in data for way in ways_to_write(word)) for word in words)


def ways_to_write(word: str) -> list[bytes]:
    """The word as bytes: plain, in wide characters, percent-encoded, escaped, and in base64 at each offset."""
    plain = word.encode()
    wide = [word.encode("utf-16-le"), word.encode("utf-16-be"), quote(word).encode()]
    shifted = [base64.b64encode(b"\x00" * lead + plain)[4:-4] for lead in range(3)]
    return [plain, *wide, word.encode("ascii", "backslashreplace"), *shifted]
