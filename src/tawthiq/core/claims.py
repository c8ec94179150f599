"""A claim: who says that who did what to whom, where, when and how many, tied to the exact words.

A claim is plain data. Its JSON form is the reading contract (``docs/reference/formats/claim.md``); readers make it,
the desk stores it, a person decides about it. Offsets are code points into the report's text, end exclusive.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from tawthiq.errors import InvalidRecord

KINDS = (
    "clash",
    "airstrike",
    "shelling",
    "ground_attack",
    "explosion_ied",
    "sniper_killing",
    "execution",
    "killing_other",
    "arrest_detention",
    "abduction",
    "torture",
    "enforced_disappearance",
    "child_recruitment",
    "sexual_violence",
    "siege_restriction",
    "forced_displacement",
    "property_seizure_destruction",
    "attack_on_medical",
    "attack_on_school",
    "movement_restriction",
    "control_change",
    "troop_movement",
    "punishment",
    "fine_extortion",
    "chemical_attack",
    "other",
)
STATUSES = ("asserted", "denied", "planned", "background", "total")
TARGET_CLASSES = ("civilian", "combatant", "facility", "unknown")
COUNTED = ("killed", "injured", "detained", "displaced", "munitions")
ATTRIBUTION_KINDS = ("own_reporter", "activist", "medic", "witness", "party", "media", "organisation", "official")
STANCES = ("asserts", "denies", "accuses", "admits")
# How a report holds that the perpetrator did it, the surest first. Source: MUC-4, slot PERP: ORG CONFIDENCE.
CONFIDENCES = ("reported_as_fact", "claimed_or_admitted", "accused_by_authorities", "possible")


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a report: ``text_of_report[start:end] == text``, always."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class PlaceCandidate:
    """A gazetteer place that the words may mean: ``score`` 0 to 1 is its share among all, ``reasons`` say why."""

    place: str
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    radius_m: int | None
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceMention(Span):
    """A place as written; ``place`` is the gazetteer id or None where it is not resolved.

    ``role`` is scene, origin, destination or direction; ``radius_m`` is how far the true point may lie from lat/lon.
    ``country`` is its ISO 3166 alpha-2 code (XK for Kosovo), None where it is not known. ``candidates`` are the places
    of that name where there are several or the conflict folder has none of it, the best first.
    """

    place: str | None = None
    name: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None
    role: str = "scene"
    country: str | None = None
    candidates: tuple[PlaceCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class CountryMention(Span):
    """The country of the act by ISO 3166 alpha-2 code (XK for Kosovo); one that the words do not tell has no span."""

    iso2: str = ""


@dataclass(frozen=True, slots=True)
class TimeMention(Span):
    """A date expression as written; ``edtf`` is None when nothing anchors it (it stays symbolic)."""

    edtf: str | None = None


@dataclass(frozen=True, slots=True)
class PartyMention(Span):
    """A party as written beside its neutral id; an inferred party has an empty span (start == end, text "")."""

    party: str = "unknown"


@dataclass(frozen=True, slots=True)
class Target(Span):
    """Who or what was hit; ``target_class`` is never civilian unless the words say so (JSON key ``class``)."""

    party: str | None = None
    target_class: str = "unknown"


@dataclass(frozen=True, slots=True)
class Count(Span):
    """How many. None is unbounded or not known on that side; both None means "a number of"."""

    min: int | None = None
    max: int | None = None
    approximate: bool = False
    who: str = ""


@dataclass(frozen=True, slots=True)
class PersonMention(Span):
    """A person named in the words; ``status`` is killed, injured, arrested, source, leader …

    ``name`` is the name in full where the report writes it so elsewhere and here only a part of it.
    """

    role: str = ""
    status: str = ""
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution(Span):
    """Who says so, from ``ATTRIBUTION_KINDS`` and ``STANCES``."""

    kind: str = "organisation"
    stance: str = "asserts"


@dataclass(frozen=True, slots=True)
class Vote:
    """What one of several readers says of a claim; the claim itself is worded by the first reader that found it.

    ``found`` is False where this reader read the report and made no such claim, None where it could not read it
    (``reason`` tells why). ``differs`` maps the keys of the claim of which it says something else (``kind``, ``when``,
    ``counts.killed`` …) to what it says, in the claim's JSON form.
    """

    reader: str
    version: str
    found: bool | None
    differs: dict[str, Any] = field(default_factory=dict, hash=False)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion in a report. ``counts`` holds only what is mentioned; the JSON form writes null for the rest.

    ``readers`` is empty unless several readers read the report. ``confidence`` is one of ``CONFIDENCES``, or None where
    no perpetrator is named or no reader said. ``standing``, 0 to 1, is how far the sentence reports the act rather than
    naming it on the way, None where no reader said.
    """

    kind: str
    quote: Span
    status: str = "asserted"
    places: tuple[PlaceMention, ...] = ()
    country: CountryMention | None = None
    when: TimeMention | None = None
    perpetrators: tuple[PartyMention, ...] = ()
    target: Target | None = None
    counts: dict[str, Count] = field(default_factory=dict)
    people: tuple[PersonMention, ...] = ()
    attribution: tuple[Attribution, ...] = ()
    score: float = 0.0
    reader: str = ""
    version: str = ""
    rules: tuple[str, ...] = ()
    readers: tuple[Vote, ...] = ()
    confidence: str | None = None
    standing: float | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What the words say about who did it: ``speakers`` are (kind, stance, party id or None) of who tells of it."""

    perpetrators: tuple[str, ...]
    speakers: tuple[tuple[str, str, str | None], ...] = ()
    is_hedged: bool = False
    is_inferred: bool = False


def confidence_of(telling: Telling) -> str | None:
    """How the report holds that the perpetrator did it; None where it names none.

    The perpetrator's own word wins over everything. Then a hedge ("suspected"), or an actor that the reader inferred
    from something else than the words, makes it possible. An accusation, or the word of an official or of another
    party to the conflict, is an accusation by authorities where they make it, else possible. All else is a fact.
    """
    if not telling.perpetrators:
        return None
    told = [speaker for speaker in telling.speakers if speaker[1] != "denies"]
    if any(party in telling.perpetrators and stance != "accuses" for _kind, stance, party in told):
        return "claimed_or_admitted"
    if telling.is_hedged or telling.is_inferred:
        return "possible"
    is_free = any(kind not in ("party", "official") and stance != "accuses" for kind, stance, _party in told)
    if not told or is_free:
        return "reported_as_fact"
    by_authorities = any(kind in ("party", "official") for kind, _stance, _party in told)
    return "accused_by_authorities" if by_authorities else "possible"


def is_disputed(claim: Claim) -> bool:
    """Whether a reader that read the report did not find the claim, or says something else of it."""
    return any(vote.found is False or vote.differs for vote in claim.readers)


def spans_of(claim: Claim) -> list[Span]:
    """Every span a claim carries, the quote first."""
    found: list[Span] = [claim.quote, *claim.places, *claim.perpetrators, *claim.people, *claim.attribution]
    found += [span for span in (claim.country, claim.when, claim.target) if span is not None]
    return found + list(claim.counts.values())


def check_claim(claim: Claim, *, text: str) -> None:
    """Raise InvalidRecord unless every closed value is known and every span slices back to its words."""
    for name, value, allowed in (
        ("kind", claim.kind, KINDS),
        ("status", claim.status, STATUSES),
        ("target.class", claim.target.target_class if claim.target else "unknown", TARGET_CLASSES),
    ):
        if value not in allowed:
            raise InvalidRecord(f"{name}: {value!r} is not one of {', '.join(allowed)}")
    if claim.confidence is not None and claim.confidence not in CONFIDENCES:
        raise InvalidRecord(f"confidence: {claim.confidence!r} is not one of {', '.join(CONFIDENCES)}")
    if claim.standing is not None and not 0 <= claim.standing <= 1:
        raise InvalidRecord(f"standing: {claim.standing!r} is not between 0 and 1")
    if unknown := set(claim.counts) - set(COUNTED):
        raise InvalidRecord(f"counts: unknown key {sorted(unknown)[0]!r}")
    if not claim.quote.text:
        raise InvalidRecord("quote: a claim carries the words it rests on")
    for span in spans_of(claim):
        if not 0 <= span.start <= span.end <= len(text) or text[span.start : span.end] != span.text:
            raise InvalidRecord(f"span {span.start}-{span.end} does not slice back to its words")
    for name, count in claim.counts.items():
        if count.min is not None and count.max is not None and count.min > count.max:
            raise InvalidRecord(f"counts.{name}: minimum {count.min} is above maximum {count.max}")


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


def to_json(claim: Claim) -> dict[str, Any]:
    """The contract's JSON object; missing is null, never an invented value."""
    return {
        "kind": claim.kind,
        "status": claim.status,
        "quote": _span(claim.quote),
        "places": [
            _span(p)
            | {"place": p.place, "name": p.name, "lat": p.lat, "lon": p.lon, "radius_m": p.radius_m, "role": p.role}
            | {"country": p.country, "candidates": [_candidate(candidate) for candidate in p.candidates]}
            for p in claim.places
        ],
        "when": _span(claim.when) | {"edtf": claim.when.edtf} if claim.when else None,
        "perpetrators": [_span(p) | {"party": p.party} for p in claim.perpetrators],
        "target": _span(claim.target) | {"party": claim.target.party, "class": claim.target.target_class}
        if claim.target
        else None,
        "counts": {name: _count_to_json(claim.counts.get(name)) for name in COUNTED},
        "people": [_span(p) | {"role": p.role, "status": p.status, "name": p.name} for p in claim.people],
        "attribution": [_span(a) | {"kind": a.kind, "stance": a.stance} for a in claim.attribution],
        "confidence": claim.confidence,
        "score": round(claim.score, 3),
        "reader": claim.reader,
        "version": claim.version,
        "rules": list(claim.rules),
    } | _told_keys(claim)


def _told_keys(claim: Claim) -> dict[str, Any]:
    """Keys that stand only where there is something to tell."""
    told: dict[str, Any] = {}
    if claim.country:
        told["country"] = _span(claim.country) | {"iso2": claim.country.iso2}
    if claim.standing is not None:
        told["standing"] = round(claim.standing, 2)
    if claim.readers:
        told["readers"] = [_vote_to_json(vote) for vote in claim.readers]
    return told


def _vote_to_json(vote: Vote) -> dict[str, Any]:
    said = {"reader": vote.reader, "version": vote.version, "found": vote.found, "differs": vote.differs}
    return said | ({"reason": vote.reason} if vote.reason else {})


def _candidate(candidate: PlaceCandidate) -> dict[str, Any]:
    return asdict(candidate) | {"reasons": list(candidate.reasons)}


def _place_from_json(body: dict[str, Any]) -> PlaceMention:
    given = [PlaceCandidate(**(row | {"reasons": tuple(row["reasons"])})) for row in body.get("candidates") or ()]
    return PlaceMention(**(body | {"candidates": tuple(given)}))


def _count_to_json(count: Count | None) -> dict[str, Any] | None:
    if count is None:
        return None
    return _span(count) | {"min": count.min, "max": count.max, "approximate": count.approximate, "who": count.who}


def from_json(body: dict[str, Any]) -> Claim:
    """A claim from the contract's JSON; raises InvalidRecord naming the key that is absent or odd."""
    try:
        return Claim(
            kind=body["kind"],
            status=body["status"],
            quote=Span(**body["quote"]),
            places=tuple(_place_from_json(p) for p in body["places"]),
            country=CountryMention(**body["country"]) if body.get("country") else None,
            when=TimeMention(**body["when"]) if body["when"] else None,
            perpetrators=tuple(PartyMention(**p) for p in body["perpetrators"]),
            target=_target_from_json(body["target"]) if body["target"] else None,
            counts={name: Count(**count) for name, count in body["counts"].items() if count},
            people=tuple(PersonMention(**p) for p in body["people"]),
            attribution=tuple(Attribution(**a) for a in body["attribution"]),
            score=float(body["score"]),
            reader=body["reader"],
            version=body["version"],
            rules=tuple(body["rules"]),
            readers=tuple(Vote(**vote) for vote in body.get("readers", ())),
            confidence=body.get("confidence"),
            standing=body.get("standing"),
        )
    except KeyError as missing:
        raise InvalidRecord(f"claim: {missing.args[0]!r} is absent") from missing
    except (TypeError, ValueError, AttributeError) as odd:
        raise InvalidRecord(f"claim: {odd}") from odd


def _target_from_json(body: dict[str, Any]) -> Target:
    rest = {key: value for key, value in body.items() if key != "class"}
    return Target(**rest, target_class=body["class"])
