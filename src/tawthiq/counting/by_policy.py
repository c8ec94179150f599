"""One table of figures under one policy: release, policy and version, what was counted and what was left out.

The same release and the same policy make the same table, whoever counts and whenever.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tawthiq.core.counting_policies import Applied, Policy, apply_policy, grade_of, policy_from
from tawthiq.core.quantities import Documented, Named, total
from tawthiq.core.releases import PublicIncident
from tawthiq.counting.tables import POLICY, TOTAL, UNKNOWN, cells_of, month_of
from tawthiq.errors import InvalidRecord
from tawthiq.store.packs import load_table

BY = ("all", "party", "kind", "place", "month", "year", "victims")
NOTHING = Documented(0, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One key: people the release names as harmed so, and people somebody counted; two numbers, never one.

    ``left_out`` are (reason, incidents) pairs that the policy does not count; ``grades`` (grade, incidents) pairs of
    all of them, where the policy grades.
    """

    key: str
    named: Named
    documented: Documented
    incidents: tuple[str, ...]
    left_out: tuple[tuple[str, int], ...] = ()
    grades: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyTable:
    """A table that says what it was made by; ``release`` is 0 for the register of the desk as it stands."""

    release: int
    policy: str
    by: str
    counted: str
    rows: tuple[Row, ...]


@dataclass(slots=True)
class _Cell:
    incidents: list[PublicIncident] = field(default_factory=list)
    applied: list[Applied] = field(default_factory=list)


def policy_table(
    incidents: Sequence[PublicIncident],
    *,
    policy: Policy,
    release: int,
    by: str = "all",
    counted: str = "killed",
    corroborated: Sequence[str] = (),
) -> PolicyTable:
    """The table; "unknown" has a row also where it is nothing, except for the total. Raises InvalidRecord."""
    if by not in BY:
        raise InvalidRecord(f"figures by {by!r}: not among {', '.join(BY)}")
    cells = {TOTAL if by == "all" else UNKNOWN: _Cell()}
    for incident in sorted(incidents, key=lambda one: one.ref):
        applied = apply_policy(policy, incident, counted=counted)
        for key in keys_of(incident, by=by):
            cell = cells.setdefault(key, _Cell())
            cell.incidents.append(incident)
            cell.applied.append(applied)
    rows = [_row(key, cell, policy=policy, counted=counted, corroborated=corroborated) for key, cell in cells.items()]
    ordered = sorted(rows, key=lambda row: (row.key == UNKNOWN, row.key))
    return PolicyTable(release, policy.name, by, counted, tuple(ordered))


@dataclass(frozen=True, slots=True)
class PolicyUsed:
    """What a page says of the policy behind its figures: name and version, what it is called, what it does."""

    name: str
    words: str
    definition: str


def policy_used(lang: str) -> PolicyUsed:
    """The policy that the tables of the desk, the releases and the reports count under."""
    row = next(row for row in load_table("counting_policies") if row["id"] == POLICY)
    return PolicyUsed(policy_from(row).name, row[lang], row[f"definition_{lang}"])


def keys_of(incident: PublicIncident, *, by: str) -> Iterator[str]:
    """The rows of a table that the incident counts in: several only where several parties are accused."""
    if by == "victims":
        yield incident.victim_class or UNKNOWN
    elif by in ("year", "month"):
        yield year_of(incident) if by == "year" else {"undated": UNKNOWN}.get(month_of(incident), month_of(incident))
    else:
        yield from (key for table, key in cells_of(incident) if table == by)


def year_of(incident: PublicIncident) -> str:
    """The year; "uncertain" where the days cross years or one end is open, "unknown" without any day."""
    first, last = incident.first_day[:4], incident.last_day[:4]
    if not first and not last:
        return UNKNOWN
    return first if first == last else "uncertain"


def _row(key: str, cell: _Cell, *, policy: Policy, counted: str, corroborated: Sequence[str]) -> Row:
    numbers = [one.number for one in cell.applied if one.number is not None]
    taken = [i for i, one in zip(cell.incidents, cell.applied, strict=True) if one.number is not None]
    reasons = [one.reason for one in cell.applied if one.number is None]
    grades = [grade_of(one, corroborated=corroborated) for one in cell.incidents] if policy.graded else []
    return Row(
        key=key,
        named=Named(sum(status == counted for one in taken for _, _, status in one.people)),
        documented=total(numbers) if numbers else NOTHING,
        incidents=tuple(one.ref for one in taken),
        left_out=tuple((reason, reasons.count(reason)) for reason in sorted(set(reasons))),
        grades=tuple((grade, grades.count(grade)) for grade in sorted(set(grades))),
    )
