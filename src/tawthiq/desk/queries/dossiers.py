"""What a case looks like on paper: incidents, charges with their matrices, linkage, searches, and items as exhibits.

Everything is read through the case's codenames. Receivers and their parts: ``data/receivers.yaml``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from tawthiq.core.disclosure import IncidentFacts
from tawthiq.core.times import bounds
from tawthiq.desk import models as m
from tawthiq.desk.queries.case_drawings import PatternPicture, Picture, draw_chain, draw_patterns
from tawthiq.desk.queries.case_items import items_by_ref, people_of_case
from tawthiq.desk.queries.case_linkage import Linkage, linkage_of, patterns_of
from tawthiq.desk.queries.case_matrix import incidents_of, incidents_of_case
from tawthiq.desk.queries.cases import (
    ChargeShown,
    Masks,
    Shown,
    Witness,
    charge_shown,
    charges_of,
    masks_of,
    name_of,
    shown_in_case,
    witnesses_of,
)
from tawthiq.desk.queries.consents import behind_items
from tawthiq.desk.queries.dossier_drawings import CaseMap, CaseTimeline, Told, draw_map, draw_timeline
from tawthiq.desk.queries.facts import facts_of, with_facts
from tawthiq.desk.queries.labels import party_labels
from tawthiq.errors import NotFound
from tawthiq.store.packs import load_table

INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """An item under its number in this dossier; ``sources`` are codenames, or sources that hide from nobody."""

    number: int
    item: m.Item
    title: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IncidentOnPaper:
    """An incident under its number; ``cited`` are the numbers of its exhibits."""

    number: int
    incident: m.Incident
    facts: IncidentFacts
    cited: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChargeOnPaper:
    """A charge with what is drawn about it."""

    shown: ChargeShown
    linkage: Linkage
    chain: Picture | None
    patterns: PatternPicture | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that the paper says, in one language. ``cited`` gives the exhibits behind each reference."""

    case: m.Case
    receiver: Mapping[str, Any]
    masks: Masks
    incidents: tuple[IncidentOnPaper, ...]
    charges: tuple[ChargeOnPaper, ...]
    people: tuple[tuple[str, str, tuple[int, ...]], ...]
    witnesses: tuple[Witness, ...]
    exhibits: tuple[Exhibit, ...]
    things: Mapping[str, Shown]
    cited: Mapping[str, tuple[int, ...]]
    parties: Mapping[str, str]
    map: CaseMap | None
    timeline: CaseTimeline | None

    @property
    def incident_numbers(self) -> dict[str, int]:
        """The number of each incident by its reference."""
        return {one.incident.ref: one.number for one in self.incidents}


def receiver_named(name: str) -> Mapping[str, Any]:
    """The row of ``data/receivers.yaml`` for what somebody wrote; raises NotFound."""
    wanted = " ".join(name.casefold().split())
    for row in load_table("receivers"):
        if wanted in {word.casefold() for word in (row["id"], row["en"], row["ar"], *row["also"])}:
            return row
    raise NotFound("receiver_unknown")


def dossier_of(case: m.Case, items: Sequence[m.Item], *, receiver: Mapping[str, Any], lang: str) -> Dossier:
    """The dossier of a case over these items, numbered in their order."""
    masks, charges = masks_of(case), charges_of(case)
    incidents = _incidents(case, charges)
    people = people_of_case(case)
    refs = {cell.what for charge in charges for cell in charge.cells.all()}
    refs |= {one.ref for one in (*items, *incidents, *people)}
    numbers = {item.pk: number for number, item in enumerate(items, start=1)}
    cited = {
        ref: tuple(numbers[item.pk] for item in behind if item.pk in numbers)
        for ref, behind in items_by_ref(refs).items()
    }
    things = shown_in_case(refs, masks=masks, lang=lang)
    on_paper = _incidents_on_paper(incidents, cited=cited)
    told = [Told(one.number, one.facts.place, *_days(one.facts.edtf)) for one in on_paper]
    return Dossier(
        case=case,
        receiver=receiver,
        masks=masks,
        incidents=on_paper,
        charges=tuple(_charge_on_paper(charge, masks=masks, lang=lang) for charge in charges),
        people=tuple((masks.people.get(one.pk) or name_of(one, lang), one.ref, cited[one.ref]) for one in people),
        witnesses=tuple(witnesses_of(case, is_unsealed=False)),
        exhibits=_exhibits(items, numbers=numbers, things=things, masks=masks),
        things=things,
        cited=cited,
        parties=party_labels(lang),
        map=draw_map(told),
        timeline=draw_timeline(told),
    )


def parts_of(dossier: Dossier, lang: str) -> list[tuple[str, str]]:
    """The parts of the paper in the receiver's order, each with its heading; a part that would be empty is left out."""
    usual = {part["id"]: part[lang] for part in load_table("receivers")[0]["parts"]}
    filled = {"people": dossier.people, "witnesses": dossier.witnesses, "incidents": dossier.incidents}
    parts = dossier.receiver["parts"]
    return [(part["id"], part.get(lang) or usual[part["id"]]) for part in parts if filled.get(part["id"], True)]


def runs_of(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers in order as runs of neighbours: 1, 2, 3, 7 are (1, 3) and (7, 7)."""
    ordered = sorted(set(numbers))
    breaks = [at for at, (one, other) in enumerate(pairwise(ordered), start=1) if other != one + 1]
    edges = [0, *breaks, len(ordered)]
    return [(ordered[start], ordered[end - 1]) for start, end in pairwise(edges) if end > start]


def _incidents(case: m.Case, charges: Sequence[m.Charge]) -> list[m.Incident]:
    """What the case gathered and what its charges are about, each once."""
    found = {one.pk: one for one in incidents_of_case(case)}
    for charge in charges:
        found |= {one.pk: one for one in incidents_of(charge)}
    return list(found.values())


def _incidents_on_paper(
    incidents: Sequence[m.Incident], *, cited: Mapping[str, tuple[int, ...]]
) -> tuple[IncidentOnPaper, ...]:
    """In the order of their days, those without one last."""
    places = {place.code: place for place in m.Place.objects.select_related("parent__parent__parent")}
    rows = list(with_facts(m.Incident.objects.filter(pk__in=[one.pk for one in incidents])))
    facts = {row.ref: facts_of(row, places=places) for row in rows}
    rows.sort(key=lambda row: (facts[row.ref].first_day or "9999", facts[row.ref].last_day, int(row.pk)))
    return tuple(
        IncidentOnPaper(number, row, facts[row.ref], cited[row.ref]) for number, row in enumerate(rows, start=1)
    )


def _days(edtf: str) -> tuple[date | None, date | None]:
    return bounds(edtf) if edtf else (None, None)


def _charge_on_paper(charge: m.Charge, *, masks: Masks, lang: str) -> ChargeOnPaper:
    linkage = linkage_of(charge)
    return ChargeOnPaper(
        charge_shown(charge, masks=masks, lang=lang),
        linkage,
        draw_chain(linkage),
        draw_patterns(patterns_of(incidents_of(charge))),
    )


def _exhibits(
    items: Sequence[m.Item], *, numbers: Mapping[int, int], things: Mapping[str, Shown], masks: Masks
) -> tuple[Exhibit, ...]:
    """Who has to be asked stands under a codename, and under nothing where none was given."""
    behind = behind_items(items)
    found = []
    for item in items:
        names = {
            masks.sources.get(party.source.pk, "" if party.is_asked else party.source.pseudonym)
            for party in behind[item.pk]
            if party.source
        }
        names |= set(things[item.ref].witnesses)
        title = things[item.ref].words if things[item.ref].words != item.media_type else ""
        found.append(Exhibit(numbers[item.pk], item, title, tuple(sorted(names - {""}))))
    return tuple(found)
