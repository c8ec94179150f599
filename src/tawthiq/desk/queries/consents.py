"""Who stands behind an item, what they agreed to, and what therefore may not be done with it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tawthiq.core.consent import PURPOSES, Statement, may_use
from tawthiq.core.decisions import Decision, refuse
from tawthiq.core.people import NEVER_NAMED
from tawthiq.desk import models as m
from tawthiq.store.packs import load_table


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody behind an item: a source, or a person it names. ``is_asked``: whether silence of theirs forbids."""

    source: m.Source | None
    person: m.Person | None
    is_asked: bool

    @property
    def key(self) -> tuple[str, int]:
        """Which column of a consent names them, and with what number."""
        return ("source", self.source.pk) if self.source else ("person", self.person.pk if self.person else 0)

    @property
    def ref(self) -> str:
        """Their reference."""
        return self.source.ref if self.source else self.person.ref if self.person else ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """An item or person that may not be used so, the code why, and whose word or silence it is ("": nobody known)."""

    item: m.Item | m.Person
    reason: str
    subject: str


def all_consents() -> QuerySet[m.Consent]:
    """Every record of consent, newest first."""
    return m.Consent.objects.select_related("source", "person", "evidence").order_by("-pk")


def consents_of_source(source: m.Source) -> list[m.Consent]:
    """What the source agreed to or refused, newest first."""
    return list(all_consents().filter(source=source))


def consents_of_person(person: m.Person) -> list[m.Consent]:
    """What the person agreed to or refused, newest first."""
    return list(all_consents().filter(person=person))


def consents_of_item(item: m.Item) -> list[m.Consent]:
    """Of everybody behind the item, and those that the item itself is the evidence of; newest first."""
    behind = behind_items([item])[item.pk]
    sources = [one.source for one in behind if one.source]
    people = [one.person for one in behind if one.person]
    return list(all_consents().filter(Q(source__in=sources) | Q(person__in=people) | Q(evidence=item)))


def behind_items(items: Sequence[m.Item]) -> dict[int, list[Party]]:
    """Everybody behind each item, by its number: sources named by a receipt or the report, persons in its claims.

    A source is asked where its kind says so. A person is asked who spoke to us, or may be thought to have; of a victim
    or commander only a no counts. An item that nobody is known to have given is behind nobody, unless we fetched it
    from a public address ourselves: then nobody is asked.
    """
    sources: dict[int, dict[int, m.Source]] = defaultdict(dict)
    for model in (m.Receipt, m.Report):
        for row in model._default_manager.filter(item__in=items, source__isnull=False).select_related("source"):
            if row.source:
                sources[row.item_id][row.source.pk] = row.source
    people: dict[int, dict[int, Party]] = defaultdict(dict)
    involved = m.Involvement.objects.filter(claim__report__item__in=items).select_related("person", "claim__report")
    for one in involved:
        spoke = one.status in NEVER_NAMED
        known = people[one.claim.report.item_id].get(one.person_id)
        party = Party(source=None, person=one.person, is_asked=spoke or bool(known and known.is_asked))
        people[one.claim.report.item_id][one.person_id] = party
    asked = {row["id"] for row in load_table("source_kinds") if row["needs_consent"]}
    known_kinds = {row["id"] for row in load_table("source_kinds")}
    return {
        item.pk: [
            *(
                Party(source=source, person=None, is_asked=source.kind in asked or source.kind not in known_kinds)
                for _, source in sorted(sources[item.pk].items())
            ),
            *(party for _, party in sorted(people[item.pk].items())),
        ]
        for item in items
    }


def statements_of(parties: Iterable[Party]) -> dict[tuple[str, int], list[Statement]]:
    """What each of them said, ready for the rule."""
    keys = {party.key for party in parties}
    found: dict[tuple[str, int], list[Statement]] = defaultdict(list)
    of_source = Q(source__in=[number for kind, number in keys if kind == "source"])
    of_person = Q(person__in=[number for kind, number in keys if kind == "person"])
    for row in m.Consent.objects.filter(of_source | of_person):
        key = ("source", row.source_id) if row.source_id else ("person", row.person_id or 0)
        found[key].append(statement_of(row))
    return found


def statement_of(row: m.Consent) -> Statement:
    """A record of consent as the rule reads it."""
    return Statement(
        purpose=row.purpose,
        is_given=row.is_given,
        given_on=row.given_on,
        number=row.pk,
        expires_on=row.expires_on,
        withdrawn_on=row.withdrawn_at.date() if row.withdrawn_at else None,
    )


def blocked(items: Sequence[m.Item], *, purpose: str, on: date) -> list[Blocked]:
    """Every reason why these items may not be used for the purpose on that day, in the order given; empty: they may."""
    behind = behind_items(items)
    said = statements_of(party for parties in behind.values() for party in parties)
    fetched = _fetched(items)
    found: list[Blocked] = []
    for item in items:
        for subject, decision in _decisions(item, behind[item.pk], said, fetched, purpose=purpose, on=on):
            if not decision:
                found.append(Blocked(item=item, reason=decision.reason, subject=subject))
    return found


def blocked_people(people: Sequence[m.Person], *, purpose: str, on: date) -> list[Blocked]:
    """Every person who said no to the purpose, or to being kept: who is named on paper is asked as who gave an item."""
    parties = [Party(source=None, person=person, is_asked=False) for person in people]
    said = statements_of(parties)
    found: list[Blocked] = []
    for person, party in zip(people, parties, strict=True):
        decision = may_use(said.get(party.key, ()), purpose=purpose, on=on, is_needed=False)
        if not decision:
            found.append(Blocked(item=person, reason=decision.reason, subject=person.ref))
    return found


def state_of(item: m.Item, *, on: date) -> list[tuple[str, Decision]]:
    """For each purpose whether the item may be used so on that day: the first no, else the yes."""
    parties = behind_items([item])[item.pk]
    said, fetched = statements_of(parties), _fetched([item])
    found: list[tuple[str, Decision]] = []
    for purpose in PURPOSES:
        decisions = [one for _, one in _decisions(item, parties, said, fetched, purpose=purpose, on=on)]
        found.append((purpose, next((one for one in decisions if not one), decisions[0])))
    return found


def _decisions(
    item: m.Item,
    parties: list[Party],
    said: dict[tuple[str, int], list[Statement]],
    fetched: Collection[int],
    *,
    purpose: str,
    on: date,
) -> list[tuple[str, Decision]]:
    """The decision for each party behind the item; never empty."""
    decisions = [
        (party.ref, may_use(said.get(party.key, ()), purpose=purpose, on=on, is_needed=party.is_asked))
        for party in parties
    ]
    if not any(party.source for party in parties):
        unasked = may_use((), purpose=purpose, on=on, is_needed=False)
        decisions.insert(0, ("", unasked if item.pk in fetched else refuse("source_unknown")))
    return decisions


def _fetched(items: Sequence[m.Item]) -> set[int]:
    """Those of the items that our own captures of public addresses made."""
    return set(m.CaptureFile.objects.filter(item__in=items).values_list("item_id", flat=True))


def unwilling_items(*, purpose: str, on: date) -> set[int]:
    """Numbers of the items behind which somebody said no to the purpose, or to keeping: silence is not among them."""
    said: dict[tuple[str, int], list[Statement]] = defaultdict(list)
    for row in m.Consent.objects.all():
        said["source", row.source_id or 0].append(statement_of(row))
        said["person", row.person_id or 0].append(statement_of(row))
    no = {key for key, all_of in said.items() if not may_use(all_of, purpose=purpose, on=on, is_needed=False)}
    sources = [number for kind, number in no if kind == "source" and number]
    people = [number for kind, number in no if kind == "person" and number]
    given = Q(receipts__source__in=sources) | Q(report__source__in=sources)
    told = Q(report__claims__involvements__person__in=people)
    return set(m.Item.objects.filter(given | told).values_list("pk", flat=True)) if sources or people else set()
