"""What a conflict folder knows of parties over time: ``ties.yaml`` with groups, ties and dated names, each sourced.

A folder need not have one. The names of the world lie beneath every conflict's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from tawthiq.core.parties import CERTAINTIES, KINDS, DatedName, Tie
from tawthiq.core.times import is_valid_edtf
from tawthiq.errors import InvalidRecord
from tawthiq.store.packs import WORLD, load_layered, load_table


@dataclass(frozen=True, slots=True)
class Group:
    """A force with a history of its own that is counted under a party: a party without spellings."""

    id: str
    name_en: str
    name_ar: str
    kind: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourcedTie:
    """A tie with where it is known from, and what should be known about it."""

    tie: Tie
    sources: tuple[str, ...]
    note: str
    note_ar: str


@dataclass(frozen=True, slots=True)
class SourcedName:
    """A dated name; ``group`` is the group of the party that it means, "" where the party itself is meant."""

    name: DatedName
    lang: str
    group: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartyHistory:
    """``as_of``: the month up to which was looked, "" for a folder that has no such file."""

    as_of: str
    groups: tuple[Group, ...]
    ties: tuple[SourcedTie, ...]
    names: tuple[SourcedName, ...]


EMPTY = PartyHistory("", (), (), ())


@cache
def load_party_history(conflict: str) -> PartyHistory:
    """The history of a conflict's parties with the names of the world beneath; raises InvalidRecord naming the row."""
    folder = resources.files("tawthiq").joinpath("conflicts")
    known = {party.id for party in load_layered(conflict).parties} | {party.id for party in load_layered(WORLD).parties}
    own = read_party_history(folder.joinpath(conflict), parties=known)
    if conflict == WORLD:
        return own
    beneath = read_party_history(folder.joinpath(WORLD), parties=known)
    return PartyHistory(own.as_of, own.groups, own.ties, (*own.names, *beneath.names))


def read_party_history(folder: Traversable, *, parties: Iterable[str]) -> PartyHistory:
    """The file of one folder; ``parties`` are the ids that it may speak of besides its own groups."""
    file = folder.joinpath("ties.yaml")
    if not file.is_file():
        return EMPTY
    body = yaml.safe_load(file.read_text(encoding="utf-8"))
    where = f"conflicts/{folder.name}/ties.yaml"
    try:
        groups = tuple(_group(row) for row in body["groups"])
        known = {*parties, *(group.id for group in groups)}
        ties = tuple(_tie(row, known) for row in body["ties"])
        names = tuple(_name(row, known) for row in body["names"])
    except (KeyError, TypeError, ValueError) as odd:
        raise InvalidRecord(f"{where}: {odd}") from odd
    numbers = [tie.tie.id for tie in ties]
    if twice := next((number for number in numbers if numbers.count(number) > 1), None):
        raise InvalidRecord(f"{where}: {twice} stands there twice")
    return PartyHistory(str(body["as_of"]), groups, ties, names)


def _group(row: dict[str, Any]) -> Group:
    if row["kind"] not in {one["id"] for one in load_table("party_kinds")}:
        raise ValueError(f"{row['id']}: kind {row['kind']!r}")
    return Group(row["id"], row["name_en"], row["name_ar"], row["kind"], _sources(row))


def _tie(row: dict[str, Any], known: set[str]) -> SourcedTie:
    since, until = _day(row, "from"), _day(row, "to")
    for name, allowed in (("left", known), ("right", known), ("kind", KINDS), ("certainty", CERTAINTIES)):
        if row[name] not in allowed:
            raise ValueError(f"{row['id']}: {name} {row[name]!r} is not known")
    if row["left"] == row["right"]:
        raise ValueError(f"{row['id']}: binds a party to itself")
    told = (row["kind"], row["left"], row["right"], since, until, row["certainty"], row.get("place", ""))
    return SourcedTie(Tie(row["id"], *told), _sources(row), row.get("note", ""), row.get("note_ar", ""))


def _name(row: dict[str, Any], known: set[str]) -> SourcedName:
    group = row.get("group", "")
    for party in filter(None, (row["party"], group)):
        if party not in known:
            raise ValueError(f"{row['text']}: party {party!r} is not known")
    name = DatedName(row["text"], row["party"], _day(row, "from"), _day(row, "to"), row.get("country", ""))
    return SourcedName(name, row["lang"], group, _sources(row))


def _sources(row: dict[str, Any]) -> tuple[str, ...]:
    if not row["sources"]:
        raise ValueError(f"{row.get('id', row)}: has no source")
    return tuple(row["sources"])


def _day(row: dict[str, Any], key: str) -> str:
    written = str(row[key] or "")
    if written and ("/" in written or not is_valid_edtf(written)):
        raise ValueError(f"{row.get('id', row.get('text'))}: {key} {written!r} is no date")
    return written
