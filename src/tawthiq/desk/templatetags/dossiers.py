"""What the pages of a dossier ask for: exhibits as runs of links, and where words lie over a drawing."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from tawthiq.desk import models as m
from tawthiq.desk.queries.case_drawings import Picture
from tawthiq.desk.queries.case_matrix import Row
from tawthiq.desk.queries.cases import Masks, Shown, Witness
from tawthiq.desk.queries.dossiers import Exhibit, runs_of
from tawthiq.desk.templatetags.desk import language, local
from tawthiq.store.packs import load_table

register = template.Library()
# A chain of so many units of the picture fills the width of the paper.
_FULL_UNITS = 860.0
_MEDIA_TYPE = re.compile(r"[a-z]+/[\w.+-]+")


@register.filter
def exhibits(numbers: Sequence[int]) -> str:
    """Numbers of exhibits, neighbours as a run, each a link to its line of the list: "E-1–E-3, E-7"."""
    links = [
        format_html('<a href="#E-{}">E-{}</a>{}', first, first, "" if first == last else f"–E-{last}")
        for first, last in runs_of(numbers)
    ]
    return format_html_join(", ", "{}", ((link,) for link in links))


@register.filter
def against(row: Row, cited: Mapping[str, tuple[int, ...]]) -> list[int]:
    """The exhibits behind everything that stands against the element."""
    return sorted({number for cell in row.contradicting if not cell.undone_at for number in cited[cell.what]})


@register.filter
def behind(listed: Iterable[Exhibit], codename: str) -> list[int]:
    """The exhibits that come from this witness."""
    return [one.number for one in listed if codename in one.sources]


@register.filter
def protection(witness: Witness) -> list[m.ProtectiveMeasure]:
    """The measures that protect the witness now."""
    return [one for one in witness.measures if one.is_standing]


@register.filter
def file_kind(media_type: str) -> str:
    """What a file of this media type is to somebody who knows no media types."""
    kinds = {"text": _("text"), "image": _("picture"), "video": _("video"), "audio": _("recording")}
    return str(kinds.get(media_type.partition("/")[0], _("document") if "pdf" in media_type else _("file")))


@register.filter
def thing_words(thing: Shown) -> str:
    """A record that stands under an element, in words; an item without a title is called by what it is."""
    is_bare = thing.kind == "item" and _MEDIA_TYPE.fullmatch(thing.words)
    return file_kind(thing.words) if is_bare else thing.words


@register.filter
def listed_numbers(numbers: Iterable[int]) -> str:
    """Numbers with commas between them."""
    return ", ".join(map(str, numbers))


@register.filter
def share_of(units: float, whole: float) -> str:
    """Units of a picture as a share of its width or height."""
    return f"{100 * units / whole:.2f}%"


@register.filter
def plus(units: float, more: float) -> float:
    """The sum."""
    return units + more


@register.filter
def minus(units: float, less: float) -> float:
    """The difference."""
    return units - less


@register.filter
def paper_width(drawing: Picture) -> str:
    """How much of the paper's width a chain takes, so that boxes are alike on every page."""
    return f"{min(100.0, 100 * drawing.width / _FULL_UNITS):.0f}%"


@register.filter
def paragraphs(case: m.Case, masks: Masks) -> list[str]:
    """What the case is about, in the reader's language and under codenames, paragraph by paragraph."""
    return [line.strip() for line in masks.cover(local(case, "about")).splitlines() if line.strip()]


@register.filter
def definition(row_id: str, table: str) -> str:
    """What a row of a vocabulary means, in the reader's language."""
    found = next((row for row in load_table(table) if row["id"] == row_id), {})
    return str(found.get(f"definition_{language()}", ""))
