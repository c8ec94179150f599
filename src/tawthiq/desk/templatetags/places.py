"""How places and periods are shown: reasons of the resolver in words, points, systems of units, from when to when."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tawthiq.core.times import is_valid_edtf
from tawthiq.desk.queries.labels import label as label_of
from tawthiq.desk.queries.parties import Bond, bonds_between
from tawthiq.desk.templatetags.desk import edtf, language, words
from tawthiq.desk.wording import PLACE_LIKENESS
from tawthiq.store.packs import load_table

register = template.Library()
_TWO = 2


@register.simple_tag
def place_reason(reason: str) -> str:
    """A reason of the resolver in words; its value, where it has one, is isolated from them."""
    code, _colon, value = reason.partition(": ")
    told = words(code, "place_likeness" if code in PLACE_LIKENESS else "place_reasons")
    if code in ("kind", "not_kind", "same_kind", "other_kind"):
        value = label_of("place_kinds", value, language())
    elif code == "apart":
        value = km(1000 * float(value))
    return format_html("{} <bdi>{}</bdi>", told, value) if value else format_html("{}", told)


@register.simple_tag
def bonds(body: Mapping[str, Any], names: Mapping[str, Any]) -> list[Bond]:
    """What is known of the parties that a claim names together, on its day; nothing where it has no day."""
    parties = list(dict.fromkeys(one["party"] for one in body["perpetrators"] if one["party"] != "unknown"))
    day = (body["when"] or {}).get("edtf") or ""
    if len(parties) < _TWO or not is_valid_edtf(day) or "ties" not in names:
        return []
    return bonds_between(parties, day, ties=names["ties"]())


@register.filter
def place_source(source: str) -> str:
    """Where a place is known from: in Arabic what this project says of its own, else as it is written."""
    if language() != "ar":
        return source
    return next((row["ar"] for row in load_table("place_sources") if source.startswith(row["en"])), source)


@register.filter
def point(record: Any) -> str:
    """Latitude and longitude of a place or a row; "" where it has none."""
    if record.lat is None or record.lon is None:
        return ""
    return f"{record.lat:.5f}, {record.lon:.5f}"


@register.filter
def km(metres: float | None) -> str:
    """Metres as kilometres."""
    return _("%(number)s km") % {"number": f"{(metres or 0) / 1000:g}"}


@register.filter
def system(code: str, parties: dict[str, str]) -> str:
    """The name of a system of units; a party's own is called by the party."""
    kind, _colon, party = code.partition(":")
    if kind == "party" and party:
        return _("by the order of: %(party)s") % {"party": parties.get(party, party)}
    return label_of("unit_systems", code, language())


@register.simple_tag
def period(record: Any) -> str:
    """From when to when something is so; "" where neither end is known."""
    since, until = edtf(record.valid_from), edtf(record.valid_to)
    if since and until:
        return pgettext("period", "%(since)s to %(until)s") % {"since": since, "until": until}
    if since:
        return _("since %(day)s") % {"day": since}
    return _("until %(day)s") % {"day": until} if until else ""


@register.filter
def said_otherwise(value: Any) -> str:
    """A value as a gazetteer or the register has it, on one line."""
    if isinstance(value, tuple):
        return ", ".join(f"{one:.5f}" for one in value) if None not in value else pgettext("value", "not known")
    return str(value or pgettext("value", "not known"))
