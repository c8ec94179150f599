"""The fight for al-Nashwa, told by eight example reports in two languages: really read, really linked.

One chain of incidents, the contradictions listed, the copy counted once. Nothing is corrected by hand: what the reader
does not see (who killed whom in a clash, some numbers) the linker does without.
"""

from functools import cache
from itertools import combinations
from pathlib import Path

import yaml

from tawthiq.core.incidents import SourcedClaim, assemble, independent_sources
from tawthiq.core.places import Parents
from tawthiq.linking.incidents.accounts import account_of_claim
from tawthiq.linking.incidents.candidates import KnownIncident, account_of_incident
from tawthiq.linking.incidents.chains import chains
from tawthiq.linking.incidents.copies import shingles, text_keys, told_by
from tawthiq.linking.incidents.grouping import group
from tawthiq.linking.incidents.linking import link
from tawthiq.linking.incidents.proposals import Told, propose
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.reader import Document
from tawthiq.store.packs import load_conflict

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
TOWN = "al_hasakah"
TELLING = ("en_04", "ar_04", "en_11", "ar_11", "en_12", "ar_12", "en_13", "ar_13")


@cache
def parents() -> Parents:
    return {place.id: place.parent for place in load_conflict("syria").places}


@cache
def claims() -> tuple[SourcedClaim, ...]:
    """Every asserted claim of the eight reports about the town, with the copies of a text under one key."""
    index = yaml.safe_load((EXAMPLES / "index.yaml").read_text(encoding="utf-8"))["reports"]
    rows = [row for row in index if row["file"][:5] in TELLING]
    texts = {row["file"][:5]: (EXAMPLES / row["file"]).read_text(encoding="utf-8") for row in rows}
    keys = text_keys(texts)
    found: list[SourcedClaim] = []
    for row in rows:
        report = row["file"][:5]
        for claim in GrammarReader().read(Document(texts[report], row["lang"], row["published"])):
            scenes = [place.place for place in claim.places if place.place]
            if claim.status == "asserted" and any(place.startswith(TOWN) for place in scenes):
                told = {"source": row["source"], "report": report, "text_key": keys[report]}
                number = len(found) + 1
                found.append(
                    SourcedClaim(id=number, published=row["published"], claim=claim, told_by=told_by(claim), **told)
                )
    return tuple(found)


@cache
def told() -> tuple[Told, ...]:
    texts = {path.name[:5]: path.read_text(encoding="utf-8") for path in EXAMPLES.glob("*.txt")}
    return tuple(
        Told(
            account_of_claim(
                one.claim,
                ref=f"CL-{one.id:06}",
                source=one.source,
                report=one.report,
                published=one.published,
                words=shingles(texts[one.report]),
                parents=parents(),
            ),
            report=one.report,
        )
        for one in claims()
    )


@cache
def groups() -> tuple[tuple[SourcedClaim, ...], ...]:
    """The claims of each incident, as the scores alone would have them."""
    accounts = [one.account for one in told()]
    refs = [account.ref for account in accounts]
    scores = {(refs[pair.left], refs[pair.right]): pair.comparison.score for pair in link(accounts)}
    of = group(refs, scores)
    by_ref = dict(zip(refs, claims(), strict=True))
    return tuple(
        tuple(by_ref[ref] for ref in refs if of[ref] == leader) for leader in dict.fromkeys(of[ref] for ref in refs)
    )


def group_of(report: str, kind: str) -> tuple[SourcedClaim, ...]:
    return next(one for one in groups() if any(c.report == report and c.claim.kind == kind for c in one))


def reports_of(members: tuple[SourcedClaim, ...]) -> set[str]:
    return {one.report for one in members}


def test_the_shelling_of_one_evening_is_one_incident_in_both_languages() -> None:
    assert {"en_11", "ar_11"} <= reports_of(group_of("en_11", "shelling"))


def test_the_clash_of_one_day_is_one_incident_though_the_tolls_differ() -> None:
    assert reports_of(group_of("en_13", "clash")) == {"en_13", "ar_13"}


def test_other_days_and_the_other_end_of_town_stay_apart() -> None:
    days = [
        group_of(*one)
        for one in (("en_11", "shelling"), ("ar_12", "clash"), ("ar_12", "airstrike"), ("en_13", "clash"))
    ]
    numbers = [{one.id for one in members} for members in days]
    assert all(not one & other for one, other in combinations(numbers, 2))
    assert not reports_of(group_of("en_12", "airstrike")) & {"ar_12"}


def test_the_contradictions_are_listed() -> None:
    by_report = {one.account.ref: one.report for one in told()}
    listed = {
        (frozenset(by_report[ref] for ref in proposal.refs), one.field, one.of)
        for proposal in propose(told())
        for one in proposal.contradictions
    }
    shells = [(field, of) for reports, field, of in listed if {"en_11", "ar_11"} <= reports]
    assert ("toll", "killed") in shells
    assert ("party", "") in shells
    assert (frozenset({"en_13", "ar_13"}), "toll", "killed") in listed


def test_the_copy_is_counted_once() -> None:
    copied = [one for one in claims() if one.report in ("en_04", "en_12")]
    assert {one.source for one in copied} == {"Jazira Media Collective", "Mirror of the Khabur"}
    assert independent_sources(copied) == 1
    assert {"en_04", "en_12"} <= reports_of(group_of("en_12", "shelling"))
    everything = {one.origin for one in claims()}
    assert independent_sources(claims()) < len(everything)


def test_the_fight_is_one_chain_from_the_first_night_to_the_third_week() -> None:
    incidents = [known(number, members) for number, members in enumerate(groups(), start=1)]
    found = chains([account_of_incident(one, parents=parents()) for one in incidents])
    by_ref = {one.ref: one for one in incidents}
    (chain,) = [refs for refs in found if any(by_ref[ref].place == f"{TOWN}.al_nashwa" for ref in refs)]
    days = [by_ref[ref].edtf for ref in chain]
    assert days == sorted(days)
    assert "2015-06-30" in days[0]
    assert days[-1] == "2015-07-14"
    assert {"2015-07-07", "2015-07-08"} <= set(days)


def known(number: int, members: tuple[SourcedClaim, ...]) -> KnownIncident:
    values = assemble(members, parents=parents())
    places = {place.id: place for place in load_conflict("syria").places}
    place = places.get(values["place"].value or "")
    return KnownIncident(
        ref=f"IN-{number:06}",
        kind=values["kind"].value or "other",
        edtf=values["when"].value or "",
        place=place.id if place else "",
        point=(place.lat, place.lon) if place and place.lat is not None and place.lon is not None else None,
        radius_m=(place.radius_m or 0) if place else 0,
        perpetrators=tuple(values["perpetrators"].value or ()),
    )
