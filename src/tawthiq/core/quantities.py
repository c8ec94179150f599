"""Three kinds of number that are never added to one another: named, documented, estimated.

People known by name, people whom somebody counted, and people whom a model infers are different statements. Each kind
has a type of its own, and ``total`` refuses to mix them; nothing else here adds. Source: HRDAG, on documented counts as
minimums; Every Casualty Worldwide, Standards for Casualty Recording (2016).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tawthiq.errors import InvalidRecord


@dataclass(frozen=True, slots=True)
class Named:
    """So many people, each known by name."""

    number: int
    kind = "named"


@dataclass(frozen=True, slots=True)
class Documented:
    """At least ``min``, at most ``max`` (None: open); ``unknown`` incidents mention people and give no number."""

    min: int
    max: int | None
    unknown: int = 0
    kind = "documented"


@dataclass(frozen=True, slots=True)
class Estimated:
    """What a model infers, with its interval; its parts are added by ``counting.combining``, which knows how."""

    estimate: float
    low: float
    high: float
    method: str
    kind = "estimated"


Quantity = TypeVar("Quantity", Named, Documented)


def total(parts: Iterable[Quantity]) -> Quantity:
    """The sum of numbers of one kind.

    Raises InvalidRecord: ``kinds_of_number_mixed`` where kinds differ, ``estimates_are_not_summed`` for estimates,
    ``nothing_to_sum`` for no part at all.
    """
    found: list[Named | Documented] = list(parts)
    if len({type(part) for part in found}) > 1:
        raise InvalidRecord("kinds_of_number_mixed")
    if named := [part for part in found if isinstance(part, Named)]:
        return Named(sum(part.number for part in named))  # type: ignore[return-value]
    if documented := [part for part in found if isinstance(part, Documented)]:
        return _documented(documented)  # type: ignore[return-value]
    raise InvalidRecord("estimates_are_not_summed" if found else "nothing_to_sum")


def _documented(parts: Sequence[Documented]) -> Documented:
    tops = [part.max for part in parts]
    return Documented(
        min=sum(part.min for part in parts),
        max=None if None in tops else sum(top for top in tops if top is not None),
        unknown=sum(part.unknown for part in parts),
    )
