"""What the words of a language and a conflict stand for: the rows of their tables as phrases for the lexicon."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from tawthiq.reading.language import Language
from tawthiq.reading.tokens import find_tokens
from tawthiq.store.packs import Conflict, PlaceEntry

JOIN = " "
# Keys of the words that are not plain lists or mappings of lists.
_ROWS = ("triggers", "persons")
# Keys that hold no words to be found in the text.
_NOT_WORDS = frozenset(["roles", "sections", "nationality_endings", "capitalised", "openers", "months", "standing"])
# Words of place phrases, read by place_phrases.py.
_NOT_WORDS |= {"bearings", "lengths", "beyond", "at_distance"}
_ACRONYM_MAX = 5
# The Arabic article before a letter that it is spoken like.
_SUN = re.compile(r"\b[Aa]l-(?=(?P<sun>[Ss]h|[Tt]h|[Dd]h|[TtDdRrZzSsNn]))")


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


class Entry(NamedTuple):
    """What a phrase stands for: its class, its meaning, and how it must be written to mean it."""

    kind: str
    value: Any
    guard: str = ""


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


def expand(phrase: str) -> list[str]:
    """Every phrase that a row stands for: "(took|taking) (full|) control" are four; an empty choice leaves it out."""
    at = phrase.find("(")
    if at < 0:
        return [" ".join(phrase.split())]
    end = phrase.index(")", at)
    choices = phrase[at + 1 : end].split("|")
    return [found for choice in choices for found in expand(f"{phrase[:at]}{choice}{phrase[end + 1 :]}")]


def entries_of(language: Language, conflict: Conflict) -> Iterator[tuple[str, Entry]]:
    """Every phrase of the language's words, the parties and the places of the conflict, with what it stands for."""
    yield from _word_entries(language.words, _owner_in_the_air(conflict))
    yield from _conflict_entries(language, conflict)


def _owner_in_the_air(conflict: Conflict) -> str | None:
    """The party that helicopters belong to where the words name no owner; only a conflict's own folder says so."""
    rows = {row["id"]: row["party"] for row in conflict.words.get("inferred_parties", ())}
    return rows.get("helicopter")


def _word_entries(words: Mapping[str, Any], air_owner: str | None) -> Iterator[tuple[str, Entry]]:
    for row in words.get("triggers", ()):
        lists = {key: tuple(value) for key, value in row.items() if key in ("needs", "unless")}
        trigger = Trigger(**({key: value for key, value in row.items() if key != "words"} | lists))
        yield from ((phrase, Entry("triggers", trigger)) for words in row["words"] for phrase in expand(words))
    for row in words.get("persons", ()):
        person = PersonWord(row["class"], row.get("number"))
        yield from ((phrase, Entry("persons", person)) for phrase in row["words"])
    for kind, value in words.items():
        if kind in _ROWS or kind in _NOT_WORDS or (kind == "air_owner" and air_owner is None):
            continue
        if isinstance(value, list):
            meaning = air_owner if kind == "air_owner" else None
            yield from ((str(phrase), Entry(kind, meaning)) for phrase in value)
        else:
            for name, phrases in value.items():
                yield from ((str(phrase), Entry(kind, name)) for phrase in phrases)


def _conflict_entries(language: Language, conflict: Conflict) -> Iterator[tuple[str, Entry]]:
    home = home_of(conflict)
    for party in conflict.parties:
        for spelling in with_articles(party.spellings.get(language.code, ()), language):
            yield spelling, Entry("party", party.id, _guard_of(spelling, capitals=language.capitals))
            if language.capitals and home and spelling == spelling.lower():
                yield spelling, Entry("describes_party", home.abroad_of(party.id))
    yield from _judging_entries(language, conflict)
    for row in conflict.words.get("dated", ()):
        meanings = tuple(Meaning(told["party"], told.get("from"), told.get("until")) for told in row["means"])
        yield from ((word, Entry("dated", meanings)) for word in row["words"].get(language.code, ()))
    for spelling, places in _places_by_spelling(language, conflict):
        guard = "initial" if language.capitals and spelling[:1].isupper() else ""
        yield spelling, Entry("place", places, _guard_of(spelling, capitals=language.capitals) or guard)
    endings = ("", *language.words.get("nationality_endings", ()))
    for country in conflict.countries:
        for adjective in country.adjectives.get(language.code, ()):
            guard = _guard_of(adjective, capitals=language.capitals) or ("initial" if language.capitals else "")
            yield from ((adjective + ending, Entry("nationality", country.iso2, guard)) for ending in endings)
            state = conflict.words.get("states", {}).get(country.iso2)
            if state:
                yield from ((adjective + ending, Entry("state_party", state, guard)) for ending in endings)
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


def _arms_of(language: Language, owner: str, party: str) -> Iterator[tuple[str, Entry]]:
    """The arms of a state by its adjective or its name: "Turkish gendarmes", "Russia's air force"."""
    for arm in language.words.get("state_arms", ()):
        yield f"{owner} {arm}", Entry("party", party)
    for hedge in language.words.get("state_hedges", ()):
        yield f"{hedge} {owner}", Entry("party", party)


def _judging_entries(language: Language, conflict: Conflict) -> Iterator[tuple[str, Entry]]:
    """The words by which a publisher means a party, and the publisher's own names."""
    for row in conflict.words.get("publishers", ()):
        for name in row["names"].get(language.code, ()):
            yield name, Entry("publishers", row["id"], _guard_of(name, capitals=language.capitals))
        for party, words in row["means"].items():
            yield from ((word, Entry("judging", Judging(row["id"], party))) for word in words.get(language.code, ()))


def _guard_of(spelling: str, *, capitals: bool) -> str:
    bare = spelling.replace(".", "")
    return "capitals" if capitals and bare.isupper() and len(bare) <= _ACRONYM_MAX else ""


def _places_by_spelling(language: Language, conflict: Conflict) -> list[tuple[str, tuple[PlaceEntry, ...]]]:
    """Every spelling with the places that share it; which one is meant is decided in the report."""
    found: dict[str, tuple[str, dict[str, PlaceEntry]]] = {}
    for place in conflict.places:
        for spelling in _spellings_of(place, language):
            key = JOIN.join(language.form(token.text).key for token in find_tokens(spelling))
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
