"""Template tags of the public site: the release's words and numbers in the page's language."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tawthiq.core.grading import is_uncorroborated
from tawthiq.core.releases import Figure, PublicCount, PublicIncident
from tawthiq.public import words
from tawthiq.store.release import PlaceTotal

register = template.Library()
register.filter("date_words", words.date_words)
register.filter("count_words", words.count_words)
register.filter("counted_words", words.counted_words)
register.filter("field_words", words.field_words)
register.filter("status_words", words.status_words)
register.filter("person_words", words.person_words)
register.filter("victim_words", words.victim_words)
register.filter("unknown_words", words.unknown_words)
register.filter("unknown_sum_words", words.unknown_sum_words)
register.filter("incidents_words", words.incidents_words)
register.filter("radius_words", words.radius_words)
register.filter("size_words", words.size_words)
register.filter("place_words", words.place_words)
register.filter("is_uncorroborated", is_uncorroborated)


@register.filter
def title(record: Any) -> str:
    """The title in the page's language."""
    return words.in_lang(record, "title")


@register.filter
def summary(record: Any) -> str:
    """The summary in the page's language."""
    return words.in_lang(record, "summary")


@register.filter
def text(record: Any) -> str:
    """The text in the page's language."""
    return words.in_lang(record, "text")


@register.filter
def dateline(record: Any) -> str:
    """The dateline in the page's language."""
    return words.in_lang(record, "dateline")


@register.filter
def author(record: Any) -> str:
    """Who signs the article."""
    return words.in_lang(record, "author")


@register.filter
def killed(incident: PublicIncident) -> PublicCount | None:
    """The count of killed, or None where nobody mentions any."""
    return incident.counts.get("killed")


@register.filter
def killed_total(total: PlaceTotal) -> str:
    """The range of killed at a place."""
    return words.total_words(total)


@register.filter
def add_to(number: float, other: str) -> float:
    """A sum of positions in a drawing."""
    return round(number + float(other), 1)


@register.simple_tag(takes_context=True)
def meta(context: Context, name: str) -> str:
    """A bilingual word of the release itself: organisation, about, conflict; empty before the first release."""
    release = context.get("release")
    return release.meta.get(f"{name}_{words.lang_now()}", "") if release else ""


@register.simple_tag(takes_context=True)
def label(context: Context, table: str, row_id: str) -> str:
    """The words of a vocabulary for an id."""
    return words.label_words(context["release"], table, row_id)


@register.simple_tag(takes_context=True)
def definition(context: Context, table: str, row_id: str) -> str:
    """What a word of a vocabulary means."""
    return words.definition_words(context["release"], table, row_id)


@register.simple_tag(takes_context=True)
def parties(context: Context, incident: PublicIncident) -> str:
    """The alleged perpetrators by name."""
    named = incident.perpetrators or (("unknown", ""),)
    return words.list_words(words.label_words(context["release"], "parties", party) for party, _ in named)


@register.simple_tag
def figure_link(figure: Figure | None) -> SafeString:
    """A number as a link to exactly the incidents it is the sum of."""
    if figure is not None and not figure.incidents and figure.counted == "incidents":
        return format_html('<span class="none">{}</span>', "0")
    if figure is None or not figure.incidents:
        return format_html('<span class="none">{}</span>', "–")
    name = f"{figure.table}:{figure.key}:{figure.counted}"
    address = f"/{words.lang_now()}/incidents/?{urlencode({'figure': name})}"
    return format_html('<a class="number" href="{}">{}</a>', address, words.figure_words(figure))
