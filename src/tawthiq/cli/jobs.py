"""What the worker does besides reading reports: one list, gone through in order, a bounded amount at a time.

A room that needs the worker adds a function and a row. The function imports its own room late, does a little, looks at
``should_stop`` between one piece and the next, and says how much it did: 0 lets the worker rest.
"""

from collections.abc import Callable
from dataclasses import dataclass


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


JOBS: tuple[Job, ...] = (Job("uploads", tend_uploads),)
