"""Arabic quantities: digits and number words with their hedges, as bounds by the organisation's counting guide."""

import re
from bisect import bisect_right
from functools import lru_cache

from tawthiq.core import counts
from tawthiq.core.counts import Bounds
from tawthiq.reading.ar.hedges import (
    AFTER,
    BEFORE,
    CLAUSE,
    LATER,
    NOT_AFTER_ONE,
    NOT_COUNTED,
    OTHERS,
    PAIRS,
    PART,
    THINGS,
    VAGUE_PHRASES,
)
from tawthiq.reading.ar.letters import flatten
from tawthiq.reading.ar.number_words import NumberToken, is_adjacent, parse_number, tokens_of, word_of
from tawthiq.reading.ar.numerals import ONES, TEN
from tawthiq.reading.language import NumberMention


def _lengths(table: dict[tuple[str, ...], str]) -> dict[str, tuple[int, ...]]:
    """For the first word of each phrase how long phrases with it are, the longest first."""
    found: dict[str, set[int]] = {}
    for phrase in table:
        found.setdefault(phrase[0], set()).add(len(phrase))
    return {word: tuple(sorted(lengths, reverse=True)) for word, lengths in found.items()}


_LENGTHS = {id(table): _lengths(table) for table in (BEFORE, AFTER, VAGUE_PHRASES)}
_OPENERS = frozenset(word for lengths in _LENGTHS.values() for word in lengths)
# A quantity with its hedge fits into so many characters.
_NUMBER_MAX = 60
_SENTENCE_END = re.compile(r"[.!؟?\n؛]")


def find_numbers(text: str) -> list[NumberMention]:
    """Every quantity of the normalised text in order, with its hedge; ordinals, hours and names are left out."""
    flat = flatten(text)
    tokens = tokens_of(flat)
    found: list[NumberMention] = []
    at = 0
    while at < len(tokens):
        if not _may_begin(tokens[at].text):
            at += 1
            continue
        mention, after = _mention_at(tokens, at, flat=flat)
        if mention and not _is_said(mention, found, flat=flat):
            found.append(mention)
        at = max(after, at + 1)
    return _opened_later(found, flat)


@lru_cache(maxsize=16384)
def _may_begin(word: str) -> bool:
    """Whether a quantity can begin with this word; most words are passed over by this alone."""
    if word[0].isdecimal() or _peeled(word) or word_of(word):
        return True
    return any(bare in PAIRS or bare in ("احد", "احدي") for bare in (word, word[1:]))


def begins_number(text: str, at: int) -> bool:
    """Whether a quantity, its hedge included, begins at this character of the normalised text."""
    flat = flatten(text[at : at + _NUMBER_MAX])
    tokens = tokens_of(flat)
    mention = _mention_at(tokens, 0, flat=flat)[0] if tokens else None
    return mention is not None and mention.start <= 1


def _is_said(mention: NumberMention, found: list[NumberMention], *, flat: str) -> bool:
    """Whether "others" was already counted with the number before it ("خمسة آخرين")."""
    if not mention.more or mention.exact_word or not found or not found[-1].more:
        return False
    return len(flat[found[-1].end : mention.start].split()) <= 1


def _mention_at(tokens: list[NumberToken], at: int, *, flat: str) -> tuple[NumberMention | None, int]:
    """The quantity whose first word (hedge included) is this token, and the token after it."""
    hedge, length, cut = _phrase_at(tokens, at, BEFORE, flat=flat)
    first = at + length
    if first >= len(tokens) or (length and not is_adjacent(tokens, first, flat)):
        return None, at + 1
    start = tokens[at].start + cut if length else -1
    vague, vague_length, vague_cut = _phrase_at(tokens, first, VAGUE_PHRASES, flat=flat)
    if vague_length:
        begin = start if length else tokens[first].start + vague_cut
        return _made(
            (begin, tokens[first + vague_length - 1].end), counts.VAGUE, exact=False, more=vague == "others"
        ), (first + vague_length)
    letters, value = _whole_word(tokens, first, flat=flat, hedge=hedge)
    if value:
        begin = start if length else tokens[first].end - letters
        return _made((begin, tokens[first].end), counts.exactly(value), exact=True, more=False), first + 1
    parsed = parse_number(tokens, first, flat=flat)
    if not parsed or (not length and _is_not_counted(tokens, first, flat=flat)):
        return None, at + 1
    bounds, exact, after, begin = _with_range(parsed, tokens, first, flat=flat, hedge=hedge)
    is_lead = length and (hedge != "between" or bounds.min != bounds.max)
    begin = start if is_lead else begin
    end = tokens[after - 1].end
    if re.match(r"\s?[%٪]|:\d", flat[end : end + 3]):
        return None, after
    bounds = _hedged_after(bounds, tokens, after, flat=flat)
    return _made((begin, end), bounds, exact=exact, more=_others_follow(tokens, after, flat=flat)), after


def _whole_word(tokens: list[NumberToken], at: int, *, flat: str, hedge: str) -> tuple[int, int]:
    """Letters and value of a word that counts by itself: a dual (غارتين), or "one of" (أحد عناصر الحاجز)."""
    word = tokens[at].text
    bare = word if word in PAIRS or word[0] not in "وفبل" or word in ONES else word[1:]  # واحد is one word
    if bare in PAIRS:
        return len(bare), 2
    return (len(bare), 1) if not hedge and bare in ("احد", "احدي") and _is_one_of(tokens, at, flat=flat) else (0, 0)


def _is_one_of(tokens: list[NumberToken], at: int, *, flat: str) -> bool:
    """Whether a noun follows, so that it is neither "eleven" nor "nobody" (لم يبق أحد)."""
    if at + 1 >= len(tokens) or not is_adjacent(tokens, at + 1, flat):
        return False
    following = tokens[at + 1].text
    return following not in NOT_AFTER_ONE and following not in TEN and not following[0].isdecimal()


def _made(span: tuple[int, int], bounds: Bounds, *, exact: bool, more: bool) -> NumberMention:
    return NumberMention(*span, bounds.min, bounds.max, bounds.approximate, exact_word=exact, more=more)


def _phrase_at(
    tokens: list[NumberToken], at: int, table: dict[tuple[str, ...], str], *, flat: str
) -> tuple[str, int, int]:
    """The longest phrase of the table that begins at this token: its meaning, its tokens, letters peeled off it."""
    word = tokens[at].text
    for cut, rest in _peeled(word):
        for length in _LENGTHS[id(table)].get(rest, ()):
            key = (rest, *(token.text for token in tokens[at + 1 : at + length]))
            if len(key) == length and key in table and all(is_adjacent(tokens, at + i, flat) for i in range(1, length)):
                return table[key], length, cut
    return "", 0, 0


@lru_cache(maxsize=16384)
def _peeled(word: str) -> tuple[tuple[int, str], ...]:
    """The word without each clitic that it may begin with, if a phrase of some table begins so."""
    cuts = [len(prefix) for prefix in ("", "و", "ف", "ب", "ل", "ال", "وال") if word.startswith(prefix)]
    return tuple((cut, word[cut:]) for cut in cuts if word[cut:] in _OPENERS)


def _with_range(
    parsed: tuple[int, bool, int, int], tokens: list[NumberToken], at: int, *, flat: str, hedge: str
) -> tuple[Bounds, bool, int, int]:
    """The bounds of one number or of a range (بين 5 و8، من 5 إلى 8، 5-8)."""
    value, exact, after, begin = parsed
    if not exact:
        return counts.at_least(value), False, after, begin
    second = _range_end(tokens, at, after, flat=flat, hedge=hedge)
    if second and second[0] > value:
        return counts.between(value, second[0]), True, second[2], begin
    return _bounds(value, hedge), True, after, begin


def _range_end(
    tokens: list[NumberToken], at: int, after: int, *, flat: str, hedge: str
) -> tuple[int, bool, int, int] | None:
    if after >= len(tokens):
        return None
    link = flat[tokens[after - 1].end : tokens[after].start]
    before = tokens[at - 1].text if at else ""
    if link.strip() == "-" and tokens[after].text[0].isdecimal():
        found = re.match(r"\d+", tokens[after].text)
        return (int(found.group()[:12]), True, after + 1, 0) if found else None
    if not link.strip(' "') and tokens[after].text in ("الي", "او", "و") and after + 1 < len(tokens):
        is_between = hedge == "between" or before in ("بين", "مابين")
        if tokens[after].text == "و" and not is_between:
            return None
        return parse_number(tokens, after + 1, flat=flat) if is_adjacent(tokens, after + 1, flat) else None
    word = word_of(tokens[after].text)
    if not link.strip(' "') and hedge == "between" and word and word.joined:
        return parse_number(tokens, after, flat=flat)
    return None


_RULES = {
    "more": counts.more_than,
    "least": counts.at_least,
    "about": counts.about,
    "upto": counts.up_to,
    "less": counts.fewer_than,
}


def _bounds(value: int, hedge: str) -> Bounds:
    return _RULES.get(hedge, counts.exactly)(value)


def _hedged_after(bounds: Bounds, tokens: list[NumberToken], after: int, *, flat: str) -> Bounds:
    """The bounds after a hedge that follows within a few words ("عشرة أشخاص على الأقل")."""
    for at in range(after, min(after + 4, len(tokens))):
        if re.search(r"[.،,؛\n؟!]", flat[tokens[at - 1].end : tokens[at].start]) or tokens[at].text[0].isdecimal():
            return bounds
        hedge, length, _ = _phrase_at(tokens, at, AFTER, flat=flat)
        if length and bounds.min is not None and bounds.min == bounds.max:
            return _bounds(bounds.min, hedge)
        if word_of(tokens[at].text):
            return bounds
    return bounds


def _others_follow(tokens: list[NumberToken], after: int, *, flat: str) -> bool:
    """Whether "others" stands right behind the number or behind its noun."""
    for at in range(after, min(after + 2, len(tokens))):
        if not is_adjacent(tokens, at, flat):
            return False
        if tokens[at].text in OTHERS:
            return True
    return False


def _is_not_counted(tokens: list[NumberToken], at: int, *, flat: str) -> bool:
    """Whether the word before makes the number a name (the 17th division), an hour or a year."""
    if at == 0 or not is_adjacent(tokens, at, flat) or tokens[at - 1].text not in NOT_COUNTED:
        return False
    # "on 10 February four …" (في 10 شباط أربعة): behind a whole date stands a count, digits are the year
    is_dated = at > 1 and tokens[at - 2].text.isdecimal() and is_adjacent(tokens, at - 1, flat)
    return not (is_dated and not tokens[at].text.isdecimal())


def _opened_later(found: list[NumberMention], flat: str) -> list[NumberMention]:
    """The mentions, those of people in the sentence of "the toll may rise" with an open maximum."""
    opened = list(found)
    ends = [mention.end for mention in found]
    for match in LATER.finditer(flat):
        reached, is_opened = match.start(), False
        for at in range(bisect_right(ends, match.start()) - 1, -1, -1):
            old = opened[at]
            if _SENTENCE_END.search(flat, old.end, match.start()):
                break
            if is_opened and CLAUSE.search(flat, old.end, reached):
                break
            reached, is_opened = old.start, is_opened or old.exact_word
            if old.min is not None and _is_toll(flat, old):
                bounds = Bounds(old.min, None, old.approximate)
                opened[at] = _made((old.start, old.end), bounds, exact=old.exact_word, more=old.more)
    return opened


def _is_toll(flat: str, mention: NumberMention) -> bool:
    """Whether the number counts people: no raids or shells behind it, no "among them" before it."""
    before = flat[max(0, mention.start - 12) : mention.start]
    return (
        not THINGS.match(flat, mention.end)
        and not PART.search(before)
        and flat[mention.start : mention.end] not in PAIRS
    )
