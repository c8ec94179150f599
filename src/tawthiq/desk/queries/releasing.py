"""What would go out: every signed incident through the disclosure rules, what is held back, and what must not leak."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import timezone

from tawthiq.core.claims import from_json
from tawthiq.core.differencing import counts_beside, hidden_counts, says_small_number, without_counts
from tawthiq.core.disclosure import IncidentFacts, public_claim, public_incident
from tawthiq.core.figures import period_of, tables_asked
from tawthiq.core.releases import (
    Figure,
    PublicArticle,
    PublicClaim,
    PublicCorrection,
    PublicEvidence,
    PublicIncident,
    PublicLabel,
    ReleaseContent,
)
from tawthiq.counting.tables import figures, figures_within
from tawthiq.desk import models as m
from tawthiq.desk.queries.consents import unwilling_items
from tawthiq.desk.queries.earlier import TAKEN_BACK, Before, Shown, public_before, still_shown
from tawthiq.desk.queries.facts import facts_of, with_facts
from tawthiq.desk.queries.protected import protected_values
from tawthiq.errors import NotReleasable
from tawthiq.store.given_names import given_names
from tawthiq.store.packs import load_conflict, load_table

TABLES = ("kinds", "grades", "violations", "source_kinds", "victim_classes", "article_categories")
COUNTED = ("incidents", "killed", "injured", "detained", "displaced", "munitions")


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An incident that does not go out, and the code of the rule that holds it."""

    incident: m.Incident
    reason: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a release built now would hold, and what it would not."""

    incidents: tuple[PublicIncident, ...]
    held_back: tuple[HeldBack, ...]


def outgoing() -> Outgoing:
    """Every incident of the register, through the rules: out, or held back with the reason.

    What is public already is laid beside it, so that no number tells something by having changed.
    """
    places = {place.code: place for place in m.Place.objects.select_related("parent__parent__parent")}
    evidence = _evidence_by_item()
    sources = list(m.Source.objects.values_list("pseudonym", flat=True))
    unwilling = unwilling_items(purpose="publish_anonymous", on=timezone.now().date())
    before = public_before()
    released: list[PublicIncident] = []
    held: list[HeldBack] = []
    for incident in with_facts(m.Incident.objects.order_by("pk")):
        try:
            if any(row.report.item_id in unwilling for row in incident.claims.all()):
                raise NotReleasable("consent_refused")
            facts = facts_of(incident, places=places)
            _refuse_small_numbers(facts)
            claims = tuple(_public_claims(incident, facts, evidence=evidence, sources=sources, before=before))
            public = public_incident(facts, claims=claims)
            counts = counts_beside(public.counts, kind=public.kind, earlier=before.counts.get(public.ref, {}))
            released.append(replace(public, counts=counts))
        except NotReleasable as rule:
            held.append(HeldBack(incident=incident, reason=str(rule).split(": ")[-1]))
    return Outgoing(incidents=tuple(released), held_back=tuple(held))


def shown_no_more(going: Outgoing | None = None) -> list[Shown]:
    """What public releases show that may be shown no more, by what would go out now."""
    going = going or outgoing()
    gone = {held.incident.ref for held in going.held_back if held.reason in TAKEN_BACK}
    return still_shown(going.incidents, gone=gone, protected=protected_values())


def _refuse_small_numbers(facts: IncidentFacts) -> None:
    for words in (facts.title_en, facts.title_ar, facts.summary_en, facts.summary_ar):
        days = (facts.first_day, facts.last_day)
        if says_small_number(words, counts=facts.counts or {}, kind=facts.kind, days=days):
            raise NotReleasable("small_number_in_words")


def _evidence_by_item() -> dict[str, PublicEvidence]:
    """The first receipt of each item as the public may see it: entry number and salted commitment."""
    found: dict[str, PublicEvidence] = {}
    for entry in m.JournalEntry.objects.filter(event="received").order_by("seq"):
        day = entry.recorded_at.date().isoformat()
        found.setdefault(entry.subject, PublicEvidence(entry.seq, entry.commitment, day))
    return found


def _public_claims(
    incident: m.Incident,
    facts: IncidentFacts,
    *,
    evidence: dict[str, PublicEvidence],
    sources: list[str],
    before: Before,
) -> Iterator[PublicClaim]:
    """The claims with every source hidden in their quotes, whether or not the reader saw that it speaks there.

    A number that the incident may not say is hidden in its claims too, except where that very claim is public already.
    """
    involved = list(incident.involvements.all())
    cleared = [name for one in involved if one.person.may_publish for name in _both_names(one.person)]
    hidden = [name for one in involved if not one.person.may_publish for name in _both_names(one.person)]
    for row in incident.claims.all():
        claim = from_json(row.body)
        earlier = {} if row.ref in before.claims else before.counts.get(facts.ref, {})
        closed = hidden_counts(claim, kind=facts.kind, earlier=earlier)
        public = public_claim(
            claim,
            ref=row.ref,
            lang=row.report.lang,
            published=row.report.published,
            evidence=evidence[row.report.item.ref],
            cleared=cleared,
            protected=[*hidden, *sources, *(claim.counts[name].text for name in closed)],
            given_names=given_names(),
        )
        yield without_counts(public, hidden=closed)


def _both_names(person: m.Person) -> list[str]:
    return [name for name in (person.name_en, person.name_ar) if name]


def content_of(number: int, *, journal: m.JournalHead) -> ReleaseContent:
    """The whole of a release as of now."""
    going = outgoing()
    conflict = load_conflict(settings.CONFLICT)
    name = settings.ORGANISATION
    articles = _articles({incident.ref for incident in going.incidents})
    return ReleaseContent(
        number=number,
        built_at=timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        organisation_en=name["en"],
        organisation_ar=name["ar"],
        about_en=settings.ABOUT["en"],
        about_ar=settings.ABOUT["ar"],
        conflict_en=conflict.title_en,
        conflict_ar=conflict.title_ar,
        journal_size=journal.size,
        journal_chain=journal.chain,
        incidents=going.incidents,
        articles=articles,
        labels=tuple(_labels()),
        corrections=_corrections(),
        figures=(*figures(going.incidents, counted=COUNTED), *_figures_of_periods(articles, going.incidents)),
    )


def _corrections() -> tuple[PublicCorrection, ...]:
    rows = m.Correction.objects.order_by("pk")
    return tuple(PublicCorrection(one.about, one.on.isoformat(), one.text_en, one.text_ar) for one in rows)


def _figures_of_periods(articles: Iterable[PublicArticle], incidents: tuple[PublicIncident, ...]) -> Iterator[Figure]:
    """The figures of every year and month that an article asks for: frozen with the release, like all others."""
    bodies = [body for one in articles for body in (one.body_en, one.body_ar)]
    periods = {period_of(table) for body in bodies for table in tables_asked(body)} - {""}
    for period in sorted(periods):
        yield from figures_within(incidents, period=period, counted=COUNTED)


def _articles(released: set[str]) -> tuple[PublicArticle, ...]:
    """Articles that are ready, whose day has come and whose incidents are released; the rest wait."""
    ready = [
        article
        for article in m.Article.objects.filter(state="ready", published__lte=timezone.now().date())
        .prefetch_related("incidents")
        .order_by("pk")
        if {incident.ref for incident in article.incidents.all()} <= released
    ]
    return tuple(_public_article(article, others=ready) for article in ready)


def _public_article(article: m.Article, *, others: list[m.Article]) -> PublicArticle:
    mine = {incident.ref for incident in article.incidents.all()}
    related = [
        other.slug
        for other in others
        if other.pk != article.pk
        and (other.category == article.category or mine & {incident.ref for incident in other.incidents.all()})
    ]
    return PublicArticle(
        ref=article.ref,
        slug=article.slug,
        category=article.category,
        title_en=article.title_en,
        title_ar=article.title_ar,
        dateline_en=article.dateline_en,
        dateline_ar=article.dateline_ar,
        body_en=article.body_en,
        body_ar=article.body_ar,
        author_en=settings.ORGANISATION["en"],
        author_ar=settings.ORGANISATION["ar"],
        published=article.published.isoformat(),
        incidents=tuple(sorted(mine)),
        related=tuple(related[:3]),
    )


def _labels() -> list[PublicLabel]:
    rows = [
        PublicLabel(
            table=table,
            id=row["id"],
            en=row["en"],
            ar=row["ar"],
            definition_en=_definition(row, "en"),
            definition_ar=_definition(row, "ar"),
        )
        for table in TABLES
        for row in load_table(table)
    ]
    parties = [PublicLabel("parties", one.code, one.name_en, one.name_ar) for one in m.Party.objects.all()]
    places = [
        PublicLabel("governorates", one.code, one.name_en, one.name_ar)
        for one in m.Place.objects.filter(kind="governorate")
    ]
    return rows + parties + places


def _definition(row: dict[str, object], lang: str) -> str:
    words = str(row.get(f"definition_{lang}") or "")
    basis = row.get("legal_basis" if lang == "en" else "legal_basis_ar")
    mark = "; " if lang == "en" else "؛ "
    return f"{words} ({mark.join(map(str, basis))})" if isinstance(basis, list) else words
