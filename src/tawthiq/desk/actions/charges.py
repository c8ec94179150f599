"""Charges: evidence for and against under every element, searches for contrary material, findings and who signs.

Evidence that comes or is struck out takes back what rested on the matrix as it was: readiness and findings.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from tawthiq.core.cases import EVIDENCE, SIDES, STRENGTHS, may_be_ready, may_find, may_find_charge, may_sign_finding
from tawthiq.core.decisions import Decision
from tawthiq.core.ids import parse_ref
from tawthiq.desk import models as m
from tawthiq.desk.access import require_in_case
from tawthiq.desk.actions.cases import take_back
from tawthiq.desk.actions.codenames import give_codenames
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.case_items import items_of_refs
from tawthiq.desk.queries.case_matrix import elements_of, lines_of, searches_of, sources_behind, standards_of
from tawthiq.desk.queries.law import has_crime, has_mode
from tawthiq.errors import InvalidRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Alleged:
    """What is charged, and whom: a party or a person, with the posts that they are said to have held."""

    crime: str
    mode: str = ""
    party: m.Party | None = None
    person: m.Person | None = None
    posts: tuple[m.Commander, ...] = ()
    particulars: str = ""


def add_charge(user: m.User, case: m.Case, alleged: Alleged) -> m.Charge:
    """The case has this charge; a mode of liability belongs to a person, and may be left open."""
    require_in_case(user, case, "build_case")
    if (alleged.party is None) == (alleged.person is None):
        raise InvalidRecord("accused_missing")
    if not has_crime(alleged.crime) or (alleged.mode and not has_mode(alleged.mode)):
        raise InvalidRecord("unknown_crime")
    with transaction.atomic():
        charge = m.Charge.objects.create(
            case=case,
            crime=alleged.crime,
            mode=alleged.mode,
            party=alleged.party,
            person=alleged.person,
            particulars=alleged.particulars.strip(),
            made_by=user,
            made_at=timezone.now(),
        )
        charge.posts.set(alleged.posts)
        record("charge_added", actor=user.username, subject=case, changed=[charge])
    return charge


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """Under which element something stands, on which side, how strong, in which of its words, and why."""

    element: str
    side: str
    strength: str = "not_weighed"
    quote: str = ""
    note: str = ""


def add_evidence(user: m.User, charge: m.Charge, what: m.Record, weighing: Weighing) -> m.EvidenceCell:
    """It stands in the matrix; of a claim the words it rests on, of a text the quote where it stands in the text."""
    require_in_case(user, charge.case, "build_case")
    if parse_ref(what.ref)[0] not in EVIDENCE:
        raise InvalidRecord("material_unfit")
    if weighing.side not in SIDES or weighing.strength not in STRENGTHS:
        raise InvalidRecord("value_invalid: side")
    if weighing.element not in {element.code for element in elements_of(charge)}:
        raise InvalidRecord("unknown_element")
    quote, start, end = _words(what, weighing.quote.strip())
    with transaction.atomic():
        cell = m.EvidenceCell.objects.create(
            charge=charge,
            what=what.ref,
            element=weighing.element,
            side=weighing.side,
            strength=weighing.strength,
            quote=quote,
            quote_start=start,
            quote_end=end,
            note=weighing.note.strip(),
            added_by=user,
            added_at=timezone.now(),
        )
        changed = [cell, *_unsettle(charge, element=cell.element)]
        record("evidence_added", actor=user.username, subject=charge.case, changed=changed)
        give_codenames(charge.case, items_of_refs([what.ref]), actor=user.username)
    return cell


def _words(what: m.Record, quote: str) -> tuple[str, int | None, int | None]:
    """The words with their span in the report's text, where there is a text."""
    if isinstance(what, m.ClaimRow):
        if not quote:
            return what.quote, what.quote_start, what.quote_end
        text = what.report.text
    elif isinstance(what, m.Item) and hasattr(what, "report"):
        text = what.report.text
    else:
        return quote, None, None
    if not quote:
        return "", None, None
    start = text.find(quote)
    if start < 0:
        raise InvalidRecord("quote_not_there")
    return quote, start, start + len(quote)


def strike_evidence(user: m.User, cell: m.EvidenceCell, *, reason: str) -> None:
    """It counts no more and stays to be seen, struck out, with who did it and why; so also what speaks against."""
    require_in_case(user, cell.charge.case, "build_case")
    take_back(user, cell, reason=reason)
    with transaction.atomic():
        cell.save()
        changed = [cell, *_unsettle(cell.charge, element=cell.element)]
        record("evidence_struck", actor=user.username, subject=cell.charge.case, changed=changed)


def _unsettle(charge: m.Charge, *, element: str) -> list[m.Record]:
    """The charge is not ready any more, and findings about the element or the whole stand no more; what changed."""
    changed: list[m.Record] = []
    if charge.state != "open":
        charge.state, charge.ready_by = "open", None
        charge.save()
        changed.append(charge)
    for finding in charge.findings.filter(is_standing=True, element__in=["", element]):
        finding.is_standing = False
        finding.save()
        changed.append(finding)
    return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """Where contrary material was looked for, up to which day, and whether any was found."""

    searched: str
    until: date
    outcome: str
    note: str = ""


def note_search(user: m.User, charge: m.Charge, told: Searched) -> m.ContrarySearch:
    """Somebody looked for what speaks against the charge."""
    require_in_case(user, charge.case, "build_case")
    if not told.searched.strip():
        raise InvalidRecord("searched_missing")
    if told.outcome not in m.ContrarySearch.OUTCOMES:
        raise InvalidRecord("value_invalid: outcome")
    if told.until > timezone.now().date():
        raise InvalidRecord("search_in_future")
    with transaction.atomic():
        search = m.ContrarySearch.objects.create(
            charge=charge,
            searched=told.searched.strip(),
            until=told.until,
            outcome=told.outcome,
            note=told.note.strip(),
            by=user,
            at=timezone.now(),
        )
        record("contrary_searched", actor=user.username, subject=charge.case, changed=[search])
    return search


def mark_ready(user: m.User, charge: m.Charge) -> None:
    """The charge may go into a dossier; any later evidence takes that back."""
    require_in_case(user, charge.case, "build_case")
    searches, since = searches_of(charge)
    _allowed(may_be_ready(lines_of(charge), searches=searches, evidence_since=since))
    charge.state, charge.ready_by = "ready", user
    with transaction.atomic():
        charge.save()
        record("charge_ready", actor=user.username, subject=charge.case, changed=[charge])


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A standard of proof for an element, or with "" for the whole charge: why, and what speaks against it."""

    element: str = ""
    standard: str
    basis: str
    contrary: str = ""


def set_finding(user: m.User, charge: m.Charge, found: Found) -> m.Finding:
    """This person holds it to be proven this firmly; the finding before stays and stands no more."""
    require_in_case(user, charge.case, "build_case")
    if found.element and found.element not in {element.code for element in elements_of(charge)}:
        raise InvalidRecord("unknown_element")
    sources = sources_behind(charge, element=found.element)
    said = {"contrary": found.contrary, "basis": found.basis}
    _allowed(may_find(found.standard, independent_sources=sources, **said))
    if not found.element:
        _allowed(may_find_charge(found.standard, elements=standards_of(charge)))
    with transaction.atomic():
        earlier = list(charge.findings.filter(is_standing=True, element=found.element))
        for one in earlier:
            one.is_standing = False
            one.save()
        finding = m.Finding.objects.create(
            charge=charge,
            element=found.element,
            standard=found.standard,
            basis=found.basis.strip(),
            contrary=found.contrary.strip(),
            set_by=user,
            set_at=timezone.now(),
        )
        record("finding_set", actor=user.username, subject=charge.case, changed=[finding, *earlier])
    return finding


def sign_finding(user: m.User, finding: m.Finding) -> None:
    """A second person stands for the finding on the evidence as it is."""
    require_in_case(user, finding.charge.case, "sign_off")
    if not finding.is_standing or finding.signed_by is not None:
        raise InvalidRecord("finding_over")
    said = {"set_by": finding.set_by.username, "standard": finding.standard}
    _allowed(may_sign_finding(signer=user.username, role=user.role, **said))
    finding.signed_by, finding.signed_at = user, timezone.now()
    with transaction.atomic():
        finding.save()
        record("finding_signed", actor=user.username, subject=finding.charge.case, changed=[finding])


def _allowed(decision: Decision) -> None:
    if not decision:
        raise InvalidRecord(decision.reason)
