"""``tawthiq link people A.csv [B.csv …] --out pairs.csv``: which rows of lists are one person; needs no workspace."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.tables import Troubles, need_columns, open_lists
from tawthiq.cli.words import harmless, language, say
from tawthiq.errors import InvalidRecord
from tawthiq.store.packs import load_table
from tawthiq.store.tables import write_table

if TYPE_CHECKING:
    from tawthiq.linking.people.linking import Linked

DEFAULT_THRESHOLD = 0.5


def link_people(
    files: Annotated[list[Path], typer.Argument(metavar="PEOPLE.csv…", help=say("help.link.people.files"))],
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help=say("help.link.out"))],
    clusters: Annotated[Path | None, typer.Option(metavar="FILE", help=say("help.link.clusters"))] = None,
    mapping: Annotated[Path | None, typer.Option(metavar="FILE", help=say("help.link.mapping"))] = None,
    threshold: Annotated[float, typer.Option(min=0.01, max=0.999, help=say("help.link.threshold"))] = DEFAULT_THRESHOLD,
    one_to_one: Annotated[bool, typer.Option("--one-to-one", help=say("help.link.one_to_one"))] = False,
) -> None:
    """Pairs with their scores and reasons, and clusters."""
    if len({path.resolve() for path in files}) < len(files):
        raise InvalidRecord(say("link.twice"))
    lists = open_lists(files, subject="people", mapping=mapping)
    need_columns(lists, "name", "given", "family", "number")
    troubles = Troubles()
    from tawthiq.linking.people import linking
    from tawthiq.linking.people import lists as people_lists

    line = ProgressLine("link.people.progress")
    with TemporaryDirectory(prefix="tawthiq-link-") as spill:
        found = linking.link_people(
            [people_lists.PeopleList(table, columns) for table, columns in lists],
            threshold=threshold,
            one_to_one=one_to_one,
            progress=lambda step, number: line.show(step=say(f"link.step.{step}"), number=number),
            fault=lambda number, row: troubles.add(lists[number][0], row.line, row.fault),
            spill=Path(spill),
        )
    line.clear()
    troubles.close()
    _write(found, out=out, clusters=clusters)
    _tell(found, [table.name for table, _columns in lists], troubles)


def _write(found: "Linked", *, out: Path, clusters: Path | None) -> None:
    words = _Words()
    ids = found.ids
    write_table(
        out,
        ("left_id", "right_id", "score", "reason"),
        ((ids[pair.left], ids[pair.right], f"{pair.score:.4f}", words.reason(pair.reason)) for pair in found.pairs),
    )
    if clusters:
        heads = (ids[home] for home in found.clusters)
        write_table(clusters, ("record_id", "cluster_id"), zip(ids, heads, strict=True))


class _Words:
    """Reasons in the language of the terminal; a list has few different ones, so each is worded once."""

    def __init__(self) -> None:
        names = {row["id"]: row[language()] for row in load_table("person_levels")}
        self._names, self._made = names | {"others": say("link.others")}, dict[str, str]()

    def reason(self, told: str) -> str:
        if told not in self._made:
            parts = (part.partition("=") for part in told.split("; ") if part)
            self._made[told] = "; ".join(
                f"{self._names[name]}: {say(f'link.level.{level}')}" for name, _is, level in parts
            )
        return self._made[told]


def _tell(found: "Linked", names: Sequence[str], troubles: Troubles) -> None:
    for number in sorted(found.single):
        typer.echo(say("link.people.single", name=harmless(names[number])), err=True)
    for block in found.blocks:
        if block.left_out:
            typer.echo(say("link.people.block", rule=block.rule, number=block.left_out, size=block.largest), err=True)
    persons = len(set(found.clusters))
    numbers = {"rows": len(found.ids), "pairs": len(found.pairs), "persons": persons, "bad": len(troubles.lines)}
    typer.echo(say("link.people.done", **numbers), err=True)
