"""What a row tells, field by field, from the columns that were mapped; what cannot be read is a fault and no guess."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tawthiq.core.times import is_valid_edtf
from tawthiq.core.written_dates import to_edtf
from tawthiq.errors import InvalidRecord
from tawthiq.store.table_columns import known

DATES = ("date", "date_start", "date_end", "published")
COUNTS = ("killed", "killed_min", "killed_max", "injured", "radius_m")
_RANGE = re.compile(r"(\d+)\s*(?:-|–|to|إلى)\s*(\d+)", re.ASCII)
_AT_LEAST = re.compile(r"(?:>=?\s*(\d+)|(\d+)\s*\+)", re.ASCII)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.0+)?", re.ASCII)
_POINT = re.compile(r"([+-]?\d+(?:\.\d+)?)[\s,;]+([+-]?\d+(?:\.\d+)?)(?:[\s,;]+[+-]?\d+(?:\.\d+)?){0,2}", re.ASCII)
_SAYS_NOTHING = ("id", "source", "country", "published", "date_precision", "precision", "is_exact")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused: ``code`` says what, ``heading`` and ``value`` where."""

    code: str
    heading: str = ""
    value: str = ""


class FieldReader:
    """Reads rows of one table by its mapping; ``values`` are the decided odd values, by field."""

    def __init__(
        self,
        columns: Mapping[str, tuple[str, ...]],
        *,
        values: Mapping[str, Mapping[str, str | None]] | None = None,
        date_order: str = "",
    ) -> None:
        """Nothing is read yet."""
        self._columns = [(name, headings) for name, headings in columns.items() if headings]
        self._values, self._order = values or {}, date_order

    def read(self, cells: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
        """The fields that say something, and every fault; missing ones are absent."""
        fields: dict[str, Any] = {}
        faults: list[Fault] = []
        for name, headings in self._columns:
            decided = self._values.get(name)
            for heading in headings:
                cell = cells.get(heading)
                if cell is None:
                    continue
                written = cell if isinstance(cell, str) else _as_text(cell)
                if decided and written.strip() in decided:
                    written = decided[written.strip()] or ""
                if text := known(written.strip()):
                    self._take(name, text, fields=fields, faults=faults, heading=heading)
        _add_days(fields, faults)
        if not faults and all(name in _SAYS_NOTHING for name in fields):
            faults.append(Fault("nothing_told"))
        return fields, faults

    def _told(self, name: str, text: str) -> dict[str, Any]:
        """What one cell says; of the days of publication there may be several. Raises InvalidRecord with a code."""
        if name == "published" and ";" in text:
            days = [to_edtf(one, order=self._order) for one in text.split(";") if one.strip()]
            return {name: list(dict.fromkeys(days))}
        if name in DATES:
            return {name: to_edtf(text, order=self._order)}
        read = _READERS.get(name)
        return read(name, text) if read else {name: text}

    def _take(self, name: str, text: str, *, fields: dict[str, Any], faults: list[Fault], heading: str) -> None:
        try:
            told = self._told(name, text)
        except InvalidRecord as odd:
            faults.append(Fault(str(odd), heading, text[:200]))
            return
        for key, value in told.items():
            before = fields.get(key)
            if before is None:
                fields[key] = value
            elif before != value:
                fields[key] = [*before, value] if isinstance(before, list) else [before, value]


def _as_text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, list):
        return " ".join(str(one) for one in cell if one is not None)
    if isinstance(cell, dict):
        points = cell.get("coordinates")
        if cell.get("type") == "Point" and isinstance(points, list) and len(points) >= 2:
            return f"{points[1]} {points[0]}"
    return str(cell)


def _plain(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(letter)) if letter.isdigit() else letter for letter in text)


def _count(name: str, text: str) -> dict[str, int]:
    """A number; of the killed also "5-7" and "12+", as bounds."""
    plain = _plain(text)
    if _NUMBER.fullmatch(plain):
        return {name: int(plain.replace(",", "").split(".")[0])}
    if name == "killed":
        if (spread := _RANGE.fullmatch(plain)) and int(spread[1]) <= int(spread[2]):
            return {"killed_min": int(spread[1]), "killed_max": int(spread[2])}
        if least := _AT_LEAST.fullmatch(plain):
            more = not (least[1] and "=" not in plain)
            return {"killed_min": int(least[1] or least[2]) + (0 if more else 1)}
    raise InvalidRecord("number_odd")


def _degrees(name: str, text: str) -> dict[str, float]:
    try:
        value = float(_plain(text).replace("٫", "."))
    except ValueError:
        raise InvalidRecord("point_odd") from None
    if not abs(value) <= (90 if name == "lat" else 180):  # not a number is no place either
        raise InvalidRecord("point_odd")
    return {name: value}


def _point(_name: str, text: str) -> dict[str, float]:
    """Latitude, longitude and what ODK writes behind them: altitude and accuracy in metres."""
    found = _POINT.fullmatch(_plain(text).strip("()[]"))
    if not found:
        raise InvalidRecord("point_odd")
    return {**_degrees("lat", found[1]), **_degrees("lon", found[2])}


_READERS: dict[str, Callable[[str, str], dict[str, Any]]] = {
    **dict.fromkeys(COUNTS, _count),
    **dict.fromkeys(("lat", "lon"), _degrees),
    "point": _point,
}


def _add_days(fields: dict[str, Any], faults: list[Fault]) -> None:
    """``when`` in EDTF, from the day, the first and last day, or year, month and day; the others stay beside it."""
    first, last, year = (fields.get(name) for name in ("date_start", "date_end", "year"))
    day = fields.get("date")
    if isinstance(day, str):
        fields["when"] = day
    elif isinstance(first, str) and isinstance(last, str):
        when = first if first == last else f"{first}/{last}"
        if is_valid_edtf(when):
            fields["when"] = when
        else:
            faults.append(Fault("ends_before_it_begins", "", when))
    elif isinstance(first, str):
        fields["when"] = first
    elif isinstance(year, str):
        _add_parts(fields, faults, year)


def _add_parts(fields: dict[str, Any], faults: list[Fault], year: str) -> None:
    parts = [year, *(str(fields.get(name) or "") for name in ("month", "day"))]
    if parts[1] and not parts[1].isdigit():
        text = f"{parts[2]} {parts[1]} {year}"
    else:
        text = "-".join(part.zfill(2) for part in parts if part)
    try:
        fields["when"] = to_edtf(text.strip())
    except InvalidRecord as odd:
        faults.append(Fault(str(odd), "", text.strip()))
