"""What is public already: the numbers that releases gave, and what they show that may be shown no more."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field

from django.conf import settings

from tawthiq.core.disclosure import MARK, is_small
from tawthiq.core.leaks import find_in_texts
from tawthiq.core.releases import PublicCount, PublicIncident, PublicPlace
from tawthiq.desk import models as m
from tawthiq.store.release import Difference, ReleaseReader, compare_releases, folder_name

# Held back because somebody said no: what earlier releases say of it has to go as well.
TAKEN_BACK = frozenset({"consent_refused", "consent_withdrawn", "consent_expired", "keeping_refused"})


@dataclass(frozen=True, slots=True)
class Before:
    """The counts that public releases gave, newest first, by incident and counted thing; and the claims they hold."""

    counts: Mapping[str, Mapping[str, list[PublicCount]]] = field(default_factory=dict)
    claims: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A public release shows, at ``where``, what may be shown no more: ``what`` kind of value, never the value."""

    number: int
    where: str
    what: str


def public_before() -> Before:
    """The numbers of every public release."""
    counts: dict[str, dict[str, list[PublicCount]]] = defaultdict(lambda: defaultdict(list))
    claims: set[str] = set()
    for reader in public_readers():
        for ref, counted, low, high in reader.rows("SELECT incident, counted, min, max FROM incident_counts"):
            counts[ref][counted].append(PublicCount(low, high))
        claims.update(ref for (ref,) in reader.rows("SELECT ref FROM claims"))
    return Before(counts, claims)


def public_readers() -> Iterator[ReleaseReader]:
    """Every public release open for reading, newest first; one whose files are gone from here is passed over."""
    for number in m.Release.objects.filter(state="public").order_by("-number").values_list("number", flat=True):
        folder = settings.WORKSPACE.releases / folder_name(number)
        if folder.is_dir():
            with closing(ReleaseReader(folder)) as reader:
                yield reader


def difference_to_last(release: m.Release) -> tuple[int, Difference] | None:
    """The number of the public release before this one and what changes from it; None where there is none."""
    own = settings.WORKSPACE.releases / folder_name(release.number)
    if not own.is_dir():
        return None
    for earlier in public_readers():
        if earlier.manifest.number < release.number:
            with closing(ReleaseReader(own)) as reader:
                return earlier.manifest.number, compare_releases(earlier, reader)
    return None


def still_shown(
    incidents: Collection[PublicIncident], *, gone: Collection[str], protected: Mapping[str, Collection[str]]
) -> list[Shown]:
    """What public releases show and ``incidents``, which would go out now, do not: names, points, numbers, words.

    ``gone`` are the incidents held back because somebody said no.
    """
    now = {incident.ref: incident for incident in incidents}
    return [one for reader in public_readers() for one in _shown_in(reader, now=now, gone=gone, protected=protected)]


def _shown_in(
    reader: ReleaseReader,
    *,
    now: Mapping[str, PublicIncident],
    gone: Collection[str],
    protected: Mapping[str, Collection[str]],
) -> Iterator[Shown]:
    number = reader.manifest.number
    texts = [(ref, body) for table in ("incidents", "claims", "articles") for ref, body in _bodies(reader, table)]
    for leak in find_in_texts(texts, protected=protected):
        yield Shown(number, leak.where, leak.what_kind)
    for before in reader.all_incidents():
        if before.ref in gone:
            yield Shown(number, before.ref, "consent")
        if before.ref in now:
            yield from (Shown(number, before.ref, what) for what in _narrower(before, now=now[before.ref]))


def _bodies(reader: ReleaseReader, table: str) -> list[tuple[str, str]]:
    return [(ref, body) for ref, body in reader.rows(f"SELECT ref, body FROM {table}")]  # noqa: S608 - our own names


def _narrower(before: PublicIncident, *, now: PublicIncident) -> Iterator[str]:
    """In what an earlier record of the incident says more than the rules allow now."""
    if set(before.people) - set(now.people):
        yield "person"
    if _is_finer(before.place, now=now.place):
        yield "exact_point"
    hidden = {name for name, count in now.counts.items() if count.min is None}
    if any(is_small(before.counts[name], kind=now.kind, counted=name) for name in hidden & before.counts.keys()):
        yield "small_number"
    marks = {claim.ref: claim.quote.count(MARK) for claim in now.claims}
    if any(marks.get(claim.ref, 0) > claim.quote.count(MARK) for claim in before.claims if claim.quote != MARK):
        yield "masked_words"


def _is_finer(before: PublicPlace | None, *, now: PublicPlace | None) -> bool:
    """Whether the same place was shown on a finer grid: its radius tells, for it holds the cell of the grid."""
    if before is None or now is None or before.ref != now.ref or before.radius_m is None or now.radius_m is None:
        return False
    return (before.lat, before.lon) != (now.lat, now.lon) and before.radius_m < now.radius_m
