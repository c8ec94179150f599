"""What others say of published checkpoints: authorities, when they existed; witnesses, that nothing was split."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from tawthiq.core.merkle import consistency_path
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.checkpoints import Published, public_log, published
from tawthiq.errors import InvalidRecord, Tampered, TawthiqError
from tawthiq.store.log import STAMPS, WITNESSES
from tawthiq.store.partners import Authority, Witness, read_authorities, read_witnesses
from tawthiq.store.posting import Refused, post
from tawthiq.store.timestamps import ask_time
from tawthiq.store.witness import Request, check_line, format_request

# Nobody is asked for more than this many checkpoints in one go; the newest come first, for they cover the others.
AT_ONCE = 5
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


def request_timestamps(*, actor: str, patience: Patience | None = None, tell: Tell | None = None) -> list[Outcome]:
    """Every configured authority is asked about the published checkpoints that it has not confirmed, newest first."""
    authorities = read_authorities(settings.WORKSPACE.home)
    rows = published() if authorities else []
    done = []
    for authority in authorities:
        waiting = [row for row in rows if row.root and authority.name in row.waiting]
        done += _ask(authority.name, waiting, how=partial(_stamp, authority, actor=actor), patience=patience)
    return _told(done, tell)


def request_cosignatures(*, actor: str, patience: Patience | None = None, tell: Tell | None = None) -> list[Outcome]:
    """Every configured witness with an address is asked about the newest checkpoint, where it has not confirmed it."""
    witnesses = [one for one in read_witnesses(settings.WORKSPACE.home) if one.url]
    rows = published() if witnesses else []
    done = []
    for witness in witnesses:
        newest = [row for row in rows[:1] if row.root and witness.name in row.unwitnessed]
        done += _ask(witness.name, newest, how=partial(_cosign, witness, actor=actor), patience=patience)
    return _told(done, tell)


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
    content = line.rstrip("\n").encode() + b"\n"
    log.add(WITNESSES, name=f"{size}-{witness.name}", content=content)
    log.refresh()
    told = {"size": size, "witness": witness.name, "time": at.isoformat(), "sha256": _sha256(content)}
    with transaction.atomic():
        record("witnessed", actor=actor, detail=told)
    return at


def _ask(
    name: str, rows: list[Published], *, how: Callable[[Published], datetime], patience: Patience | None
) -> list[Outcome]:
    """One after the other, until one is not answered."""
    done: list[Outcome] = []
    for row in rows[:AT_ONCE]:
        if patience and not patience.allows(name):
            break
        try:
            done.append(Outcome(name, row.size, at=how(row)))
        except TawthiqError as odd:
            done.append(Outcome(name, row.size, reason=str(odd)))
        if patience:
            patience.note(done[-1])
        if not done[-1].at:
            break
    return done


def _told(done: list[Outcome], tell: Tell | None) -> list[Outcome]:
    if tell:
        for outcome in done:
            tell(outcome)
    return done


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
