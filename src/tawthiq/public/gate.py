"""Against floods, without watching anybody: what is sent goes through a gate that opens every two seconds.

When it is quiet nobody notices. When many send at once, a page says when one's turn is; a browser with JavaScript may
do a sum instead of waiting. Nothing is known of the sender: no address, no cookie. Each process has a gate of its own.
"""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

# Source: own. An organisation that answers by hand reads some hundred messages a day; 43,000 could pass.
GAP_S, BURST = 2.0, 10
# About a second of a cheap telephone. Source: own measurement, 65,536 digests of SHA-256 on average.
WORK_BITS = 16
_KEPT_S = 3600.0
_MOST_DIGITS = 12  # seconds since 1970; more would be no number that a clock can have
_KEY = secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class Turn:
    """A place in the queue: ``token`` comes back with the form, ``wait_s`` is how long until it is good."""

    token: str
    wait_s: int
    bits: int = WORK_BITS


class Gate:
    """Lets one through every ``GAP_S`` seconds, ``BURST`` at once after a quiet time."""

    def __init__(self) -> None:
        """An open gate."""
        self._lock = threading.Lock()
        self._next_at = 0.0
        self._used: dict[str, float] = {}

    def turn_for(self, sent: Mapping[str, str], *, now: float | None = None) -> Turn | None:
        """None: what was sent may pass. Else the turn to wait for."""
        now = time.time() if now is None else now
        with self._lock:
            if self._is_good(sent.get("turn", ""), sum_of=sent.get("sum", ""), now=now):
                return None
            self._next_at = max(self._next_at, now - BURST * GAP_S)
            at, self._next_at = self._next_at, self._next_at + GAP_S
        return None if at <= now else Turn(_token(at), wait_s=int(at - now) + 1)

    def _is_good(self, token: str, *, sum_of: str, now: float) -> bool:
        """Whether the token is ours, was not used, and its time has come or its sum is done."""
        at, _, _ = token.partition(".")
        if not (at.isascii() and at.isdigit() and len(at) <= _MOST_DIGITS) or not hmac.compare_digest(
            token.encode(), _token(float(at), token).encode()
        ):
            return False
        self._used = {one: until for one, until in self._used.items() if until > now}
        is_due = float(at) <= now < float(at) + _KEPT_S
        if token in self._used or not (is_due or is_done(token, sum_of, bits=WORK_BITS)):
            return False
        self._used[token] = max(now, float(at)) + _KEPT_S
        return True


def is_done(token: str, sum_of: str, *, bits: int) -> bool:
    """Whether SHA-256 of ``token:sum`` begins with so many zero bits."""
    if not sum_of.isascii() or not sum_of.isdigit() or len(sum_of) > 20:
        return False
    digest = hashlib.sha256(f"{token}:{sum_of}".encode()).digest()
    return int.from_bytes(digest[:8]) >> (64 - bits) == 0


def _token(at: float, known: str = "") -> str:
    """``TIME.NONCE.MAC``; with the nonce of ``known`` where one is given."""
    parts = known.split(".")
    nonce = parts[1] if len(parts) == 3 else secrets.token_hex(8)
    body = f"{int(at)}.{nonce}"
    return f"{body}.{hmac.new(_KEY, body.encode(), hashlib.sha256).hexdigest()}"


GATE = Gate()
