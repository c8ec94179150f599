"""The balance report: how each alleged party stands in the record, by the same measures for every party.

Source: OHCHR, Manual on Human Rights Monitoring, chapter 2, impartiality; Every Casualty Worldwide, Standards for
Casualty Recording (2016), on a transparent method.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from tawthiq.core.releases import PublicIncident
from tawthiq.core.times import is_valid_edtf

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Told:
    """What stands behind an incident: how many accounts, and the ISO day of the first one ("" where none has a day)."""

    accounts: int
    first: str = ""


@dataclass(frozen=True, slots=True)
class PartyBalance:
    """How one party stands in the record. ``grades`` are (grade, incidents) pairs; a median is None without any value.

    ``median_days`` runs from the last possible day of an incident to its sign-off, ``median_desk_days`` from the first
    report of it to its sign-off, ``median_accounts`` is per incident. ``first_day`` to ``last_day`` and ``places``
    (governorates) are what is covered.
    """

    party: str
    incidents: int
    share: float
    grades: tuple[tuple[str, int], ...]
    median_days: float | None
    median_desk_days: float | None = None
    median_accounts: float | None = None
    places: int = 0
    first_day: str = ""
    last_day: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """All parties side by side. Shares are of all incidents; joint acts count under each party, so they may pass 1."""

    incidents: int
    unattributed: int
    unattributed_share: float
    parties: tuple[PartyBalance, ...]


def balance(incidents: Sequence[PublicIncident], *, told: Mapping[str, Told] | None = None) -> Balance:
    """The standing report on even-handedness. ``told`` is what stands behind each incident, by reference.

    Without it the incidents' own public claims say so, each preserved original counting as one account.
    """
    by_party: dict[str, list[PublicIncident]] = {UNKNOWN: []}
    for incident in incidents:
        for party in {party for party, _ in incident.perpetrators} or {UNKNOWN}:
            by_party.setdefault(party, []).append(incident)
    behind = told if told is not None else {one.ref: told_in_public(one) for one in incidents}
    total, unattributed = len(incidents), len(by_party[UNKNOWN])
    return Balance(
        incidents=total,
        unattributed=unattributed,
        unattributed_share=_share(unattributed, total),
        parties=tuple(_party(party, by_party[party], total=total, told=behind) for party in sorted(by_party)),
    )


def told_in_public(incident: PublicIncident) -> Told:
    """The accounts that the released claims show: how many preserved originals, and when the first was made known."""
    originals = {claim.evidence.seq for claim in incident.claims}
    days = [claim.published for claim in incident.claims if _is_day(claim.published)]
    return Told(len(originals), min(days, default=""))


def _party(party: str, incidents: Sequence[PublicIncident], *, total: int, told: Mapping[str, Told]) -> PartyBalance:
    grades = [one.grade for one in incidents]
    behind = [told[one.ref].accounts for one in incidents if one.ref in told and told[one.ref].accounts]
    firsts = [(told[one.ref].first, one.signed_on) for one in incidents if one.ref in told]
    return PartyBalance(
        party=party,
        incidents=len(incidents),
        share=_share(len(incidents), total),
        grades=tuple((grade, grades.count(grade)) for grade in sorted(set(grades))),
        median_days=_median_days([(one.last_day, one.signed_on) for one in incidents]),
        median_desk_days=_median_days(firsts),
        median_accounts=median(behind) if behind else None,
        places=len({one.place.governorate for one in incidents if one.place and one.place.governorate}),
        first_day=min((one.first_day for one in incidents if one.first_day), default=""),
        last_day=max((one.last_day for one in incidents if one.last_day), default=""),
    )


def _median_days(spans: Sequence[tuple[str, str]]) -> float | None:
    waits = [
        (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days
        for first, last in spans
        if _is_day(first[:10]) and _is_day(last[:10])
    ]
    return median(waits) if waits else None


def _is_day(text: str) -> bool:
    return len(text) == len("2015-06-30") and is_valid_edtf(text) and text.replace("-", "").isdecimal()


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
