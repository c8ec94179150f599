"""A report laid out for the grammar: per sentence its tokens, lexicon hits, quantities, times, parties and places."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from tawthiq.reading.clauses import cut_clauses
from tawthiq.reading.describing import name_dated, name_descriptions, name_elsewhere, name_judged
from tawthiq.reading.language import DateMention, Language, NumberMention
from tawthiq.reading.lexicon import Hit, Lexicon
from tawthiq.reading.sections import Section, find_sections
from tawthiq.reading.sentences import Quotation, Sentence, find_quotations, find_sentences
from tawthiq.reading.tokens import Token, find_tokens
from tawthiq.reading.untold import without_untold
from tawthiq.reading.wires import has_case, join_lines, set_capitals, set_case
from tawthiq.store.known_places import KnownPlaces

# Words behind which a place may stand alone in a text without case.
_BEFORE_PLACES = ("locatives", "origins", "destinations", "regions", "place_types", "directions")
# Of names without capitals: most words, the longest word that is too small, endings that names hardly have.
_NAME_MAX, _SMALL_WORD = 5, 3
_VERB_ENDINGS = ("ed", "ing", "ly", "tion", "ment", "'s", "ness", "ship")
# Words that mean nothing inside a time expression: the month of May is no "may".
_NOT_IN_DATES = ("triggers", "future")
# Words beside which a bomb is one that went off or was thrown, not one that lies in a store.
_HARM = frozenset(
    ("killed", "injured", "casualties", "none_hurt", "none_injured", "strike", "attack", "explosion_ied", "massacre")
) | {"killing_other", "airstrike", "shelling"}
_FEATURED = frozenset(
    ["nature", "crimes", "triggers", "persons", "movement", "munitions", "raids", "burnables", "facilities"]
)
_Mention = TypeVar("_Mention", Hit, NumberMention, DateMention)


@dataclass(slots=True)
class View:
    """One sentence with everything found in it; token numbers are those of the whole report."""

    index: int
    sentence: Sentence
    first: int
    last: int
    hits: dict[str, list[Hit]]
    numbers: list[NumberMention]
    dates: list[DateMention]
    features: set[str] = field(default_factory=set)
    ending: dict[int, dict[str, Hit]] = field(default_factory=dict)
    starting: dict[int, dict[str, Hit]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Hit]:
        """Hits of one class, in order."""
        return self.hits.get(kind, [])

    def has_ending(self, token: int, *kinds: str) -> Hit | None:
        """A hit of these classes whose last word is this token."""
        found = self.ending.get(token)
        if found:
            for kind in kinds:
                if kind in found:
                    return found[kind]
        return None

    def has_starting(self, token: int, *kinds: str) -> Hit | None:
        """A hit of these classes whose first word is this token."""
        found = self.starting.get(token)
        if found:
            for kind in kinds:
                if kind in found:
                    return found[kind]
        return None


@dataclass(slots=True)
class Scene:
    """The whole report in normalised text, ready for the frames."""

    text: str
    language: Language
    published: date | None
    sections: list[Section]
    sentences: list[Sentence]
    quotations: list[Quotation]
    tokens: list[Token]
    token_starts: list[int]
    views: list[View]
    known: KnownPlaces | None = None

    def token_at(self, at: int) -> int:
        """The number of the token that holds this character, else of the first one after it."""
        index = bisect_left(self.token_starts, at)
        return index - 1 if index and self.tokens[index - 1].end > at else index

    def view_at(self, at: int) -> int:
        """The number of the sentence that holds this character, else of the last one before it."""
        return max(0, bisect_right(self.sentences, at, key=lambda sentence: sentence.start) - 1)

    def words_between(self, first: int, last: int) -> str:
        """The text from the end of token ``first - 1`` to the start of token ``last``."""
        if first >= last:
            return ""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]


def lay_out(
    text: str, *, language: Language, lexicon: Lexicon, published: date | None, known: KnownPlaces | None = None
) -> Scene:
    """The scene of a normalised text; its own copy has lines joined and case set, each character in its place.

    ``known`` are the places beyond those of the lexicon.
    """
    text = join_lines(text)
    is_cased = not language.capitals or has_case(text)
    text = text if is_cased else set_case(text, language.words.get("capitalised"))
    sections = find_sections(text, language=language)
    sentences = find_sentences(text, sections, language=language)
    tokens = find_tokens(text)
    starts = [token.start for token in tokens]
    hits = lexicon.find(tokens, text=text, is_cased=is_cased)
    if not is_cased:
        text, hits = _with_capitals(text, hits, tokens)
        tokens = find_tokens(text)
    hits = name_elsewhere(without_untold(hits, tokens), lexicon.home)
    hits = name_descriptions(name_dated(name_judged(hits), published))
    sentences = cut_clauses(sentences, hits, tokens, text=text, language=language)
    dates = language.find_dates(text, published)
    numbers = _outside(language.find_numbers(text), dates)
    scene = Scene(
        text, language, published, sections, sentences, find_quotations(text, sections), tokens, starts, [], known
    )
    at_hit = at_number = at_date = 0
    for index, sentence in enumerate(sentences):
        at_hit, own_hits = _slice(hits, at_hit, sentence)
        at_number, own_numbers = _slice(numbers, at_number, sentence)
        at_date, own_dates = _slice(dates, at_date, sentence)
        span = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        view = View(index, sentence, *span, hits={}, numbers=own_numbers, dates=own_dates)
        _index_hits(view, [hit for hit in own_hits if hit.kind not in _NOT_IN_DATES or not _is_in_date(hit, own_dates)])
        scene.views.append(view)
    return scene


def _with_capitals(text: str, hits: list[Hit], tokens: list[Token]) -> tuple[str, list[Hit]]:
    """A text without case with capitals for its places and persons; a word is a place only where one is expected."""
    opened = {hit.last for hit in hits if hit.kind in _BEFORE_PLACES}
    senses = {hit.first for hit in hits if hit.kind != "place"}
    kept: list[Hit] = []
    for hit in hits:
        if hit.kind == "place":
            is_alone = hit.last == hit.first + 1
            if is_alone and (hit.first in senses or hit.first not in opened):
                continue
            opened.add(hit.last)
        kept.append(hit)
    spans = [(hit.start, hit.end) for hit in kept if hit.kind == "place"]
    return set_capitals(text, spans + _persons_without_case(kept, tokens)), kept


def _persons_without_case(hits: list[Hit], tokens: list[Token]) -> list[tuple[int, int]]:
    """Names that begin with a given name and go on over words that mean nothing else."""
    known = {at for hit in hits if hit.kind not in ("given_names", "name_links") for at in range(hit.first, hit.last)}
    links = {at for hit in hits if hit.kind == "name_links" for at in range(hit.first, hit.last)}
    spans: list[tuple[int, int]] = []
    reached = 0
    for hit in hits:
        if hit.kind != "given_names" or hit.first < reached or hit.first in known:
            continue
        last = hit.last
        while last < len(tokens) and last - hit.first < _NAME_MAX and tokens[last].joined:
            if last not in links and (last in known or not _may_be_name(tokens[last].text)):
                break
            last += 1
        while last - 1 in links:
            last -= 1
        if last > hit.last:
            spans.append((hit.start, tokens[last - 1].end))
            reached = last
    return spans


def _may_be_name(word: str) -> bool:
    """Whether a word that no list holds may be part of a name: no numeral, no small word, no form of a verb."""
    return word.isalpha() and len(word) > _SMALL_WORD and not word.lower().endswith(_VERB_ENDINGS)


def _is_in_date(hit: Hit, dates: list[DateMention]) -> bool:
    """Whether a word is part of a time expression: فجر is "blew up" and "dawn"."""
    return any(mention.start <= hit.start < mention.end for mention in dates)


def _index_hits(view: View, hits: list[Hit]) -> None:
    by_kind, ending, starting, features = view.hits, view.ending, view.starting, view.features
    for hit in hits:
        _start, _end, first, last, kind, value = hit
        if kind in by_kind:
            by_kind[kind].append(hit)
        else:
            by_kind[kind] = [hit]
        if last - 1 in ending:
            ending[last - 1][kind] = hit
        else:
            ending[last - 1] = {kind: hit}
        if first not in starting:
            starting[first] = {kind: hit}
        elif kind not in starting[first]:
            starting[first][kind] = hit
        if kind in _FEATURED:
            features.update(_features_of(kind, value))


def _features_of(kind: str, value: Any) -> tuple[str, ...]:
    """What a word of these classes says of the whole sentence."""
    if kind in ("nature", "crimes"):
        return (value,)
    if kind == "facilities":
        return (f"facility_{value}",)
    if kind == "triggers":
        return (value.kind, "harm") if value.kind in _HARM else (value.kind,)
    if kind == "persons":
        return ("combatant" if value.target_class == "member" else value.target_class,)
    return (kind,)


def _outside(numbers: list[NumberMention], dates: list[DateMention]) -> list[NumberMention]:
    """Numbers that are not part of a time expression."""
    kept: list[NumberMention] = []
    at = 0
    for number in numbers:
        while at < len(dates) and dates[at].end <= number.start:
            at += 1
        if at == len(dates) or dates[at].start >= number.end:
            kept.append(number)
    return kept


def _slice(found: Sequence[_Mention], at: int, sentence: Sentence) -> tuple[int, list[_Mention]]:
    while at < len(found) and found[at].start < sentence.start:
        at += 1
    first = at
    while at < len(found) and found[at].start < sentence.end:
        at += 1
    return at, [item for item in found[first:at] if item.end <= sentence.end]
