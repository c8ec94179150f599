"""Candidate pairs: records that agree on all keys of a rule of ``data/person_blocking.yaml``, within what can be paid.

A rule may make so many pairs (``most_pairs``); beyond that its commonest values are left out, the widest first, and
that is told. A long list may make fewer for each record: its rare values tell more, and its common ones less.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from tawthiq.linking.people.engines import Engine
from tawthiq.store.packs import load_table

_AT_LEAST, _PER_RECORD = 200_000, 8
_LONG, _PER_RECORD_OF_LONG = 700_000, 0.3


@dataclass(frozen=True, slots=True)
class Rule:
    """Records that agree on all these keys are compared."""

    id: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """What a rule did in a list: values shared by more than ``largest`` records were left out, ``left_out`` of them."""

    rule: str
    pairs: int
    largest: int
    left_out: int


@cache
def load_rules() -> tuple[Rule, ...]:
    """Every rule."""
    return tuple(Rule(row["id"], tuple(row["keys"])) for row in load_table("person_blocking"))


def rules_for(keys: Collection[str]) -> tuple[Rule, ...]:
    """The rules whose keys a list has."""
    return tuple(rule for rule in load_rules() if all(key in keys for key in rule.keys))


def most_pairs(number: int) -> int:
    """How many pairs one rule may make in a list of so many records."""
    return max(_AT_LEAST, min(_PER_RECORD * number, int(_LONG + _PER_RECORD_OF_LONG * number)))


def make_candidates(engine: Engine, *, keys: Collection[str], number: int, is_across: bool) -> list[Block]:
    """Fills ``candidates`` (``l`` < ``r``, each pair once) from ``records``; ``is_across``: no pairs within a list.

    Each rule makes its pairs by itself: all at once, a million records did not fit into the engine's memory.
    """
    found, names = [], []
    for rule in rules_for(keys):
        block = _measured(engine, rule, most=most_pairs(number))
        if block.pairs:
            found.append(block)
            names.append(f"pairs_{rule.id}")
            engine.make(names[-1], _pairs_sql(rule, block.largest, is_across=is_across))
    pairs = " UNION ALL ".join(f"SELECT l, r FROM {name}" for name in names)
    none = "SELECT unique_id AS l, unique_id AS r FROM records WHERE 1 = 0"
    engine.make("candidates", f"SELECT DISTINCT l, r FROM ({pairs or none}) AS pairs")
    engine.drop(*names)
    return found


def _measured(engine: Engine, rule: Rule, *, most: int) -> Block:
    keys, told = ", ".join(rule.keys), " AND ".join(f"{key} IS NOT NULL" for key in rule.keys)
    sizes = engine.ask(
        "SELECT size, count(*) FROM (SELECT count(*) AS size FROM records "
        f"WHERE {told} GROUP BY {keys}) AS groups WHERE size > 1 GROUP BY size ORDER BY size"
    )
    pairs = largest = left_out = 0
    for size, values in sizes:
        more = values * size * (size - 1) // 2
        if left_out or pairs + more > most:  # the first that is too many, and every commoner one
            left_out += values
            continue
        pairs, largest = pairs + more, size
    return Block(rule.id, pairs, largest, left_out)


def _pairs_sql(rule: Rule, largest: int, *, is_across: bool) -> str:
    keys, told = ", ".join(rule.keys), " AND ".join(f"{key} IS NOT NULL" for key in rule.keys)
    members = (
        f"(SELECT * FROM (SELECT unique_id, list, {keys}, count(*) OVER (PARTITION BY {keys}) AS size "
        f"FROM records WHERE {told}) AS sized WHERE size > 1 AND size <= {largest})"
    )
    agree = " AND ".join(f"a.{key} = b.{key}" for key in rule.keys)
    apart = " AND a.list <> b.list" if is_across else ""
    return (
        f"SELECT a.unique_id AS l, b.unique_id AS r FROM {members} AS a JOIN {members} AS b "
        f"ON {agree} AND a.unique_id < b.unique_id{apart}"
    )
