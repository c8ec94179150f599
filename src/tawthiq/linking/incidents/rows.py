"""A row of somebody's list of events or victims as an account, with what in it could not be read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tawthiq.core.counts import Bounds
from tawthiq.core.texts import fold
from tawthiq.linking.incidents.accounts import Account, Site, ordinals, victim_keys
from tawthiq.linking.incidents.copies import shingles
from tawthiq.store.packs import load_conflict, load_table
from tawthiq.store.table_columns import Columns
from tawthiq.store.table_values import count_in, date_in, degrees_in, is_month_first, plain
from tawthiq.store.tables import Row, Table

# How far a unit's name may be off, in metres. Source: breadth of Syrian units, OCHA COD-AB.
_UNITS = {"admin2": 20_000, "admin1": 60_000}
_BETWEEN = str.maketrans("؛|،\n\t", ";;;;;")


@dataclass(frozen=True, slots=True)
class Fault:
    """What of a row could not be read: ``code`` is date, point, number or order, ``value`` the odd words."""

    code: str
    value: str


@dataclass(slots=True)
class ListReader:
    """Makes accounts of the rows of one list; ``conflict`` names the parties that its words are looked up among."""

    table: Table
    columns: Columns
    conflict: str = "syria"
    month_first: bool = False
    is_people: bool = False
    _parties: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Looks once through the dates to see how they are written."""
        self._parties = party_spellings(self.conflict)
        named = self.columns.has("victim", "victim_given", "victim_family")
        self.is_people = named and not self.columns.has("killed", "killed_min", "killed_max", "injured")
        dates = ("date", "date_start", "date_end")
        self.month_first = is_month_first(
            cell for row in self.table.rows() for name in dates for cell in self.columns.all(row, name)
        )

    def account(self, row: Row, *, ref: str) -> tuple[Account, list[Fault]]:
        """The account and the faults; a value that cannot be read is left out of the account."""
        faults: list[Fault] = []
        first, last = self._days(row, faults)
        names = list(self._names(row))
        texts = self.columns.all(row, "text")
        return (
            Account(
                ref=ref,
                first=first,
                last=last,
                told_on=self._told_on(row),
                sites=tuple(self._sites(row, faults)),
                within=frozenset(map(fold, [*self.columns.all(row, "admin2"), *self.columns.all(row, "admin1")])),
                kind=self._kind(row),
                parties=frozenset(self._party_ids(row)),
                counts=self._counts(row, faults),
                victims=victim_keys(names),
                kin=frozenset(self._kin(row, names)) if self.is_people else frozenset(),
                media=frozenset(value.lower() for value in self.columns.all(row, "media")),
                source=fold(self.columns.first(row, "source")),
                words=shingles(max(texts, key=len)) if texts else frozenset(),
                is_person=self.is_people,
            ),
            faults,
        )

    def _days(self, row: Row, faults: list[Fault]) -> tuple[int | None, int | None]:
        start = self._date(row, "date_start", faults) or self._date(row, "date", faults)
        end = self._date(row, "date_end", faults)
        if start is None and end is None:
            return ordinals(self._date(row, "date_coarse", faults, is_month=True) or self._parts(row, faults))
        first, last = ordinals(start or self._date(row, "date_coarse", faults, is_month=True))
        end_first, end_last = ordinals(end)
        if end_last is not None and (last is None or end_last > last):
            last = end_last
        if first is not None and end_last is not None and end_last < first:
            faults.append(Fault("order", f"{start} > {end}"))
            return ordinals(start)
        first = end_first if first is None else first
        spread = self._spread(row)
        if spread and first is not None and last is not None and first == last:
            return first - spread, last + spread
        return first, last

    def _told_on(self, row: Row) -> int | None:
        """The day of publication, where the cell holds exactly one."""
        found = date_in(self.columns.first(row, "published"), month_first=self.month_first)
        return ordinals(found)[1]

    def _date(self, row: Row, name: str, faults: list[Fault], *, is_month: bool = False) -> str | None:
        cell = self.columns.first(row, name)
        found = date_in(cell, month_first=self.month_first) if cell else None
        if cell and found is None:
            faults.append(Fault("date", cell))
        return found[:7] if found and is_month else found

    def _parts(self, row: Row, faults: list[Fault]) -> str | None:
        """Year, month and day from columns of their own; the month may be a word, and may hold the year too."""
        cells = (self.columns.first(row, name) for name in ("year", "month", "day"))
        year, month, day = (plain(cell).removesuffix(".0") for cell in cells)
        if not year and not month:
            return None
        written = " ".join(part for part in (day if month else "", month, year) if part)
        numbers = [part for part in (day if month else "", month, year) if part]
        found = (date_in("/".join(numbers)) if all(part.isdigit() for part in numbers) else None) or date_in(written)
        found = found or date_in(month)
        if found is None:
            faults.append(Fault("date", written))
        return found

    def _spread(self, row: Row) -> int:
        return _code_value(self.table, self.columns, row, field="date_precision", of="time") or 0

    def _sites(self, row: Row, faults: list[Fault]) -> Iterator[Site]:
        precise = _code_value(self.table, self.columns, row, field="precision", of="place")
        found = False
        for name, lat, lon, exact, radius in self.columns.each(row, "place", "lat", "lon", "is_exact", "radius_m"):
            parts = _parts_of(name.translate(_BETWEEN), ";")
            if len(parts) > 1 and not lat:  # several places in one cell
                found = True
                yield from (Site(name=fold(part), radius_m=precise) for part in parts)
                continue
            point = degrees_in(lat, lon) if lat or lon else None
            if (lat or lon) and point is None:
                faults.append(Fault("point", f"{lat}, {lon}"))
            reach = count_in(radius)
            radius_m = reach.max if reach else 300 if exact in ("1", "true", "TRUE", "yes") else precise
            if name or point:
                found = True
                yield Site(name=fold(name), point=point, radius_m=radius_m)
        if not found:
            yield from self._units(row)

    def _units(self, row: Row) -> Iterator[Site]:
        for unit, radius in _UNITS.items():
            if name := self.columns.first(row, unit):
                yield Site(name=fold(name), radius_m=radius)
                return

    def _kind(self, row: Row) -> str:
        words = kind_words()
        for cell in self.columns.all(row, "kind"):
            folded = fold(cell)
            known = next((words[part] for part in (folded, *_parts_of(folded, "/;|")) if part in words), "")
            return known or folded
        return ""

    def _party_ids(self, row: Row) -> Iterator[str]:
        for name in ("party", "other_party"):
            for cell in self.columns.all(row, name):
                for part in _parts_of(cell.translate(_BETWEEN), ";"):
                    yield self._parties.get(fold(part), fold(part))

    def _counts(self, row: Row, faults: list[Fault]) -> dict[str, Bounds]:
        found: dict[str, Bounds] = {}
        for name in ("killed", "injured"):
            if self.columns.has(name) and (bounds := self._number(row, name, faults)):
                found[name] = bounds
        low, high = self._number(row, "killed_min", faults), self._number(row, "killed_max", faults)
        if low and high and low.min is not None and high.max is not None and low.min <= high.max:
            found["killed"] = Bounds(low.min, high.max)
        return found

    def _number(self, row: Row, name: str, faults: list[Fault]) -> Bounds | None:
        cell = self.columns.first(row, name)
        found = count_in(cell) if cell else None
        if cell and found is None:
            faults.append(Fault("number", cell))
        return found

    def _names(self, row: Row) -> Iterator[str]:
        given, family = self.columns.first(row, "victim_given"), self.columns.first(row, "victim_family")
        if given or family:
            yield f"{given} {family}".strip()
        for cell in self.columns.all(row, "victim"):
            parts = _parts_of(cell.translate(_BETWEEN), ";")
            yield from parts if len(parts) > 1 or self.is_people else _parts_of(cell, ",")

    def _kin(self, row: Row, names: list[str]) -> Iterator[str]:
        if family := self.columns.first(row, "victim_family"):
            yield from fold(family).split()[:2]
            return
        for name in names:
            yield from fold(name).split()[1:][-2:]


def _parts_of(text: str, marks: str) -> list[str]:
    for mark in marks[1:]:
        text = text.replace(mark, marks[0])
    return [part.strip() for part in text.split(marks[0]) if part.strip()]


def _code_value(table: Table, columns: Columns, row: Row, *, field: str, of: str) -> int | None:
    """What the code of a precision column stands for, by the scale that its heading belongs to."""
    cell = plain(columns.first(row, field)).removesuffix(".0")
    if not cell:
        return None
    heading = table.headings[columns.of[field][0]].casefold()
    scales = [scale for scale in load_table("list_precisions") if scale["of"] == of]
    scale: Any = next((scale for scale in scales if heading in scale["names"]), scales[-1])
    found = {str(code): value for code, value in scale["codes"]}.get(cell)
    return int(found) if found is not None else None


@cache
def kind_words() -> Mapping[str, str]:
    """Our kind by the folded words of lists for it."""
    found = {fold(str(name)): row["id"] for row in load_table("list_kinds") for name in row["names"]}
    for row in load_table("kinds"):
        found |= {fold(row["id"].replace("_", " ")): row["id"], row["id"]: row["id"]}
        found |= {fold(row[lang]): row["id"] for lang in ("en", "ar")}
    return found


@cache
def party_spellings(conflict: str) -> Mapping[str, str]:
    """The id of a party by every folded spelling of a conflict folder."""
    found: dict[str, str] = {}
    for party in load_conflict(conflict).parties:
        for lang, spellings in party.spellings.items():
            for spelling in (party.names.get(lang, ""), *spellings):
                found.setdefault(fold(spelling), party.id)
    found.pop("", None)
    return found
