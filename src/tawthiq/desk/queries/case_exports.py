"""Whether a case may go out: to which receivers, what stands in the way, before anything is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tawthiq.desk import models as m
from tawthiq.desk.queries.case_items import items_of_case, people_of_case
from tawthiq.desk.queries.consents import Blocked, blocked, blocked_people
from tawthiq.desk.queries.disposals import disposed_among
from tawthiq.desk.queries.dossiers import INTERNAL
from tawthiq.store.packs import load_table


@dataclass(frozen=True, slots=True)
class Way:
    """A receiver, and what stands against sending the case there today."""

    receiver: Mapping[str, Any]
    refusals: tuple[Blocked, ...]
    unready: tuple[m.Charge, ...]
    gone: tuple[m.Item, ...]

    @property
    def is_open(self) -> bool:
        """Whether nothing does."""
        return not (self.refusals or self.unready or self.gone)

    @property
    def word(self) -> str:
        """What ``--for`` takes for it."""
        return str(next(iter(self.receiver["also"]), self.receiver["id"]))


def unready_charges(case: m.Case, *, receiver: Mapping[str, Any]) -> list[m.Charge]:
    """The charges that nobody called ready, where they would leave the house."""
    return [] if receiver["id"] == INTERNAL else list(case.charges.exclude(state="ready").order_by("pk"))


def ways_out(case: m.Case, *, on: date) -> tuple[Way, ...]:
    """Every receiver of the table, in its order; a fixed number of queries whatever the case holds."""
    items, people = items_of_case(case), people_of_case(case)
    ended = disposed_among(items)
    gone = tuple(item for item in items if item.pk in ended)
    receivers = load_table("receivers")
    asked = {"on": on}
    refusals = {
        purpose: (*blocked(items, purpose=purpose, **asked), *blocked_people(people, purpose=purpose, **asked))
        for purpose in dict.fromkeys(row["purpose"] for row in receivers)
    }
    return tuple(
        Way(row, refusals[row["purpose"]], tuple(unready_charges(case, receiver=row)), gone) for row in receivers
    )
