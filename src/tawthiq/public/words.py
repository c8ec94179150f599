"""Numbers, dates and ids in words of the page's language."""

import re
from collections.abc import Iterable

from django.utils.translation import get_language, gettext, ngettext, pgettext

from tawthiq.core.releases import Figure, PublicCount, PublicPlace
from tawthiq.core.times import describe_edtf
from tawthiq.errors import InvalidRecord
from tawthiq.store.release import PlaceTotal, ReleaseReader

_LATIN_IN_BRACKETS = re.compile(r"\([ -~]{3,}\)")


def lang_now() -> str:
    """``ar`` or ``en``: the language in which this page is written."""
    return "en" if (get_language() or "ar").startswith("en") else "ar"


def in_lang(record: object, name: str) -> str:
    """The field ``name`` of a bilingual record; the other language where this one is empty."""
    lang = lang_now()
    other = "ar" if lang == "en" else "en"
    return getattr(record, f"{name}_{lang}") or getattr(record, f"{name}_{other}")


def number_words(number: int) -> str:
    """``12,000``: Western digits in both languages, as in the reports."""
    return f"{number:,}"


def count_words(count: PublicCount) -> str:
    """The range as a reader says it; "number not known" differs from none."""
    if not count.approximate or count.min is None:
        return _range_words(count.min, count.max)
    if count.max is None:
        return gettext("about %(number)s or more") % {"number": number_words(count.min)}
    return gettext("about %(number)s") % {"number": _range_words(count.min, count.max)}


def figure_words(figure: Figure) -> str:
    """The summed range; where a number is not known the sum is open upwards."""
    return _range_words(figure.min, None if figure.unknown else figure.max)


def total_words(total: PlaceTotal) -> str:
    """The range of killed at a place; none where no source there mentions any."""
    if not total.killed_mentions:
        return gettext("none mentioned")
    return _range_words(total.killed_min, None if total.killed_unknown else total.killed_max)


def _range_words(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return gettext("number not known")
    if high is None:
        return gettext("at least %(number)s") % {"number": number_words(low or 0)} if low else gettext("not known")
    if not low and high:
        return gettext("up to %(number)s") % {"number": number_words(high)}
    if low is None or low == high:
        return number_words(high)
    return gettext("%(low)s–%(high)s") % {"low": number_words(low), "high": number_words(high)}


def counted_words(counted: str) -> str:
    """What is counted, as a heading."""
    return {
        "killed": pgettext("count", "Killed"),
        "injured": pgettext("count", "Injured"),
        "detained": pgettext("count", "Detained"),
        "displaced": pgettext("count", "Displaced"),
        "munitions": pgettext("count", "Bombs, shells or raids"),
        "incidents": pgettext("count", "Incidents"),
    }.get(counted, counted)


def field_words(name: str) -> str:
    """What may be unknown or disputed, as a part of a sentence."""
    return {
        "kind": gettext("what kind of act it was"),
        "when": gettext("when it happened"),
        "place": gettext("where it happened"),
        "perpetrators": gettext("who did it"),
        "target_class": gettext("who the victims were"),
        "killed": gettext("how many were killed"),
        "injured": gettext("how many were injured"),
        "detained": gettext("how many were detained"),
        "displaced": gettext("how many were displaced"),
        "munitions": gettext("how many bombs, shells or raids there were"),
    }.get(name, name.replace("_", " "))


def status_words(status: str) -> str:
    """How a claim stands in its report."""
    return {
        "asserted": pgettext("claim", "asserted"),
        "denied": pgettext("claim", "denial"),
        "planned": pgettext("claim", "announced or planned"),
        "background": pgettext("claim", "background"),
        "total": pgettext("claim", "running total"),
    }.get(status, status)


def person_words(status: str) -> str:
    """What happened to somebody who is remembered by name."""
    return {
        "killed": pgettext("person", "killed"),
        "executed": pgettext("person", "executed"),
        "missing": pgettext("person", "missing"),
        "disappeared": pgettext("person", "forcibly disappeared"),
    }.get(status, status)


def victim_words(victim_class: str) -> str:
    """Who was hit, said only as far as the sources say it."""
    return {
        "civilian": gettext("civilians"),
        "combatant": gettext("fighters"),
        "facility": gettext("a building or installation"),
        "unknown": gettext("not said by the sources"),
    }.get(victim_class, victim_class.replace("_", " "))


def unknown_words(number: int) -> str:
    """How many incidents give no number."""
    words = ngettext("in %(n)s incident the number is not known", "in %(n)s incidents the number is not known", number)
    return words % {"n": number_words(number)}


def unknown_sum_words(number: int) -> str:
    """The same, said beside a sum."""
    words = ngettext(
        "In %(n)s incident the number is not known; it adds nothing to the range.",
        "In %(n)s incidents the number is not known; they add nothing to the range.",
        number,
    )
    return words % {"n": number_words(number)}


def incidents_words(number: int) -> str:
    """``3 incidents``."""
    return ngettext("%(n)s incident", "%(n)s incidents", number) % {"n": number_words(number)}


def date_words(edtf: str) -> str:
    """The date with its precision; what is no date is shown as it is."""
    if not edtf:
        return gettext("date not known")
    try:
        return describe_edtf(edtf, lang=lang_now())
    except InvalidRecord:
        return edtf


def radius_words(radius_m: int | None) -> str:
    """How far the truth may lie from the point shown."""
    if radius_m is None:
        return ""
    if radius_m < 1000:
        return gettext("%(number)s m") % {"number": radius_m}
    shown = f"{radius_m / 1000:.1f}".removesuffix(".0")
    return gettext("%(number)s km") % {"number": shown}


def size_words(size_bytes: int) -> str:
    """A file's size."""
    if size_bytes < 1000:
        return gettext("%(number)s bytes") % {"number": size_bytes}
    if size_bytes < 1_000_000:
        return gettext("%(number)s kB") % {"number": f"{size_bytes / 1000:.1f}"}
    return gettext("%(number)s MB") % {"number": f"{size_bytes / 1_000_000:.1f}"}


def place_words(place: PublicPlace | None) -> str:
    """Place and governorate."""
    if place is None:
        return gettext("place not known")
    parts = dict.fromkeys([in_lang(place, "name"), in_lang(place, "governorate")])
    return gettext(", ").join(part for part in parts if part)


def label_words(release: ReleaseReader, table: str, row_id: str) -> str:
    """The words of a vocabulary for an id; the id itself where the release has none."""
    found = release.labels.get((table, row_id))
    if found is None:
        return row_id.replace("_", " ")
    return found.en if lang_now() == "en" else found.ar


def definition_words(release: ReleaseReader, table: str, row_id: str) -> str:
    """What a word of a vocabulary means, or nothing; Latin in brackets keeps its order inside Arabic."""
    found = release.labels.get((table, row_id))
    return _LATIN_IN_BRACKETS.sub("\u2066\\g<0>\u2069", in_lang(found, "definition")) if found else ""


def list_words(parts: Iterable[str]) -> str:
    """Several things one after the other."""
    return gettext("; ").join(parts)


def _whole_words(period: str, *, key: str) -> str:
    if not period:
        return gettext("All incidents of this release")
    shown = date_words(period)
    return gettext("Perhaps in %(period)s") % {"period": shown} if key == "uncertain" else shown


def key_words(release: ReleaseReader, table: str, key: str) -> str:
    """The key of a figure: a party, a kind, a governorate, a month, or what is not known."""
    table, _, period = table.partition("@")
    if table == "all":
        return _whole_words(period, key=key)
    gaps = {
        "undated": gettext("No date known"),
        "uncertain": gettext("Month not certain"),
        "unknown": gettext("Not known"),
    }
    if table == "month":
        return gaps.get(key) or date_words(key)
    if table == "victims":
        return victim_words(key)
    if table == "place":
        names = release.governorates.get(key)
        return (names[0] if lang_now() == "en" else names[1]) if names else gaps.get(key, key)
    return label_words(release, {"party": "parties", "kind": "kinds"}.get(table, table), key)
