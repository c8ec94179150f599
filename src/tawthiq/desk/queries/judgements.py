"""What people said about pairs of records of whatever kind, and the clusters that follow from it."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from tawthiq.core.ids import PREFIXES, parse_ref
from tawthiq.core.judgements import Said, clusters, conflicts
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.queries.rooms import persons_for
from tawthiq.errors import NotFound


def _standing() -> QuerySet[m.Judgement]:
    return m.Judgement.objects.filter(is_standing=True)


def _of(kinds: Sequence[str]) -> QuerySet[m.Judgement]:
    """The standing words about records of these kinds of ``core.ids``."""
    begins = Q()
    for kind in kinds:
        begins |= Q(left__startswith=f"{PREFIXES[kind]}-")
    return _standing().filter(begins)


def said_about(kinds: Sequence[str]) -> Said:
    """The standing words about records of these kinds, as pairs."""
    by: dict[str, list[frozenset[str]]] = {verdict: [] for verdict in m.Judgement.VERDICTS}
    for verdict, left, right in _of(kinds).values_list("verdict", "left", "right"):
        by[verdict].append(frozenset((left, right)))
    return Said(**{verdict: frozenset(pairs) for verdict, pairs in by.items()})


def all_clusters() -> list[tuple[str, ...]]:
    """The records that people judged to be the same, cluster by cluster."""
    return clusters(_standing().filter(verdict="same").values_list("left", "right"))


def same_cluster(ref: str) -> tuple[str, ...]:
    """Everything that people judged to be the same as this record, with it; empty where nobody did."""
    return next((refs for refs in all_clusters() if ref in refs), ())


def at_odds(user: m.User, kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs judged different that other words have made one cluster of: somebody has to look again."""
    rows = list(_of(kinds).exclude(verdict="unsure"))
    by: dict[str, list[tuple[str, str]]] = {"same": [], "different": []}
    for row in _seen_by(user, rows):
        by[row.verdict].append((row.left, row.right))
    return conflicts(by["same"], by["different"])


def standing_judgements(user: m.User, refs: Sequence[str]) -> list[m.Judgement]:
    """The standing words about any of these records, the newest first."""
    about = _standing().filter(Q(left__in=refs) | Q(right__in=refs)).select_related("by").order_by("-judged_at", "-pk")
    return _seen_by(user, list(about))


def recent_judgements(user: m.User, kinds: Sequence[str], *, most: int = 20) -> list[m.Judgement]:
    """The latest standing words about records of these kinds, the newest first."""
    return _seen_by(user, list(_of(kinds).select_related("by").order_by("-pk")[:most]))


def require_rooms(user: m.User, refs: Sequence[str]) -> None:
    """Go on only where this user may enter the room of every person among the records; else NotFound."""
    require(user, "see_report")
    numbers = {number for kind, number in map(parse_ref, refs) if kind == "person"}
    if numbers and persons_for(user).filter(pk__in=numbers).count() != len(numbers):
        raise NotFound("not_found")


def _seen_by(user: m.User, rows: list[m.Judgement]) -> list[m.Judgement]:
    """Those about nobody whose room is closed to this user."""
    told = {number for row in rows for kind, number in map(parse_ref, (row.left, row.right)) if kind == "person"}
    if not told:
        return rows
    seen = {f"{one.ref}" for one in persons_for(user).filter(pk__in=told)}
    closed = {ref for row in rows for ref in (row.left, row.right) if parse_ref(ref)[0] == "person"} - seen
    return [row for row in rows if not {row.left, row.right} & closed]
