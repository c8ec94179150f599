"""``tawthiq figures``: a release counted under a named policy; equal release and policy, equal table."""

import dataclasses
import json as json_format
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.words import harmless, language, say
from tawthiq.cli.workspaces import Home, workspace_of
from tawthiq.errors import InvalidRecord, NotFound

if TYPE_CHECKING:
    from tawthiq.counting.by_policy import PolicyTable
    from tawthiq.store.release import ReleaseReader

_COLUMNS = ("release", "policy", "by", "counted", "key", "words", "named", "min", "max", "unknown", "incidents")


def figures(
    *,
    home: Home = None,
    release: Annotated[Path | None, typer.Option(metavar="FOLDER", help=say("help.figures.release"))] = None,
    policy: Annotated[list[str] | None, typer.Option(help=say("help.figures.policy"))] = None,
    by: Annotated[str, typer.Option(help=say("help.figures.by"))] = "all",
    counted: Annotated[str, typer.Option(help=say("help.figures.counted"))] = "killed",
    out: Annotated[Path | None, typer.Option(metavar="FILE.csv", help=say("help.figures.out"))] = None,
    json: Annotated[bool, typer.Option("--json", help=say("help.figures.json"))] = False,
) -> None:
    """Count a release under one policy or several."""
    from tawthiq.core.claims import COUNTED
    from tawthiq.store.release import open_release
    from tawthiq.store.tables import write_table

    if counted not in COUNTED:
        raise InvalidRecord(say("figures.no_counted", value=harmless(counted), known=", ".join(COUNTED)))
    opened = open_release(folder_of(home, release))
    tables = [_table(opened, name, by=by, counted=counted) for name in policy or ["register"]]
    if out:
        write_table(out, _COLUMNS, (_as_row(table, row, opened) for table in tables for row in table.rows))
    if json:
        typer.echo(json_format.dumps([_as_json(table) for table in tables], ensure_ascii=False, indent=1))
        return
    for table in tables:
        _show(table, opened)


def folder_of(home: Path | None, release: Path | None) -> Path:
    """The folder given, else the workspace's public release; raises NotFound where there is none."""
    from tawthiq.store.release import current_number, folder_name

    if release is not None:
        return release
    releases = workspace_of(home).releases
    number = current_number(releases)
    if number is None:
        raise NotFound(say("figures.no_release", home=releases))
    return releases / folder_name(number)


def _table(release: "ReleaseReader", name: str, *, by: str, counted: str) -> "PolicyTable":
    from tawthiq.core.counting_policies import policy_from
    from tawthiq.counting.by_policy import policy_table
    from tawthiq.store.packs import load_table

    rows = {row["id"]: row for row in load_table("counting_policies")}
    wanted, _, version = name.partition("@")
    row = rows.get(wanted)
    if row is None or (version and version != row["version"]):
        known = ", ".join(f"{row['id']}@{row['version']}" for row in rows.values())
        raise InvalidRecord(say("figures.no_policy", value=harmless(name), known=known))
    return policy_table(
        release.all_incidents(),
        policy=policy_from(row),
        release=release.manifest.number,
        by=by,
        counted=counted,
        corroborated=[row["id"] for row in load_table("grades") if row["corroborated"]],
    )


def _as_json(table: "PolicyTable") -> dict[str, Any]:
    rows = [
        {
            "key": row.key,
            "named": row.named.number,
            "documented": dataclasses.asdict(row.documented),
            "incidents": list(row.incidents),
            "left_out": dict(row.left_out),
            "grades": dict(row.grades),
        }
        for row in table.rows
    ]
    head = {"release": table.release, "policy": table.policy, "by": table.by, "counted": table.counted}
    return {**head, "rows": rows}


def _as_row(table: "PolicyTable", row: Any, release: "ReleaseReader") -> list[Any]:
    number = row.documented
    head = [table.release, table.policy, table.by, table.counted, row.key, _words(release, table.by, row.key)]
    most = "" if number.max is None else number.max
    return [*head, row.named.number, number.min, most, number.unknown, " ".join(row.incidents)]


def _show(table: "PolicyTable", release: "ReleaseReader") -> None:
    head = {"release": table.release, "policy": table.policy, "counted": table.counted}
    typer.echo(say("figures.head", **head))
    for row in table.rows:
        number = row.documented
        most = say("figures.open") if number.max is None else number.max
        told = {"name": _words(release, table.by, row.key), "min": number.min, "max": most, "unknown": number.unknown}
        typer.echo(say("figures.row", **told, named=row.named.number, incidents=len(row.incidents)))
        for reason, incidents in row.left_out:
            typer.echo(say("figures.left_out", reason=say(f"figures.{reason}"), incidents=incidents))
        for grade, incidents in row.grades:
            typer.echo(say("figures.grade", grade=say(f"figures.grade.{grade}"), incidents=incidents))


def _words(release: "ReleaseReader", by: str, key: str) -> str:
    """The key's name in the language of the terminal, as the release has it."""
    special = {"unknown", "uncertain", "all"}
    if key in special:
        return say(f"figures.key.{key}")
    table = {"party": "parties", "kind": "kinds", "place": "governorates", "victims": "victim_classes"}.get(by, "")
    label = release.labels.get((table, key))
    return (label.ar if language() == "ar" else label.en) if label else key
