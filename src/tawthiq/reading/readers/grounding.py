"""What another reader points at becomes a claim: it names words, and the words alone decide what they mean.

A model may say which kind of act it sees and which words are its place, time, actors and counts. Ids of parties and
places, bounds of numbers, dates and the class of a target are read off those words by the grammar and the conflict
folder, never taken from the model. What does not stand in the text is refused.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from typing import Any

from tawthiq.core.claims import (
    Attribution,
    Claim,
    Count,
    PartyMention,
    PersonMention,
    PlaceMention,
    Span,
    Target,
    TimeMention,
    check_claim,
)
from tawthiq.core.counts import VAGUE, Bounds, exactly
from tawthiq.core.texts import normalise
from tawthiq.errors import InvalidRecord
from tawthiq.reading.grammar import anchor_of
from tawthiq.reading.language import load_language
from tawthiq.reading.lexicon import Hit, load_lexicon
from tawthiq.reading.reader import Document, Reading, Refusal
from tawthiq.reading.resolving import Resolver
from tawthiq.reading.scenes import View, lay_out
from tawthiq.reading.sites import Site
from tawthiq.store.known_places import load_known_places

Words = tuple[int, int]
_SHOWN = 200


@dataclass(slots=True)
class Pointed:
    """What a reader points at: offsets into the raw text, end exclusive, beside its kind and status."""

    kind: str
    quote: Words
    status: str = "asserted"
    places: list[tuple[Words, str]] = field(default_factory=list)
    when: Words | None = None
    perpetrators: list[Words] = field(default_factory=list)
    target: Words | None = None
    counts: dict[str, Words] = field(default_factory=dict)
    people: list[tuple[Words, str]] = field(default_factory=list)
    attribution: list[tuple[Words, str, str]] = field(default_factory=list)
    score: float = 0.5
    rules: tuple[str, ...] = ()


class Ground:
    """A report laid out once, in which other readers' words are looked up."""

    def __init__(self, document: Document, *, conflict: str) -> None:
        """Raises NotFound for a language or conflict that has no folder."""
        self.document = document
        self.language = load_language(document.lang)
        self._normalised = normalise(document.text)
        self.scene = lay_out(
            self._normalised.text,
            language=self.language,
            lexicon=load_lexicon(document.lang, conflict),
            published=anchor_of(document.published),
            known=load_known_places(conflict),
        )
        self._starts = [view.sentence.start for view in self.scene.views]
        sites = [_site(hit, "scene") for view in self.scene.views for hit in view.of("place")]
        self._resolver = Resolver(sites, self.scene)

    def raw(self, start: int, end: int) -> Words:
        """Normalised offsets as offsets of the raw text."""
        return self._normalised.to_raw(start, end)

    def normal(self, words: Words) -> Words:
        """Raw offsets as offsets of the normalised text."""
        offsets = self._normalised.offsets
        return bisect_left(offsets, words[0]), bisect_left(offsets, words[1])

    def views(self, words: Words) -> list[View]:
        """The sentences that these raw words touch."""
        start, end = self.normal(words)
        first = max(0, bisect_right(self._starts, start) - 1)
        return [view for view in self.scene.views[first : bisect_left(self._starts, end)] if view.sentence.end > start]

    def hits(self, words: Words, *kinds: str) -> list[Hit]:
        """Lexicon words that stand within these raw words or share a letter with them, longest first."""
        start, end = self.normal(words)
        found = [
            hit
            for view in self.views(words)
            for kind in kinds
            for hit in view.of(kind)
            if hit.start < end and start < hit.end
        ]
        return sorted(found, key=lambda hit: hit.start - hit.end)

    def claim(self, pointed: Pointed, *, reader: str, version: str) -> Claim:
        """The claim; raises InvalidRecord for a closed value that is unknown or words that are not in the text."""
        text = self.document.text
        claim = Claim(
            kind=pointed.kind,
            quote=Span(*self._span(pointed.quote)),
            status=pointed.status,
            places=tuple(self._place(words, role) for words, role in pointed.places),
            when=self._when(pointed.when) if pointed.when else None,
            perpetrators=tuple(PartyMention(*self._span(words), self._party(words)) for words in pointed.perpetrators),
            target=self._target(pointed.target) if pointed.target else None,
            counts={slot: self._count(words) for slot, words in pointed.counts.items()},
            people=tuple(self._person(words, status) for words, status in pointed.people),
            attribution=tuple(
                Attribution(*self._span(words), kind, stance) for words, kind, stance in pointed.attribution
            ),
            score=max(0.0, min(pointed.score, 1.0)),
            reader=reader,
            version=version,
            rules=pointed.rules,
        )
        check_claim(claim, text=text)
        return claim

    def _span(self, words: Words) -> tuple[int, int, str]:
        return *words, self.document.text[slice(*words)]

    def _party(self, words: Words) -> str:
        return next((hit.value for hit in self.hits(words, "party")), "unknown")

    def _place(self, words: Words, role: str) -> PlaceMention:
        span = self._span(words)
        hit = next(iter(self.hits(words, "place")), None)
        start, end = self.normal(words)
        at = self.scene.token_at(start)
        site = _site(hit, role) if hit else Site(start, end, at, at + 1, (), role, name=self.scene.text[start:end])
        found = self._resolver.mention(site, self.scene.text)
        return replace(found, start=span[0], end=span[1], text=span[2])

    def _when(self, words: Words) -> TimeMention:
        start, end = self.normal(words)
        dates = [date for view in self.views(words) for date in view.dates if date.start < end and start < date.end]
        return TimeMention(*self._span(words), dates[0].edtf if len(dates) == 1 else None)

    def _target(self, words: Words) -> Target:
        party = next((hit.value for hit in self.hits(words, "party")), None)
        classes = [hit.value.target_class for hit in self.hits(words, "persons")]
        said = next((name for name in classes if name != "unknown"), "unknown")
        if not classes and self.hits(words, "facilities"):
            said = "facility"
        return Target(*self._span(words), party, said)

    def _count(self, words: Words) -> Count:
        bounds = self._bounds(words)
        who = next((self.scene.text[hit.start : hit.end] for hit in self.hits(words, "persons")), "")
        return Count(*self._span(words), bounds.min, bounds.max, bounds.approximate, who)

    def _bounds(self, words: Words) -> Bounds:
        """What the number words say; one man is one, people without a number are a number of people."""
        start, end = self.normal(words)
        for view in self.views(words):
            for number in view.numbers:
                if number.start < end and start < number.end:
                    return Bounds(number.min, number.max, approximate=number.approximate)
        known = [hit.value.number for hit in self.hits(words, "persons") if hit.value.number]
        return exactly(known[0]) if known else VAGUE

    def _person(self, words: Words, status: str) -> PersonMention:
        start, _end = self.normal(words)
        for view in self.views(words):
            title = view.has_ending(self.scene.token_at(start) - 1, "titles")
            if title:
                return PersonMention(*self._span(words), self.scene.text[title.start : title.end], status)
        return PersonMention(*self._span(words), "", status)


def _site(hit: Hit, role: str) -> Site:
    return Site(hit.start, hit.end, hit.first, hit.last, hit.value, role)


def ground_all(ground: Ground, pointed: list[Pointed], *, reader: str, version: str) -> Reading:
    """The claims that hold, in order of their quotes, each once, and the refusals."""
    reading = Reading([])
    seen: set[tuple[Any, ...]] = set()
    for item in sorted(pointed, key=lambda item: (item.quote, item.kind)):
        try:
            claim = ground.claim(item, reader=reader, version=version)
        except InvalidRecord as odd:
            reading.refused.append(Refusal(reader, str(odd), ground.document.text[slice(*item.quote)][:_SHOWN]))
            continue
        key = (claim.kind, claim.status, claim.quote.start, claim.quote.end, *sorted(pointed_at(item)))
        if key not in seen:
            seen.add(key)
            reading.claims.append(claim)
    return reading


def pointed_at(item: Pointed) -> list[Words]:
    """Every span a pointed claim carries, the quote first."""
    found = [item.quote, *(words for words, _role in item.places), *item.perpetrators, *item.counts.values()]
    found += [words for words in (item.when, item.target) if words]
    return found + [words for words, _status in item.people] + [words for words, _kind, _stance in item.attribution]
