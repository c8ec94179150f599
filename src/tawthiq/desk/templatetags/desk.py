"""How values are shown: words for codes, readable dates, ranges that say what is not known, each in its direction."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from tawthiq.core import access
from tawthiq.core.grading import is_uncorroborated
from tawthiq.core.ids import parse_ref
from tawthiq.core.releases import Figure
from tawthiq.core.times import describe_edtf, is_valid_edtf
from tawthiq.desk import wording
from tawthiq.desk.models import ClaimRow, SearchRow
from tawthiq.desk.queries.custody import event_name
from tawthiq.desk.queries.labels import label as label_of
from tawthiq.desk.queries.reports import Piece

register = template.Library()
SIZES = (
    (10**9, gettext_lazy("%(number)s GB")),
    (10**6, gettext_lazy("%(number)s MB")),
    (10**3, gettext_lazy("%(number)s kB")),
)
# Pages by kind of record; claims and receipts are shown on the page of what they belong to.
PAGES = {
    kind: kind
    for kind in ("item", "report", "incident", "release", "article", "capture", "consent", "handover", "disposal")
} | {"word": "own_word", "place": "place", "party": "party", "case": "case", "charge": "charge", "person": "person"}


def language() -> str:
    """The reader's language: "ar" or "en"."""
    return "ar" if (get_language() or "en").startswith("ar") else "en"


@register.filter
def label(code: str | None, table: str) -> str:
    """The words of a vocabulary row in the reader's language."""
    return label_of(table, code, language()) if code else ""


@register.filter
def words(code: str | None, table: str) -> str:
    """The words for a code of the program itself."""
    return wording.words_for(table, code or "")


@register.filter
def explain(refusal: str) -> str:
    """Why something was refused, in words."""
    return wording.explain(refusal)


@register.filter
def edtf(written: str | None) -> str:
    """A partial date in words; what is no EDTF is shown as written."""
    if not written:
        return ""
    return describe_edtf(written, lang=language()) if is_valid_edtf(written) else written


@register.filter(name="range")
def count_range(count: Mapping[str, Any] | object | None) -> str:
    """A count in words: "3", "3–8", "at least 3", "up to 8", "about 10", "a number that is not known"."""
    low, high, approximate = _bounds(count)
    if low is None and high is None:
        return pgettext("count", "number not known")
    if low is None:
        shown = _("up to %(number)s") % {"number": high}
    elif high is None:
        shown = _("at least %(number)s") % {"number": low}
    else:
        shown = str(low) if low == high else pgettext("range", "%(low)s–%(high)s") % {"low": low, "high": high}
    return _("about %(number)s") % {"number": shown} if approximate else shown


def _bounds(count: Mapping[str, Any] | object | None) -> tuple[int | None, int | None, bool]:
    if isinstance(count, Mapping):
        return count.get("min"), count.get("max"), bool(count.get("approximate"))
    return getattr(count, "min", None), getattr(count, "max", None), bool(getattr(count, "approximate", False))


@register.filter
def direction(lang: str | None) -> str:
    """``rtl`` or ``ltr`` for a known language, else ``auto``."""
    return {"ar": "rtl", "en": "ltr"}.get(lang or "", "auto")


@register.filter
def local(record: object, field: str) -> str:
    """``field_ar`` or ``field_en`` of a record, whichever the reader reads; the other where that one is empty."""
    here = language()
    there = "en" if here == "ar" else "ar"
    return str(getattr(record, f"{field}_{here}", "") or getattr(record, f"{field}_{there}", ""))


@register.filter
def in_language(told: Mapping[str, str]) -> str:
    """What is told in both languages, in the reader's."""
    return told[language()]


@register.filter
def raw_text(text: str) -> SafeString:
    """Text escaped for a page in which a browser's selection must count what the register counts.

    A carriage return is written as a character reference: the HTML parser turns a bare one into a line feed.
    """
    return mark_safe(str(conditional_escape(text)).replace("\r", "&#13;"))  # noqa: S308 - escaped on this line


@register.filter
def uncorroborated(grade: str) -> bool:
    """Whether what has this grade carries the mark that it is not corroborated."""
    return is_uncorroborated(grade)


@register.filter
def short_hash(digest: str) -> str:
    """The first sixteen characters of a digest: enough to compare by eye."""
    return digest[:16]


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """A value of a mapping by a key that is itself a value."""
    return mapping.get(key)


@register.filter
def percent(score: float) -> str:
    """A score of 0 to 1 as a whole percentage."""
    return f"{round(score * 100)}%"


@register.filter
def ref_link(ref: str) -> str:
    """A reference as a link where it has a page, else as it is; always isolated from the words around it."""
    name = PAGES.get(parse_ref(ref)[0]) if ref else None
    if name is None:
        return format_html("<bdi>{}</bdi>", ref)
    return format_html('<a class="of" href="{}"><bdi>{}</bdi></a>', reverse(name, args=[ref]), ref)


@register.filter(is_safe=True)
def first_words(text: str, number: int) -> str:
    """The first words of a text on one line."""
    return Truncator(" ".join(text.split())).words(number)


@register.filter
def why(reason: str) -> str:
    """A reason as written; where it begins with a reason of the list, that reason's words."""
    code, colon, rest = reason.partition(":")
    words_of = label_of("rejection_reasons", code.strip(), language())
    return f"{words_of}{colon}{rest}" if words_of != code.strip() else reason


@register.filter
def unlocalize_number(score: float) -> str:
    """A number as HTML attributes want it, whatever the language."""
    return f"{score:.3f}"


@register.filter
def event_noun(event: str) -> str:
    """A journal event as a noun, as certificates and timelines name it."""
    return event_name(event, language())


@register.filter
def listed(value: Any) -> str:
    """A found value on one line: lists with commas, tables as "name: value"."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {listed(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(listed(one) for one in value)
    return str(value)


@register.simple_tag
def fact(name: str, value: Any) -> str:
    """A fact of a text as "words: value"; "" where it is empty."""
    return f"{words(name, 'facts')}: {listed(value)}" if value not in ("", None, []) else ""


@register.filter
def unlocalize(number: int) -> str:
    """A whole number as programs read it."""
    return str(number)


@register.filter
def file_size(size_bytes: int) -> str:
    """A size people can read: bytes below 10 kB, then kB, MB or GB of a thousand each."""
    for bytes_each, shown in SIZES:
        if size_bytes >= max(bytes_each, 10**4):
            return shown % {"number": f"{size_bytes / bytes_each:.1f}"}
    return ngettext("%(number)s byte", "%(number)s bytes", size_bytes) % {"number": size_bytes}


@register.filter
def as_list(one: Any) -> list[Any]:
    """A list of this one thing."""
    return [one]


@register.filter
def party_codes(column: str) -> list[str]:
    """The codes in a search row's ``|party|party|`` column."""
    return [code for code in column.split("|") if code]


@register.filter
def figure(one: Figure) -> str:
    """A figure's range, short: "3", "3–8", "≥ 3" where it is open upwards, "?" where no number is known."""
    if one.counted == "incidents":
        return str(len(one.incidents))
    if len(one.incidents) == one.unknown:
        return "?"
    if one.max is None:
        return _("≥ %(number)s") % {"number": one.min}
    if one.min == one.max:
        return str(one.min)
    return pgettext("range in a table", "%(low)s–%(high)s") % {"low": one.min, "high": one.max}


@register.filter
def figure_mark(one: Figure) -> str:
    """The mark that an article's body carries for the figure."""
    return f"{{{{figure:{one.table}:{one.key}:{one.counted}}}}}"


@register.simple_tag
def figure_key(one: Figure, names: Mapping[str, Mapping[str, str]]) -> str:
    """The name of a figure's row."""
    if one.table == "kind":
        return label(one.key, "kinds")
    if one.table == "month":
        return edtf(one.key)
    found = names["parties" if one.table == "party" else "places"]
    return found.get(one.key, wording.words_for("tables", "all") if one.key == "all" else one.key)


@register.simple_tag
def days(row: SearchRow) -> str:
    """The days of a search row in words."""
    first, last = row.first_day, row.last_day
    if first and last and first != last:
        return edtf(f"{first:%Y-%m-%d}/{last:%Y-%m-%d}")
    only = first or last
    return edtf(f"{only:%Y-%m-%d}") if only else ""


@register.simple_tag
def bounds(low: int | None, high: int | None) -> str:
    """A range from its two ends."""
    return count_range({"min": low, "max": high})


@register.filter
def counts_of(body: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The counts of a claim that are mentioned, in the order of the contract."""
    return ((name, count) for name, count in body["counts"].items() if count)


@register.filter
def known_parties(body: Mapping[str, Any]) -> list[str]:
    """The parties a claim names as perpetrators, once each."""
    return list(dict.fromkeys(mention["party"] for mention in body["perpetrators"]))


@register.simple_tag(takes_context=True)
def may(context: RequestContext, action: str) -> bool:
    """Whether the person at the desk may do the action."""
    user = context.get("user")
    return bool(user and user.is_authenticated and access.may(user.role, action))


@register.simple_tag
def shown(field: str, value: Any, names: Mapping[str, Mapping[str, str]]) -> str:
    """A value of an incident's field as people read it: names for ids, words for dates and ranges."""
    if value is None or value == []:
        return pgettext("value", "not known")
    by_field: dict[str, Callable[[], str]] = {
        "kind": lambda: label(value, "kinds"),
        "when": lambda: edtf(value),
        "place": lambda: names["places"].get(value, value),
        "target_class": lambda: words(value, "target_classes"),
        "perpetrators": lambda: _parties(value if isinstance(value, list) else [value], names["parties"]),
    }
    return by_field.get(field, lambda: count_range(value))()


@register.simple_tag
def words_of(claim: ClaimRow, field: str, value: Any) -> str:
    """The very words of a claim that give this value of a field; "" where the claim has none for it."""
    body = claim.body
    spans: list[Any] = [body["counts"].get(field)]
    if field == "when":
        spans = [body["when"]]
    elif field == "target_class":
        spans = [body["target"]]
    elif field == "place":
        spans = [place for place in body["places"] if place["place"] == value]
    elif field == "perpetrators":
        spans = [party for party in body["perpetrators"] if party["party"] == value]
    return next((span["text"] for span in spans if span and span["text"]), "")


def _parties(codes: list[str], names: Mapping[str, str]) -> str:
    return pgettext("between the names of parties", "; ").join(names.get(code, code) for code in codes)


@register.simple_tag
def report_text(pieces: Iterable[Piece], claims: Iterable[ClaimRow], at: str) -> SafeString:
    """The report's text, each stretch that belongs to claims marked with them; nothing but the text is inside.

    The marks of the claim ``at`` are switched on here, so that a link to a quote needs no script.
    """
    decisions = {claim.ref: claim.decision for claim in claims}
    starts = {claim.ref: claim.quote_start for claim in claims}
    return mark_safe("".join(_marked(piece, decisions=decisions, starts=starts, at=at) for piece in pieces))  # noqa: S308 - each part is made by format_html


# Of the claims that share words, the one that still needs a decision sets the colour.
_STRENGTH = ("proposed", "mended", "accepted", "rejected")


def _marked(piece: Piece, *, decisions: Mapping[str, str], starts: Mapping[str, int], at: str) -> str:
    if not piece.marks:
        return raw_text(piece.text)
    refs = {ref for ref, _role in piece.marks}
    decision = next(one for one in _STRENGTH if one in {decisions[ref] for ref in refs})
    classes = ["w", f"of-{'accepted' if decision == 'mended' else decision}"]
    if at in refs:
        classes += ["is-on", *(f"r-{role}" for ref, role in piece.marks if ref == at and role != "quote")]
    begins = [ref for ref, role in piece.marks if role == "quote" and starts[ref] == piece.start]
    anchors = format_html_join("", '<i id="words-{}"></i>', ((ref,) for ref in begins))
    marks = " ".join(dict.fromkeys(f"{ref}:{role}" for ref, role in piece.marks))
    text = raw_text(piece.text)
    return format_html('<span class="{}" data-marks="{}">{}{}</span>', " ".join(classes), marks, anchors, text)
