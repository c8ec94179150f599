"""Tables, charts and maps inside an article: numbered, drawn from the release, the numbers in a table under each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from tawthiq.core.figures import Block, blocks_of, period_of, replace_blocks
from tawthiq.core.releases import Figure, PublicIncident
from tawthiq.public.atlas import draw_map
from tawthiq.public.figures import Bar, Row, bar_of, columns_of, reach_of, table_rows
from tawthiq.public.words import date_words, lang_now
from tawthiq.store.release import PlaceTotal, ReleaseReader

_MARK = "\ue000"  # a private character: no keyboard writes it, and what is written of it is taken out


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A row of a chart: its words, its number, and the bar of the number (None where there is nothing to draw)."""

    words: str
    figure: Figure
    bar: Bar | None


def take_blocks(body: str) -> tuple[str, tuple[Block, ...]]:
    """The text with a mark in the place of each block, and the blocks."""
    clean = body.replace(_MARK, "")
    blocks = blocks_of(clean)
    return replace_blocks(clean, marks=[f"{_MARK}{at}{_MARK}" for at in range(len(blocks))]), blocks


def put_blocks(html: SafeString, blocks: Sequence[Block], release: ReleaseReader) -> SafeString:
    """The HTML with each block drawn where its mark stands; tables and pictures are numbered apart."""
    numbers = {"table": 0, "picture": 0}
    text = str(html)
    for at, block in enumerate(blocks):
        series = "table" if block.kind == "table" else "picture"
        numbers[series] += 1
        text = text.replace(f"<p>{_MARK}{at}{_MARK}</p>", render_block(block, release, number=numbers[series]))
    return mark_safe(text)  # noqa: S308 - cleaned before, and what was put in comes from our templates


def render_block(block: Block, release: ReleaseReader, *, number: int) -> str:
    """One block as HTML."""
    period = period_of(block.table)
    told = {
        "block": block,
        "number": number,
        "table": block.table.partition("@")[0],
        "period": date_words(period) if period else "",
        "release": release,
        "lang": lang_now(),
    }
    if block.kind == "map":
        totals = _totals(release, release.figure(f"{block.table}:all:incidents"))
        return render_to_string(
            "public/parts/block_map.html", told | {"drawing": draw_map(totals, lang=lang_now()), "totals": totals}
        )
    rows = table_rows(release, block.table)
    if block.kind == "table":
        columns = columns_of(release, block.table)
        return render_to_string("public/parts/block_table.html", told | {"rows": rows, "columns": columns})
    drawn = chart_rows(rows, counted=block.counted)
    return render_to_string("public/parts/block_chart.html", told | {"rows": drawn})


def chart_rows(rows: Sequence[Row], *, counted: str) -> tuple[ChartRow, ...]:
    """A bar for each row that counts the thing, in the order of the rows."""
    found = [(row.words, figure) for row in rows if (figure := dict(row.cells).get(counted)) is not None]
    top = max((reach_of(figure) for _, figure in found), default=0)
    return tuple(ChartRow(words, figure, bar_of(figure, top=top)) for words, figure in found)


def _totals(release: ReleaseReader, figure: Figure) -> tuple[PlaceTotal, ...]:
    """What happened at each published place, of the incidents of one figure."""
    places: dict[str, list[PublicIncident]] = {}
    for incident in release.incidents_named(figure.incidents):
        if incident.place:
            places.setdefault(incident.place.ref, []).append(incident)
    return tuple(
        sorted((_total(found) for found in places.values()), key=lambda one: (-one.killed_min, one.newest.ref))
    )


def _total(found: Sequence[PublicIncident]) -> PlaceTotal:
    counts = [count for one in found if (count := one.counts.get("killed"))]
    known = [one for one in counts if one.min is not None or one.max is not None]
    tops = [one.max for one in known]
    return PlaceTotal(
        newest=max(found, key=lambda one: (one.last_day, one.ref)),
        incidents=len(found),
        killed_min=sum(one.min or 0 for one in known),
        killed_max=None if None in tops else sum(top for top in tops if top is not None),
        killed_unknown=len(counts) - len(known),
        killed_mentions=len(counts),
    )
