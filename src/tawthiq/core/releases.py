"""What a release is made of: plain public records, each a whitelist of what the world may see.

The desk derives these through ``core.disclosure``; ``store.release`` writes them into one file; the public site reads
that file and nothing else. A field that is not named here does not exist in public.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PublicCount:
    """How many, as a documented range; ``max`` None means open ("at least"), both None means number unknown."""

    min: int | None
    max: int | None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class PublicEvidence:
    """Proof that a preserved original stood in the journal: position and salted commitment (64 hex), not its hash."""

    seq: int
    commitment: str
    received_on: str


@dataclass(frozen=True, slots=True)
class PublicClaim:
    """One claim behind an incident. ``quote`` has protected names masked; ``said_by`` holds source kinds, no name."""

    ref: str
    kind: str
    status: str
    lang: str
    quote: str
    said_by: tuple[str, ...]
    published: str
    edtf: str
    counts: dict[str, PublicCount]
    perpetrators: tuple[str, ...]
    place: str
    evidence: PublicEvidence


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """A place as published: the point is coarsened, ``radius_m`` says how far the truth may lie."""

    ref: str
    name_en: str
    name_ar: str
    lat: float | None
    lon: float | None
    radius_m: int | None
    governorate: str
    governorate_en: str
    governorate_ar: str


@dataclass(frozen=True, slots=True)
class PublicIncident:
    """One released incident. ``perpetrators`` are (party id, certainty) pairs; ``unknown`` names fields."""

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
    perpetrators: tuple[tuple[str, str], ...]
    victim_class: str
    counts: dict[str, PublicCount]
    is_massacre: bool
    violations: tuple[str, ...]
    disagreements: tuple[str, ...]
    unknown: tuple[str, ...]
    people: tuple[tuple[str, str, str], ...]  # (name_en, name_ar, status), only where consent and rules allow
    claims: tuple[PublicClaim, ...]
    signed_on: str


@dataclass(frozen=True, slots=True)
class PublicPerson:
    """Somebody who may be named, in one incident: what happened to them, on which day (EDTF) and where."""

    name_en: str
    name_ar: str
    status: str
    incident: str
    edtf: str
    place: PublicPlace | None


@dataclass(frozen=True, slots=True)
class PublicArticle:
    """An article in both languages; ``body_*`` is Markdown in which ``{{figure:NAME}}`` is filled from this release."""

    ref: str
    slug: str
    category: str
    title_en: str
    title_ar: str
    dateline_en: str
    dateline_ar: str
    body_en: str
    body_ar: str
    author_en: str
    author_ar: str
    published: str
    incidents: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicCorrection:
    """Something published that was wrong, and what is right; ``about`` is an incident's reference or article's slug."""

    about: str
    on: str
    text_en: str
    text_ar: str


@dataclass(frozen=True, slots=True)
class PublicLabel:
    """The words for one id of a vocabulary (``table`` is parties, kinds, grades, violations, source_kinds …)."""

    table: str
    id: str
    en: str
    ar: str
    definition_en: str = ""
    definition_ar: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one table: summed range, and the incidents it is the sum of.

    ``table`` is party, kind, place or month; ``key`` the id in it; ``max`` None means open upwards;
    ``unknown`` counts incidents whose number is not known.
    """

    table: str
    key: str
    counted: str
    min: int
    max: int | None
    unknown: int
    incidents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReleaseContent:
    """Everything that goes out together, frozen and numbered."""

    number: int
    built_at: str
    organisation_en: str
    organisation_ar: str
    about_en: str
    about_ar: str
    conflict_en: str
    conflict_ar: str
    journal_size: int
    journal_chain: str
    incidents: tuple[PublicIncident, ...] = ()
    articles: tuple[PublicArticle, ...] = ()
    labels: tuple[PublicLabel, ...] = ()
    figures: tuple[Figure, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)
    corrections: tuple[PublicCorrection, ...] = ()
