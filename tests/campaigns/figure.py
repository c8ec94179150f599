"""What a campaign hands back: figures with the target they were held against, and a line that says how far it is.

A campaign is a module beside this one (or in ``benchmarks/``) with ``campaign(*, scale, seed) -> list[Figure]``.
``scale`` 1.0 is the whole target; ``make test`` runs the same code at a small scale. ``scripts/soak.py`` runs them all
and writes ``docs/reference/scoreboard.md``.
"""

import sys
import time
from dataclasses import dataclass

EVERY_S = 1.0
_shown_at = 0.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the scoreboard. ``key`` is unique over all campaigns; ``held`` is whether the target was met."""

    key: str
    what: str
    what_ar: str
    target: str
    measured: str
    held: bool
    note: str = ""


def progress(what: str, *, done: int, all: int) -> None:
    """One line on standard error, at most once a second."""
    global _shown_at  # noqa: PLW0603 - the clock of one line of one process
    now = time.monotonic()
    if now - _shown_at >= EVERY_S:
        _shown_at = now
        print(f"  {what}: {done:,} of {all:,}", file=sys.stderr, flush=True)
