"""``tawthiq derive``: programs look inside items, each shut in; what they make is kept beside the item."""

import json as json_format
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.words import say
from tawthiq.cli.workspaces import Home, open_register, workspace_of
from tawthiq.errors import InvalidRecord, TawthiqError, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tawthiq.desk.models import Derivative, Item


def derive(
    items: Annotated[list[str] | None, typer.Argument(metavar="ITEM", help=say("help.derive.items"))] = None,
    home: Home = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help=say("help.derive.all"))] = False,
    again: Annotated[bool, typer.Option("--again", help=say("help.derive.again"))] = False,
    kind: Annotated[list[str] | None, typer.Option("--kind", metavar="KIND", help=say("help.derive.kind"))] = None,
    json: Annotated[bool, typer.Option("--json", help=say("help.derive.json"))] = False,
) -> None:
    """Everything not made yet, of these items or of all; interrupted, it goes on where it was when run again."""
    if bool(items) == everything:
        raise InvalidRecord(say("derive.which"))
    open_register(workspace_of(home))
    from tawthiq.capture.sandbox import require_sandbox
    from tawthiq.desk.actions.derivatives import derive_all

    _check_kinds(kind or [])
    require_sandbox()
    line, counts = ProgressLine("derive.progress"), {"made": 0, "empty": 0, "failed": 0, "refused": 0}
    for number, item in enumerate(_wanted(items or [], again=again or bool(kind)), start=1):
        line.show(item=item.ref, number=number)
        try:
            rows = derive_all(item, actor="operator", kinds=kind or (), again=again)
        except Unreachable:
            raise
        except TawthiqError as odd:
            counts["refused"] += 1
            line.clear()
            typer.echo(f"{item.ref}: {odd}", err=True)
            continue
        line.clear()
        _tell(item, rows, counts, as_json=json)
    line.clear()
    typer.echo(json_format.dumps({"summary": counts}) if json else say("derive.summary", **counts))
    raise typer.Exit(1 if counts["refused"] else 0)


def _check_kinds(kinds: list[str]) -> None:
    from tawthiq.store.packs import load_table

    known = [row["id"] for row in load_table("derivations")]
    if odd := next((one for one in kinds if one not in known), None):
        raise InvalidRecord(say("derive.unknown_kind", kind=odd, known=", ".join(known)))


def _wanted(refs: list[str], *, again: bool) -> "Iterable[Item]":
    """The named items, all of them known before the first is touched; else whatever waits."""
    from tawthiq.core.ids import parse_ref
    from tawthiq.desk import models as m
    from tawthiq.desk.queries.derivatives import underived_items
    from tawthiq.errors import NotFound

    if not refs:
        every = m.Item.objects.exclude(disposal__authorised_by__gt="").order_by("pk")
        return (every if again else underived_items()).iterator(chunk_size=500)
    found = []
    for ref in refs:
        kind, number = parse_ref(ref)
        item = m.Item.objects.filter(pk=number).first() if kind == "item" else None
        if item is None:
            raise NotFound("not_found")
        found.append(item)
    return found


def _tell(item: "Item", rows: "list[Derivative]", counts: dict[str, int], *, as_json: bool) -> None:
    for row in rows:
        counts[row.state] += 1
        told: dict[str, Any] = {"item": item.ref, "ref": row.ref, "kind": row.kind, "number": row.number}
        told |= {"state": row.state, "tool": row.tool, "version": row.tool_version}
        if as_json:
            typer.echo(json_format.dumps(told | {"reason": row.reason, "sha256": row.sha256, "facts": row.facts}))
        elif row.state != "empty":
            typer.echo(say("derive.line", **told | {"state": row.reason or say("derive.made")}))
