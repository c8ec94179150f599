"""A name taken apart in its own order: given, father, grandfather, family, kunya, laqab, nisba, titles.

Nothing is guessed that the name does not say: a name of two words has a given and a family name, and that the second
may as well be the father is left to ``compare_names``, which compares chains in order and not labels.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from tawthiq.core.names.tokens import Token, is_kunya_piece, pieces_of, tokens_of
from tawthiq.core.names.words import (
    ALIAS,
    ALIAS_LINKS,
    ALLAH,
    BOUND_HALVES,
    DAUGHTER_OF,
    DIN,
    FAMILY_OF,
    FEMALE_TITLES,
    FIRST_HALVES,
    JUNIOR,
    KIN_OF,
    KUNYA,
    MALE_TITLES,
    MOTHER_KUNYA,
    NEEDS_OF,
    OF,
    SECOND_HALVES,
    SERVANT_OF,
    SON_OF,
    SPOUSE_OF,
    TITLES,
)
from tawthiq.core.sounds import ARTICLES

CHAIN_KINDS = ("given", "father", "grandfather", "ancestor", "family")
KINDS = (*CHAIN_KINDS, "kunya", "laqab", "nisba", "title", "relation")
_ASIDE = re.compile(r"""[(\[{«"“„]([^)\]}»"”“]*)[)\]}»"”“]?""")
_ASIDE_SIGNS = re.compile(r"""[(\[{«"“„]""")
_INVERTED = re.compile(r"^([^,،]+)[,،]([^,،]+)$")
_AL = "ال"
_NAMED = 3
_LONGEST = 12


class Part(NamedTuple):
    """One part of a name: ``words`` are its folded pieces without articles, ``start``..``end`` where it is written."""

    kind: str
    text: str
    words: tuple[str, ...]
    start: int
    end: int
    articled: bool = False


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in parts, as they are written from first to last.

    ``sex`` is "female" or "male" where a word of the name says so, else ""; ``relation`` is "spouse", "child" or "kin"
    where the name is that of a relative ("wife of …") and the person's own given name may be missing; ``kin`` are then
    the parts of the relative's name. ``alternatives`` are other ways to take the chain apart.
    """

    raw: str
    parts: tuple[Part, ...]
    sex: str = ""
    relation: str = ""
    kin: tuple[Part, ...] = ()
    alternatives: tuple[tuple[Part, ...], ...] = ()

    def of(self, kind: str) -> tuple[Part, ...]:
        """The parts of this kind, in order."""
        return tuple(part for part in self.parts if part.kind == kind)

    @property
    def chain(self) -> tuple[Part, ...]:
        """Given name, fathers and family name in order."""
        return tuple(part for part in self.parts if part.kind in CHAIN_KINDS)

    @property
    def given(self) -> str:
        """The given name as written, or ""."""
        return next((part.text for part in self.parts if part.kind == "given"), "")

    @property
    def family(self) -> str:
        """The family name as written, or ""."""
        return next((part.text for part in self.parts if part.kind == "family"), "")


class _Unit(NamedTuple):
    words: tuple[str, ...]
    start: int
    end: int
    mark: str = ""  # "son", "daughter", "kunya"
    articled: bool = False


class _Cut:
    """What has been read of a name so far."""

    __slots__ = ("aliases", "kin_from", "relation", "sex", "titles", "units")

    def __init__(self) -> None:
        self.units: list[_Unit] = []
        self.titles: list[Token] = []
        self.aliases: list[_Unit] = []
        self.sex = ""
        self.relation = ""
        self.kin_from = 0


def parse_name(text: str) -> PersonName:
    """The parts of a name in Arabic or Latin script; of an empty text, none."""
    raw, asides = text, []
    if _ASIDE_SIGNS.search(text):
        asides = [match.span(1) for match in _ASIDE.finditer(text)]
        text = _ASIDE.sub(lambda match: " " * len(match.group()), text)
    cut = _Cut()
    for tokens in _in_order_of_speech(text, tokens_of(text)):
        _read(tokens, cut)
    for start, end in asides:
        _read_alias([Token(word, at + start, to + start) for word, at, to in tokens_of(raw[start:end])], cut)
    return _assembled(raw, cut)


def _in_order_of_speech(text: str, tokens: list[Token]) -> list[list[Token]]:
    """The words in runs: of "العلي، محمد", the family name alone before one comma, the name behind it comes first."""
    inverted = _INVERTED.match(text) if "," in text or "،" in text else None
    if not inverted:
        return [tokens]
    before = [token for token in tokens if token.start < inverted.end(1)]
    if not before or len(before) - (before[0].word in ARTICLES) != 1 or len(before) == len(tokens):
        return [tokens]
    return [tokens[len(before) :], before]


def _read(tokens: list[Token], cut: _Cut) -> None:
    at, last, mark = 0, len(tokens), ""
    while at < last:
        word = tokens[at].word
        following = tokens[at + 1].word if at + 1 < last else ""
        if not following and (word in JUNIOR) and cut.units:
            return
        if word in ALIAS and following:
            _read_alias(tokens[at + 1 :], cut)
            return
        if not cut.units and not mark and _is_title(word, following):
            _add_title(tokens[at], cut)
            at += 1
            continue
        if following and (word in SON_OF or word in DAUGHTER_OF) and (word not in NEEDS_OF or following == OF):
            mark = "son" if word in SON_OF else "daughter"
            if not cut.units:
                cut.relation, cut.kin_from = "child", 0
                cut.sex = cut.sex or ("female" if mark == "daughter" else "male")
            at += 1 + (following == OF)
            continue
        if following and not cut.relation and _is_kin(word, following):
            cut.relation, cut.kin_from = "spouse" if word in SPOUSE_OF else "kin", len(cut.units)
            at += 1 + (following == OF)
            continue
        at = _read_unit(tokens, at, cut, mark)
        mark = ""


def _is_title(word: str, following: str) -> bool:
    """Whether the word is a title before a name; two single letters are initials."""
    if not following or word not in TITLES or (word in KIN_OF and following == OF):
        return False
    return len(word) > 1 or len(following) > 1


def _is_kin(word: str, following: str) -> bool:
    return word in SPOUSE_OF or word in KIN_OF if word not in NEEDS_OF else following == OF


def _add_title(token: Token, cut: _Cut) -> None:
    cut.titles.append(token)
    if token.word in FEMALE_TITLES:
        cut.sex = "female"
    elif token.word in MALE_TITLES:
        cut.sex = cut.sex or "male"


def _read_unit(tokens: list[Token], at: int, cut: _Cut, mark: str) -> int:
    """One part from here on; the index behind it."""
    first = at
    words, at, articled = _read_openings(tokens, at)
    if words and words[0] in ("ابو", "ام"):
        mark = "kunya"
    word = tokens[at].word
    bare = word.removeprefix(_AL) if len(word) > _NAMED else word
    articled = articled or (bare != word and not words)
    pieces = pieces_of(bare)
    if len(pieces) > 1 and not words and is_kunya_piece(pieces[0]):
        pieces, mark = ("ابو", *pieces[1:]), "kunya"
    words += ["عبد" if piece == "abd" else piece for piece in pieces]
    at = _with_second_half(tokens, at + 1, words)
    cut.units.append(_Unit(tuple(words), tokens[first].start, tokens[at - 1].end, mark, articled))
    if mark == "daughter" and not cut.relation:
        cut.sex = "female"
    return at


def _read_openings(tokens: list[Token], at: int) -> tuple[list[str], int, bool]:
    """What stands before a word and belongs to it: article, "father of", "servant of"; and the index of the word."""
    words: list[str] = []
    articled = False
    while at + 1 < len(tokens):
        word, following = tokens[at].word, tokens[at + 1].word
        if word in FAMILY_OF or (word in ARTICLES and following.startswith(ARTICLES[word])):
            articled = articled or not words
        elif not words and word in KUNYA:
            words.append("ام" if word in MOTHER_KUNYA else "ابو")
        elif word in SERVANT_OF and words in ([], ["ابو"], ["ام"]):
            words.append("عبد")
        else:
            break
        at += 1
    return words, at, articled


def _with_second_half(tokens: list[Token], at: int, words: list[str]) -> int:
    """Takes "الدين", "al-Din", "Allah" to the word before it."""
    if at < len(tokens):
        skip = at + 1 < len(tokens) and tokens[at].word in ARTICLES
        word = tokens[at + skip].word
        if word in SECOND_HALVES or words[-1] in BOUND_HALVES.get(word, ()):
            if len(words[-1]) > _NAMED + 1 and words[-1].endswith(("ul", "el", "al")):
                words[-1] = words[-1][:-2]
            words.append(_second_half(word))
            return at + skip + 1
    return at


def _second_half(word: str) -> str:
    if word in DIN:
        return "din"
    return "lah" if word in ALLAH else word.removeprefix(_AL)


def _read_alias(tokens: list[Token], cut: _Cut) -> None:
    """Units of another name of the person: kunyas and laqabs."""
    while tokens and (tokens[0].word in ALIAS_LINKS or tokens[0].word in ALIAS):
        tokens = tokens[1:]
    if tokens and tokens[0].word.startswith("ب"):
        rest = tokens[0].word[1:]
        if rest in KUNYA or rest.startswith(_AL):
            tokens = [tokens[0]._replace(word=rest), *tokens[1:]]
    other = _Cut()
    at = 0
    while at < len(tokens):
        if tokens[at].word in TITLES and at + 1 < len(tokens):
            at += 1
            continue
        at = _read_unit(tokens, at, other, "")
    cut.aliases += other.units


def _assembled(raw: str, cut: _Cut) -> PersonName:
    units, kin = cut.units, []
    if cut.relation:
        units, kin = cut.units[: cut.kin_from], cut.units[cut.kin_from :]
    parts = [Part("title", raw[one.start : one.end], (one.word,), one.start, one.end) for one in cut.titles]
    own = _chain_parts(raw, units)
    parts += own
    parts += [_part(raw, unit, "kunya" if unit.mark == "kunya" else "laqab") for unit in cut.aliases]
    sex = cut.sex
    if not sex and cut.relation == "spouse":
        sex = "female"
    if not sex and units and units[0].mark == "kunya":
        sex = "female" if units[0].words[0] == "ام" else "male"
    elif not sex and any(unit.mark == "son" for unit in units[1:2]):
        sex = "male"
    return PersonName(
        raw, tuple(parts), sex, cut.relation, tuple(_chain_parts(raw, kin)), tuple(_alternatives(raw, units, own))
    )


def _part(raw: str, unit: _Unit, kind: str) -> Part:
    return Part(kind, raw[unit.start : unit.end], unit.words, unit.start, unit.end, unit.articled)


def _chain_parts(raw: str, units: list[_Unit]) -> list[Part]:
    """Units with the kind that their place in the chain gives them."""
    kinds = _kinds_of(units[:_LONGEST])
    return [_part(raw, unit, kind) for unit, kind in zip(units[:_LONGEST], kinds, strict=True)]


def _kinds_of(units: list[_Unit]) -> list[str]:
    if not units:
        return []
    first = 1 if units[0].mark == "kunya" else 0
    kinds = ["kunya"] * first
    rest = units[first:]
    if first and rest and all(unit.articled for unit in rest):
        return [*kinds, *(["nisba"] * len(rest))]
    nisba = len(rest) >= _NAMED and rest[-1].articled and rest[-2].articled and _is_nisba(rest[-1].words[-1])
    chain = rest[:-1] if nisba else rest
    count = len(chain)
    has_family = count > 1 and (chain[-1].mark not in ("son", "daughter") or chain[-1].articled)
    names = ["given", "father", "grandfather", *["ancestor"] * count][:count]
    if has_family or (count == 1 and chain[0].articled and not chain[0].mark):
        names[-1] = "family"
    return [*kinds, *names, *(["nisba"] if nisba else [])]


def _is_nisba(word: str) -> bool:
    return word.endswith(("ي", "i", "y"))


def _alternatives(raw: str, units: list[_Unit], own: list[Part]) -> list[tuple[Part, ...]]:
    """The chain with its first two words as one given name (محمد علي), or its last "father of" as a kunya."""
    found = []
    start = 1 if units and units[0].mark == "kunya" else 0
    if len(units) - start >= _NAMED and units[start].words[0] in FIRST_HALVES and not units[start + 1].mark:
        one, two = units[start], units[start + 1]
        joined = _Unit((*one.words, *two.words), one.start, two.end)
        found.append(tuple(_chain_parts(raw, [*units[:start], joined, *units[start + 2 :]])))
    if len(units) > 1 and units[-1].mark == "kunya":
        found.append((*own[:-1], own[-1]._replace(kind="kunya")))
    return found
