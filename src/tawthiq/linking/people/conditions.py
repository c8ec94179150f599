"""The few conditions of which comparison levels are made, each in Python and in SQL with the same answer.

Keys are ASCII text, whole numbers or lists of words: DuckDB counts edits in bytes, Spark and rapidfuzz in letters, and
on ASCII the three agree. A condition on a key that a record lacks is false.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

from tawthiq.errors import InvalidRecord

Keys = Mapping[str, Any]
Holds = Callable[[Keys, Keys], bool]


@dataclass(frozen=True, slots=True)
class Term:
    """One test of a condition: its verb and its words, such as ``near given 1 3``."""

    verb: str
    words: tuple[str, ...]


# Any of the inner groups whose terms all hold.
Condition = tuple[tuple[Term, ...], ...]

# For each verb how many keys it takes, and how many numbers after them.
_TAKES = {
    "same": (1, 0),
    "unequal": (1, 0),
    "swap": (2, 0),
    "cross": (2, 0),
    "prefix": (1, 0),
    "suffix": (1, 0),
    "starts": (2, 0),
    "inside": (2, 0),
    "has": (2, 0),
    "disjoint": (1, 0),
    "either": (1, 1),
    "near": (1, 2),
    "share": (1, 1),
    "within": (1, 1),
    "overlap": (2, 1),
    "rarer": (1, 1),
}


def parse_condition(written: str) -> Condition:
    """``A & B | C`` as tests; raises InvalidRecord on a verb that is not known or has too few words."""
    return tuple(tuple(map(_term, group.split("&"))) for group in written.split("|"))


def _term(written: str) -> Term:
    verb, *words = written.split()
    if len(words) != sum(_TAKES.get(verb, (-1, 0))):
        raise InvalidRecord(f"person_levels: {written.strip()!r} is no condition")
    return Term(verb, tuple(words))


def keys_of(condition: Condition) -> set[str]:
    """The keys that a condition asks for."""
    return {word for group in condition for term in group for word in term.words[: _TAKES[term.verb][0]]}


def to_python(condition: Condition) -> Holds:
    """The condition as a function of the keys of two records."""
    groups = [[_VERBS[term.verb](*term.words) for term in group] for group in condition]
    return lambda left, right: any(all(holds(left, right) for holds in group) for group in groups)


def _same(key: str) -> Holds:
    return lambda left, right: left[key] is not None and left[key] == right[key]


def _unequal(key: str) -> Holds:
    return lambda left, right: left[key] is not None and right[key] is not None and left[key] != right[key]


def _swap(key: str, other: str) -> Holds:
    def holds(left: Keys, right: Keys) -> bool:
        a, b = left[key], left[other]
        return a is not None and b is not None and a == right[other] and b == right[key] and a != b

    return holds


def _cross(key: str, other: str) -> Holds:
    def holds(left: Keys, right: Keys) -> bool:
        return any(a[key] is not None and a[key] == b[other] for a, b in ((left, right), (right, left)))

    return holds


def _prefix(key: str) -> Holds:
    def holds(left: Keys, right: Keys) -> bool:
        a, b = left[key], right[key]
        return bool(a and b) and (a.startswith(b) or b.startswith(a))

    return holds


def _suffix(key: str) -> Holds:
    def holds(left: Keys, right: Keys) -> bool:
        a, b = left[key], right[key]
        return bool(a and b) and (a.endswith(b) or b.endswith(a))

    return holds


def _starts(key: str, whole: str) -> Holds:
    def holds(left: Keys, right: Keys) -> bool:
        return any(bool(a[key] and b[whole]) and b[whole].startswith(a[key]) for a, b in ((left, right), (right, left)))

    return holds


def _inside(key: str, whole: str) -> Holds:
    def holds(left: Keys, right: Keys) -> bool:
        return any(bool(a[key] and b[whole]) and a[key] in b[whole] for a, b in ((left, right), (right, left)))

    return holds


def _disjoint(key: str) -> Holds:
    return lambda left, right: bool(left[key] and right[key]) and not set(left[key]) & set(right[key])


def _either(key: str, value: str) -> Holds:
    number = int(value)
    return lambda left, right: left[key] == number or right[key] == number


def _has(key: str, words: str) -> Holds:
    def holds(left: Keys, right: Keys) -> bool:
        return any(a[key] is not None and a[key] in (b[words] or ()) for a, b in ((left, right), (right, left)))

    return holds


def _near(key: str, edits: str, least: str) -> Holds:
    most, shortest = int(edits), int(least)

    def holds(left: Keys, right: Keys) -> bool:
        a, b = left[key], right[key]
        if a is None or b is None or min(len(a), len(b)) < shortest:
            return False
        return Levenshtein.distance(a, b, score_cutoff=most) <= most

    return holds


def _share(key: str, least: str) -> Holds:
    number = int(least)
    return lambda left, right: len(set(left[key] or ()) & set(right[key] or ())) >= number


def _within(key: str, most: str) -> Holds:
    number = int(most)

    def holds(left: Keys, right: Keys) -> bool:
        a, b = left[key], right[key]
        return a is not None and b is not None and abs(a - b) <= number

    return holds


def _overlap(first: str, last: str, most: str) -> Holds:
    number = int(most)

    def holds(left: Keys, right: Keys) -> bool:
        ends = (left[first], left[last], right[first], right[last])
        return None not in ends and ends[0] - ends[3] <= number and ends[2] - ends[1] <= number

    return holds


def _rarer(key: str, least: str) -> Holds:
    band, number = f"{key}_band", int(least)
    return lambda left, _right: left[band] is not None and left[band] >= number


_VERBS: dict[str, Callable[..., Holds]] = {
    "same": _same,
    "unequal": _unequal,
    "swap": _swap,
    "cross": _cross,
    "prefix": _prefix,
    "suffix": _suffix,
    "disjoint": _disjoint,
    "either": _either,
    "starts": _starts,
    "inside": _inside,
    "has": _has,
    "near": _near,
    "share": _share,
    "within": _within,
    "overlap": _overlap,
    "rarer": _rarer,
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine names what it lacks a common name for; ``{}`` are the arguments."""

    name: str
    has: str
    shared: str
    prefix: str
    suffix: str


DUCKDB = Dialect(
    "duckdb", "list_contains({1}, {0})", "len(list_intersect({0}, {1}))", "starts_with({0}, {1})", "ends_with({0}, {1})"
)
SPARK = Dialect(
    "spark", "array_contains({1}, {0})", "size(array_intersect({0}, {1}))", "startswith({0}, {1})", "endswith({0}, {1})"
)


def to_sql(condition: Condition, *, dialect: Dialect) -> str:
    """The condition as an SQL expression on columns ``key_l`` and ``key_r``."""
    groups = [" AND ".join(_sql(term, dialect) for term in group) for group in condition]
    return " OR ".join(f"({group})" for group in groups)


def _sql(term: Term, dialect: Dialect) -> str:
    return _SQL[term.verb](dialect, *term.words)


def _either_way(test: str, left: str, right: str) -> str:
    """A test of two columns of different records, tried both ways; ``{0}`` and ``{1}`` are the columns."""
    return f"({test.format(f'{left}_l', f'{right}_r')} OR {test.format(f'{left}_r', f'{right}_l')})"


def _told(key: str) -> str:
    """Engines differ in what nothing has in common with a list."""
    return f"{key}_l IS NOT NULL AND {key}_r IS NOT NULL AND "


def _swap_sql(_dialect: Dialect, key: str, other: str) -> str:
    return f"{key}_l = {other}_r AND {other}_l = {key}_r AND {key}_l <> {other}_l"


def _near_sql(_dialect: Dialect, key: str, edits: str, least: str) -> str:
    return f"least(length({key}_l), length({key}_r)) >= {least} AND levenshtein({key}_l, {key}_r) <= {edits}"


def _overlap_sql(_dialect: Dialect, first: str, last: str, most: str) -> str:
    return f"{first}_l - {last}_r <= {most} AND {first}_r - {last}_l <= {most}"


_SQL: dict[str, Callable[..., str]] = {
    "same": lambda _dialect, key: f"{key}_l = {key}_r",
    "unequal": lambda _dialect, key: f"{key}_l <> {key}_r",
    "swap": _swap_sql,
    "cross": lambda _dialect, key, other: _either_way("{0} = {1}", key, other),
    "prefix": lambda dialect, key: _either_way(dialect.prefix, key, key),
    "suffix": lambda dialect, key: _either_way(dialect.suffix, key, key),
    "starts": lambda dialect, key, whole: _either_way(dialect.prefix, whole, key),
    "inside": lambda _dialect, key, whole: _either_way("instr({1}, {0}) > 0", key, whole),
    "has": lambda dialect, key, words: _either_way(dialect.has, key, words),
    "disjoint": lambda dialect, key: _told(key) + f"{dialect.shared.format(f'{key}_l', f'{key}_r')} = 0",
    "either": lambda _dialect, key, value: f"({key}_l = {value} OR {key}_r = {value})",
    "near": _near_sql,
    "share": lambda dialect, key, least: _told(key) + f"{dialect.shared.format(f'{key}_l', f'{key}_r')} >= {least}",
    "within": lambda _dialect, key, most: f"abs({key}_l - {key}_r) <= {most}",
    "overlap": _overlap_sql,
    "rarer": lambda _dialect, key, least: f"{key}_band_l >= {least}",
}
