"""The queue of proposals that a researcher works through: about incidents, persons and places, one way for all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet

from tawthiq.core.claims import from_json
from tawthiq.core.ids import parse_ref
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.queries.facts import parents_of_places
from tawthiq.desk.queries.incidents import known_incidents
from tawthiq.desk.queries.judgements import all_clusters, said_about
from tawthiq.desk.queries.likeness import like_persons, like_places
from tawthiq.desk.queries.rooms import persons_for
from tawthiq.errors import InvalidRecord, NotFound
from tawthiq.linking import places as linking_places
from tawthiq.linking.incidents import evidence
from tawthiq.linking.incidents.accounts import account_of_claim
from tawthiq.linking.incidents.candidates import account_of_incident
from tawthiq.linking.incidents.copies import shingles
from tawthiq.linking.incidents.proposals import Told, propose
from tawthiq.linking.likely import Proposal
from tawthiq.linking.people import likely as linking_people

# Plans, background and running totals tell of no one event. Source: core.incidents, which claims speak.
_SPEAKS = ("asserted", "denied")


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue is narrowed to; "" narrows nothing. ``ref`` is a record that a proposal must be about.

    ``about`` is one of ``SUBJECTS``.
    """

    kind: str = ""
    ref: str = ""
    about: str = "incidents"


@dataclass(frozen=True, slots=True)
class Subject:
    """What the queue may be about: the kinds of its records, where its proposals come from, the version of scores."""

    records: tuple[str, ...]
    model: str
    found: Callable[[m.User], Iterable[Proposal]]


def subject_of(about: str) -> Subject:
    """The subject of this name; NotFound where there is none."""
    if about not in SUBJECTS:
        raise NotFound("not_found")
    return SUBJECTS[about]


def about_of(ref: str) -> str:
    """The name of the subject that a record belongs to; "" for one of none."""
    kind = parse_ref(ref)[0]
    return next((name for name, subject in SUBJECTS.items() if kind in subject.records), "")


def proposals_for(user: m.User, wanted: QueueFilter) -> list[Proposal]:
    """What waits for a word, the surest first; NotFound for who may not edit incidents."""
    require(user, "edit_incident")
    require(user, "see_report")
    return [
        one
        for one in subject_of(wanted.about).found(user)
        if (not wanted.kind or one.kind == wanted.kind or (wanted.kind == "contradict" and one.contradictions))
        and (not wanted.ref or wanted.ref in one.refs)
    ]


def _incidents(_user: m.User) -> tuple[Proposal, ...]:
    head = m.JournalHead.objects.filter(pk=1).values_list("size", flat=True).first() or 0
    return _proposals(_database(), head)


SUBJECTS: Mapping[str, Subject] = {
    "incidents": Subject(("incident", "claim"), evidence.MODEL, _incidents),
    "persons": Subject(("person",), linking_people.MODEL, like_persons),
    "places": Subject(("place",), linking_places.MODEL, lambda _user: like_places()),
}


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
    said = said_about(SUBJECTS["incidents"].records)
    return tuple(propose(told, same=said.same, different=said.different, unsure=said.unsure))


def _free_claims() -> QuerySet[m.ClaimRow]:
    free = m.ClaimRow.objects.filter(decision__in=("accepted", "mended"), incident=None, status__in=_SPEAKS)
    return free.select_related("report__source").order_by("pk")


def records_of(user: m.User, refs: Sequence[str]) -> list[m.Record]:
    """The records of these references, in their order, with all that a page shows of them.

    NotFound where one is of none of the kinds that are judged, or is not for this person.
    """
    require(user, "see_report")
    try:
        numbers = [parse_ref(ref) for ref in refs]
    except InvalidRecord as odd:
        raise NotFound("not_found") from odd
    sets: dict[str, QuerySet[m.Record]] = {
        "claim": m.ClaimRow.objects.select_related("report__source", "report__item", "incident"),
        "incident": m.Incident.objects.prefetch_related("values"),
        "person": persons_for(user).prefetch_related("involvements__claim__report__source", "involvements__incident"),
        "place": m.Place.objects.select_related("parent").prefetch_related("spellings", "own_names"),
    }
    found: dict[tuple[str, int], m.Record] = {}
    for kind, rows in sets.items():
        wanted = [number for one, number in numbers if one == kind]
        found |= {(kind, pk): row for pk, row in (rows.in_bulk(wanted) if wanted else {}).items()}
    if len(found) != len(set(numbers)):
        raise NotFound("not_found")
    return [found[one] for one in numbers]


def judged_alike(user: m.User) -> list[list[m.ClaimRow]]:
    """Free claims that were judged the same and wait for an incident together."""
    require(user, "see_report")
    free = {row.ref: row for row in _free_claims()}
    groups = [[free[ref] for ref in refs if ref in free] for refs in all_clusters()]
    return [rows for rows in groups if len(rows) > 1]
