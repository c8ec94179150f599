"""What others say of published checkpoints: authorities, when they existed; witnesses, that nothing was split."""

import fcntl
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import transaction

from tawthiq.core.merkle import consistency_path
from tawthiq.desk.actions.checkpoints import publish_when_due
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.checkpoints import Published, public_log, published
from tawthiq.desk.queries.log_check import told_of
from tawthiq.errors import InvalidRecord, Tampered, TawthiqError
from tawthiq.store.log import STAMPS, WITNESSES
from tawthiq.store.partners import Authority, Witness, read_authorities, read_witnesses
from tawthiq.store.posting import Refused, post
from tawthiq.store.timestamps import ask_time
from tawthiq.store.witness import Request, check_line, format_request

# Nobody is asked for more than this many checkpoints in one go; the newest come first, for they cover the others.
AT_ONCE = 5
EVERY_S = 60.0
CONFLICT = 409
FIRST_PAUSE_S, LONGEST_PAUSE_S = 60.0, 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question to one authority or witness: the time it confirmed, or the reason why it did not."""

    name: str
    size: int
    at: datetime | None = None
    reason: str = ""


@dataclass(slots=True)
class Patience:
    """Who did not answer is asked again after a pause that doubles, from a minute to six hours."""

    pauses: dict[str, float] = field(default_factory=dict)
    until: dict[str, float] = field(default_factory=dict)

    def allows(self, name: str) -> bool:
        """Whether it is time to ask."""
        return time.monotonic() >= self.until.get(name, 0.0)

    def note(self, outcome: Outcome) -> None:
        """Remember how it went."""
        if outcome.at:
            self.pauses.pop(outcome.name, None)
            return
        pause = min(2 * self.pauses.get(outcome.name, FIRST_PAUSE_S / 2), LONGEST_PAUSE_S)
        self.pauses[outcome.name], self.until[outcome.name] = pause, time.monotonic() + pause


Tell = Callable[[Outcome], None]
Asked = TypeVar("Asked", Authority, Witness)


class Keeper:
    """What a worker does for the public log: publishes it when that is due, and asks those who are to confirm it."""

    def __init__(self) -> None:
        """Nobody has been asked yet."""
        self._patience, self._next_s = Patience(), 0.0

    def tend(self, should_stop: Callable[[], bool]) -> int:
        """Once a minute at most; how many checkpoints were published and confirmed."""
        if time.monotonic() < self._next_s:
            return 0
        self._next_s = time.monotonic() + EVERY_S
        done = 0 if publish_when_due(actor="worker") is None else 1
        for ask in (request_timestamps, request_cosignatures):
            if not should_stop():
                done += sum(1 for outcome in ask(actor="worker", patience=self._patience) if outcome.at)
        return done


def confirm_now(*, actor: str) -> list[Outcome]:
    """Everybody listed has been asked about what they have not confirmed; who does not answer is not waited for long.

    For a moment at which a confirmation is worth a question, such as before a hand-over; nobody listed, nobody asked.
    """
    return request_timestamps(actor=actor) + request_cosignatures(actor=actor)


def request_timestamps(*, actor: str, patience: Patience | None = None, tell: Tell | None = None) -> list[Outcome]:
    """Every configured authority is asked about the published checkpoints that it has not confirmed, newest first."""
    authorities = read_authorities(settings.WORKSPACE.home)
    return _ask_all(authorities, rows_for=_unstamped, how=partial(_stamp, actor=actor), patience=patience, tell=tell)


def request_cosignatures(*, actor: str, patience: Patience | None = None, tell: Tell | None = None) -> list[Outcome]:
    """Every configured witness with an address is asked about the newest checkpoint, where it has not confirmed it."""
    witnesses = [one for one in read_witnesses(settings.WORKSPACE.home) if one.url]
    return _ask_all(witnesses, rows_for=_unseen, how=partial(_cosign, actor=actor), patience=patience, tell=tell)


def _unstamped(rows: list[Published], name: str) -> list[Published]:
    return [row for row in rows if row.root and name in row.waiting]


def _unseen(rows: list[Published], name: str) -> list[Published]:
    return [row for row in rows[:1] if row.root and name in row.unwitnessed]


def _ask_all(
    asked: Sequence[Asked],
    *,
    rows_for: Callable[[list[Published], str], list[Published]],
    how: Callable[[Asked, Published], datetime],
    patience: Patience | None,
    tell: Tell | None,
) -> list[Outcome]:
    """Each in turn, until one question is not answered; nobody is asked twice at once."""
    done: list[Outcome] = []
    if not asked:
        return done
    with _alone() as is_mine:
        rows = published() if is_mine else []
        for one in asked:
            for row in rows_for(rows, one.name)[:AT_ONCE]:
                if patience and not patience.allows(one.name):
                    break
                done.append(_outcome(one, row, how=how))
                if patience:
                    patience.note(done[-1])
                if tell:
                    tell(done[-1])
                if not done[-1].at:
                    break
    return done


def _outcome(one: Asked, row: Published, *, how: Callable[[Asked, Published], datetime]) -> Outcome:
    try:
        return Outcome(one.name, row.size, at=how(one, row))
    except TawthiqError as odd:
        return Outcome(one.name, row.size, reason=str(odd))


@contextmanager
def _alone() -> Iterator[bool]:
    """True inside where no other process is asking; it is not waited for."""
    with (settings.WORKSPACE.journal / "confirming").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def witness_request(witness: Witness, *, size: int) -> bytes:
    """What this witness is asked about the checkpoint of this size, as a file that may travel by any way."""
    return request_from(max((row.size for row in published() if _saw(row, witness)), default=0), size=size)


def request_from(old: int, *, size: int) -> bytes:
    """The same for a witness that is known to have confirmed ``old`` entries; raises InvalidRecord if that is more."""
    log = public_log()
    if old > size:
        raise InvalidRecord(f"the witness has confirmed {old} entries already")
    return format_request(Request(old, tuple(consistency_path(old, new=size, node=log.node)), log.note(size)))


def take_cosignature(witness: Witness, *, size: int, line: str, actor: str) -> datetime:
    """The witness's line stands with the checkpoint afterwards; raises Tampered where it confirms another one."""
    log = public_log()
    at = check_line(line.rstrip("\n"), key=witness.key, note=log.note(size))
    if any((told["size"], told["witness"]) == (size, witness.name) for told in told_of("witnessed")):
        return at  # it stands there already, and is not exchanged
    content = line.rstrip("\n").encode() + b"\n"
    log.add(WITNESSES, name=f"{size}-{witness.name}", content=content)
    log.refresh()
    told = {"size": size, "witness": witness.name, "time": at.isoformat(), "sha256": _sha256(content)}
    with transaction.atomic():
        record("witnessed", actor=actor, detail=told)
    return at


def _stamp(authority: Authority, row: Published, *, actor: str) -> datetime:
    log = public_log()
    token = ask_time(authority, content=log.note(row.size))
    at = token.at.astimezone(UTC)
    log.add(STAMPS, name=f"{row.size}-{authority.name}.tsr", content=token.content)
    told = {"size": row.size, "authority": authority.name, "time": at.isoformat(), "sha256": _sha256(token.content)}
    with transaction.atomic():
        record("timestamped", actor=actor, detail=told)
    return at


def _cosign(witness: Witness, row: Published, *, actor: str) -> datetime:
    url = f"{witness.url.rstrip('/')}/add-checkpoint"
    try:
        answer = post(url, body=witness_request(witness, size=row.size), media_type="text/plain")
    except Refused as odd:
        # Source: C2SP tlog-witness: 409 says which size the witness saw last; an answer of its own was lost then.
        if odd.code != CONFLICT or not odd.content.strip().isdigit():
            raise
        answer = post(url, body=request_from(int(odd.content), size=row.size), media_type="text/plain")
    try:
        lines = answer.decode("utf-8").splitlines()
    except UnicodeDecodeError as odd:
        raise Tampered("the witness's answer is no text") from odd
    ours = [line for line in lines if line.startswith(f"— {witness.key.name} ")]
    if len(ours) != 1:
        raise Tampered("the witness's answer holds no line of its own")
    return take_cosignature(witness, size=row.size, line=ours[0], actor=actor)


def _saw(row: Published, witness: Witness) -> bool:
    return witness.name in {one.witness for one in row.cosigned}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
