"""What goes out is less than what is known: masks, coarse points, small numbers, allow-lists and the leak check."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.claims import Attribution, Claim, Count, PartyMention, PersonMention, PlaceMention, Span, TimeMention
from tawthiq.core.counts import Bounds
from tawthiq.core.disclosure import (
    MARK,
    SMALL,
    Accused,
    IncidentFacts,
    NamedPerson,
    coarsen_point,
    mask_quote,
    public_claim,
    public_counts,
    public_incident,
    public_place,
    texts_of,
)
from tawthiq.core.kinds import SENSITIVE
from tawthiq.core.places import distance_m
from tawthiq.core.releases import PublicClaim, PublicCount, PublicEvidence, PublicIncident, PublicPlace
from tawthiq.errors import NotReleasable

EVIDENCE = PublicEvidence(seq=7, commitment="c" * 64, received_on="2015-07-01")
PLACE = PublicPlace("PL-000001", "Nahda", "النهضة", 35.95432, 39.00987, 700, "raqqa", "Raqqa", "الرقة")


def claim_over(text: str, *, kind: str = "killing_other", **parts: Any) -> Claim:
    """A claim whose quote is the whole text; ``people``, ``voices`` and ``counts`` are given by their words."""
    people = tuple(PersonMention(*_span(text, words)) for words in parts.get("people", ()))
    voices = tuple(Attribution(*_span(text, words), kind=voice) for words, voice in parts.get("voices", ()))
    counts = {name: Count(*_span(text, words), *bounds) for name, words, bounds in parts.get("counts", ())}
    return Claim(kind=kind, quote=Span(0, len(text), text), people=people, attribution=voices, counts=counts)


def _span(text: str, words: str) -> tuple[int, int, str]:
    start = text.index(words)
    return start, start + len(words), words


@pytest.mark.parametrize(
    ("text", "parts", "masked"),
    [
        ("Shells hit the market.", {}, "Shells hit the market."),
        ("Ahmad Saleh was killed.", {"people": ["Ahmad Saleh"]}, f"{MARK} was killed."),
        ("Ahmad Saleh died; Saleh was 30.", {"people": ["Ahmad Saleh"]}, f"{MARK} died; {MARK} was 30."),
        ("Omar Haj died; Omar was 9, a haj.", {"people": ["Omar Haj"]}, f"{MARK} died; {MARK} was 9, a haj."),
        ("AhmadHuda fled.", {"people": ["Ahmad", "Huda"]}, f"{MARK} fled."),
        ("Ali died in Aliyah.", {"people": ["Ali"]}, f"{MARK} died in Aliyah."),
        ("قُتل صالح وقال صالح قبلها", {"people": ["صالح"]}, f"قُتل {MARK} وقال {MARK} قبلها"),
        ("قتل خالد وخالد أخوه", {"people": ["خالد"]}, f"قتل {MARK} {MARK} أخوه"),
        ("A nurse, Huda, told us.", {"voices": [("A nurse, Huda", "medic")]}, f"{MARK}, told us."),
        ("Amaq said so.", {"voices": [("Amaq", "party")]}, "Amaq said so."),
        ("Ahmad and Huda fled.", {"people": ["Ahmad and", "and Huda"]}, f"{MARK} fled."),
    ],
)  # fmt: skip
def test_people_and_private_voices_are_masked(text: str, parts: dict[str, Any], masked: str) -> None:
    assert mask_quote(claim_over(text, **parts)) == masked


def test_cleared_names_are_said_in_any_spelling_and_protected_words_never() -> None:
    claim = claim_over("Abu Omar spoke to Huda on the phone.", people=["Abu Omar", "Huda"])
    assert mask_quote(claim, cleared=["ABU-OMAR"]) == f"Abu Omar spoke to {MARK} on the phone."
    assert mask_quote(claim, cleared=["Abu Omar", "Huda"], protected=["phone", " "]) == (
        f"Abu Omar spoke to Huda on the {MARK}."
    )


def test_a_quote_inside_a_report_is_masked_by_the_offsets_of_the_report() -> None:
    claim = Claim(
        kind="arrest_detention",
        quote=Span(100, 117, "They took Ahmad S"),
        people=(PersonMention(110, 121, "Ahmad Saleh"), PersonMention(10, 14, "Huda"), PersonMention(50, 50, "")),
    )
    assert mask_quote(claim) == f"They took {MARK}"


def test_the_mark_has_one_length_and_survivors_words_stay_inside() -> None:
    short, long = (claim_over(f"{name} died", people=[name]) for name in ("Ali", "Abd al-Rahman al-Shammari"))
    assert mask_quote(short) == mask_quote(long) == f"{MARK} died"
    assert mask_quote(claim_over("She told how.", kind="sexual_violence")) == MARK


def test_small_sensitive_numbers_are_masked_in_the_words_too() -> None:
    arrest = claim_over("They took three men.", kind="arrest_detention", counts=[("detained", "three", (3, 3))])
    assert mask_quote(arrest) == f"They took {MARK} men."
    inferred = replace(arrest, counts={"detained": Count(5, 5, "", 3, 3)})
    assert mask_quote(inferred) == "They took three men."
    strike = claim_over("It killed three men.", kind="airstrike", counts=[("killed", "three", (3, 3))])
    assert mask_quote(strike) == "It killed three men."


@pytest.mark.parametrize(
    ("kind", "counted", "bounds", "shown"),
    [
        ("airstrike", "killed", (1, 1), (1, 1)),
        ("torture", "killed", (1, 1), (1, 1)),
        ("airstrike", "injured", (2, 2), (2, 2)),
        ("torture", "injured", (2, 2), (None, 4)),
        ("torture", "munitions", (2, 2), (2, 2)),
        ("arrest_detention", "detained", (4, 4), (None, 4)),
        ("arrest_detention", "detained", (5, 5), (5, 5)),
        ("arrest_detention", "detained", (3, 8), (None, 8)),
        ("arrest_detention", "detained", (3, None), (None, None)),
        ("arrest_detention", "detained", (None, 4), (None, 4)),
        ("arrest_detention", "detained", (0, 0), (0, 0)),
        ("clash", "detained", (1, 1), (None, 4)),
    ],
)
def test_deaths_are_exact_and_small_sensitive_numbers_are_not(
    kind: str, counted: str, bounds: tuple[int | None, int | None], shown: tuple[int | None, int | None]
) -> None:
    public = public_counts({counted: Bounds(*bounds)}, kind=kind)[counted]
    assert (public.min, public.max) == shown


amounts = st.one_of(st.none(), st.integers(0, 30))


@given(
    st.sampled_from(["airstrike", *sorted(SENSITIVE)]),
    st.sampled_from(["killed", "detained", "injured"]),
    amounts,
    amounts,
)
def test_a_published_range_holds_the_true_one_and_publishing_twice_changes_nothing(
    kind: str, counted: str, low: int | None, high: int | None
) -> None:
    if low is not None and high is not None and low > high:
        low, high = high, low
    once = public_counts({counted: Bounds(low, high)}, kind=kind)
    assert public_counts(once, kind=kind) == once
    shown = once[counted]
    assert shown.min is None or shown.min == low
    assert shown.max is None or (high is not None and shown.max >= high)
    if counted == "detained" and low is not None and 0 < low < SMALL:
        assert shown.min is None
        assert shown.max is None or shown.max >= SMALL - 1


@given(st.floats(-60, 60), st.floats(-179, 179), st.integers(0, 50_000), st.booleans())
def test_the_coarse_circle_holds_the_true_one(lat: float, lon: float, radius_m: int, is_sensitive: bool) -> None:
    shown_lat, shown_lon, shown_radius_m = coarsen_point(lat, lon, radius_m=radius_m, is_sensitive=is_sensitive)
    assert shown_lat is not None
    assert shown_lon is not None
    assert shown_radius_m is not None
    assert distance_m((lat, lon), (shown_lat, shown_lon)) + radius_m <= shown_radius_m
    again = coarsen_point(shown_lat, shown_lon, radius_m=None, is_sensitive=is_sensitive)
    assert again == (shown_lat, shown_lon, None)


def test_a_point_is_never_invented() -> None:
    assert coarsen_point(None, 39.0, radius_m=5, is_sensitive=False) == (None, None, None)
    assert coarsen_point(35.0, None, radius_m=5, is_sensitive=True) == (None, None, None)
    assert public_place(None, kind="airstrike") is None
    assert public_place(PLACE, kind="airstrike") == replace(PLACE, lat=35.95, lon=39.01, radius_m=1500)
    sensitive = public_place(PLACE, kind="torture")
    assert sensitive is not None
    assert (sensitive.lat, sensitive.lon) == (35.95, 39.0)


def test_the_public_claim_says_kinds_of_voices_and_nothing_of_the_machine() -> None:
    text = "Huda, a nurse, and Amaq said that Russia hit Nahda on Tuesday and took three men."
    base = claim_over(text, kind="airstrike", people=["Huda"], voices=[("Amaq", "party"), ("Huda, a nurse", "medic")])
    claim = replace(
        base,
        when=TimeMention(*_span(text, "Tuesday"), edtf="2015-06-30"),
        perpetrators=(PartyMention(*_span(text, "Russia"), party="russia"), PartyMention(0, 0, "", party="russia")),
        places=(
            PlaceMention(*_span(text, "Nahda"), place="tabqa", role="destination"),
            PlaceMention(*_span(text, "Nahda"), place="nahda"),
        ),
        counts={"detained": Count(*_span(text, "three"), 3, 3)},
        score=0.93,
        rules=("secret rule",),
    )
    public = public_claim(claim, ref="CL-000001", lang="en", published="2015-07-01", evidence=EVIDENCE)
    assert public == PublicClaim(
        ref="CL-000001",
        kind="airstrike",
        status="asserted",
        lang="en",
        quote=f"{MARK}, and Amaq said that Russia hit Nahda on Tuesday and took {MARK} men.",
        said_by=("medic", "party"),
        published="2015-07-01",
        edtf="2015-06-30",
        counts={"detained": PublicCount(None, 4)},
        perpetrators=("russia",),
        place="nahda",
        evidence=EVIDENCE,
    )


@pytest.mark.parametrize("when", [None, TimeMention(0, 0, "", edtf=None)])
def test_a_public_claim_invents_no_date_no_place_and_no_voice(when: TimeMention | None) -> None:
    claim = replace(claim_over("It burned."), when=when)
    public = public_claim(claim, ref="CL-000002", lang="en", published="", evidence=EVIDENCE)
    assert (public.edtf, public.place, public.said_by, public.counts) == ("", "", ("organisation",), {})


PUBLIC_CLAIM = public_claim(claim_over("It burned."), ref="CL-000001", lang="en", published="", evidence=EVIDENCE)
FACTS = IncidentFacts(
    ref="IN-000001",
    kind="torture",
    title_en="Torture in a prison",
    title_ar="تعذيب في سجن",
    summary_en="",
    summary_ar="",
    edtf="2015-06",
    first_day="2015-06-01",
    last_day="2015-06-30",
    place=PLACE,
    grade="reasonable_grounds",
    graded_by="US-000001",
    signed_by="US-000002",
    signed_on="2015-08-01",
    victim_class="detainee",
    accused=(
        Accused("islamic_state", "reasonable_grounds", "the guards named themselves"),
        Accused("opposition", "reported", " "),
    ),
    counts={"injured": Bounds(2, 2), "killed": Bounds(1, 1)},
    people=(
        NamedPerson("Omar", "عمر", "tortured", has_consent=True),
        NamedPerson("Huda", "هدى", "tortured"),
        NamedPerson("Sami", "سامي", "tortured", has_consent=True, is_minor=True),
        NamedPerson("Rami", "رامي", "witness", has_consent=True),
    ),
)


def test_the_public_incident_is_a_subset_of_what_the_rules_allow() -> None:
    public = public_incident(FACTS, claims=(PUBLIC_CLAIM,))
    assert public.perpetrators == (("islamic_state", "reasonable_grounds"),)
    assert public.people == (("Omar", "عمر", "tortured"),)
    assert public.counts == {"injured": PublicCount(None, 4), "killed": PublicCount(1, 1)}
    assert public.place == public_place(PLACE, kind="torture")
    carried = {part.name for part in fields(PublicIncident)}
    assert not carried & {"graded_by", "signed_by", "accused", "basis"}
    for name in carried & {part.name for part in fields(IncidentFacts)} - {"counts", "people", "place"}:
        assert getattr(public, name) == getattr(FACTS, name)


def test_without_a_basis_the_perpetrator_is_unknown_in_public() -> None:
    bare = replace(FACTS, accused=(Accused("russia", "reported", ""),), counts=None, people=(), place=None)
    assert public_incident(bare, claims=(PUBLIC_CLAIM,)).perpetrators == (("unknown", ""),)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"signed_by": ""}, "not_signed_off"),
        ({"signed_by": "US-000001"}, "same_person"),
        ({"grade": ""}, "not_graded"),
    ],
)
def test_an_incident_that_may_not_go_out_says_why(change: dict[str, str], reason: str) -> None:
    with pytest.raises(NotReleasable, match=f"IN-000001: {reason}"):
        public_incident(replace(FACTS, **change), claims=(PUBLIC_CLAIM,))  # type: ignore[arg-type]
    with pytest.raises(NotReleasable, match="no_source"):
        public_incident(FACTS, claims=())


accused = st.lists(
    st.builds(
        Accused,
        party=st.sampled_from(["russia", "turkey", "unknown"]),
        certainty=st.sampled_from(["", "reported", "reasonable_grounds", "beyond_reasonable_doubt"]),
        basis=st.sampled_from(["", " ", "secretbasis"]),
    ),
    max_size=4,
).map(tuple)
people = st.lists(
    st.builds(
        NamedPerson,
        name_en=st.sampled_from(["Omar", "Huda", "Sami"]),
        name_ar=st.just(""),
        status=st.sampled_from(["killed", "witness", "leader", ""]),
        has_consent=st.booleans(),
        is_minor=st.booleans(),
    ),
    max_size=4,
).map(tuple)


@given(accused, people, st.sampled_from(["torture", "airstrike"]), st.integers(0, 9))
def test_a_release_is_a_subset_of_what_its_rules_allow(
    blamed: tuple[Accused, ...], known: tuple[NamedPerson, ...], kind: str, hurt: int
) -> None:
    facts = replace(FACTS, accused=blamed, people=known, kind=kind, counts={"injured": Bounds(hurt, hurt)})
    public = public_incident(facts, claims=(PUBLIC_CLAIM,))
    for party, certainty in public.perpetrators:
        assert party == "unknown" or Accused(party, certainty, "secretbasis") in blamed
    for name, _, status in public.people:
        may_be = [one for one in known if (one.name_en, one.status) == (name, status) and not one.is_minor]
        assert any(one.has_consent or status == "leader" for one in may_be)
        assert status != "witness"
    assert kind != "torture" or not 0 < (public.counts["injured"].min or 0) < SMALL
    said = " ".join(text for _, text in texts_of(public))
    assert not any(secret in said for secret in ("secretbasis", facts.graded_by, facts.signed_by))
    assert public.place is not None
    assert (public.place.lat, public.place.lon) != (PLACE.lat, PLACE.lon)
