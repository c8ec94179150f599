"""Numbers per party, kind, place and month: sums of documented ranges, each with the incidents it is the sum of.

The desk and the public site count with the same function. An incident counts once in every total; with two perpetrators
it counts under each of them, so the party table does not add up to the total, and says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tawthiq.core.disclosure import public_counts
from tawthiq.core.figures import mentions, sum_figure
from tawthiq.core.releases import Figure, PublicCount, PublicIncident

TABLES = ("all", "party", "kind", "place", "month")
COUNTED = ("killed", "injured", "detained", "displaced")
# The row of data/counting_policies.yaml that these tables count under: what stands in the incident after review.
POLICY = "register"
UNKNOWN, UNDATED, UNCERTAIN, TOTAL = "unknown", "undated", "uncertain", "all"


def figures(
    incidents: Sequence[PublicIncident], *, counted: Sequence[str] = COUNTED, exact: bool = False
) -> tuple[Figure, ...]:
    """Every figure of every table, ordered by table, key and counted thing; the order of incidents changes nothing.

    A figure exists where some incident mentions the thing. An incident that mentions it without a number adds one to
    ``unknown`` and nothing to the bounds; "up to N" adds nothing to the lower one. The unknown perpetrator and the
    totals always have a row, also of zero. "incidents" may be counted too. Small sensitive numbers are taken out before
    they are summed, so no difference of two figures brings them back; ``exact`` leaves them in, for the desk.
    """
    cells: dict[tuple[str, str], list[PublicIncident]] = {("all", TOTAL): [], ("party", UNKNOWN): []}
    for incident in sorted(incidents, key=lambda one: one.ref):
        shown = incident if exact else replace(incident, counts=public_counts(incident.counts, kind=incident.kind))
        for cell in cells_of(incident):
            cells.setdefault(cell, []).append(shown)
    made = (
        _figure(cell, counted=thing, incidents=cells[cell])
        for cell in sorted(cells, key=lambda cell: (TABLES.index(cell[0]), cell[1]))
        for thing in counted
    )
    return tuple(one for one in made if one.incidents or one.key in (TOTAL, UNKNOWN))


def figures_within(
    incidents: Sequence[PublicIncident], *, period: str, counted: Sequence[str] = COUNTED
) -> tuple[Figure, ...]:
    """Every figure of a year or month, its tables named ``TABLE@PERIOD``: what certainly happened within it.

    What may have happened in it or not stands in ``all@PERIOD`` under "uncertain". The counts are those of the release,
    already protected.
    """
    inside = [one for one in incidents if one.first_day[: len(period)] == one.last_day[: len(period)] == period]
    maybe = [one for one in incidents if one not in inside and _may_touch(one, period=period)]
    cells: dict[tuple[str, str], list[PublicIncident]] = {(one, UNKNOWN): [] for one in ("party", "place", "victims")}
    cells |= {("all", TOTAL): inside, ("all", UNCERTAIN): maybe}
    for incident in inside:
        for cell in [*cells_of(incident), ("victims", incident.victim_class or UNKNOWN)]:
            if cell != ("all", TOTAL):
                cells.setdefault(cell, []).append(incident)
    return tuple(
        sum_figure([one for one in cells[table, key] if mentions(one, thing)], name=(f"{table}@{period}", key, thing))
        for table, key in sorted(cells)
        for thing in counted
    )


def _may_touch(incident: PublicIncident, *, period: str) -> bool:
    if not incident.first_day and not incident.last_day:
        return False
    first, last = incident.first_day[: len(period)] or period, incident.last_day[: len(period)] or period
    return first <= period <= last


def cells_of(incident: PublicIncident) -> Iterator[tuple[str, str]]:
    """The (table, key) pairs that an incident counts in."""
    yield "all", TOTAL
    for party in sorted({party for party, _ in incident.perpetrators}) or (UNKNOWN,):
        yield "party", party
    yield "kind", incident.kind
    yield "place", (incident.place.governorate if incident.place else "") or UNKNOWN
    yield "month", month_of(incident)


def month_of(incident: PublicIncident) -> str:
    """The month as 2015-06; "uncertain" where the days cross months or one end is open, "undated" without any day."""
    first, last = incident.first_day[:7], incident.last_day[:7]
    if not first and not last:
        return UNDATED
    return first if first == last else UNCERTAIN


def _figure(cell: tuple[str, str], *, counted: str, incidents: Iterable[PublicIncident]) -> Figure:
    table, key = cell
    ranges = {one.ref: given for one in incidents if (given := _range(one, counted=counted))}
    known = [given for given in ranges.values() if given.min is not None or given.max is not None]
    return Figure(
        table=table,
        key=key,
        counted=counted,
        min=sum(given.min or 0 for given in known),
        max=None if any(given.max is None for given in known) else sum(given.max or 0 for given in known),
        unknown=len(ranges) - len(known),
        incidents=tuple(ranges),
    )


def _range(incident: PublicIncident, *, counted: str) -> PublicCount | None:
    return PublicCount(1, 1) if counted == "incidents" else incident.counts.get(counted)
