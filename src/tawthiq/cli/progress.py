"""How far a long piece of work has come: one line on standard error, only where a person looks at it."""

import sys
import time
from typing import Any

from tawthiq.cli.words import say

EVERY_S = 0.2


class ProgressLine:
    """A line that is written over itself; silent where standard error is no terminal."""

    def __init__(self, key: str) -> None:
        """``key`` is the message; its places are filled by ``show``."""
        self._key, self._shown_at, self._shows = key, 0.0, sys.stderr.isatty()
        self._is_open = False

    def show(self, **values: Any) -> None:
        """The line with these values, at most a few times a second."""
        now = time.monotonic()
        if not self._shows or now - self._shown_at < EVERY_S:
            return
        self._shown_at, self._is_open = now, True
        print(f"\r\x1b[K{say(self._key, **values)}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """The line is gone; call it before anything else is printed."""
        if self._is_open:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._is_open = False
