"""``tawthiq work``: reads new reports and collects sealed comments, one worker or several, until it is told to stop."""

import os
import random
import signal
import threading
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from tawthiq.cli.jobs import JOBS
from tawthiq.cli.words import say
from tawthiq.cli.workspaces import Home, open_register, workspace_of
from tawthiq.errors import TawthiqError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tawthiq.reading.reader import Reader

SLEEP_S = 2.0
AT_ONCE = 200


def work(
    home: Home = None,
    once: Annotated[bool, typer.Option("--once", help=say("help.work.once"))] = False,
) -> None:
    """Read what nobody has read yet; what is being read when a stop is asked for is finished first."""
    open_register(workspace_of(home))
    from django.db import OperationalError, connection

    from tawthiq.desk.actions.reading import workspace_reader

    stopping = _stop_on_signals()
    worker = Worker(workspace_reader, stopping=stopping)
    while not stopping.is_set():
        try:
            did = worker.do_all()
        except OperationalError as odd:
            if once:
                raise
            did = 0
            typer.echo(say("work.waits", reason=str(odd).strip().split("\n")[0]), err=True)
            connection.close()
        if not did:
            if once:
                break
            stopping.wait(SLEEP_S)
    raise typer.Exit(1 if worker.refused and once else 0)


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return stopping


class Worker:
    """One worker. Several go through the queue in different orders, so that they seldom take the same report."""

    def __init__(self, reader_now: "Callable[[], Reader]", *, stopping: threading.Event) -> None:
        """``reader_now`` gives the reader with the words of this moment; ``stopping`` is looked at between reports."""
        self._reader_now, self._stopping = reader_now, stopping
        self._order = random.Random(os.getpid())  # noqa: S311 - an order, not a secret
        self.refused: set[str] = set()

    def do_all(self) -> int:
        """How many pieces were dealt with: reports, comments, then what ``cli.jobs`` lists."""
        return self._read_reports() + self._collect_comments() + self._do_jobs()

    def _do_jobs(self) -> int:
        """Every job has its turn; what one of them refuses is said once and keeps no other from its turn."""
        done = 0
        for job in JOBS:
            if self._stopping.is_set():
                break
            try:
                done += job.do(self._stopping.is_set)
            except TawthiqError as odd:
                self._refuse(job.name, str(odd))
        return done

    def _read_reports(self) -> int:
        from tawthiq.desk.actions.reading import read_report, unread_reports

        some = unread_reports(most=AT_ONCE + len(self.refused))  # a backlog need not fit into memory
        unread = [report for report in some if report.ref not in self.refused]
        self._order.shuffle(unread)
        done = 0
        for report in unread:
            if self._stopping.is_set():
                break
            report.refresh_from_db(fields=["state"])
            if report.state != "received":
                continue  # another worker was faster
            try:
                claims = read_report(report, reader=self._reader_now())
            except TawthiqError as odd:
                self._refuse(report.ref, str(odd))
                continue
            done += 1
            typer.echo(say("work.read", report=report.ref, claims=len(claims)))
        return done

    def _collect_comments(self) -> int:
        from tawthiq.desk.actions.comments import collect_comments

        taken, refused = collect_comments()
        if taken:
            typer.echo(say("work.comments", number=taken))
        for name in refused:
            self._refuse(name, say("work.sealed"))
        return taken

    def _refuse(self, name: str, reason: str) -> None:
        """Said once: what cannot be read stays where it is, and is tried again by the next worker."""
        if name not in self.refused:
            self.refused.add(name)
            typer.echo(say("work.refused", name=name, reason=reason), err=True)
