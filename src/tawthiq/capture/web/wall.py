"""The wall around a browser or a downloader: a sandbox whose only way out is the guard's socket.

Bubblewrap with namespaces of its own for network, processes, users and files; no home, no workspace, nothing of this
machine but programs, libraries and fonts. What is written inside is in memory and gone with it.
"""

import os
import shlex
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tawthiq.capture.sandbox import python_command, system_binds, weigh
from tawthiq.errors import Unreachable

PORT = 3128
SCRATCH = "/tmp"  # noqa: S108 - the sandbox's own: browsers are told to keep their profile below it
SCRATCH_BYTES = 512 << 20
MEMORY_BYTES = 3 << 30
PROCESSES = 120
LOOK_EVERY_S = 0.5
PROXY = f"http://127.0.0.1:{PORT}"
GUARD_INSIDE = "/tmp/guard"  # noqa: S108 - the sandbox's own
NOTE = "pid"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": SCRATCH, "LANG": "C.UTF-8", "TZ": "UTC"}
_SEEN = ("/etc/fonts", "/etc/ssl", "/usr/share/ca-certificates", "/var/cache/fontconfig")


def wall_command(program: list[str], *, guard: Path, room: Path | None = None) -> list[str]:
    """The command line that runs the program inside; ``guard`` is the guard's socket, its only way out.

    ``room``, where given, is a folder it may write to, at the same path inside. Raises Unreachable where bubblewrap is
    not installed.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise Unreachable("no_sandbox: bwrap is not installed")
    line = [bwrap, "--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"]
    line += ["--die-with-parent", "--new-session", "--hostname", "sandbox", "--clearenv"]
    for name, value in ENVIRONMENT.items():
        line += ["--setenv", name, value]
    line += ["--size", str(SCRATCH_BYTES), "--tmpfs", SCRATCH, *system_binds()]  # Python may lie below /tmp
    for place in _SEEN:
        line += ["--ro-bind-try", place, place]
    line += ["--proc", "/proc", "--dev", "/dev"]
    line += ["--ro-bind", str(guard), GUARD_INSIDE, "--chdir", SCRATCH]
    if room is not None:
        line += ["--bind", str(room), str(room)]
    inside = python_command("tawthiq.capture.web.inside", GUARD_INSIDE, str(PORT))
    return [*line, "--", *inside, *program]


def write_wrapper(program: list[str], *, room: Path, guard: Path) -> Path:
    """A script in ``room`` that runs the program behind the wall with the arguments given; it notes its number."""
    script = room / "run"
    line = shlex.join(wall_command(program, guard=guard))
    note = shlex.quote(str(room / NOTE))
    script.write_text(f'#!/bin/sh\necho $$ > {note}\nexec {line} "$@"\n', encoding="utf-8")
    script.chmod(0o700)
    return script


@contextmanager
def guard_place() -> Iterator[Path]:
    """A path short enough for a socket, in a private folder that is gone afterwards; nothing else lies there."""
    with tempfile.TemporaryDirectory(prefix="tawthiq-guard-") as folder:
        yield Path(folder) / "guard"


class Warden:
    """Watches what runs behind the wall, and ends it all when it takes more than it may: ``with Warden(room)``."""

    def __init__(self, room: Path) -> None:
        """Looks at the process that ``write_wrapper``'s script became."""
        self._note, self._is_over = room / NOTE, threading.Event()
        self.was_ended = False

    def __enter__(self) -> "Warden":
        """Begins to watch."""
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """What still runs behind the wall is ended."""
        self._is_over.set()
        self._thread.join()
        self.end()

    def end(self) -> None:
        """Killing the outermost process ends its namespace, and every process in it."""
        if (number := self._number()) and _is_ours(number):
            os.kill(number, signal.SIGKILL)

    def _watch(self) -> None:
        while not self._is_over.wait(LOOK_EVERY_S):
            number = self._number()
            if number is None:
                continue
            processes, memory = weigh(number)
            if memory > MEMORY_BYTES or processes > PROCESSES:
                self.was_ended = True
                self.end()

    def _number(self) -> int | None:
        try:
            return int(self._note.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None


def _is_ours(number: int) -> bool:
    """Whether the number still belongs to a sandbox: numbers are given anew after a process has ended."""
    try:
        return Path(f"/proc/{number}/comm").read_text(encoding="utf-8").strip() == "bwrap"
    except OSError:
        return False
