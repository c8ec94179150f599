"""Figures by name: how an article asks for one, and whether each is the sum of the incidents it names.

A figure is named ``TABLE:KEY:COUNTED``; an article shows it as ``{{figure:party:russia:killed}}``. ``TABLE@PERIOD``
(``party@2015``, ``kind@2015-06``) holds only what certainly happened within that year or month. On a line of its own an
article may ask for a whole ``{{table:party@2015}}``, a ``{{chart:month@2015:killed}}`` or a ``{{map:all@2015}}``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tawthiq.core.releases import Figure, PublicCount, PublicIncident, ReleaseContent

_MARK = re.compile(r"\{\{\s*figure:([^{}]*?)\s*\}\}")
_BLOCK = re.compile(r"^[ \t]*\{\{\s*(table|chart|map):([^{}]*?)\s*\}\}[ \t]*$", re.MULTILINE)
_PERIOD = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Block:
    """A table, chart or map that a text asks for: ``table`` may carry a period; ``counted`` only where it is drawn."""

    kind: str
    table: str
    counted: str = "killed"


def sum_figure(incidents: Iterable[PublicIncident], *, name: tuple[str, str, str]) -> Figure:
    """The summed range of one count. An unknown number adds nothing to the range and one to ``unknown``."""
    table, key, counted = name
    found = sorted(incidents, key=lambda incident: incident.ref)
    counts = [_count_of(incident, counted=counted) for incident in found]
    known = [count for count in counts if not (count.min is None and count.max is None)]
    tops = [count.max for count in known]
    return Figure(
        table=table,
        key=key,
        counted=counted,
        min=sum(count.min or 0 for count in known),
        max=None if None in tops else sum(top for top in tops if top is not None),
        unknown=len(counts) - len(known),
        incidents=tuple(incident.ref for incident in found),
    )


def add_victim_figures(content: ReleaseContent) -> ReleaseContent:
    """The release with the table ``victims``: each count by who was hit; fighters are never shown as civilians.

    A release that brings this table along keeps its own.
    """
    if any(figure.table == "victims" for figure in content.figures):
        return content
    classes = sorted({incident.victim_class or "unknown" for incident in content.incidents})
    counted = list(dict.fromkeys(figure.counted for figure in content.figures if figure.table == "all"))
    made = [
        sum_figure(found, name=("victims", one, name))
        for one in classes
        for name in counted
        if (found := [i for i in content.incidents if (i.victim_class or "unknown") == one and mentions(i, name)])
    ]
    return replace(content, figures=(*content.figures, *made))


def mentions(incident: PublicIncident, counted: str) -> bool:
    """Whether any account of the incident speaks of it, with a number or without."""
    return counted == "incidents" or counted in incident.counts


def _count_of(incident: PublicIncident, *, counted: str) -> PublicCount:
    return PublicCount(1, 1) if counted == "incidents" else incident.counts.get(counted, PublicCount(None, None))


def name_of(figure: Figure) -> str:
    """``TABLE:KEY:COUNTED``."""
    return f"{figure.table}:{figure.key}:{figure.counted}"


def figure_names(body: str) -> tuple[str, ...]:
    """The names of the figures that a text asks for, in order, valid or not."""
    return tuple(match.group(1) for match in _MARK.finditer(body))


def blocks_of(body: str) -> tuple[Block, ...]:
    """The tables, charts and maps that a text asks for, in order, valid or not."""
    return tuple(_block(match) for match in _BLOCK.finditer(body))


def replace_blocks(body: str, *, marks: Sequence[str]) -> str:
    """The text with the block at each place replaced by the mark of its number."""
    left = iter(marks)
    return _BLOCK.sub(lambda _match: f"\n{next(left)}\n", body)


def _block(match: re.Match[str]) -> Block:
    table, _, counted = match.group(2).partition(":")
    return Block(match.group(1), table, counted or "killed")


def tables_asked(body: str) -> tuple[str, ...]:
    """Every table that a text asks for, with its period, each once."""
    named = [name.partition(":")[0] for name in figure_names(body)]
    return tuple(dict.fromkeys([*named, *(block.table for block in blocks_of(body))]))


def period_of(table: str) -> str:
    """``2015`` of ``party@2015``; "" where the table is of all times."""
    return table.partition("@")[2]


def is_period(text: str) -> bool:
    """Whether a text is a year or a month, as 2015 or 2015-06."""
    return bool(_PERIOD.fullmatch(text))


def replace_figures(body: str, *, words: dict[str, str]) -> str:
    """The text with each ``{{figure:NAME}}`` replaced by ``words[NAME]``; a name without words raises KeyError."""
    return _MARK.sub(lambda match: words[match.group(1)], body)


def unknown_figures(content: ReleaseContent) -> list[str]:
    """Every figure or table that an article asks for and the release does not hold, as ``slug (language): NAME``."""
    held = {name_of(figure) for figure in content.figures} | {figure.table for figure in content.figures}
    return [
        f"{article.slug} ({lang}): {name}"
        for article in content.articles
        for lang, body in (("en", article.body_en), ("ar", article.body_ar))
        for name in (*figure_names(body), *(block.table for block in blocks_of(body)))
        if name not in held
    ]


def wrong_sums(content: ReleaseContent) -> list[str]:
    """Every figure that is not the sum of the incidents it names, as ``NAME: reason``."""
    by_ref = {incident.ref: incident for incident in content.incidents}
    faults = []
    for figure in content.figures:
        odd = [ref for ref, times in Counter(figure.incidents).items() if times > 1 or ref not in by_ref]
        if odd:
            faults.append(f"{name_of(figure)}: {odd[0]} is not in the release, or twice in the figure")
            continue
        name = (figure.table, figure.key, figure.counted)
        summed = sum_figure((by_ref[ref] for ref in figure.incidents), name=name)
        if (summed.min, summed.max, summed.unknown) != (figure.min, figure.max, figure.unknown):
            faults.append(
                f"{name_of(figure)}: its incidents sum to {summed.min}..{summed.max}, {summed.unknown} unknown"
            )
    return faults
