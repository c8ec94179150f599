"""One automaton per language and conflict: every word that means something is found in one pass over the tokens.

Words match whole words only (or where the language says that a clitic ends), in any case and spelling that folds to the
same key; names of parties in capitals ("IS") and names of places must be written with their capitals.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import ahocorasick

from tawthiq.reading.additions import AddedWord, extend_conflict, extend_language, in_language
from tawthiq.reading.language import Language, load_language
from tawthiq.reading.tokens import Token, find_tokens
from tawthiq.store.packs import Conflict, PlaceEntry, load_layered

_BREAK = "\n"
_JOIN = " "
_NEVER = "\n\n"  # no key and no text in keys has an empty word
_WORDS_KEPT = 20_000
# Keys of the words that are not plain lists or mappings of lists.
_ROWS = ("triggers", "persons")
# Keys that hold no words to be found in the text.
_NOT_WORDS = frozenset(["roles", "sections", "nationality_endings", "capitalised", "openers", "months", "standing"])
# Words of place phrases, read by place_phrases.py.
_NOT_WORDS |= {"bearings", "lengths", "beyond", "at_distance"}
_ACRONYM_MAX = 5
# The Arabic article before a letter that it is spoken like.
_SUN = re.compile(r"\b[Aa]l-(?=(?P<sun>[Ss]h|[Tt]h|[Dd]h|[TtDdRrZzSsNn]))")
_NAMES = ("place", "party")
# Behind a preposition that is written together with it no verb of saying stands (لسجل), and no word of two letters
# is meant (فر in كفر).
_VERBS = ("say", "deny", "admit", "accuse")
_SHORT = 2


@dataclass(frozen=True, slots=True)
class Trigger:
    """A row of ``triggers``: what the word announces and where its arguments stand.

    ``with_munition`` is what it announces where shells or bombs stand beside it (سقطت قذيفة against سقط قتيل),
    ``with_people`` where people stand right behind it (أصابت خمسة). ``counts`` tells that it is one only with a number.
    """

    id: str
    kind: str
    shape: str
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    default: str = ""
    with_munition: str = ""
    with_people: str = ""
    fate: str = ""
    counts: bool = False


@dataclass(frozen=True, slots=True)
class PersonWord:
    """A row of ``persons``: what a word for people says about them; ``number`` is 1 or 2 where the word tells it."""

    target_class: str
    number: int | None = None


class Judging(NamedTuple):
    """A word that judges ("terrorists"): the row of the publisher who means a party by it, and that party."""

    publisher: str
    party: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """A party that a word means from one day to another, both included; None leaves that side open."""

    party: str
    first: date | None = None
    last: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the word means the party on this day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class Hit(NamedTuple):
    """A lexicon word in the text: characters ``start:end``, tokens ``first:last``, its class and what it stands for."""

    start: int
    end: int
    first: int
    last: int
    kind: str
    value: Any


# Start; end and length with a minus, so that of one start the longest sorts first; a number; the rest of a Hit.
_Found = tuple[int, int, int, int, int, int, str, Any]


class _Entry(NamedTuple):
    kind: str
    value: Any
    guard: str = ""


# What an automaton holds for a key: its length, and its entries.
_Match = tuple[int, tuple[_Entry, ...]]


@dataclass(frozen=True, slots=True)
class Home:
    """Where a conflict is: ISO codes of its countries, of the states that act in it, and who acts abroad in which."""

    countries: frozenset[str]
    states: frozenset[str]
    also: Mapping[str, frozenset[str]]

    def abroad_of(self, party: str) -> frozenset[str]:
        """The other countries in which this party acts."""
        return frozenset(code for code, parties in self.also.items() if party in parties)


def home_of(conflict: Conflict) -> Home | None:
    """None for a pack that is about no one country."""
    row = conflict.words.get("home")
    if row is None:
        return None
    also = {code: frozenset(parties) for code, parties in row.get("also", {}).items()}
    return Home(frozenset(row["countries"]), frozenset(conflict.words.get("states", {})) - set(also), also)


class Lexicon:
    """The automata of a language and a conflict, one for words and one for phrases; ``find`` is its one use."""

    def __init__(self, language: Language, entries: Iterable[tuple[str, _Entry]], *, home: Home | None = None) -> None:
        self._language, self.home = language, home
        table: dict[str, list[_Entry]] = {}
        for phrase, entry in entries:
            key = self._key_of(phrase)
            if key and entry not in table.setdefault(key, []):
                table[key].append(entry)
        self._words = _automaton({key: found for key, found in table.items() if _JOIN not in key})
        self._phrases = _automaton({key: found for key, found in table.items() if _JOIN in key})
        # What a word holds hangs on the word alone, and reports say the same words again and again.
        self._in_word = lru_cache(maxsize=_WORDS_KEPT)(self._find_in_word)

    def _key_of(self, phrase: str) -> str:
        if phrase.replace(_JOIN, "").isalpha():  # letters and spaces alone, as nearly all are: the words are clear
            return _JOIN.join(self._language.form(word).key for word in phrase.split())
        return _JOIN.join(self._language.form(token.text).key for token in find_tokens(phrase))

    def find(self, tokens: Sequence[Token], *, text: str, is_cased: bool = True) -> list[Hit]:
        """Hits in order of their start; within one class the longest wins and hits do not overlap.

        In a text without case (``is_cased`` False) names need no capitals, but short ones ("IS") are not looked for.

        Where clitics let two entries cover the same characters (قصف and قصفت in "قصفت") the longer entry wins.
        """
        found: list[_Found] = []
        in_word = self._in_word
        for index, token in enumerate(tokens):
            at = token.start
            for start, end, length, kind, value in in_word(token.text, is_cased):
                found.append((at + start, -at - end, -length, len(found), index, index + 1, kind, value))
        self._find_phrases(tokens, found, text=text, is_cased=is_cased)
        kept = _longest(found)
        return kept if self._language.capitals else _without_clitic_names(kept, tokens)

    def _find_in_word(self, word: str, is_cased: bool) -> tuple[tuple[int, int, int, str, Any], ...]:
        """What lies within one word: start and end in it, length of the key, class and value."""
        form = self._language.form(word)
        starts, ends = dict(form.starts), dict(form.ends)
        found: list[tuple[int, int, int, str, Any]] = []
        for last_at, match in self._words.iter(form.key):
            length = match[0]
            at = last_at + 1 - length
            start, end = starts.get(at), ends.get(last_at + 1)
            if start is not None and end is not None:
                meant = self._meant(match, word[start:end], key=form.key, at=at, is_cased=is_cased)
                found += [(start, end, length, kind, value) for kind, value in meant]
        return tuple(found)

    def _find_phrases(self, tokens: Sequence[Token], found: list[_Found], *, text: str, is_cased: bool) -> None:
        """What goes over several words is added to what was found."""
        forms = [self._language.form(token.text) for token in tokens]
        pieces: list[str] = []
        places: list[int] = []  # where in the buffer each word begins
        at = 0
        for token, form in zip(tokens, forms, strict=True):
            pieces += (_JOIN if token.joined else _BREAK, form.key)
            places.append(at + 1)
            at += 1 + len(form.key)
        buffer = "".join(pieces)
        for last_at, match in self._phrases.iter(buffer):
            length = match[0]
            at = last_at + 1 - length
            first, last = bisect_right(places, at) - 1, bisect_right(places, last_at) - 1
            start = dict(forms[first].starts).get(at - places[first])
            end = dict(forms[last].ends).get(last_at + 1 - places[last])
            if start is None or end is None:
                continue
            start, end = tokens[first].start + start, tokens[last].start + end
            for kind, value in self._meant(match, text[start:end], key=buffer, at=at, is_cased=is_cased):
                found.append((start, -end, -length, len(found), first, last + 1, kind, value))

    def _meant(self, match: _Match, written: str, *, key: str, at: int, is_cased: bool) -> Iterator[tuple[str, Any]]:
        """Class and value of what the written words can stand for; the match begins at ``at`` in the key."""
        length, entries = match
        is_bound = at > 0 and key[at - 1] in self._language.prepositions
        if is_bound and length <= _SHORT:
            return
        for kind, value, guard in entries:
            if is_bound and kind in _VERBS:
                continue
            if kind == "triggers" and value.shape == "verb" and self._has_article(key, at):
                continue
            if not guard or _is_guarded(guard, written, is_cased=is_cased):
                yield kind, value

    def _has_article(self, key: str, at: int) -> bool:
        """Whether the article stands before: no verb has one (الخلف is a name)."""
        article = self._language.article
        return 0 < len(article) <= at and key.startswith(article, at - len(article)) and not key.startswith(article, at)


def _automaton(table: Mapping[str, Sequence[_Entry]]) -> ahocorasick.Automaton:
    """Finds every key of the table; one that nothing matches stands for an empty table, which has no automaton."""
    automaton = ahocorasick.Automaton()
    for key, found in (table or {_NEVER: ()}).items():
        automaton.add_word(key, (len(key), tuple(found)))
    automaton.make_automaton()
    return automaton


def _is_guarded(guard: str, written: str, *, is_cased: bool) -> bool:
    if not is_cased:
        return len(written) > _SHORT
    letters = [letter for letter in written if letter.isalpha()]
    if guard == "capitals":
        return all(letter.isupper() for letter in letters)
    return bool(letters) and letters[0].isupper()


def _without_clitic_names(hits: list[Hit], tokens: Sequence[Token]) -> list[Hit]:
    """The hits less names inside other words: behind a clitic (رميلان in برميلان), in a unit (ليرة سورية)."""
    whole = {
        hit.first
        for hit in hits
        if hit.kind not in _NAMES and hit.start == tokens[hit.first].start and _is_long(hit, tokens)
    }
    money = {at for hit in hits if hit.kind == "other_units" for at in range(hit.first + 1, hit.last)}
    return [
        hit
        for hit in hits
        if hit.kind not in _NAMES or (hit.first not in money and (_is_whole(hit, tokens) or hit.first not in whole))
    ]


def _is_whole(hit: Hit, tokens: Sequence[Token]) -> bool:
    """Whether the name is no part of one word: it opens its word, or takes in the next one (بريف إدلب)."""
    return hit.start == tokens[hit.first].start or hit.last > hit.first + 1


def _is_long(hit: Hit, tokens: Sequence[Token]) -> bool:
    return hit.last > hit.first + 1 or hit.end >= tokens[hit.first].end


def _longest(found: list[_Found]) -> list[Hit]:
    """The hits that win: by start, longest first; the rows sort as they are, which is fast."""
    found.sort()
    reached: dict[str, int] = {}
    kept: list[Hit] = []
    for start, minus_end, _length, _number, first, last, kind, value in found:
        if start >= reached.get(kind, 0):
            reached[kind] = -minus_end
            kept.append(Hit(start, -minus_end, first, last, kind, value))
    return kept


def expand(phrase: str) -> list[str]:
    """Every phrase that a row stands for: "(took|taking) (full|) control" are four; an empty choice leaves it out."""
    at = phrase.find("(")
    if at < 0:
        return [" ".join(phrase.split())]
    end = phrase.index(")", at)
    choices = phrase[at + 1 : end].split("|")
    return [found for choice in choices for found in expand(f"{phrase[:at]}{choice}{phrase[end + 1 :]}")]


@lru_cache(maxsize=8)
def load_lexicon(
    code: str, conflict: str, added: tuple[AddedWord, ...] = (), places: tuple[PlaceEntry, ...] = ()
) -> Lexicon:
    """The lexicon of a language folder, a conflict folder on top of the world, added words and added places.

    It is built once while the words stay the same.
    """
    layered = load_layered(conflict)
    layered = replace(layered, places=(*layered.places, *places)) if places else layered
    return build_lexicon(load_language(code), layered, added=in_language(added, code))


def build_lexicon(language: Language, conflict: Conflict, *, added: Sequence[AddedWord] = ()) -> Lexicon:
    """The lexicon of these words, parties and places; ``added`` words are of this language."""
    language, conflict = extend_language(language, added), extend_conflict(conflict, added, lang=language.code)
    return Lexicon(
        language,
        [*_word_entries(language.words, _owner_in_the_air(conflict)), *_conflict_entries(language, conflict)],
        home=home_of(conflict),
    )


def _owner_in_the_air(conflict: Conflict) -> str | None:
    """The party that helicopters belong to where the words name no owner; only a conflict's own folder says so."""
    rows = {row["id"]: row["party"] for row in conflict.words.get("inferred_parties", ())}
    return rows.get("helicopter")


def _word_entries(words: Mapping[str, Any], air_owner: str | None) -> Iterator[tuple[str, _Entry]]:
    for row in words.get("triggers", ()):
        lists = {key: tuple(value) for key, value in row.items() if key in ("needs", "unless")}
        trigger = Trigger(**({key: value for key, value in row.items() if key != "words"} | lists))
        yield from ((phrase, _Entry("triggers", trigger)) for words in row["words"] for phrase in expand(words))
    for row in words.get("persons", ()):
        person = PersonWord(row["class"], row.get("number"))
        yield from ((phrase, _Entry("persons", person)) for phrase in row["words"])
    for kind, value in words.items():
        if kind in _ROWS or kind in _NOT_WORDS or (kind == "air_owner" and air_owner is None):
            continue
        if isinstance(value, list):
            meaning = air_owner if kind == "air_owner" else None
            yield from ((str(phrase), _Entry(kind, meaning)) for phrase in value)
        else:
            for name, phrases in value.items():
                yield from ((str(phrase), _Entry(kind, name)) for phrase in phrases)


def _conflict_entries(language: Language, conflict: Conflict) -> Iterator[tuple[str, _Entry]]:
    home = home_of(conflict)
    for party in conflict.parties:
        for spelling in with_articles(party.spellings.get(language.code, ()), language):
            yield spelling, _Entry("party", party.id, _guard_of(spelling, capitals=language.capitals))
            if language.capitals and home and spelling == spelling.lower():
                yield spelling, _Entry("describes_party", home.abroad_of(party.id))
    yield from _judging_entries(language, conflict)
    for row in conflict.words.get("dated", ()):
        meanings = tuple(Meaning(told["party"], told.get("from"), told.get("until")) for told in row["means"])
        yield from ((word, _Entry("dated", meanings)) for word in row["words"].get(language.code, ()))
    for spelling, places in _places_by_spelling(language, conflict):
        guard = "initial" if language.capitals and spelling[:1].isupper() else ""
        yield spelling, _Entry("place", places, _guard_of(spelling, capitals=language.capitals) or guard)
    endings = ("", *language.words.get("nationality_endings", ()))
    for country in conflict.countries:
        for adjective in country.adjectives.get(language.code, ()):
            guard = _guard_of(adjective, capitals=language.capitals) or ("initial" if language.capitals else "")
            yield from ((adjective + ending, _Entry("nationality", country.iso2, guard)) for ending in endings)
            state = conflict.words.get("states", {}).get(country.iso2)
            if state:
                yield from ((adjective + ending, _Entry("state_party", state, guard)) for ending in endings)
                yield from _arms_of(language, adjective, state)
        state = conflict.words.get("states", {}).get(country.iso2)
        if state and language.code in country.names:
            yield from _arms_of(language, country.names[language.code] + "'s", state)


def with_articles(spellings: Iterable[str], language: Language) -> Iterator[str]:
    """Each spelling, and in Latin letters the ways to write its Arabic article before a letter of the sun.

    "Jabhat al-Nusra" is also written an-Nusra, and a-Nusra by those who write no doubled letter.
    """
    for spelling in spellings:
        yield spelling
        if language.capitals and _SUN.search(spelling):
            yield _SUN.sub("a-", spelling)
            yield _SUN.sub(r"a\g<sun>-", spelling)


def _arms_of(language: Language, owner: str, party: str) -> Iterator[tuple[str, _Entry]]:
    """The arms of a state by its adjective or its name: "Turkish gendarmes", "Russia's air force"."""
    for arm in language.words.get("state_arms", ()):
        yield f"{owner} {arm}", _Entry("party", party)
    for hedge in language.words.get("state_hedges", ()):
        yield f"{hedge} {owner}", _Entry("party", party)


def _judging_entries(language: Language, conflict: Conflict) -> Iterator[tuple[str, _Entry]]:
    """The words by which a publisher means a party, and the publisher's own names."""
    for row in conflict.words.get("publishers", ()):
        for name in row["names"].get(language.code, ()):
            yield name, _Entry("publishers", row["id"], _guard_of(name, capitals=language.capitals))
        for party, words in row["means"].items():
            yield from ((word, _Entry("judging", Judging(row["id"], party))) for word in words.get(language.code, ()))


def _guard_of(spelling: str, *, capitals: bool) -> str:
    bare = spelling.replace(".", "")
    return "capitals" if capitals and bare.isupper() and len(bare) <= _ACRONYM_MAX else ""


def _places_by_spelling(language: Language, conflict: Conflict) -> list[tuple[str, tuple[PlaceEntry, ...]]]:
    """Every spelling with the places that share it; which one is meant is decided in the report."""
    found: dict[str, tuple[str, dict[str, PlaceEntry]]] = {}
    for place in conflict.places:
        for spelling in _spellings_of(place, language):
            key = _JOIN.join(language.form(token.text).key for token in find_tokens(spelling))
            found.setdefault(key, (spelling, {}))[1][place.id] = place
    return [(spelling, tuple(places.values())) for spelling, places in found.values()]


def _spellings_of(place: PlaceEntry, language: Language) -> list[str]:
    """How the language writes the place, and how those languages do whose spellings it borrows."""
    found: list[str] = []
    for code in (language.code, *language.borrows_places):
        # A country's name that is also a common word (قطر) is not among its spellings.
        found += [place.names[code]] if code in place.names and place.kind != "country" else []
        found += place.spellings.get(code, ())
    return list(with_articles(found, language))
