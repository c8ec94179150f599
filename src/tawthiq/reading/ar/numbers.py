"""Arabic quantities: digits and number words with their hedges, as bounds by the organisation's counting guide."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tawthiq.core import counts
from tawthiq.core.counts import Bounds
from tawthiq.reading.ar.hedges import AFTER, BEFORE, LATER, NOT_COUNTED, OTHERS, PAIRS, VAGUE_PHRASES
from tawthiq.reading.ar.letters import flatten
from tawthiq.reading.ar.numerals import DUAL_SCALES, HUNDRED, HUNDREDS, ONES, SCALES, TEN, TENS, VAGUE
from tawthiq.reading.language import NumberMention

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_SPACE = re.compile(r"[ \t\"]*")
_SENTENCE_END = re.compile(r"[.!؟?\n؛]")
_PEELED = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "ال", "وال", "بال", "فال", "ل ل")
_LARGEST = 10**12
# What "and" may add to a number: خمسة وعشرون, مئة واثنا عشر, ألف ومئتان.
_MAY_FOLLOW = {"ones": ("tens",), "hundreds": ("ones", "tens"), "scale": ("ones", "tens", "hundreds")}


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Word:
    """A number word: what kind it is, its value, how many letters stand before it and whether one of them is و."""

    kind: str
    value: int
    cut: int
    joined: bool


@lru_cache(maxsize=16384)
def _word(text: str) -> _Word | None:
    """The word as part of a number, with the clitics before it peeled off, or None."""
    for prefix in _PEELED:
        core = text[len(prefix) :]
        if not core or not text.startswith(prefix):
            continue
        for kind, table in (("ones", ONES), ("tens", TENS), ("hundreds", HUNDREDS), ("scale", SCALES)):
            if core in table and not (prefix.endswith("ال") and _is_no_number(core)):
                return _Word(kind, table[core], len(prefix), prefix.startswith("و"))
        for kind, table in (("dual", DUAL_SCALES), ("vague", VAGUE)):
            if core in table:
                return _Word(kind, table[core], len(prefix), prefix.startswith("و"))
    return None


def _is_no_number(core: str) -> bool:
    """Whether the word with the article is something else: الاثنين is Monday, الأحد Sunday."""
    return ONES.get(core, 3) < 3 or (core in ONES and not core.endswith("ه"))


def find_numbers(text: str) -> list[NumberMention]:
    """Every quantity of the normalised text in order, with its hedge; ordinals, hours and names are left out."""
    flat = flatten(text)
    tokens = [_Token(match.start(), match.end(), match.group()) for match in _TOKEN.finditer(flat)]
    found: list[NumberMention] = []
    at = 0
    while at < len(tokens):
        mention, after = _mention_at(tokens, at, flat=flat)
        if mention and not _is_said(mention, found, flat=flat):
            found.append(mention)
        at = max(after, at + 1)
    return _opened_later(found, flat)


def _is_said(mention: NumberMention, found: list[NumberMention], *, flat: str) -> bool:
    """Whether "others" was already counted with the number before it ("خمسة آخرين")."""
    if not mention.more or mention.exact_word or not found or not found[-1].more:
        return False
    return len(flat[found[-1].end : mention.start].split()) <= 1


def _mention_at(tokens: list[_Token], at: int, *, flat: str) -> tuple[NumberMention | None, int]:
    """The quantity whose first word (hedge included) is this token, and the token after it."""
    hedge, length, cut = _phrase_at(tokens, at, BEFORE, flat=flat)
    first = at + length
    if first >= len(tokens) or (length and not _adjacent(tokens, first, flat)):
        return None, at + 1
    start = tokens[at].start + cut if length else -1
    vague, vague_length, vague_cut = _phrase_at(tokens, first, VAGUE_PHRASES, flat=flat)
    if vague_length:
        begin = start if length else tokens[first].start + vague_cut
        return _made(
            (begin, tokens[first + vague_length - 1].end), counts.VAGUE, exact=False, more=vague == "others"
        ), (first + vague_length)
    if _is_pair(tokens[first].text):
        begin = start if length else tokens[first].start
        return _made((begin, tokens[first].end), counts.exactly(2), exact=True, more=False), first + 1
    parsed = _parse(tokens, first, flat=flat)
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


def _is_pair(word: str) -> bool:
    """Whether the word is a dual that counts by itself (غارتين, برميلان)."""
    return any(word[cut:] in PAIRS for cut in (0, 1) if cut == 0 or word[0] in "وفبل")


def _made(span: tuple[int, int], bounds: Bounds, *, exact: bool, more: bool) -> NumberMention:
    return NumberMention(*span, bounds.min, bounds.max, bounds.approximate, exact_word=exact, more=more)


def _phrase_at(tokens: list[_Token], at: int, table: dict[tuple[str, ...], str], *, flat: str) -> tuple[str, int, int]:
    """The longest phrase of the table that begins at this token: its meaning, its tokens, letters peeled off it."""
    word = tokens[at].text
    for prefix in ("", "و", "ف", "ب", "ل", "ال", "وال"):
        if not word.startswith(prefix) or len(word) <= len(prefix):
            continue
        rest = word[len(prefix) :]
        for length in range(6, 0, -1):
            key = (rest, *(token.text for token in tokens[at + 1 : at + length]))
            if len(key) == length and key in table and all(_adjacent(tokens, at + i, flat) for i in range(1, length)):
                return table[key], length, len(prefix)
    return "", 0, 0


def _adjacent(tokens: list[_Token], at: int, flat: str) -> bool:
    return bool(_SPACE.fullmatch(flat, tokens[at - 1].end, tokens[at].start))


def _parse(tokens: list[_Token], at: int, *, flat: str) -> tuple[int, bool, int, int] | None:
    """The number at this token: value, whether it is exact, the token after it, its first character."""
    token = tokens[at]
    if token.text[0].isdigit():
        return _parse_digits(tokens, at, flat=flat)
    word = _word(token.text)
    if word is None:
        return None
    begin = token.start + word.cut
    if word.kind == "vague" or (word.kind == "scale" and token.text.endswith(("الاف", "ملايين"))):
        return _parse_vague(tokens, at, flat=flat, value=word.value, begin=begin)
    total, group, last, after = _start(word)
    after += at
    while after < len(tokens) and _adjacent(tokens, after, flat):
        part = _word(tokens[after].text)
        joined = _joined(total, group, last, part, bare=tokens[after].text) if part else None
        if joined is None:
            break
        total, group, last = joined
        after += 1
    value = total + group
    if last == "ones" and value < 2 and after == at + 1:
        return None  # "one of", "at one time": the singular noun says one
    return value, True, after, begin


def _start(word: _Word) -> tuple[int, int, str, int]:
    if word.kind in ("scale", "dual"):
        return word.value, 0, "scale", 1
    return 0, word.value, word.kind, 1


def _joined(total: int, group: int, last: str, part: _Word, *, bare: str) -> tuple[int, int, str] | None:
    """Total, group below a thousand and last kind after one more word, or None where the word begins something else."""
    is_one = last == "ones" and 1 <= group % 100 <= 9
    if bare in TEN and is_one:
        return total, group + 10, "teen"
    if bare in HUNDRED and is_one and group >= 3:
        return total, group * 100, "hundreds"
    if part.kind in ("scale", "dual") and group and part.cut == 0:
        return total + group * (part.value if part.kind == "scale" else part.value // 2), 0, "scale"
    if part.cut != 1 or not part.joined or part.kind not in _MAY_FOLLOW.get(last, ()):
        return None
    return total, group + part.value, part.kind


def _parse_digits(tokens: list[_Token], at: int, *, flat: str) -> tuple[int, bool, int, int] | None:
    token = tokens[at]
    before, behind = flat[max(0, token.start - 1) : token.start], flat[token.end : token.end + 2]
    line_start = flat.rfind("\n", 0, token.start) + 1
    if before in ("/", ":", "-", ".") and flat[max(0, token.start - 2) : token.start - 1].isdigit():
        return None
    if re.match(r"/\d", behind) or (not flat[line_start : token.start].strip() and re.match(r"[).-](?!\d)", behind)):
        return None
    number = _number(token.text)
    if number is None:
        return None
    after = at + 1
    scale = _word(tokens[after].text) if after < len(tokens) and _adjacent(tokens, after, flat) else None
    if scale and scale.kind == "scale" and scale.cut == 0:
        number, after = number * scale.value, after + 1
    if number != int(number) or number > _LARGEST:
        return None
    return int(number), True, after, token.start


def _number(digits: str) -> float | int | None:
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", digits):
        return int(re.sub("[.,]", "", digits))
    if digits.isdigit():
        return int(digits[:18])
    return float(digits.replace(",", ".")) if digits.count(".") + digits.count(",") == 1 else None


def _parse_vague(tokens: list[_Token], at: int, *, flat: str, value: int, begin: int) -> tuple[int, bool, int, int]:
    after = at + 1
    if after < len(tokens) and _adjacent(tokens, after, flat):
        scale = tokens[after].text.removeprefix("ال")
        if scale in ("الاف", "اف", "ملايين") and value < 1000:
            return value * (1_000_000 if scale == "ملايين" else 1000), False, after + 1, begin
    return value, False, after, begin


def _with_range(
    parsed: tuple[int, bool, int, int], tokens: list[_Token], at: int, *, flat: str, hedge: str
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
    tokens: list[_Token], at: int, after: int, *, flat: str, hedge: str
) -> tuple[int, bool, int, int] | None:
    if after >= len(tokens):
        return None
    link = flat[tokens[after - 1].end : tokens[after].start]
    before = tokens[at - 1].text if at else ""
    if link.strip() == "-" and tokens[after].text[0].isdigit():
        found = re.match(r"\d+", tokens[after].text)
        return (int(found.group()[:12]), True, after + 1, 0) if found else None
    if not link.strip(' "') and tokens[after].text in ("الي", "او", "و") and after + 1 < len(tokens):
        is_between = hedge == "between" or before in ("بين", "مابين")
        if tokens[after].text == "و" and not is_between:
            return None
        return _parse(tokens, after + 1, flat=flat) if _adjacent(tokens, after + 1, flat) else None
    word = _word(tokens[after].text)
    if not link.strip(' "') and hedge == "between" and word and word.joined:
        return _parse(tokens, after, flat=flat)
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


def _hedged_after(bounds: Bounds, tokens: list[_Token], after: int, *, flat: str) -> Bounds:
    """The bounds after a hedge that follows within a few words ("عشرة أشخاص على الأقل")."""
    for at in range(after, min(after + 4, len(tokens))):
        if re.search(r"[.،,؛\n؟!]", flat[tokens[at - 1].end : tokens[at].start]) or tokens[at].text[0].isdigit():
            return bounds
        hedge, length, _ = _phrase_at(tokens, at, AFTER, flat=flat)
        if length and bounds.min is not None and bounds.min == bounds.max:
            return _bounds(bounds.min, hedge)
        if _word(tokens[at].text):
            return bounds
    return bounds


def _others_follow(tokens: list[_Token], after: int, *, flat: str) -> bool:
    """Whether "others" stands right behind the number or behind its noun."""
    for at in range(after, min(after + 2, len(tokens))):
        if not _adjacent(tokens, at, flat):
            return False
        if tokens[at].text in OTHERS:
            return True
    return False


def _is_not_counted(tokens: list[_Token], at: int, *, flat: str) -> bool:
    """Whether the word before makes the number a name (the 17th division), an hour or a year."""
    return at > 0 and _adjacent(tokens, at, flat) and tokens[at - 1].text in NOT_COUNTED


def _opened_later(found: list[NumberMention], flat: str) -> list[NumberMention]:
    """The mentions, the last one before "the toll may rise" with an open maximum."""
    opened = list(found)
    for match in LATER.finditer(flat):
        at = max((i for i, mention in enumerate(opened) if mention.end <= match.start()), default=-1)
        if at < 0 or _SENTENCE_END.search(flat, opened[at].end, match.start()):
            continue
        old = opened[at]
        bounds = Bounds(old.min, None, old.approximate)
        opened[at] = _made((old.start, old.end), bounds, exact=old.exact_word, more=old.more)
    return opened


def value_of(words: str) -> int | None:
    """The number that these words, and nothing else, stand for; None where they are not one."""
    flat = flatten(words)
    tokens = [_Token(match.start(), match.end(), match.group()) for match in _TOKEN.finditer(flat)]
    parsed = _parse(tokens, 0, flat=flat) if tokens else None
    return parsed[0] if parsed and parsed[1] and parsed[2] == len(tokens) else None
