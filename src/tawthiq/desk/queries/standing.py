"""How the house stands: the journal's published part, the bytes, the backups; as its own records tell it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings

from tawthiq.desk import models as m
from tawthiq.desk.queries.checkpoints import Published, published
from tawthiq.desk.queries.custody import stamped_sizes
from tawthiq.desk.queries.fixity import FixityState, fixity_state
from tawthiq.desk.queries.history import HistoryLine, line_of
from tawthiq.desk.queries.log_check import published_sizes
from tawthiq.store.keys import public_key

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """``entries`` the journal has; ``checkpoints`` the latest published; ``unpublished`` entries after the last one."""

    entries: int
    unpublished: int
    checkpoints: list[Published]
    number_published: int
    untimestamped: int
    fixity: FixityState
    backups: list[HistoryLine]
    last_backup_at: datetime | None
    key_sha256: str


def standing() -> Standing:
    """How things stand now, in a number of queries that does not grow with what there is."""
    entries = m.JournalEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    sizes = published_sizes()
    rows = published(among=set(sorted(sizes)[-SHOWN:]))
    kept = m.JournalEntry.objects.filter(event__in=("backed_up", "restored")).order_by("-seq")[:SHOWN]
    backups = [line_of(entry) for entry in kept]
    made = [line.at for line in backups if line.event == "backed_up"]
    return Standing(
        entries=entries,
        unpublished=entries - max(sizes, default=0),
        checkpoints=rows,
        number_published=len(sizes),
        untimestamped=len(set(sizes) - stamped_sizes()),
        fixity=fixity_state(),
        backups=backups,
        last_backup_at=made[0] if made else None,
        key_sha256=sha256(public_key(settings.WORKSPACE.keys)).hexdigest(),
    )
