"""The command line in processes that can be killed, made to fail and traced: forked from one that has loaded it all.

The code that runs is the command's own, from its arguments to its exit code; only the second that Python takes to load
is saved. Whoever forks must have no database connection open: look into the register through ``sqlite3`` alone.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

TAWTHIQ = [sys.executable, "-m", "tawthiq.cli"]
WORDS = "Regime warplanes bombed the market of Manbij and nine civilians were killed, the reporter said.\n"


@dataclass(frozen=True)
class Running:
    """A child process: its number, where its standard output arrives, and where its standard error is written."""

    pid: int
    output: int
    errors: Path
    heard: bytearray = field(default_factory=bytearray)

    def hear(self, *, lines: int) -> None:
        """Returns when so many lines have been said, or no more will be."""
        while self.heard.count(b"\n") < lines and (more := os.read(self.output, 4096)):
            self.heard.extend(more)

    def kill(self) -> bool:
        """Kill -9, now; whether it was still running."""
        ended, _ = os.waitpid(self.pid, os.WNOHANG)
        if ended:
            return False
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return True

    def wait(self) -> int:
        """Its exit code, or minus the signal that ended it."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def lines(self) -> list[dict[str, Any]]:
        """The whole JSON lines it said; a line that was cut off is none."""
        with os.fdopen(self.output, "rb") as said:
            return [json.loads(line) for line in (self.heard + said.read()).split(b"\n")[:-1]]


def load() -> None:
    """Everything that ``tawthiq ingest`` and ``verify`` need is in memory, for both ran once; no connection is open."""
    import typer.main

    from tawthiq import cli

    cli.app = typer.main.get_command(cli.app)  # type: ignore[assignment]
    with scratch("empty-") as empty, (empty / "said").open("w") as said, redirect_stdout(said), redirect_stderr(said):
        for arguments in (["ingest", str(empty / "none")], ["verify"]):
            sys.argv = ["tawthiq", *arguments]
            with suppress(SystemExit):
                cli.main()
    from django.db import connections

    connections.close_all()


def start(*arguments: object, before: Callable[[], None] | None = None) -> Running:
    """``tawthiq`` with these arguments, in a child; ``before`` runs in it first. The output must fit into a pipe."""
    receiving, sending = os.pipe()
    errors, errors_path = tempfile.mkstemp(prefix="errors-")
    child = os.fork()
    if child:
        os.close(sending)
        os.close(errors)
        return Running(child, receiving, Path(errors_path))
    try:
        os.dup2(sending, 1)
        os.dup2(errors, 2)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        if before:
            before()
        _run(arguments)
    finally:
        os._exit(99)


def _run(arguments: tuple[object, ...]) -> None:
    from tawthiq.cli import main

    sys.argv = ["tawthiq", *map(str, arguments)]
    try:
        main()
    except SystemExit as ended:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ended.code if isinstance(ended.code, int) else 0)


def run(*arguments: object, home: Path | None = None) -> tuple[int, list[dict[str, Any]]]:
    """A process of its own from the start: exit code and JSON lines."""
    environment = {**os.environ, **({"TAWTHIQ_HOME": str(home)} if home else {})}
    done = subprocess.run(
        [*TAWTHIQ, *map(str, arguments)], env=environment, capture_output=True, text=True, check=False
    )
    if "Traceback" in done.stderr:
        raise AssertionError(done.stderr)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def make_workspace() -> Path:
    """The workspace of ``TAWTHIQ_HOME``, made and empty but for its conflict."""
    code, _ = run("init")
    if code:
        raise AssertionError(f"init ended with {code}")
    return Path(os.environ["TAWTHIQ_HOME"])


def write_files(folder: Path, *, number: int, chance: Random, name: str = "") -> Path:
    """Texts and bytes as reporters send them, of 0 to 40 kB; some are the same as others."""
    folder.mkdir(parents=True)
    for one in range(number):
        path = folder / f"{name}{one:03}"
        if one % 3 == 2:
            path.with_suffix(".jpg").write_bytes(b"\xff\xd8\xff\xe0" + chance.randbytes(chance.randint(1, 40_000)))
        else:
            own = "" if one % 7 == 6 else f"{name} {one} {chance.random()}\n"
            path.with_suffix(".txt").write_text(own + WORDS * chance.randint(0, 60))
    return folder


@contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=prefix) as folder:
        yield Path(folder)
