"""The claim contract: spans slice back, closed values are closed, and the JSON form leads back."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.claims import (
    COUNTED,
    Attribution,
    Claim,
    Count,
    CountryMention,
    PartyMention,
    PersonMention,
    PlaceMention,
    Span,
    Target,
    Telling,
    TimeMention,
    Vote,
    check_claim,
    confidence_of,
    from_json,
    is_disputed,
    spans_of,
    to_json,
)
from tawthiq.errors import InvalidRecord

TEXT = "Huda said that Russia bombed a market in Nahda last night; at least 20 civilians died."


def at(words: str) -> tuple[int, int, str]:
    """The span of words in ``TEXT``."""
    start = TEXT.index(words)
    return start, start + len(words), words


CLAIM = Claim(
    kind="airstrike",
    quote=Span(*at(TEXT)),
    places=(PlaceMention(*at("Nahda"), place="nahda", name="Nahda", lat=35.9, lon=39.0, radius_m=700),),
    when=TimeMention(*at("last night"), edtf="2015-06-30"),
    perpetrators=(PartyMention(*at("Russia"), party="russia"), PartyMention(0, 0, "", party="unknown")),
    target=Target(*at("civilians"), target_class="civilian"),
    counts={"killed": Count(*at("at least 20"), 20, None, who="civilians")},
    people=(PersonMention(*at("Huda"), role="", status="source"),),
    attribution=(Attribution(*at("Huda"), kind="witness", stance="accuses"),),
    score=0.91234,
    reader="grammar",
    version="1",
    rules=("airstrike.bombed",),
    confidence="accused_by_authorities",
)
CONFIDENCE = yaml.safe_load((Path(__file__).parents[1] / "cases" / "confidence.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CONFIDENCE["cases"], ids=lambda case: case["name"])
def test_confidence_follows_who_says_so(case: dict[str, Any]) -> None:
    speakers = tuple((kind, stance, party) for kind, stance, party in case["speakers"])
    telling = Telling(
        tuple(case["by"]), speakers, is_hedged=case.get("hedged", False), is_inferred=case.get("inferred", False)
    )
    assert confidence_of(telling) == case["is"]


def test_a_claim_read_before_there_was_confidence_has_none() -> None:
    body = {key: value for key, value in to_json(CLAIM).items() if key != "confidence"}
    assert from_json(body).confidence is None


def test_an_unknown_confidence_is_refused() -> None:
    with pytest.raises(InvalidRecord, match="confidence: 'certain'"):
        check_claim(replace(CLAIM, confidence="certain"), text=TEXT)


def test_the_json_form_leads_back() -> None:
    body = json.loads(json.dumps(to_json(CLAIM), ensure_ascii=False))
    assert from_json(body) == replace(CLAIM, score=0.912)
    assert list(body["counts"]) == list(COUNTED)
    assert body["counts"]["injured"] is None
    assert body["target"]["class"] == "civilian"


def test_the_country_stands_where_it_is_told_or_inferred() -> None:
    told = replace(CLAIM, country=CountryMention(*at("Nahda"), iso2="SY"), score=0.5)
    inferred = replace(CLAIM, country=CountryMention(0, 0, "", iso2="SY"), score=0.5)
    for claim in (told, inferred):
        check_claim(claim, text=TEXT)
        assert from_json(json.loads(json.dumps(to_json(claim)))) == claim
    assert "country" not in to_json(CLAIM)


def test_what_is_missing_is_null() -> None:
    bare = Claim(kind="other", quote=Span(0, 4, "Huda"))
    body = to_json(bare)
    assert (body["when"], body["target"], body["places"], body["people"]) == (None, None, [], [])
    assert from_json(body) == bare
    check_claim(bare, text=TEXT)


def test_every_span_is_listed_the_quote_first() -> None:
    spans = spans_of(CLAIM)
    assert spans[0] == CLAIM.quote
    assert len(spans) == 9
    check_claim(CLAIM, text=TEXT)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "sadness"}, "kind"),
        ({"status": "perhaps"}, "status"),
        ({"target": Target(*at("civilians"), target_class="rebel")}, "target.class"),
        ({"counts": {"wounded": Count(*at("20"))}}, "wounded"),
        ({"quote": Span(3, 3, "")}, "words it rests on"),
        ({"quote": Span(0, 4, "huda")}, "slice back"),
        ({"quote": Span(0, 4000, "Huda")}, "slice back"),
        ({"quote": Span(-4, 4, "Huda")}, "slice back"),
        ({"when": TimeMention(5, 4, "")}, "slice back"),
        ({"counts": {"killed": Count(*at("20"), 20, 3)}}, "above maximum"),
    ],
)
def test_a_claim_that_breaks_the_contract_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidRecord, match=said):
        check_claim(replace(CLAIM, **change), text=TEXT)


@pytest.mark.parametrize("key", sorted(set(to_json(CLAIM)) - {"confidence"}))
def test_a_body_without_one_of_its_keys_is_refused_by_name(key: str) -> None:
    body = to_json(CLAIM)
    del body[key]
    with pytest.raises(InvalidRecord, match=key):
        from_json(body)


@pytest.mark.parametrize(
    "change",
    [
        {"quote": {"start": 0, "end": 1, "text": "H", "colour": "red"}},
        {"score": "high"},
        {"places": 7},
        {"counts": None},
        {"readers": [{"name": "grammar"}]},
    ],
)
def test_an_odd_body_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidRecord, match="claim"):
        from_json(to_json(CLAIM) | change)


AGREES = Vote("grammar", "1", found=True)
SILENT = Vote("server", "", found=None, reason="the server does not answer")


@pytest.mark.parametrize(
    ("votes", "disputed"),
    [
        ((), False),
        ((AGREES, SILENT), False),
        ((AGREES, Vote("spacy", "3", found=False)), True),
        ((AGREES, Vote("spacy", "3", found=True, differs={"kind": "shelling"})), True),
    ],
)
def test_what_readers_say_of_a_claim_is_kept_and_tells_a_dispute(votes: tuple[Vote, ...], disputed: bool) -> None:
    claim = replace(CLAIM, score=0.9, readers=votes)
    assert is_disputed(claim) is disputed
    body = json.loads(json.dumps(to_json(claim)))
    assert from_json(body) == claim
    assert [row["found"] for row in body.get("readers", [])] == [vote.found for vote in votes]
    assert ("readers" in body) is bool(votes)


@given(st.text(min_size=1, max_size=40), st.data())
def test_a_span_of_any_text_slices_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    claim = Claim(kind="other", quote=Span(start, end, text[start:end]))
    check_claim(claim, text=text)
    assert from_json(to_json(claim)) == claim
    with pytest.raises(InvalidRecord):
        check_claim(replace(claim, quote=Span(start, end, text[start:end] + "!")), text=text)
