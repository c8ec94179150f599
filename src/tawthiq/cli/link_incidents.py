"""``tawthiq link incidents EVENTS.csv --out pairs.csv``: which rows of lists tell of one event; needs no workspace."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.tables import List, Troubles, need_columns, open_lists
from tawthiq.cli.words import language, say
from tawthiq.linking.incidents.accounts import Account
from tawthiq.linking.incidents.evidence import MODEL, Comparison
from tawthiq.linking.incidents.grouping import group
from tawthiq.linking.incidents.linking import SHOWN, link
from tawthiq.linking.incidents.rows import ListReader
from tawthiq.store.packs import load_table
from tawthiq.store.table_columns import record_ids
from tawthiq.store.tables import write_table


def link_incidents(
    files: Annotated[list[Path], typer.Argument(metavar="EVENTS.csv…", help=say("help.link.incidents.files"))],
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help=say("help.link.out"))],
    clusters: Annotated[Path | None, typer.Option(metavar="FILE", help=say("help.link.clusters"))] = None,
    mapping: Annotated[Path | None, typer.Option(metavar="FILE", help=say("help.link.mapping"))] = None,
    least: Annotated[float, typer.Option(min=0.0, max=1.0, help=say("help.link.least"))] = SHOWN,
    conflict: Annotated[str, typer.Option(help=say("help.link.conflict"))] = "syria",
) -> None:
    """Pairs with their scores and reasons, and groups."""
    lists = open_lists(files, subject="incidents", mapping=mapping)
    need_columns(lists, "date", "date_start", "date_end", "date_coarse", "year", "place", "lat", "victim", "text")
    troubles = Troubles()
    ids = [ref for listed in record_ids(lists) for ref in listed]
    accounts = list(_accounts(lists, ids, conflict=conflict, troubles=troubles))
    troubles.close()
    line = ProgressLine("link.progress")
    pairs = link(accounts, shown=min(least, SHOWN), progress=lambda done: line.show(done=done, all=len(accounts)))
    line.clear()
    scores = {(ids[pair.left], ids[pair.right]): pair.comparison.score for pair in pairs}
    groups = group(ids, scores)
    written = write_table(
        out,
        ("left_id", "right_id", "score", "reason"),
        (
            (ids[pair.left], ids[pair.right], f"{pair.comparison.score:.3f}", in_words(pair.comparison))
            for pair in pairs
            if pair.comparison.score >= least
        ),
    )
    if clusters:
        write_table(clusters, ("record_id", "cluster_id"), ((ref, groups[ref]) for ref in ids))
    bare = sum(not account.has_time or not account.sites for account in accounts)
    if bare:
        typer.echo(say("link.incidents.bare", number=bare), err=True)
    numbers = {"rows": len(ids), "pairs": written, "groups": len(set(groups.values())), "bad": len(troubles.lines)}
    typer.echo(say("link.incidents.done", **numbers, model=MODEL), err=True)


def _accounts(lists: Sequence[List], ids: list[str], *, conflict: str, troubles: Troubles) -> Iterator[Account]:
    """One account for every row; a row that does not fit its headings stands for itself alone."""
    refs = iter(ids)
    for table, columns in lists:
        reader = ListReader(table, columns, conflict=conflict)
        for row in table.rows():
            ref = next(refs)
            if row.fault:
                troubles.add(table, row.line, row.fault)
                yield Account(ref=ref)
                continue
            account, faults = reader.account(row, ref=ref)
            for fault in faults:
                troubles.add(table, row.line, fault.code, fault.value)
            yield account


def in_words(comparison: Comparison) -> str:
    """The reasons in the language of the terminal, each with what it weighs, the weightiest first."""
    words = {row["id"]: row[language()] for row in load_table("incident_evidence")}
    told = [piece for piece in comparison.pieces if piece.reason != "prior" and not piece.reason.endswith("_unknown")]
    told.sort(key=lambda piece: -abs(piece.weight))
    return "; ".join(f"{words[piece.reason]} ({piece.weight:+.1f})" for piece in told)
