"""A first mapping of a list nobody has mapped: what its headings are, in either language; a person decides."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tawthiq.store.lists.sources import SourceFolder, mapping_of
from tawthiq.store.table_columns import form_columns, recognise_columns
from tawthiq.store.tables import BadTable, Table


def propose_mapping(headings: Sequence[str], *, about: str) -> dict[str, tuple[str, ...]]:
    """The fields that headings are known for; of a grouped heading (``victim/full_name``) also its last part."""
    found: dict[str, tuple[str, ...]] = {}
    taken: set[str] = {headings[at] for at in form_columns(headings)}
    for shown in (list(headings), _last_parts(headings)):
        table = Table(
            Path("list"),
            "",
            ",",
            tuple("" if head in taken else one for head, one in zip(headings, shown, strict=True)),
        )
        for field, places in recognise_columns(table, subject=about).of.items():
            names = tuple(headings[at] for at in places if headings[at] not in taken)
            if names and field not in found:
                found[field] = names
                taken.update(names)
    return found


def _last_parts(headings: Sequence[str]) -> list[str]:
    """The last part of each grouped heading where no other heading ends alike, else nothing."""
    last = [heading.rsplit("/", 1)[-1] for heading in headings]
    often = Counter(last)
    return [one if "/" in heading and often[one] == 1 else "" for heading, one in zip(headings, last, strict=True)]


def guess_about(headings: Sequence[str]) -> str:
    """``people`` for a list with names of persons and no number of dead, else ``incidents``."""
    people = propose_mapping(headings, about="people")
    incidents = propose_mapping(headings, about="incidents")
    has_name = any(name in people for name in ("name", "given", "father", "mother"))
    return (
        "people"
        if has_name and not any(name in incidents for name in ("killed", "killed_min", "injured"))
        else "incidents"
    )


def columns_for(
    source: SourceFolder, table: str, headings: Sequence[str], *, is_first: bool
) -> tuple[str, dict[str, tuple[str, ...]], bool]:
    """What the table is about, its columns by field, whether a person mapped it; unknown headings raise BadTable."""
    about = (source.about_table(table) if is_first else source.about.get(table, "")) or guess_about(headings)
    saved = mapping_of(source, table, is_first=is_first)
    if saved is None:
        return about, propose_mapping(headings, about=about), False
    known = set(headings)
    for field, names in saved.items():
        for name in names:
            if name not in known:
                raise BadTable("no_such_column", name=table or source.name, value=f"{field}: {name}")
    return about, {field: names for field, names in saved.items() if names}, True
