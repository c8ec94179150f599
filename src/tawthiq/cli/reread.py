"""``tawthiq reread``: reads every report again that was read with other words or by another reader."""

import json as json_format
from typing import Annotated

import typer

from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.words import say
from tawthiq.cli.workspaces import Home, open_register, workspace_of

AT_ONCE = 10


def reread(
    home: Home = None,
    json: Annotated[bool, typer.Option("--json", help=say("help.reread.json"))] = False,
) -> None:
    """Go through all reports; what people decided stays. Stopped, it goes on where it was when run again."""
    open_register(workspace_of(home))
    from tawthiq.desk.actions.reading import workspace_reader
    from tawthiq.desk.actions.rereading import current_round, go_on, waiting_in

    rereading, reader, line = current_round(actor="operator"), workspace_reader(), ProgressLine("reread.progress")
    counts = {"read_again": 0, "changed": 0, "refused": 0}
    waiting = waiting_in(rereading, reader=reader).count()
    while rereading.ended_at is None:
        passed = go_on(rereading, reader=workspace_reader(), most=AT_ONCE)
        counts["read_again"] += passed.read_again
        counts["changed"] += passed.changed
        counts["refused"] += len(passed.refused)
        line.clear()
        for ref, reason in passed.refused:
            typer.echo(say("work.refused", name=ref, reason=reason), err=True)
        line.show(done=counts["read_again"], of=waiting)
        if json and rereading.ended_at is None:
            print(json_format.dumps({"progress": counts | {"of": waiting}}), flush=True)
    line.clear()
    told = counts | {"round": rereading.ref}
    typer.echo(json_format.dumps({"summary": told}) if json else say("reread.summary", **told))
    raise typer.Exit(1 if counts["refused"] else 0)
