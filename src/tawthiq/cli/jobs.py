"""What the worker does besides reading reports: one list, gone through in order, a bounded amount at a time.

A room that needs the worker adds a function and a row. The function imports its own room late, does a little, looks at
``should_stop`` between one piece and the next, and says how much it did: 0 lets the worker rest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tawthiq.desk.actions.derivatives import Backlog
    from tawthiq.desk.actions.rereading import Passed

REREAD_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Job:
    """``do(should_stop)`` does some seconds' worth of work and returns how many pieces were dealt with."""

    name: str
    do: Callable[[Callable[[], bool]], int]


def tend_uploads(should_stop: Callable[[], bool]) -> int:
    """How many uploads were received that a stopped server had left whole, or removed because nobody went on."""
    from django.conf import settings

    from tawthiq.desk.actions.uploads import drop_abandoned, finish_whole

    return finish_whole(should_stop) + drop_abandoned(older_than_days=settings.UPLOAD_DAYS)


def tend_bytes(should_stop: Callable[[], bool]) -> int:
    """A slice of the fixity check is done when one is due; 0 always, since the worker need not hurry back to it."""
    return _slices()(should_stop)


@cache
def _slices() -> Callable[[Callable[[], bool]], int]:
    from django.conf import settings

    from tawthiq.desk.actions.fixity import check_slices

    return check_slices(days=settings.SCRUB_DAYS, rate_bytes_s=settings.SCRUB_RATE_MB_S * 1e6, slice_s=5.0)


def tend_disposals(should_stop: Callable[[], bool]) -> int:
    """How many disposals were carried out that had been allowed and interrupted."""
    from tawthiq.desk.actions.disposal import resume_disposals

    _destroy_returned()
    return len(resume_disposals(actor="worker", should_stop=should_stop))


@cache
def _destroy_returned() -> int:
    """Once for each worker: an object comes back only by a crash."""
    from tawthiq.desk.actions.destruction import destroy_returned

    return destroy_returned()


def look_inside(should_stop: Callable[[], bool]) -> int:
    """How many items programs looked into; where there is no sandbox, none, and the items wait."""
    return _backlog().do_some(should_stop)


@cache
def _backlog() -> "Backlog":
    import typer

    from tawthiq.cli.words import say
    from tawthiq.desk.actions.derivatives import Backlog

    def refuse(ref: str, reason: str) -> None:
        typer.echo(say("work.refused", name=ref, reason=reason), err=True)

    return Backlog(refuse=refuse)


def tend_log(should_stop: Callable[[], bool]) -> int:
    """How many checkpoints of the journal were published, timestamped and confirmed by witnesses."""
    return _keeper()(should_stop)


@cache
def _keeper() -> Callable[[Callable[[], bool]], int]:
    from tawthiq.desk.actions.confirmations import Keeper

    return Keeper().tend


def take_lists(should_stop: Callable[[], bool]) -> int:
    """How many rows were taken of lists whose import was begun at the desk, or stopped."""
    from tawthiq.desk.actions.lists import tend_lists

    return tend_lists(should_stop)


def visit_pages(should_stop: Callable[[], bool]) -> int:
    """How many captures were made and captured pages looked at again."""
    from tawthiq.desk.actions.looks import make_captures

    return make_captures(should_stop)


def read_again(should_stop: Callable[[], bool]) -> int:
    """How many reports an open round read again, a stretch at a time."""
    from tawthiq.desk.actions.reading import workspace_reader
    from tawthiq.desk.actions.rereading import go_on
    from tawthiq.desk.queries.words import open_rereading

    rereading = open_rereading()
    if rereading is None:
        return 0
    passed = go_on(rereading, reader=workspace_reader(), should_stop=should_stop, most=REREAD_AT_ONCE)
    _tell_reread(passed)
    return passed.read_again + len(passed.refused)


def _tell_reread(passed: "Passed") -> None:
    import typer

    from tawthiq.cli.words import say

    for ref, reason in passed.refused:
        typer.echo(say("work.refused", name=ref, reason=reason), err=True)
    if passed.read_again:
        typer.echo(say("work.reread", read_again=passed.read_again, changed=passed.changed))


JOBS: tuple[Job, ...] = (
    Job("disposals", tend_disposals),
    Job("uploads", tend_uploads),
    Job("scrub", tend_bytes),
    Job("log", tend_log),
    Job("inside", look_inside),
    Job("lists", take_lists),
    Job("captures", visit_pages),
    Job("reread", read_again),
)
