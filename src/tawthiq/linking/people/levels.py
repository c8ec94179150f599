"""The definition of comparison levels, read from ``data/person_levels.yaml``: the same for every executor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tawthiq.linking.people.conditions import Condition, Holds, keys_of, parse_condition, to_python
from tawthiq.store.packs import load_table

# A value that stands for one in 4^b records of the list is of band b; the commonest of all are of band 0.
BANDS = 9
MISSING = -1


@dataclass(frozen=True, slots=True)
class Level:
    """One level: ``rank`` orders levels within a comparison and is what executors return; 0 is the last one.

    ``m`` is the share of pairs of one person at this level before a list teaches better. ``band`` is None, or how rare
    the equal value ``band_of`` has to be. A pair at a ``veto`` level is never the same person.
    """

    id: str
    rank: int
    when: Condition | None
    m: float
    band_of: str = ""
    band: int | None = None
    veto: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Levels in the order in which they are tried; missing where a record lacks ``needs``."""

    id: str
    needs: str
    levels: tuple[Level, ...]
    kin: bool = False
    twins: float = 0.0
    chance: float = 0.01
    unless: str = ""
    silent: bool = False

    @property
    def keys(self) -> set[str]:
        """Every key that the comparison asks for."""
        asked = {self.needs}.union(*(keys_of(level.when) for level in self.levels if level.when))
        asked |= {self.unless} - {""}
        return asked | {f"{level.band_of}_band" for level in self.levels if level.band_of}


@cache
def load_comparisons() -> tuple[Comparison, ...]:
    """All comparisons, in the order in which weights are added and reasons told."""
    return tuple(
        Comparison(
            row["id"],
            row["needs"],
            _levels(row["levels"]),
            kin=row.get("kin", False),
            twins=row.get("twins", 0.0),
            chance=float(row["chance"]),
            unless=row.get("unless", ""),
            silent=row.get("silent", False),
        )
        for row in load_table("person_levels")
    )


def _levels(rows: Sequence[Mapping[str, object]]) -> tuple[Level, ...]:
    found: list[Level] = []
    for row in rows:
        key, when = str(row.get("bands", "")), str(row.get("when", ""))
        share, veto = float(str(row["m"])), bool(row.get("veto", False))
        if not key:
            found.append(Level(str(row["id"]), 0, parse_condition(when) if when else None, share, veto=veto))
            continue
        for band in reversed(range(BANDS)):
            banded = f"{when} & rarer {key} {band}" if band else when
            found.append(Level(str(row["id"]), 0, parse_condition(banded), share, band_of=key, band=band, veto=veto))
    last = len(found) - 1
    return tuple(
        Level(one.id, last - at, one.when, one.m, one.band_of, one.band, one.veto) for at, one in enumerate(found)
    )


def comparisons_for(keys: Sequence[str] | set[str]) -> tuple[Comparison, ...]:
    """The comparisons for which a list has the key they need; conditions on keys it lacks stay and are never met."""
    return tuple(one for one in load_comparisons() if one.needs in keys)


@cache
def _tests(comparison: Comparison) -> tuple[tuple[int, Holds | None], ...]:
    return tuple((level.rank, to_python(level.when) if level.when else None) for level in comparison.levels)


def level_of(comparison: Comparison, left: Mapping[str, object], right: Mapping[str, object]) -> int:
    """The rank of the level of two records, ``MISSING`` where one lacks the key."""
    if left[comparison.needs] is None or right[comparison.needs] is None:
        return MISSING
    if comparison.unless and left[comparison.unless] is not None and right[comparison.unless] is not None:
        return MISSING
    return next(rank for rank, holds in _tests(comparison) if holds is None or holds(left, right))
