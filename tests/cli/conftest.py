"""``tawthiq`` as people and scripts run it: a program of its own, with its exit code and its words."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

REPORTS = {
    "en/manbij.txt": "Aleppo – Tawthiq Network\n\nRegime warplanes bombed the market of Manbij yesterday morning, and "
    "nine civilians were killed, the Tawthiq Network reporter in Manbij said.\n",
    "ar/منبج.txt": "حلب – شبكة توثيق\n\nقُتل أحد عشر مدنياً صباح أمس في غارة لطيران النظام على سوق مدينة منبج.\n",
    "notes.txt": "Nothing happened here.\n",
}


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Tawthiq:
    """The command line in one workspace."""

    environment: dict[str, str]

    @property
    def home(self) -> Path:
        """Its workspace."""
        return Path(self.environment["TAWTHIQ_HOME"])

    def command(self, *arguments: object) -> list[str]:
        """What is run."""
        return [sys.executable, "-m", "tawthiq.cli", *map(str, arguments)]

    def __call__(self, *arguments: object, **settings: str) -> Said:
        """Run to the end; ``settings`` are environment variables on top."""
        done = subprocess.run(
            self.command(*arguments),
            env={**self.environment, **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Said(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def started(self, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
        """Running inside; killed afterwards when it still does."""
        pipe = subprocess.PIPE
        with subprocess.Popen(
            self.command(*arguments), env=self.environment, stdout=pipe, stderr=pipe, text=True
        ) as one:
            try:
                yield one
            finally:
                if one.poll() is None:
                    one.send_signal(signal.SIGKILL)

    def run_sql(self, *statements: str) -> None:
        """As somebody would who has the database's password and not our program."""
        address = self.environment.get("TAWTHIQ_DATABASE_URL")
        if address:
            import psycopg

            with psycopg.connect(address, autocommit=True) as connection:
                for statement in ("SET session_replication_role = replica", *statements):
                    connection.execute(statement)  # type: ignore[call-overload]
            return
        import sqlite3

        connection = sqlite3.connect(self.home / "register.sqlite")
        guard = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        dropped = [f"DROP TRIGGER {name}" for name, _ in guard]
        for statement in (*dropped, *statements, *(again for _, again in guard)):
            connection.execute(statement)
        connection.commit()
        connection.close()


def write_reports(folder: Path) -> Path:
    """A folder as reporters send it: other scripts, odd names, what is no text, and what is no file."""
    for name, text in REPORTS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(2000))
    (folder / "empty.txt").write_bytes(b"")
    (folder / ".hidden.txt").write_text("hidden, and still evidence\n")
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_text("a name that is no UTF-8\n")
    os.mkfifo(folder / "pipe")
    (folder / "link.txt").symlink_to("notes.txt")
    return folder


@pytest.fixture(scope="module")
def tawthiq(module_environment: dict[str, str]) -> Tawthiq:
    """The command line in a workspace that is not made yet; all tests of a module share it."""
    return Tawthiq(module_environment)
