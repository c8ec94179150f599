"""Whose word an incident rests on in the end: its reports by origin, each origin counting once, with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from tawthiq.core.incidents import SourcedClaim
from tawthiq.desk import models as m
from tawthiq.desk.queries.facts import sourced

# Plans and background tell of other times; a denial rests on nobody's word about what was. Source: core.incidents.
_SPEAKS = ("asserted", "total")


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin: the reports that pass it on, the earliest first, and why they count once ("" for a single report).

    ``like`` names the report of another origin whose facts these are in the other language, or "".
    """

    name: str
    reports: tuple[m.Report, ...]
    why: str = ""
    like: str = ""


def origins_of(rows: Sequence[m.ClaimRow]) -> list[Origin]:
    """The origins of an incident's claims, the earliest first; as many named ones as there are independent sources."""
    speaking = [one for one in sourced(rows) if one.claim.status in _SPEAKS]
    reports = {row.report.ref: row.report for row in rows}
    first: dict[str, SourcedClaim] = {}
    for one in sorted(speaking, key=lambda claim: (claim.published, claim.source, claim.id)):
        first.setdefault(one.text_key, one)
    found: dict[str, dict[str, str]] = {}
    for one in sorted(speaking, key=lambda claim: (claim.published, claim.id)):
        origin = first[one.text_key]
        found.setdefault(origin.origin, {}).setdefault(one.report, _why(one, origin))
    alike = _translations(speaking)
    return [_origin(name, told, reports=reports, alike=alike) for name, told in found.items()]


def _why(one: SourcedClaim, origin: SourcedClaim) -> str:
    if one.report != origin.report and one.source != origin.source:
        return "copied"
    if one.told_by:
        return "told_by"
    return "same_source" if one.source else "unnamed"


def _origin(name: str, told: dict[str, str], *, reports: dict[str, m.Report], alike: dict[str, str]) -> Origin:
    reasons = [why for why in ("copied", "told_by", "same_source", "unnamed") if why in told.values()]
    is_single = len(told) == 1 and reasons[0] != "unnamed"
    like = next((alike[ref] for ref in told if ref in alike and alike[ref] not in told), "")
    return Origin(name, tuple(reports[ref] for ref in told), "" if is_single else reasons[0], like)


def _translations(claims: Sequence[SourcedClaim]) -> dict[str, str]:
    """The later report of two in different scripts that tell the very same facts, with the earlier one."""
    found: dict[str, str] = {}
    for one, other in combinations(sorted(claims, key=lambda claim: (claim.published, claim.id)), 2):
        if one.report != other.report and _are_same_facts(one, other):
            found.setdefault(other.report, one.report)
    return found


def _are_same_facts(one: SourcedClaim, other: SourcedClaim) -> bool:
    a, b = one.claim, other.claim
    if a.quote.text.isascii() == b.quote.text.isascii() or one.source == other.source:
        return False
    counts = [{name: (n.min, n.max) for name, n in claim.counts.items()} for claim in (a, b)]
    places = [{place.place for place in claim.places if place.place} for claim in (a, b)]
    days = [claim.when.edtf if claim.when else None for claim in (a, b)]
    same = counts[0] == counts[1] and days[0] == days[1] and bool(places[0] & places[1])
    return same and len(counts[0]) > 1 and days[0] is not None and a.kind == b.kind
