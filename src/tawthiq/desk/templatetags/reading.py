"""How the reader's work is shown: what its rules look for, what several readers say, shares as bars."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tawthiq.core.claims import Claim
from tawthiq.core.evaluation import Share
from tawthiq.desk.queries.rules import explain_rule
from tawthiq.desk.templatetags.desk import count_range, edtf, label, language, words

register = template.Library()
# Where a word of the report's language begins and ends; no word list holds these.
_OPEN, _CLOSE = "\x02", "\x03"


@register.filter
def rule_words(rule: str) -> SafeString:
    """What a rule of the reader looks for; "" for a rule of a reader that does not explain itself."""
    told = escape(explain_rule(rule, language(), mark=lambda word: f"{_OPEN}{word}{_CLOSE}"))
    opened = format_html('<bdi lang="{}">', rule.partition(".")[0])
    return mark_safe(told.replace(_OPEN, opened).replace(_CLOSE, "</bdi>"))  # noqa: S308 - escaped above


@register.simple_tag
def share_bar(share: Share) -> SafeString:
    """A share as a bar, its 95 % interval as a line: for the eye; the same stands in words beside it."""
    if share.value is None or share.interval is None:
        return SafeString()
    low, high = (100 * end for end in share.interval)
    return format_html(
        '<svg class="share" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="whole" width="100" height="12"/><rect class="value" width="{}" height="12"/>'
        '<rect class="interval" x="{}" y="5" width="{}" height="2"/><rect class="interval" x="{}" y="2" width="0.8" '
        'height="8"/><rect class="interval" x="{}" y="2" width="0.8" height="8"/></svg>',
        f"{100 * share.value:.1f}",
        f"{low:.1f}",
        f"{max(high - low, 0.5):.1f}",
        f"{min(low, 99.2):.1f}",
        f"{max(high - 0.8, 0):.1f}",
    )


@register.filter
def share_words(share: Share) -> str:
    """A share in words: "87% (79–92%)", or that there are too few cases."""
    if share.value is None or share.interval is None:
        return _("too few to say")
    low, high = (round(100 * end) for end in share.interval)
    return _("%(value)s%% (%(low)s–%(high)s%%)") % {"value": round(100 * share.value), "low": low, "high": high}


@register.filter
def is_disputed(proposed: Mapping[str, Any] | None) -> bool:
    """Whether several readers read the report and do not say the same of the claim."""
    return bool(proposed and any(vote["found"] is False or vote["differs"] for vote in proposed.get("readers", ())))


@register.filter
def vote_key(key: str) -> str:
    """The part of a claim that a reader differs in, in words."""
    return words(key.removeprefix("counts."), "parts") if key != "kind" else words(key, "fields")


@register.filter
def vote_value(value: Any, key: str) -> str:
    """What another reader says of the part: its words, a kind, a range."""
    if value in (None, [], ""):
        return pgettext("value", "not known")
    if key == "kind":
        return label(value, "kinds")
    if key.startswith("counts."):
        return count_range(value)
    if key == "when":
        return edtf(value.get("edtf")) or str(value.get("text", ""))
    if key == "status":
        return words(value, "statuses")
    spans = value if isinstance(value, list) else [value]
    return _("; ").join(str(span.get("text") or span.get("name") or span.get("party") or "") for span in spans)


@register.simple_tag
def part_words(claim: Claim, part: str, names: Mapping[str, Mapping[str, str]]) -> str:
    """A claim's places or parties by name; the words themselves where they are in no list."""
    if part == "places":
        found = [names["places"].get(place.place or "", place.text) for place in claim.places]
    else:
        found = [names["parties"].get(party.party, party.text) for party in claim.perpetrators]
    return _("; ").join(filter(None, dict.fromkeys(found))) or "–"
