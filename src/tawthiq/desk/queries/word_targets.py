"""What a word can be added to: parties, places and trigger rows, looked up by likeness, and whether it may be added."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from tawthiq.core.place_keys import place_keys
from tawthiq.core.texts import fold
from tawthiq.desk.queries.labels import label
from tawthiq.desk.queries.rules import announces, trigger_row, words_of_row
from tawthiq.errors import InvalidRecord, NotFound
from tawthiq.reading.additions import WHAT, AddedWord, in_language
from tawthiq.reading.language import load_language
from tawthiq.reading.lexicon import load_lexicon
from tawthiq.reading.tokens import find_tokens
from tawthiq.store.packs import PartyEntry, PlaceEntry, load_layered

LONGEST, MOST_WORDS, FEWEST_LETTERS = 80, 8, 2
# Below this likeness a guess helps nobody. Source: own, on pairs of spellings of one place in both scripts.
LIKE = 0.34
# What sounds alike is less sure than what is written alike; a selected word is more often a name. Source: own.
BY_SOUND, BY_TRIGGER = 0.75, 0.9


@dataclass(frozen=True, slots=True)
class Target:
    """A row that a word can be added to; ``hint`` tells it from others of the same name."""

    what: str
    of: str
    name: str
    hint: str

    @property
    def key(self) -> str:
        """How addresses and forms name it."""
        return f"{self.what}:{self.of}"


@dataclass(frozen=True, slots=True)
class _Known:
    """A row of the lists with everything it can be found by, folded, and the letter pairs of that and of its sounds."""

    what: str
    of: str
    folded: tuple[str, ...]
    pairs: tuple[frozenset[str], ...]
    sounds: tuple[frozenset[str], ...] = ()


def targets_for(text: str, *, lang: str, conflict: str, shown_in: str, asked: str = "", most: int = 8) -> list[Target]:
    """The rows that the words are most likely a spelling of; with ``asked`` those whose name or id holds it, first.

    ``lang`` is the language of the words, ``shown_in`` that of whoever looks.
    """
    wanted = fold(asked or text)
    if not wanted:
        return []
    wanted_as = _Wanted(wanted, _pairs_of(wanted), _pairs_of(place_keys(wanted).sound), is_asked=bool(asked))
    scored = [(_score(one, wanted_as), one.what, one.of) for one in _known(lang, conflict)]
    best = sorted((row for row in scored if row[0] >= LIKE), key=lambda row: (-row[0], WHAT.index(row[1]), row[2]))
    return [_shown(what, of, conflict=conflict, shown_in=shown_in) for _like, what, of in best[:most]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked for: folded, as letter pairs, as pairs of sounds (the same in both scripts)."""

    folded: str
    pairs: frozenset[str]
    sounds: frozenset[str]
    is_asked: bool


def _score(one: _Known, wanted: _Wanted) -> float:
    likeness = max((_dice(wanted.pairs, pairs) for pairs in one.pairs), default=0.0)
    likeness = max(likeness, *(_dice(wanted.sounds, sounds) * BY_SOUND for sounds in one.sounds), 0.0)
    if not wanted.is_asked:
        return likeness * BY_TRIGGER if one.what == "trigger" else likeness
    return 1 + likeness if any(wanted.folded in name for name in one.folded) else likeness


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def _pairs_of(folded: str) -> frozenset[str]:
    """Every two letters that stand together, word borders among them: what two spellings of one name share."""
    padded = f" {folded} "
    return frozenset(padded[at : at + 2] for at in range(len(padded) - 1))


@cache
def _known(lang: str, conflict: str) -> tuple[_Known, ...]:
    layered = load_layered(conflict)
    found = [_made("party", one.id, _names(one, lang)) for one in layered.parties]
    found += [_made("place", one.id, _names(one, lang), by_sound=True) for one in layered.places]
    for row in load_language(lang).words.get("triggers", ()):
        found.append(
            _made("trigger", row["id"], [*words_of_row(row), row["id"], announces(row, "en"), announces(row, "ar")])
        )
    return tuple(found)


def _names(entry: PartyEntry | PlaceEntry, lang: str) -> list[str]:
    return [*entry.names.values(), *entry.spellings.get(lang, ()), entry.id]


def _made(what: str, of: str, names: Iterable[str], *, by_sound: bool = False) -> _Known:
    folded = tuple(dict.fromkeys(fold(name) for name in names))
    sounds = {place_keys(name).sound for name in folded} if by_sound else set()
    return _Known(what, of, folded, tuple(map(_pairs_of, folded)), tuple(_pairs_of(sound) for sound in sorted(sounds)))


def target_named(what: str, of: str, *, lang: str, conflict: str, shown_in: str = "en") -> Target:
    """The row of this code; raises InvalidRecord where the lists have none."""
    if what not in WHAT or not any((one.what, one.of) == (what, of) for one in _known(_known_language(lang), conflict)):
        raise InvalidRecord("unknown_word_target")
    return _shown(what, of, conflict=conflict, shown_in=shown_in)


def _known_language(lang: str) -> str:
    try:
        return load_language(lang if lang.isidentifier() else "none").code
    except NotFound as missing:
        raise InvalidRecord("unknown_language") from missing


def _shown(what: str, of: str, *, conflict: str, shown_in: str) -> Target:
    if what == "trigger":
        row = trigger_row(of) or {"kind": "", "words": []}
        return Target(what, of, announces(row, shown_in), ", ".join(words_of_row(row)[:4]))
    if what == "party":
        party = _rows(conflict)[what, of]
        return Target(what, of, party.names[shown_in], label("party_kinds", party.kind, shown_in))
    return Target(what, of, _rows(conflict)[what, of].names[shown_in], _where(of, conflict=conflict, lang=shown_in))


@cache
def _rows(conflict: str) -> dict[tuple[str, str], PartyEntry | PlaceEntry]:
    layered = load_layered(conflict)
    rows: dict[tuple[str, str], PartyEntry | PlaceEntry] = {("party", one.id): one for one in layered.parties}
    return rows | {("place", one.id): one for one in layered.places}


def _where(of: str, *, conflict: str, lang: str) -> str:
    """The kind of the place and the wider places around it."""
    rows, parts, seen = _rows(conflict), list[str](), {of}
    place = rows["place", of]
    kind = label("place_kinds", place.kind, lang)
    while isinstance(place, PlaceEntry) and place.parent and place.parent not in seen:
        seen.add(place.parent)
        place = rows["place", place.parent]
        parts.append(place.names[lang])
    return " · ".join([kind, "، ".join(parts) if lang == "ar" else ", ".join(parts)]).strip(" ·")


def read_as(text: str, *, lang: str, conflict: str, added: Iterable[AddedWord]) -> Iterator[tuple[str, str]]:
    """What the reader takes exactly these words for today: pairs of (party, place or trigger; code)."""
    tokens = find_tokens(text)
    for hit in load_lexicon(lang, conflict, in_language(added, lang)).find(tokens, text=text):
        if (hit.first, hit.last) == (0, len(tokens)):
            if hit.kind == "place":
                yield from (("place", entry.id) for entry in hit.value)
            elif hit.kind == "party":
                yield ("party", hit.value)
            elif hit.kind == "triggers":
                yield ("trigger", hit.value.id)


def check_word(word: AddedWord, *, added: tuple[AddedWord, ...], conflict: str) -> None:
    """Raises InvalidRecord, whose first word is a code, where the words cannot be added to the row."""
    tokens = find_tokens(word.text)
    if sum(letter.isalpha() for letter in word.text) < FEWEST_LETTERS or not tokens:
        raise InvalidRecord("word_too_short")
    if len(word.text) > LONGEST or len(tokens) > MOST_WORDS:
        raise InvalidRecord("word_too_long")
    if not all(token.joined for token in tokens[1:]):
        raise InvalidRecord("word_in_pieces")
    today = set(read_as(word.text, lang=word.lang, conflict=conflict, added=added))
    if (word.what, word.of) in today:
        raise InvalidRecord("word_known")
    others = sorted(of for what, of in today if what == word.what == "party")
    if others:
        raise InvalidRecord(f"word_of_other_party: {', '.join(others)}")
