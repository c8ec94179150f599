"""How two records stand side by side: why they may be one, and what each tells."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html

from tawthiq.desk.queries.labels import label as label_of
from tawthiq.desk.templatetags.desk import label, language, local, ref_link, shown, words
from tawthiq.desk.templatetags.places import place_reason, place_source, point
from tawthiq.linking.likely import Proposal

register = template.Library()


@register.simple_tag
def why_alike(proposal: Proposal, reason: str) -> str:
    """A reason of a proposal in words, by the table of what it is about."""
    if proposal.kind == "one_place":
        return place_reason(reason)
    if proposal.kind == "one_person":
        part, _sign, level = reason.partition("=")
        told = (label_of("person_levels", part, language()), label_of("person_agreements", level, language()))
        return format_html("{}: {}", *told)
    return label(reason, "incident_evidence")


@register.filter
def speaks_against(reason: str) -> bool:
    """Whether a reason tells of a difference."""
    return reason.endswith(("=differs", "=distinct")) or reason == "in_other"


@register.simple_tag
def side_value(field: str, value: Any, names: Mapping[str, Mapping[str, str]]) -> str:
    """One value of a side as people read it, each isolated from what stands beside it."""
    if field == "incident":
        return format_html("<bdi>{}</bdi> {}", local(value, "title"), ref_link(value.ref))
    told = {
        "person_status": lambda: words(value, "person_statuses"),
        "place_kind": lambda: label(value, "place_kinds"),
        "within": lambda: local(value, "name"),
        "point": lambda: point(value),
        "source": lambda: place_source(value),
        "names": lambda: value,
        "role": lambda: value,
        "spelling": lambda: value,
    }.get(field, lambda: shown(field, value, names))()
    return format_html("<bdi>{}</bdi>", told)
