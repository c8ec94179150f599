"""Lists given on the command line: opened, their columns told, and every row that does not fit named by its line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typer

from tawthiq.cli.words import harmless, language, say
from tawthiq.errors import InvalidRecord
from tawthiq.store.packs import load_table
from tawthiq.store.table_columns import Columns, load_mapping, recognise_columns
from tawthiq.store.tables import BadTable, Table, open_table

_BAD_SHOWN = 50
List = tuple[Table, Columns]


def open_lists(paths: Sequence[Path], *, subject: str, mapping: Path | None = None) -> list[List]:
    """The files with their columns, which are told on standard error; raises InvalidRecord and Unreadable."""
    try:
        given = load_mapping(mapping) if mapping else None
        lists = [(table, recognise_columns(table, subject=subject, mapping=given)) for table in map(open_table, paths)]
    except BadTable as bad:
        words = say(f"tables.{bad.code}", name=harmless(bad.name), value=harmless(bad.value))
        raise InvalidRecord(words) from bad
    names = {row["id"]: row[language()] for row in load_table("table_columns")}
    for table, columns in lists:
        _tell(table, columns, names=names)
    return lists


def _tell(table: Table, columns: Columns, *, names: dict[str, str]) -> None:
    typer.echo(say("tables.file", name=harmless(table.name), encoding=table.encoding), err=True)
    for name, places in columns.of.items():
        headings = ", ".join(harmless(table.headings[at]) for at in places)
        typer.echo(say("tables.column", field=f"{names[name]} [{name}]", columns=headings), err=True)
    if columns.unused:
        typer.echo(say("tables.unused", columns=", ".join(map(harmless, columns.unused))), err=True)


def need_columns(lists: Iterable[List], *fields: str) -> None:
    """Raises InvalidRecord for a list that has none of these fields, saying what to do."""
    names = {row["id"]: row[language()] for row in load_table("table_columns")}
    for table, columns in lists:
        if not columns.has(*fields):
            wanted = ", ".join(f"{names[name]} [{name}]" for name in fields)
            raise InvalidRecord(say("tables.lacks", name=harmless(table.name), fields=wanted))


@dataclass(slots=True)
class Troubles:
    """Rows with something wrong, shown as they come up to a number; ``count`` is how many there are in all."""

    count: int = 0
    lines: set[tuple[str, int]] = field(default_factory=set)

    def add(self, table: Table, line: int, code: str, value: str = "") -> None:
        """One more, in words; ``code`` is the end of the message's key ``tables.bad.``."""
        self.count += 1
        self.lines.add((table.name, line))
        if self.count <= _BAD_SHOWN:
            reason = say(f"tables.bad.{code}", value=harmless(value[:80]))
            typer.echo(say("tables.bad_row", name=harmless(table.name), line=line, reason=reason), err=True)

    def close(self) -> None:
        """How many more there were than shown."""
        if self.count > _BAD_SHOWN:
            typer.echo(say("tables.more_bad", number=self.count - _BAD_SHOWN), err=True)
