"""Which column of a list is what: by its heading in English or Arabic, or by a mapping file; and an id for each row.

Known headings are rows of ``data/table_columns.yaml``; words for "not known" are those of ``table_missing.yaml``.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tawthiq.core.texts import fold
from tawthiq.errors import Unreadable
from tawthiq.store.packs import load_table
from tawthiq.store.tables import BadTable, Row, Table

# When and on what a form was filled in is no part of what it tells: `start` is the interview, not the attack.
# Source: KoboToolbox, metadata questions; ODK XForms specification, preload attributes.
_IS_FORM = {"_uuid", "_submission_time", "meta/instanceID", "instanceID", "__id", "KEY", "formhub/uuid"}
_OF_THE_FORM = {"start", "end", "today", "deviceid", "username", "phonenumber", "subscriberid", "SubmissionDate"}
_SMALL_WORDS = frozenset({"of", "the", "a", "in", "de", "del"})
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBERED = re.compile(r"(.*?) ?(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold which field: places in the row by field; ``unused`` are headings that nothing was made of."""

    of: Mapping[str, tuple[int, ...]]
    unused: tuple[str, ...] = ()

    def has(self, *fields: str) -> bool:
        """Whether any of the fields has a column."""
        return any(field in self.of for field in fields)

    def first(self, row: Row, field: str) -> str:
        """The first value of the field that says something, or ""."""
        return next(iter(self.all(row, field)), "")

    def all(self, row: Row, field: str) -> list[str]:
        """Every value of the field that says something, in the order of the columns."""
        places = self.of.get(field, ())
        return [value for at in places if at < len(row.values) and (value := known(row.values[at]))]

    def each(self, row: Row, *fields: str) -> list[tuple[str, ...]]:
        """The values of numbered columns side by side (``lat_1 lon_1``, ``lat_2 lon_2``); "" where one is missing."""
        longest = max((len(self.of.get(field, ())) for field in fields), default=0)
        found = [tuple(self._at(row, field, number) for field in fields) for number in range(longest)]
        return [values for values in found if any(values)]

    def _at(self, row: Row, field: str, number: int) -> str:
        places = self.of.get(field, ())
        has_it = number < len(places) and places[number] < len(row.values)
        return known(row.values[places[number]]) if has_it else ""


@cache
def _missing() -> frozenset[str]:
    return frozenset(word for row in load_table("table_missing") for word in row["names"])


def known(value: str) -> str:
    """The value, or "" where it is one of the words by which lists say that they do not know (NA, NULL, غير معروف)."""
    return "" if value in _missing() else value


def recognise_columns(table: Table, *, subject: str, mapping: Mapping[str, Sequence[str]] | None = None) -> Columns:
    """The columns of a list about ``subject`` (``people`` or ``incidents``): the mapping first, then the headings.

    Of several headings for one field the one that stands first among the field's names is taken, with all its numbered
    columns (``lat_1``, ``lat_2``); the others stay unused. A field mapped to nothing is not looked for. Raises BadTable
    where the mapping names a field or a column that is not there. What a form says of its own filling in is taken only
    where the mapping says so.
    """
    fields = {row["id"]: row for row in load_table("table_columns") if subject in row["for"]}
    given = _mapped(table, mapping or {}, fields=fields)
    taken = {at for places in given.values() for at in places}
    passed = form_columns(table.headings)
    open_to_all = [(at, heading) for at, heading in enumerate(table.headings) if at not in taken | passed]
    keys = [(at, *heading_keys(heading)) for at, heading in open_to_all]
    found = {field: places for field, places in given.items() if places}
    for field, row in fields.items():
        if field in given:
            continue
        for name in row["names"]:
            places = _columns_named(heading_keys(name)[0], keys)
            places = [at for at in places if at not in taken]
            if places:
                found[field] = tuple(places)
                taken.update(places)
                break
    unused = tuple(heading for at, heading in enumerate(table.headings) if at not in taken)
    return Columns(found, unused)


def form_columns(headings: Sequence[str]) -> set[int]:
    """Places of the columns in which an export of KoboToolbox or ODK tells of the interview, not of what happened."""
    return {at for at, one in enumerate(headings) if one in _OF_THE_FORM} if _IS_FORM & set(headings) else set()


def _columns_named(name: str, keys: Iterable[tuple[int, str, str, int]]) -> list[int]:
    """The column of exactly this name, or the numbered ones in the order of their numbers."""
    whole = [at for at, key, _base, _number in keys if key == name]
    if whole:
        return whole[:1]
    return [at for _number, at in sorted((number, at) for at, _key, base, number in keys if base == name and number)]


@cache
def heading_keys(heading: str) -> tuple[str, str, int]:
    """What a heading is compared by: its words in any order; and the same without a number at its end, and the number.

    ``Date of incident``, ``incident_date`` and ``IncidentDate`` are one; ``location_2`` is (…, ``location``, 2).
    """
    words = re.sub(r"[\W_]+", " ", fold(_HUMP.sub(" ", heading))).split()
    plain = " ".join(word for word in words if word not in _SMALL_WORDS) or " ".join(words)
    numbered = _NUMBERED.fullmatch(plain)
    base, number = (numbered[1], int(numbered[2])) if numbered and numbered[1] else (plain, 0)
    return " ".join(sorted(plain.split())), " ".join(sorted(base.split())), number


def _mapped(
    table: Table, mapping: Mapping[str, Sequence[str]], *, fields: Mapping[str, Any]
) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for field, columns in mapping.items():
        if field not in fields:
            raise BadTable("unknown_field", name=table.name, value=f"{field}: {', '.join(fields)}")
        for column in columns:
            if column not in table.headings:
                raise BadTable("no_such_column", name=table.name, value=f"{field}: {column}")
        found[field] = tuple(table.headings.index(column) for column in columns)
    return found


def load_mapping(path: Path) -> dict[str, tuple[str, ...]]:
    """A mapping file: YAML of ``field: heading``, ``field: [heading, heading]`` or ``field: null``; raises BadTable."""
    try:
        body = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as odd:
        raise Unreadable(f"{path.name}: {odd.strerror or odd}") from odd
    except (yaml.YAMLError, UnicodeDecodeError) as odd:
        raise BadTable("odd_mapping", name=path.name, value=" ".join(str(odd).split())) from odd
    if not isinstance(body, dict):
        raise BadTable("odd_mapping", name=path.name)
    found: dict[str, tuple[str, ...]] = {}
    for field, columns in body.items():
        listed = columns if isinstance(columns, list) else [] if columns is None else [columns]
        found[str(field)] = tuple(map(str, listed))
    return found


def record_ids(tables: Sequence[tuple[Table, Columns]]) -> list[list[str]]:
    """For each table an id for each of its rows, no two alike in all of them together.

    The row's own id where it has one that no other row has. An id that several files use gets the file's name before it
    in each (``first:17``); what is still double, or has no id, its line (``17@line-8``, ``line-8``).
    """
    own = [[(row.line, columns.first(row, "id")) for row in table.rows()] for table, columns in tables]
    used: dict[str, set[int]] = {}
    for number, rows in enumerate(own):
        for _line, written in rows:
            used.setdefault(written, set()).add(number)
    given: set[str] = set()
    found: list[list[str]] = []
    for (table, _columns), rows in zip(tables, own, strict=True):
        seen: set[str] = set()
        ids: list[str] = []
        for line, written in rows:
            name = written or f"line-{line}"
            if len(used[written]) > 1 or (not written and len(tables) > 1):
                name = f"{table.path.stem}:{name}"
            if name in seen or name in given:
                name = f"{name}@line-{line}"
            seen.add(name)
            ids.append(name)
        given |= seen
        found.append(ids)
    return found
