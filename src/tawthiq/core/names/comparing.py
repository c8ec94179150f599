"""How two names go together: a level from a table, a score, and the reasons for it.

Order counts: a chain in another order is another person (a son is often named for his grandfather), and a chain that
begins one generation further up is the father's. What one name lacks is missing and speaks neither way.
"""

from collections.abc import Sequence
from typing import NamedTuple

from tawthiq.core.names.aligning import (
    FAMILIAR,
    INITIAL,
    MATCH,
    NEAR,
    SAME,
    SPELLING,
    VETOED,
    Pair,
    align,
    compare_words,
)
from tawthiq.core.names.keys import NameKeys, WordKeys, name_keys
from tawthiq.core.names.lexicon import NameLexicon
from tawthiq.core.names.parsing import PersonName, parse_name

# How far each level speaks for one name, 0 to 1. Source: order by tests/cases/name_pairs.csv; they are not
# probabilities. Two names count as one from ACCEPT on.
LEVELS = {
    "identical": 1.0,
    "spelling": 0.95,
    "nickname": 0.88,
    "subset": 0.86,
    "damaged": 0.84,
    "initials": 0.78,
    "kunya": 0.75,
    "given_only": 0.5,
    "family_only": 0.3,
    "unmet": 0.4,
    "empty": 0.0,
    "father_differs": 0.2,
    "family_differs": 0.2,
    "given_differs": 0.1,
    "swapped": 0.05,
    "generation": 0.05,
    "vetoed": 0.02,
    "relation": 0.02,
    "sex_differs": 0.02,
    "different": 0.0,
}
ACCEPT = 0.7
# Every reason there is; data/name_reasons.yaml has the words.
REASONS = (
    *(f"{kind}_{code}" for kind in ("given", "father", "family", "nisba") for code in (SAME, SPELLING, FAMILIAR, NEAR)),
    *(f"{kind}_{INITIAL}" for kind in ("given", "father", "family", "nisba")),
    *("parts_missing", "parts_unmet", "one_part_only", "father_differs", "family_differs", "given_differs"),
    *("given_vetoed", "order_swapped", "one_generation_up", "kunya_agrees", "kunya_differs", "nisba_differs"),
    *("nothing_shared", "relation", "relation_agrees", "sex_differs", "empty"),
)
_WHOLE = 2
_LAST = {"family", "nisba"}


class NameComparison(NamedTuple):
    """``level`` is a key of ``LEVELS``; ``score`` 0..1; ``reasons`` are codes with words in both languages."""

    level: str
    score: float
    reasons: tuple[str, ...]


def compare_names(
    left: NameKeys | PersonName | str, right: NameKeys | PersonName | str, lexicon: NameLexicon
) -> NameComparison:
    """How two names go together. Symmetric; give ``NameKeys`` where the same name is compared more than once."""
    one, other = sorted((_keys(left), _keys(right)), key=_order)  # so that ties are broken alike both ways
    barred = _bar(one, other)
    if barred:
        return _at(barred, (barred,))
    if one.name.kin and other.name.kin and not (one.chain and other.chain):
        return _compare_kin(one, other, lexicon)
    if not (one.chain or one.kunyas or one.laqabs) or not (other.chain or other.kunyas or other.laqabs):
        return _at("empty", ("empty",))
    if not one.chain or not other.chain:
        return _without_chain(one, other, lexicon)
    return _with_kunyas(_compare_chains(one, other, lexicon), one, other, lexicon)


def _keys(name: NameKeys | PersonName | str) -> NameKeys:
    if isinstance(name, NameKeys):
        return name
    return name_keys(parse_name(name) if isinstance(name, str) else name)


def _order(keys: NameKeys) -> tuple[str, str]:
    return keys.exact, keys.name.raw


def _at(level: str, reasons: Sequence[str], *, times: float = 1.0) -> NameComparison:
    return NameComparison(level, round(LEVELS[level] * times, 4), tuple(dict.fromkeys(reasons)))


def _bar(one: NameKeys, other: NameKeys) -> str:
    """What rules two names out whatever else they say: a relative's name, or words for the other sex."""
    if one.name.relation != other.name.relation and not (one.chain and other.chain):
        return "relation"
    if one.name.sex and other.name.sex and one.name.sex != other.name.sex:
        return "sex_differs"
    return ""


def _without_chain(one: NameKeys, other: NameKeys, lexicon: NameLexicon) -> NameComparison:
    """Where one name is a kunya or a laqab only."""
    agree = _agreeing((*one.kunyas, *one.laqabs), (*other.kunyas, *other.laqabs), lexicon)
    if not agree:
        return _at("different", ("kunya_differs" if one.kunyas and other.kunyas else "nothing_shared",))
    if not one.chain and not other.chain:
        nisbas = _agreeing(one.nisbas, other.nisbas, lexicon)
        if one.nisbas and other.nisbas and not nisbas:
            return _at("different", ("kunya_agrees", "nisba_differs"))
        return _at("identical" if one.exact == other.exact else "spelling", ("kunya_agrees",))
    return _at("kunya", ("kunya_agrees",))


def _compare_kin(one: NameKeys, other: NameKeys, lexicon: NameLexicon) -> NameComparison:
    """Of "wife of X" and "wife of Y", how X and Y go together."""
    mine, theirs = (PersonName(keys.name.raw, keys.name.kin) for keys in (one, other))
    found = compare_names(mine, theirs, lexicon)
    return found._replace(reasons=("relation_agrees", *found.reasons))


def _agreeing(left: Sequence[WordKeys], right: Sequence[WordKeys], lexicon: NameLexicon) -> bool:
    return any(compare_words(one, other, lexicon)[1] >= MATCH for one in left for other in right)


def _compare_chains(one: NameKeys, other: NameKeys, lexicon: NameLexicon) -> NameComparison:
    pairs = align(one.chain, other.chain, lexicon)
    first = next((pair for pair in pairs if pair.left == 0 and pair.right == 0), None)
    if first is None or (first.code in (NEAR, SPELLING) and _is_feminine_of(one.chain[0], other.chain[0])):
        return _without_given(one, other, pairs, lexicon)
    reasons = [f"{_kind_at(one, pair)}_{pair.code}" for pair in pairs]
    conflict = _conflict(one, other, pairs)
    if conflict:
        return _at(conflict, (*reasons, conflict))
    return _beside(one, other, pairs, reasons)


def _beside(one: NameKeys, other: NameKeys, pairs: Sequence[Pair], reasons: list[str]) -> NameComparison:
    """Chains with the same given name and nothing that contradicts: the level by what is missing."""
    lone = min(len(one.chain), len(other.chain)) == 1
    matched_left = sum(pair.left_width for pair in pairs)
    matched_right = sum(pair.right_width for pair in pairs)
    whole = matched_left == len(one.chain) and matched_right == len(other.chain)
    if whole:
        return _whole(pairs, reasons)
    if matched_left < len(one.chain) and matched_right < len(other.chain):
        return _at("unmet", (*reasons, "parts_unmet"))
    if lone:
        return _at("given_only", (*reasons, "one_part_only"))
    weakest = min(pair.score / max(pair.left_width, pair.right_width) for pair in pairs)
    level = "initials" if any(pair.code == INITIAL for pair in pairs) else "subset"
    return _at(level, (*reasons, "parts_missing"), times=0.8 + 0.2 * min(1.0, weakest))


def _is_feminine_of(one: WordKeys, other: WordKeys) -> bool:
    """Whether one word is the other with a feminine ending and no more: Rami and Ramia, نبيل and نبيلة."""
    if one.is_arabic != other.is_arabic:
        return False
    short, long = sorted((one, other), key=lambda word: len(word.exact))
    return long.exact in (f"{short.exact}ه", f"{short.exact}a", f"{short.exact}ah", f"{short.exact}eh")


def _whole(pairs: Sequence[Pair], reasons: list[str]) -> NameComparison:
    codes = {pair.code for pair in pairs}
    if codes == {SAME}:
        return _at("identical", reasons)
    level = "spelling"
    for code, then in ((NEAR, "damaged"), (FAMILIAR, "nickname"), (INITIAL, "initials")):
        level = then if code in codes else level
    weakest = min(pair.score / max(pair.left_width, pair.right_width) for pair in pairs)
    near = sum(code == NEAR for code in (pair.code for pair in pairs))
    return _at(level, reasons, times=(0.85 + 0.15 * min(1.0, weakest)) * (1.0 if near < len(pairs) else 0.9))


def _kind_at(keys: NameKeys, pair: Pair) -> str:
    kind = keys.kinds[pair.left]
    return "father" if kind in ("father", "grandfather", "ancestor") else kind


def _conflict(one: NameKeys, other: NameKeys, pairs: Sequence[Pair]) -> str:
    """Where both chains have something between the same neighbours that is not the same: what differs, else ""."""
    ends = [(pair.left, pair.right) for pair in pairs[1:]] + [(len(one.chain), len(other.chain))]
    starts = [(pair.left + pair.left_width, pair.right + pair.right_width) for pair in pairs]
    for (left, right), (left_end, right_end) in zip(starts, ends, strict=True):
        if left >= left_end or right >= right_end:
            continue
        kinds = {one.kinds[left], other.kinds[right]}
        if left_end < len(one.chain) or not kinds & _LAST:
            return "father_differs"
        if len(kinds) == 1 and one.articled[left] == other.articled[right]:
            return "family_differs"
    return ""  # the family of one and a father of the other may both be right


def _without_given(one: NameKeys, other: NameKeys, pairs: Sequence[Pair], lexicon: NameLexicon) -> NameComparison:
    """The first words do not stand for each other: never one person, and the level says why."""
    if ("family",) in (one.kinds, other.kinds):
        family = [pair for pair in pairs if one.kinds[pair.left] == "family" or other.kinds[pair.right] == "family"]
        return _at("family_only", ("family_same", "one_part_only")) if family else _at("different", ("nothing_shared",))
    if _is_swapped(one.chain, other.chain, lexicon):
        return _at("swapped", ("order_swapped",))
    code, _score = compare_words(one.chain[0], other.chain[0], lexicon)
    if pairs and (pairs[0].left == 0 or pairs[0].right == 0):
        return _at("generation", ("one_generation_up",))
    if code == VETOED:
        return _at("vetoed", ("given_vetoed",))
    return _at("given_differs", ("given_differs",)) if pairs else _at("different", ("nothing_shared",))


def _is_swapped(left: Sequence[WordKeys], right: Sequence[WordKeys], lexicon: NameLexicon) -> bool:
    if len(left) < _WHOLE or len(right) < _WHOLE:
        return False
    return (
        compare_words(left[0], right[1], lexicon)[1] >= MATCH and compare_words(left[1], right[0], lexicon)[1] >= MATCH
    )


def _with_kunyas(found: NameComparison, one: NameKeys, other: NameKeys, lexicon: NameLexicon) -> NameComparison:
    """Agreeing kunyas lift what is open; differing ones are told and lower nothing: a man may have two."""
    if not one.kunyas or not other.kunyas:
        return found
    if not _agreeing(one.kunyas, other.kunyas, lexicon):
        return found._replace(reasons=(*found.reasons, "kunya_differs"))
    reasons = (*found.reasons, "kunya_agrees")
    if found.level in ("given_only", "unmet"):
        return _at("kunya", reasons)
    return found._replace(reasons=reasons)
