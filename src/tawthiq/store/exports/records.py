"""What an export is made of: plain records, whatever they were in the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One record on its way out: ``cells`` as written, ``told`` what was read of them (fields of a list).

    ``whole`` is the record in full where it is more than its cells: what JSON Lines writes. ``origin`` names list, item
    and line, or release.
    """

    ref: str
    about: str
    cells: Mapping[str, Any]
    told: Mapping[str, Any]
    table: str = ""
    origin: Mapping[str, Any] = field(default_factory=dict)
    whole: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of the export: its headings in order, and which field each of them was mapped to, if any."""

    name: str
    headings: Sequence[str]
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def field_of(self) -> dict[str, str]:
        """The field that each mapped heading stands for."""
        return {heading: name for name, headings in self.columns.items() for heading in headings}


@dataclass(frozen=True, slots=True)
class About:
    """What stands over an export: whose data it is, on what terms, and how people may call it."""

    title: str
    publisher: str = ""
    terms: str = ""


def days_of(told: Mapping[str, Any]) -> tuple[str, str]:
    """The first and the last day of ``when``, each as far as ISO 8601 can say it; "" where it is not known."""
    when = str(told.get("when") or "")
    first, _, last = when.partition("/")
    return _iso(first), _iso(last or first)


def _iso(part: str) -> str:
    known = part.rstrip("~?%").split("-X")[0]
    return known if known and "X" not in known and known != ".." else ""


def texts_of(value: Any) -> list[str]:
    """The values of one field as words."""
    if value is None or value == "":
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
