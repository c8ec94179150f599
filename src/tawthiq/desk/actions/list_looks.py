"""A look at a list before it is imported: which column is what, and which rows would be refused. Nothing is written."""

from dataclasses import dataclass
from itertools import islice

from django.conf import settings

from tawthiq.desk import models as m
from tawthiq.desk.actions.lists import opened_list
from tawthiq.desk.queries.disposals import is_disposed
from tawthiq.errors import InvalidRecord
from tawthiq.store.exports.guarding import as_text
from tawthiq.store.lists.sources import SourceFolder
from tawthiq.store.lists.taking import Recipe, Taken, make_recipe, take_rows

LOOKED_AT, SAMPLES, SAMPLED_BAD = 2000, 3, 20


@dataclass(frozen=True, slots=True)
class Look:
    """What an import would do, from the first rows: nothing was written.

    ``samples`` are some values of each column by table and heading; ``bad`` are some of the refused ones among the
    first ``looked`` rows.
    """

    recipe: Recipe
    samples: dict[str, dict[str, list[str]]]
    looked: int
    taken: int
    bad: list[Taken]
    is_whole: bool


def look_at_list(item: m.Item, *, source: SourceFolder, most: int = LOOKED_AT) -> Look:
    """Tables, columns, some values, and which of the first rows would be refused; raises what ``import_list`` does."""
    if is_disposed(item):
        raise InvalidRecord("disposed_already")
    samples: dict[str, dict[str, list[str]]] = {}
    with settings.WORKSPACE.vault.open(item.sha256) as stream, opened_list(stream) as (file, _copy):
        recipe = make_recipe(file, source)
        rows = take_rows(file, recipe)
        first = list(islice(rows, most))
        is_whole = next(rows, None) is None
        rows.close()
    for one in first:
        for heading, value in one.written.cells.items():
            found = samples.setdefault(one.written.table, {}).setdefault(heading, [])
            if len(found) < SAMPLES and (text := as_text(value)[:80]) not in found:
                found.append(text)
    bad = [one for one in first if one.faults]
    return Look(recipe, samples, len(first), len(first) - len(bad), bad[:SAMPLED_BAD], is_whole)
