"""The queue of proposals that a researcher works through, and what follows from the words already said."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q, QuerySet

from tawthiq.core.claims import from_json
from tawthiq.core.ids import parse_ref
from tawthiq.core.judgements import clusters
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.queries.facts import parents_of_places
from tawthiq.desk.queries.incidents import known_incidents
from tawthiq.errors import NotFound
from tawthiq.linking.incidents.accounts import account_of_claim
from tawthiq.linking.incidents.candidates import account_of_incident
from tawthiq.linking.incidents.copies import shingles
from tawthiq.linking.incidents.proposals import Proposal, Told, propose

# Plans, background and running totals tell of no one event. Source: core.incidents, which claims speak.
_SPEAKS = ("asserted", "denied")


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue is narrowed to; "" narrows nothing. ``ref`` is a record that a proposal must be about."""

    kind: str = ""
    ref: str = ""


def proposals_for(user: m.User, wanted: QueueFilter) -> list[Proposal]:
    """What waits for a word, the surest first; NotFound for who may not edit incidents."""
    require(user, "edit_incident")
    require(user, "see_report")
    head = m.JournalHead.objects.filter(pk=1).values_list("size", flat=True).first() or 0
    return [
        one
        for one in _proposals(_database(), head)
        if (not wanted.kind or one.kind == wanted.kind or (wanted.kind == "contradict" and one.contradictions))
        and (not wanted.ref or wanted.ref in one.refs)
    ]


def _database() -> str:
    """Which register it is, so that what was worked out for one is never shown for another."""
    return str(m.JournalHead.objects.filter(pk=1).values_list("chain", flat=True).first() or "")


@lru_cache(maxsize=2)
def _proposals(_register: str, _entries: int) -> tuple[Proposal, ...]:
    """Worked out once for every state of the journal: whatever changes a claim, an incident or a word is an entry."""
    parents = parents_of_places()
    told = [
        Told(account_of_incident(incident, parents=parents), incident=incident.ref) for incident in known_incidents()
    ]
    for row in _free_claims():
        source = row.report.source.pseudonym if row.report.source else ""
        account = account_of_claim(
            from_json(row.body),
            ref=row.ref,
            source=source,
            report=row.report.ref,
            published=row.report.published,
            words=shingles(row.report.text),
            parents=parents,
        )
        told.append(Told(account, report=row.report.ref))
    standing = m.Judgement.objects.filter(is_standing=True).values_list("verdict", "left", "right")
    said = [(verdict, frozenset((left, right))) for verdict, left, right in standing]
    by = {verdict: [pair for one, pair in said if one == verdict] for verdict in m.Judgement.VERDICTS}
    return tuple(propose(told, same=by["same"], different=by["different"], unsure=by["unsure"]))


def _free_claims() -> QuerySet[m.ClaimRow]:
    free = m.ClaimRow.objects.filter(decision__in=("accepted", "mended"), incident=None, status__in=_SPEAKS)
    return free.select_related("report__source").order_by("pk")


def records_of(user: m.User, refs: Sequence[str]) -> list[m.Incident | m.ClaimRow]:
    """The claims and incidents of these references, in their order, with all that a page shows of them.

    NotFound where one is neither, or is not for this person.
    """
    require(user, "see_report")
    numbers = [(kind, number) for kind, number in map(parse_ref, refs)]
    claims = m.ClaimRow.objects.select_related("report__source", "report__item", "incident")
    found: dict[tuple[str, int], m.Incident | m.ClaimRow] = {}
    for kind, rows in (("claim", claims), ("incident", m.Incident.objects.prefetch_related("values"))):
        wanted = [number for one, number in numbers if one == kind]
        found |= {(kind, pk): row for pk, row in (rows.in_bulk(wanted) if wanted else {}).items()}
    if len(found) != len(set(numbers)):
        raise NotFound("not_found")
    return [found[one] for one in numbers]


def standing_judgements(refs: Sequence[str]) -> list[m.Judgement]:
    """The standing words about any of these records, the newest first."""
    about = m.Judgement.objects.filter(Q(left__in=refs) | Q(right__in=refs), is_standing=True)
    return list(about.select_related("by").order_by("-judged_at", "-pk"))


def recent_judgements(*, most: int = 20) -> list[m.Judgement]:
    """The latest standing words, the newest first."""
    return list(m.Judgement.objects.filter(is_standing=True).select_related("by").order_by("-pk")[:most])


def _clusters() -> list[tuple[str, ...]]:
    return clusters(m.Judgement.objects.filter(is_standing=True, verdict="same").values_list("left", "right"))


def same_cluster(ref: str) -> tuple[str, ...]:
    """Everything that people judged to be the same as this record, with it; empty where nobody did."""
    return next((refs for refs in _clusters() if ref in refs), ())


def judged_alike(user: m.User) -> list[list[m.ClaimRow]]:
    """Free claims that were judged the same and wait for an incident together."""
    require(user, "see_report")
    free = {row.ref: row for row in _free_claims()}
    groups = [[free[ref] for ref in refs if ref in free] for refs in _clusters()]
    return [rows for rows in groups if len(rows) > 1]
