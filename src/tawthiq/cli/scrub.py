"""``tawthiq scrub``: whether the preserved bytes are still whole, those first that nobody looked at for longest."""

import json as json_format
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.verify import as_json, in_words
from tawthiq.cli.words import say
from tawthiq.cli.workspaces import Home, open_register, workspace_of

if TYPE_CHECKING:
    from tawthiq.desk.actions.fixity import Scrub


def scrub(
    home: Home = None,
    rate: Annotated[float | None, typer.Option(metavar="MB/S", min=0.1, help=say("help.scrub.rate"))] = None,
    limit: Annotated[int | None, typer.Option(metavar="NUMBER", min=1, help=say("help.scrub.limit"))] = None,
    json: Annotated[bool, typer.Option("--json", help=say("help.scrub.json"))] = False,
) -> None:
    """Read originals and what was derived from them; a run that is stopped is gone on with by the next."""
    open_register(workspace_of(home))
    from tawthiq.desk.actions.fixity import Pace, check_some

    line, began = ProgressLine("scrub.progress"), time.monotonic()
    shown = 0

    def told(so_far: "Scrub") -> None:
        nonlocal shown
        for fault in so_far.faults[shown:]:
            line.clear()
            typer.echo(json_format.dumps(as_json(fault)) if json else in_words(fault))
        shown = len(so_far.faults)
        line.show(items=so_far.items, megabytes=round(so_far.bytes_checked / 1e6))

    done = check_some(actor="operator", most=limit, pace=Pace(rate_bytes_s=rate * 1e6 if rate else None), told=told)
    line.clear()
    summary = _summary(done, seconds=time.monotonic() - began)
    words = "scrub.faulty" if done.faults else "scrub.clean" if done.items else "scrub.nothing"
    oldest = summary["oldest_check_at"] or say("scrub.not_all")
    typer.echo(json_format.dumps({"summary": summary}) if json else say(words, **summary, oldest=oldest))
    raise typer.Exit(1 if done.faults else 0)


def _summary(done: "Scrub", *, seconds: float) -> dict[str, Any]:
    from tawthiq.desk.queries.fixity import fixity_state

    oldest = fixity_state().oldest_check_at
    return {
        "items": done.items,
        "derivatives": done.derivatives,
        "bytes_checked": done.bytes_checked,
        "faults": len(done.faults),
        "seconds": round(seconds, 2),
        "oldest_check_at": oldest.isoformat() if oldest else None,
    }
