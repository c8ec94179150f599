"""What may be said in public, field by field: a public record is made anew from an allow-list, never trimmed.

Masks and coarse numbers lose something on purpose; the mark says that something is missing, never how much.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import ceil, cos, radians

from tawthiq.core.claims import Claim, Span
from tawthiq.core.counts import Bounds
from tawthiq.core.grading import may_attribute, may_release
from tawthiq.core.kinds import SENSITIVE
from tawthiq.core.leaks import Leak, find_leaks, texts_of
from tawthiq.core.masks import names_in, reaches_in
from tawthiq.core.people import may_be_found, may_name_in_public
from tawthiq.core.releases import PublicClaim, PublicCount, PublicEvidence, PublicIncident, PublicPlace
from tawthiq.core.texts import fold
from tawthiq.errors import NotReleasable

__all__ = [
    "MARK",
    "Accused",
    "IncidentFacts",
    "Leak",
    "NamedPerson",
    "coarsen_point",
    "find_leaks",
    "is_sensitive",
    "is_small",
    "mask_quote",
    "public_claim",
    "public_counts",
    "public_incident",
    "public_place",
    "texts_of",
]

MARK = "█████"  # always the same length: how long a hidden name is may give it away
# Who speaks in private; a party, an outlet or an organisation speaks in public.
_PRIVATE_VOICES = frozenset({"own_reporter", "activist", "medic", "witness", "official"})
# Source: Murad Code (2022), survivors' words are not published without their own, separate consent.
WITHHELD_QUOTES = frozenset({"sexual_violence"})
# Source: the organisation's publication rules; threshold 5 as in statistical disclosure control
# (Hundepool and others, Statistical Disclosure Control, 2012, frequency tables).
SMALL = 5


def mask_quote(
    claim: Claim, *, cleared: Collection[str] = (), protected: Collection[str] = (), given_names: Collection[str] = ()
) -> str:
    """The claim's quote with ``MARK`` for every person, private voice, small sensitive number and way to reach people.

    ``cleared`` are names that may be said (compared folded); ``protected`` are further words to hide wherever they
    stand in the quote. A name that was found once is hidden at each of its repetitions. What begins with one of
    ``given_names`` (folded) and reads like a name is hidden too, though the reader did not see that it is one.
    """
    if claim.kind in WITHHELD_QUOTES:
        return MARK
    open_names = {fold(name) for name in cleared}
    voices = [a for a in claim.attribution if a.kind in _PRIVATE_VOICES]
    named = [span for span in (*claim.people, *voices) if span.text and fold(span.text) not in open_names]
    start, words = claim.quote.start, claim.quote.text
    hidden = [(span.start - start, span.end - start) for span in (*named, *_small_counts(claim))]
    parts = {part for person in claim.people if person in named for part in person.text.split() if len(part) >= 4}
    for name in {name.strip() for name in (*(span.text for span in named), *parts, *protected)} - {""}:
        hidden += [match.span() for match in _whole_words(name).finditer(words)]
    hidden += reaches_in(words)
    known = [(s.start - start, s.end - start) for s in (*claim.places, *claim.perpetrators, *claim.attribution)]
    read_as_names = names_in(words, given=given_names, known=known)
    hidden += [(low, high) for low, high in read_as_names if not _is_cleared(words[low:high], open_names=open_names)]
    return _mask(words, hidden=hidden)


def _is_cleared(name: str, *, open_names: Collection[str]) -> bool:
    """Whether it is a name that may be said, or the beginning of one, or one with a word more behind it."""
    folded = fold(name)
    return any(f"{one} ".startswith(f"{folded} ") or f"{folded} ".startswith(f"{one} ") for one in open_names)


def _whole_words(name: str) -> re.Pattern[str]:
    """The name as whole words, also behind the conjunctions and prepositions that Arabic writes on to it."""
    return re.compile(rf"(?<!\w)[وفبلك]{{0,2}}{re.escape(name)}(?!\w)", re.IGNORECASE)


def _small_counts(claim: Claim) -> list[Span]:
    return [
        count
        for counted, count in claim.counts.items()
        if is_small(Bounds(count.min, count.max), kind=claim.kind, counted=counted)
    ]


def _mask(words: str, *, hidden: Iterable[tuple[int, int]]) -> str:
    """Spans that touch or overlap become one mark; a span that only partly lies in the words hides that part."""
    pieces, done, masked = [], 0, False
    for start, end in sorted((max(start, 0), min(end, len(words))) for start, end in hidden):
        if start >= end or end <= done:
            continue
        if start > done or not masked:
            pieces += [words[done:start], MARK]
        done, masked = end, True
    return "".join([*pieces, words[done:]])


# Source: the organisation's publication rules: a grid of about one kilometre, settlement level where it is sensitive.
# One degree of latitude is 111.2 km (IUGG mean radius).
GRID_DEGREES, SENSITIVE_GRID_DEGREES = 0.01, 0.05
_DEGREE_M = 111_195


def coarsen_point(
    lat: float | None, lon: float | None, *, radius_m: int | None, is_sensitive: bool
) -> tuple[float | None, float | None, int | None]:
    """The nearest point of the grid, and a radius around it that still holds the whole circle that was known.

    An absent point stays absent; a point of unknown radius keeps an unknown radius.
    """
    if lat is None or lon is None:
        return None, None, None
    step = SENSITIVE_GRID_DEGREES if is_sensitive else GRID_DEGREES
    shown = round(round(lat / step) * step, 6), round(round(lon / step) * step, 6)
    if radius_m is None:
        return *shown, None
    # Half a cell each way; east-west cells shrink with latitude, so the edge nearer to the equator is the longer.
    widest = cos(radians(max(abs(lat) - step, 0)))
    moved = _DEGREE_M * step / 2 * (1 + widest**2) ** 0.5
    return *shown, ceil((radius_m + moved) / 100) * 100


def is_sensitive(*, kind: str, counted: str) -> bool:
    """Whether small numbers of it point at people who can be found: the detained, and all but the dead of some acts."""
    return counted not in ("killed", "munitions") and (counted == "detained" or kind in SENSITIVE)


def is_small(bounds: Bounds | PublicCount, *, kind: str, counted: str) -> bool:
    """Whether a number is sensitive and below ``SMALL``. Deaths never are; zero of anything reveals nobody.

    Source: Every Casualty Worldwide, Standards for Casualty Recording (2016), every death is counted; the
    organisation's publication rules for sexual violence, detainees and minors.
    """
    if not is_sensitive(kind=kind, counted=counted):
        return False
    return bounds.max != 0 and bounds.min is not None and bounds.min < SMALL


def public_counts(counts: Mapping[str, Bounds | PublicCount], *, kind: str) -> dict[str, PublicCount]:
    """The counts as they may be published: exact, or with a small sensitive lower bound taken away.

    2..2 becomes "up to 4", 3..8 becomes "up to 8", "at least 3" becomes a number that is not known. Doing it twice
    changes nothing.
    """
    return {
        counted: _suppressed(given) if is_small(given, kind=kind, counted=counted) else _as_public(given)
        for counted, given in counts.items()
    }


def _as_public(given: Bounds | PublicCount) -> PublicCount:
    return PublicCount(given.min, given.max, approximate=given.approximate)


def _suppressed(given: Bounds | PublicCount) -> PublicCount:
    return PublicCount(None, None if given.max is None else max(given.max, SMALL - 1), approximate=False)


def public_claim(
    claim: Claim,
    *,
    ref: str,
    lang: str,
    published: str,
    evidence: PublicEvidence,
    cleared: Collection[str] = (),
    protected: Collection[str] = (),
    given_names: Collection[str] = (),
) -> PublicClaim:
    """The public record of a claim: masked quote, kinds of voices instead of names, suppressed small numbers.

    With no voice named in the words it is the organisation that speaks.
    """
    scene = next((place.place for place in claim.places if place.role == "scene" and place.place), "")
    return PublicClaim(
        ref=ref,
        kind=claim.kind,
        status=claim.status,
        lang=lang,
        quote=mask_quote(claim, cleared=cleared, protected=protected, given_names=given_names),
        said_by=tuple(sorted({voice.kind for voice in claim.attribution})) or ("organisation",),
        published=published,
        edtf=(claim.when.edtf or "") if claim.when else "",
        counts=public_counts(
            {n: Bounds(c.min, c.max, c.approximate) for n, c in claim.counts.items()}, kind=claim.kind
        ),
        perpetrators=tuple(dict.fromkeys(party.party for party in claim.perpetrators)),
        place=scene,
        evidence=evidence,
    )


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person as the register knows them, with what decides whether a name may be said."""

    name_en: str
    name_ar: str
    status: str
    has_consent: bool = False
    is_minor: bool = False


@dataclass(frozen=True, slots=True)
class Accused:
    """A party held responsible, how certainly, and why; the basis stays inside."""

    party: str
    certainty: str
    basis: str


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """An incident as the register holds it: what ``public_incident`` chooses from. ``place`` is not yet coarsened."""

    ref: str
    kind: str
    title_en: str
    title_ar: str
    summary_en: str
    summary_ar: str
    edtf: str
    first_day: str
    last_day: str
    place: PublicPlace | None
    grade: str
    graded_by: str
    signed_by: str
    signed_on: str
    victim_class: str
    accused: tuple[Accused, ...] = ()
    counts: Mapping[str, Bounds] | None = None
    is_massacre: bool = False
    violations: tuple[str, ...] = ()
    disagreements: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    people: tuple[NamedPerson, ...] = ()


def public_incident(facts: IncidentFacts, *, claims: tuple[PublicClaim, ...]) -> PublicIncident:
    """The public record of a signed incident; raises NotReleasable with the reason code of the rule that holds it back.

    A party without a stated basis, a person without consent and a small sensitive number do not go out.
    """
    decision = may_release(
        facts.grade, graded_by=facts.graded_by, signed_by=facts.signed_by, shown_as_uncorroborated=True
    )
    if not decision:
        raise NotReleasable(f"{facts.ref}: {decision.reason}")
    if not claims:
        raise NotReleasable(f"{facts.ref}: no_source")
    return PublicIncident(
        ref=facts.ref,
        kind=facts.kind,
        title_en=facts.title_en,
        title_ar=facts.title_ar,
        summary_en=facts.summary_en,
        summary_ar=facts.summary_ar,
        edtf=facts.edtf,
        first_day=facts.first_day,
        last_day=facts.last_day,
        place=public_place(facts.place, kind=facts.kind, is_somebody_there=any(map(_may_be_found, facts.people))),
        grade=facts.grade,
        perpetrators=_public_parties(facts.accused),
        victim_class=facts.victim_class,
        counts=public_counts(facts.counts or {}, kind=facts.kind),
        is_massacre=facts.is_massacre,
        violations=facts.violations,
        disagreements=facts.disagreements,
        unknown=facts.unknown,
        people=tuple((p.name_en, p.name_ar, p.status) for p in facts.people if _may_name(p)),
        claims=claims,
        signed_on=facts.signed_on,
    )


def public_place(place: PublicPlace | None, *, kind: str, is_somebody_there: bool = False) -> PublicPlace | None:
    """The place with its point put on the grid, coarser where the act is sensitive or somebody could be looked for."""
    if place is None:
        return None
    lat, lon, radius_m = coarsen_point(
        place.lat, place.lon, radius_m=place.radius_m, is_sensitive=kind in SENSITIVE or is_somebody_there
    )
    return PublicPlace(
        ref=place.ref,
        name_en=place.name_en,
        name_ar=place.name_ar,
        lat=lat,
        lon=lon,
        radius_m=radius_m,
        governorate=place.governorate,
        governorate_en=place.governorate_en,
        governorate_ar=place.governorate_ar,
    )


def _public_parties(accused: Iterable[Accused]) -> tuple[tuple[str, str], ...]:
    """Parties that may be named; where nobody may be, the perpetrator is unknown to the public."""
    named = tuple(
        (a.party, a.certainty) for a in accused if may_attribute(a.party, basis=a.basis, certainty=a.certainty)
    )
    return named or (("unknown", ""),)


def _may_name(person: NamedPerson) -> bool:
    return bool(may_name_in_public(person.status, has_consent=person.has_consent, is_minor=person.is_minor))


def _may_be_found(person: NamedPerson) -> bool:
    return may_be_found(person.status, is_minor=person.is_minor)
