"""What is proposed to a researcher, where accounts contradict each other, copies, and chains of one fight."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tawthiq.core.claims import Attribution, Claim, Span
from tawthiq.core.counts import Bounds
from tawthiq.linking.incidents.accounts import Account, Site
from tawthiq.linking.incidents.chains import chains
from tawthiq.linking.incidents.copies import copied_pairs, is_copy, share, shingles, text_keys, told_by
from tawthiq.linking.incidents.differences import differences
from tawthiq.linking.incidents.proposals import Told, propose

COPIES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "copies.yaml").read_text(encoding="utf-8"))["cases"]
DAY = 741_500
TOWN = Site(place="tell_amara", point=(36.1, 41.2), radius_m=2_000)


def account(ref: str, **more: Any) -> Account:
    told = {"first": DAY, "last": DAY, "sites": (TOWN,), "within": frozenset({"north"}), "kind": "airstrike"}
    told |= {"parties": frozenset({"russia"}), "counts": {"killed": Bounds(12, 12)}}
    return Account(ref=ref, **(told | more))


def claim(ref: str, *, report: str, **more: Any) -> Told:
    return Told(account(ref, **more), report=report)


def incident(ref: str, **more: Any) -> Told:
    return Told(account(ref, **more), incident=ref)


def fields(*args: Account) -> list[str]:
    return [one.field for one in differences(*args)]


def test_the_three_kinds_of_proposals() -> None:
    told = [
        incident("IN-1"),
        claim("CL-1", report="RP-1", counts={"killed": Bounds(8, 8)}),
        claim("CL-2", report="RP-1", kind="attack_on_medical"),
        claim("CL-3", report="RP-2", first=DAY + 90, last=DAY + 90),
        claim("CL-4", report="RP-3", first=DAY + 90, last=DAY + 90),
        claim(
            "CL-5",
            report="RP-4",
            first=DAY + 91,
            last=DAY + 91,
            parties=frozenset({"turkey"}),
            counts={"killed": Bounds(40, 40)},
        ),
    ]
    found = {(one.kind, one.refs) for one in propose(told)}
    assert ("adds_to", ("IN-1", "CL-2", "CL-1")) in found
    assert ("one_incident", ("CL-3", "CL-4")) in found
    contradicting = [one for one in propose(told) if one.kind == "contradict"]
    assert {ref for one in contradicting for ref in one.refs} == {"CL-3", "CL-4", "CL-5"}
    assert {one.field for one in contradicting[0].contradictions} == {"toll", "party", "date"}
    (adds,) = [one for one in propose(told) if one.kind == "adds_to"]
    assert [(one.field, one.of) for one in adds.contradictions] == [("toll", "killed")]


def test_what_was_judged_is_not_asked_again() -> None:
    told = [claim(f"CL-{number}", report=f"RP-{number}") for number in (1, 2, 3)]
    (one,) = propose(told)
    assert one.refs == ("CL-1", "CL-2", "CL-3")
    first, second = frozenset(("CL-1", "CL-2")), frozenset(("CL-1", "CL-3"))
    assert propose(told, same=[first, second]) == []
    assert [one.refs for one in propose(told, different=[first, second])] == [("CL-2", "CL-3")]
    assert [one.refs for one in propose(told, different=[first], same=[second])] == []
    assert [one.refs for one in propose(told, unsure=[first, second])] in ([("CL-2", "CL-3")], [])


def test_claims_of_two_incidents_go_to_the_one_that_fits_best() -> None:
    told = [
        incident("IN-1"),
        incident("IN-2", first=DAY + 1, last=DAY + 1, kind="shelling", counts={"killed": Bounds(2, 2)}),
        claim("CL-1", report="RP-1"),
        claim("CL-2", report="RP-1", first=DAY + 1, last=DAY + 1, kind="shelling", counts={"killed": Bounds(2, 2)}),
    ]
    adds = {one.refs for one in propose(told) if one.kind == "adds_to"}
    assert adds == {("IN-1", "CL-1"), ("IN-2", "CL-2")}


def test_contradictions_are_what_two_cannot_both_have_right() -> None:
    one = account("a")
    assert fields(one, account("b")) == []
    assert fields(one, account("b", counts={"killed": Bounds(10, None)})) == []
    assert fields(one, account("b", counts={"killed": Bounds(8, 8)})) == ["toll"]
    assert fields(one, account("b", parties=frozenset({"turkey"}))) == ["party"]
    assert differences(one, account("b", parties=frozenset({"turkey"})), allied=lambda *_: True) == ()
    assert fields(one, account("b", parties=frozenset())) == []
    assert fields(one, account("b", first=DAY + 1, last=DAY + 1)) == ["date"]
    assert fields(one, account("b", first=None, last=None)) == []
    assert fields(one, account("b", kind="shelling")) == ["kind"]
    assert fields(one, account("b", kind="attack_on_medical", counts={"killed": Bounds(1, 1)})) == []
    assert fields(one, account("b", is_denial=True)) == ["denial"]


def test_two_quarters_of_one_town_are_two_sides_of_it() -> None:
    sides = [
        Site(place=name, point=(36.1, 41.2 + east), radius_m=600) for name, east in (("east", 0.05), ("west", 0.0))
    ]
    within = frozenset({"tell_amara", "north"})
    east, west = (account(site.place, sites=(site,), within=within) for site in sides)
    assert fields(east, west) == ["place"]
    assert fields(east, account("b", within=frozenset({"north"}))) == []
    assert fields(east, east) == []


@pytest.mark.parametrize("case", COPIES, ids=lambda case: case["id"])
def test_copies_are_told_from_own_words(case: dict[str, Any]) -> None:
    one, other = (shingles(text) for text in case["texts"])
    assert is_copy(one, other) == case["copy"], share(one, other)
    assert list(copied_pairs({"a": one, "b": other})) == (
        [("a", "b", round(share(one, other), 3))] if case["copy"] else []
    )
    keys = text_keys({"a": case["texts"][0], "b": case["texts"][1]})
    assert keys == {"a": "a", "b": "a" if case["copy"] else "b"}


def test_a_long_text_and_its_copy_are_found_by_the_runs_that_are_kept() -> None:
    words = [f"word{number * 37 % 1009}" for number in range(900)]
    text, other = " ".join(words), " ".join(reversed(words))
    assert len(shingles(text)) < 400
    assert is_copy(shingles(text), shingles("An opening of its own. " + text))
    assert is_copy(shingles(text), shingles(" ".join(words[100:300])))
    assert not is_copy(shingles(text), shingles(other))


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        ([("organisation", "The Plain Observatory", "asserts")], "told by plain observatory"),
        ([("media", "وكالة السهل", "asserts")], "told by وكاله السهل"),
        ([("organisation", "activists", "asserts")], ""),
        ([("activist", "Local activists", "asserts")], ""),
        ([("media", "Wire A", "asserts"), ("media", "Wire B", "asserts")], ""),
        ([("media", "Wire A", "asserts"), ("own_reporter", "our reporter", "asserts")], ""),
        ([("media", "Wire A", "denies")], ""),
        ([], ""),
    ],
)
def test_a_named_source_is_told_from_nobody_in_particular(voices: list[tuple[str, str, str]], expected: str) -> None:
    said = tuple(Attribution(0, 0, text, kind=kind, stance=stance) for kind, text, stance in voices)
    assert told_by(Claim(kind="airstrike", quote=Span(0, 1, "x"), attribution=said)) == expected


def test_a_fight_of_weeks_is_one_chain_and_another_town_is_none() -> None:
    fights = [
        account("battle", kind="clash", last=DAY + 5),
        account("strike", first=DAY + 9, last=DAY + 9),
        account("flight", kind="forced_displacement", first=DAY + 12, last=DAY + 12),
        account("later", first=DAY + 40, last=DAY + 40),
        account("arrest", kind="arrest_detention", first=DAY + 3, last=DAY + 3),
        account("elsewhere", sites=(Site(place="qasr", point=(34.0, 38.0), radius_m=2_000),)),
        account("province", sites=(Site(place="north", point=(36.1, 41.2), radius_m=60_000),)),
        account("no day", first=None, last=None),
    ]
    assert chains(fights) == [["battle", "strike", "flight"]]
    assert chains(list(reversed(fights))) == [["battle", "strike", "flight"]]
