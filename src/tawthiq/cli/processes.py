"""Programs that run side by side: started together, watched, started again a few times, stopped together."""

import ctypes
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

import typer

from tawthiq.cli.words import say

MOST_RESTARTS, WITHIN_S = 5, 60.0
STOP_WITHIN_S = 15.0
LOOK_EVERY_S = 0.1
PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """One program: its name for people, its command, all of its environment, and its address if it answers on one."""

    name: str
    command: list[str]
    environment: dict[str, str]
    address: str = ""
    process: "subprocess.Popen[bytes] | None" = None
    answered: bool = False
    started_at: list[float] = field(default_factory=list)

    def start(self) -> None:
        """It runs, in a session of its own: Ctrl-C reaches it only through its parent."""
        self.started_at = [at for at in self.started_at if time.monotonic() - at < WITHIN_S] + [time.monotonic()]
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.command,
            env=self.environment,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - no thread runs here
        )

    def may_start_again(self) -> bool:
        """Whether it died seldom enough to be tried once more."""
        recent = [at for at in self.started_at if time.monotonic() - at < WITHIN_S]
        return len(recent) <= MOST_RESTARTS


def _die_with_parent() -> None:
    """Asked of the kernel (Linux): no server stays behind when the parent is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def run_all(children: Sequence[Child]) -> int:
    """Run until a stop is asked for (0), or a server has died too often (3); all of them are stopped then."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        for child in children:
            child.start()
        return _watch(children, stopping=stopping)
    finally:
        stop_all(children)


def _watch(children: Sequence[Child], *, stopping: threading.Event) -> int:
    announced = False
    while not stopping.wait(LOOK_EVERY_S):
        for child in children:
            code = child.process.poll() if child.process else None
            if code is not None and not _start_again(child, code=code):
                if child.address:
                    return 3
                child.process = None  # a worker that keeps dying must not take the desk with it
        if not announced and all(_answers(child) for child in children if child.address):
            announced = True
            _announce(children)
    return 0


def _start_again(child: Child, *, code: int) -> bool:
    may = child.may_start_again()
    key = "serve.died" if may else "serve.given_up"
    typer.echo(say(key, name=say(f"serve.{child.name}"), code=code, times=MOST_RESTARTS), err=True)
    if may:
        time.sleep(0.5)
        child.start()
    return may


def _answers(child: Child) -> bool:
    """Whether the server gives any answer at all; one that did is not asked again."""
    if not child.answered:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            opener.open(child.address, timeout=5).close()
        except urllib.error.HTTPError:
            child.answered = True
        except (OSError, ValueError):
            return False
        else:
            child.answered = True
    return child.answered


def _announce(children: Sequence[Child]) -> None:
    for child in children:
        if child.address:
            typer.echo(say("serve.ready", name=say(f"serve.{child.name}"), address=child.address))
    typer.echo(say("serve.stop"))
    sys.stdout.flush()


def stop_all(children: Sequence[Child]) -> None:
    """None of them runs afterwards: asked first, killed when that takes too long."""
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.terminate()
    until = time.monotonic() + STOP_WITHIN_S
    for process in running:
        try:
            process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
