"""Arabic number words and digits as one number: what is parsed, before hedges and ranges say what it means."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tawthiq.reading.ar.letters import flatten
from tawthiq.reading.ar.numerals import DUAL_SCALES, HUNDRED, HUNDREDS, ONES, SCALES, TEN, TENS, VAGUE

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_SPACE = re.compile(r"[ \t\"]*")
_PEELED = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "ال", "وال", "بال", "فال")
# ألفا is "two thousand" before its noun; behind a number it multiplies as ألف does.
_TABLES = (
    ("ones", ONES),
    ("tens", TENS),
    ("hundreds", HUNDREDS),
    ("dual", DUAL_SCALES),
    ("scale", SCALES),
    ("vague", VAGUE),
)
_LARGEST = 10**12
# What "and" may add to a number: خمسة وعشرون, مئة واثنا عشر, ألف ومئتان.
_MAY_FOLLOW = {"ones": ("tens",), "hundreds": ("ones", "tens"), "scale": ("ones", "tens", "hundreds")}


@dataclass(frozen=True, slots=True)
class NumberToken:
    """A word or a run of digits: ``flat[start:end] == text``."""

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


def tokens_of(flat: str) -> list[NumberToken]:
    """Words and digits of flattened text; digits written together with a word are a token of their own."""
    return [NumberToken(match.start(), match.end(), match.group()) for match in _TOKEN.finditer(flat)]


@lru_cache(maxsize=16384)
def word_of(text: str) -> _Word | None:
    """The word as part of a number, with the clitics before it peeled off, or None."""
    for prefix in _PEELED:
        core = text[len(prefix) :]
        if not core or not text.startswith(prefix):
            continue
        cut = len(prefix) - (2 if prefix.endswith("ال") else 0)  # the article belongs to the number's own words
        for kind, table in _TABLES:
            if core in table and not (prefix.endswith("ال") and _is_no_number(core)):
                return _Word(kind, table[core], cut, prefix.startswith("و"))
    return None


def _is_no_number(core: str) -> bool:
    """Whether the word with the article is something else: الاثنين is Monday, الأربعين often a name."""
    return core in TENS or ONES.get(core, 3) < 3 or (core in ONES and not core.endswith("ه"))


def is_adjacent(tokens: list[NumberToken], at: int, flat: str) -> bool:
    """Whether only spaces or quote marks stand between the token and the one before it."""
    return bool(_SPACE.fullmatch(flat, tokens[at - 1].end, tokens[at].start))


def parse_number(tokens: list[NumberToken], at: int, *, flat: str) -> tuple[int, bool, int, int] | None:
    """The number at this token: value, whether it is exact, the token after it, its first character."""
    token = tokens[at]
    if token.text[0].isdecimal():
        return _parse_digits(tokens, at, flat=flat)
    word = word_of(token.text)
    if word is None:
        return None
    begin = token.start + word.cut
    if word.kind == "vague" or (word.kind == "scale" and token.text.endswith(("الاف", "ملايين"))):
        return _parse_vague(tokens, at, flat=flat, value=word.value, begin=begin)
    total, group, last, after = _start(word)
    after += at
    while after < len(tokens) and is_adjacent(tokens, after, flat):
        part = word_of(tokens[after].text)
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


def _parse_digits(tokens: list[NumberToken], at: int, *, flat: str) -> tuple[int, bool, int, int] | None:
    token = tokens[at]
    before, behind = flat[max(0, token.start - 1) : token.start], flat[token.end : token.end + 2]
    line_start = flat.rfind("\n", 0, token.start) + 1
    if before in ("/", ":", "-", ".") and flat[max(0, token.start - 2) : token.start - 1].isdecimal():
        return None
    if re.match(r"/\d", behind) or (not flat[line_start : token.start].strip() and re.match(r"[).-](?!\d)", behind)):
        return None
    number = _number(token.text)
    if number is None:
        return None
    after = at + 1
    scale = word_of(tokens[after].text) if after < len(tokens) and is_adjacent(tokens, after, flat) else None
    if scale and scale.kind == "scale" and scale.cut == 0:
        number, after = number * scale.value, after + 1
    if number != int(number) or number > _LARGEST:
        return None
    return int(number), True, after, token.start


def _number(digits: str) -> float | int | None:
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", digits):
        return int(re.sub("[.,]", "", digits))
    if digits.isdecimal():
        return int(digits[:18])
    return float(digits.replace(",", ".")) if digits.count(".") + digits.count(",") == 1 else None


def _parse_vague(
    tokens: list[NumberToken], at: int, *, flat: str, value: int, begin: int
) -> tuple[int, bool, int, int]:
    after = at + 1
    if after < len(tokens) and is_adjacent(tokens, after, flat):
        scale = tokens[after].text.removeprefix("ال")
        if scale in ("الاف", "اف", "ملايين") and value < 1000:
            return value * (1_000_000 if scale == "ملايين" else 1000), False, after + 1, begin
    return value, False, after, begin


def value_of(words: str) -> int | None:
    """The number that these words, and nothing else, stand for; None where they are not one."""
    flat = flatten(words)
    tokens = tokens_of(flat)
    parsed = parse_number(tokens, 0, flat=flat) if tokens else None
    return parsed[0] if parsed and parsed[1] and parsed[2] == len(tokens) else None
