"""One automaton per language and conflict: every word that means something is found in one pass over the tokens.

Words match whole words only (or where the language says that a clitic ends), in any case and spelling that folds to the
same key; names of parties in capitals ("IS") and names of places must be written with their capitals.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import ahocorasick

from tawthiq.reading.additions import AddedWord, extend_conflict, extend_language, in_language
from tawthiq.reading.language import Language, load_language
from tawthiq.reading.lexicon_entries import JOIN, Entry, Home, entries_of, home_of
from tawthiq.reading.tokens import Token, find_tokens
from tawthiq.store.packs import Conflict, PlaceEntry, load_layered

_BREAK = "\n"
_NEVER = "\n\n"  # no key and no text in keys has an empty word
_WORDS_KEPT = 20_000
_NAMES = ("place", "party")
# Behind a preposition that is written together with it no verb of saying stands (لسجل), and no word of two letters
# is meant (فر in كفر).
_VERBS = ("say", "deny", "admit", "accuse")
_SHORT = 2


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


# What an automaton holds for a key: its length, and its entries.
_Match = tuple[int, tuple[Entry, ...]]


class Lexicon:
    """The automata of a language and a conflict, one for words and one for phrases; ``find`` is its one use."""

    def __init__(self, language: Language, entries: Iterable[tuple[str, Entry]], *, home: Home | None = None) -> None:
        self._language, self.home = language, home
        table: dict[str, list[Entry]] = {}
        for phrase, entry in entries:
            key = self._key_of(phrase)
            if key and entry not in table.setdefault(key, []):
                table[key].append(entry)
        self._words = _automaton({key: found for key, found in table.items() if JOIN not in key})
        self._phrases = _automaton({key: found for key, found in table.items() if JOIN in key})
        # What a word holds hangs on the word alone, and reports say the same words again and again.
        self._in_word = lru_cache(maxsize=_WORDS_KEPT)(self._find_in_word)

    def _key_of(self, phrase: str) -> str:
        if phrase.replace(JOIN, "").isalpha():  # letters and spaces alone, as nearly all are: the words are clear
            return JOIN.join(self._language.form(word).key for word in phrase.split())
        return JOIN.join(self._language.form(token.text).key for token in find_tokens(phrase))

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
            pieces += (JOIN if token.joined else _BREAK, form.key)
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


def _automaton(table: Mapping[str, Sequence[Entry]]) -> ahocorasick.Automaton:
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
        entries_of(language, conflict),
        home=home_of(conflict),
    )
