"""``tawthiq capture``: web pages into the vault, with everything that was answered; stop it and run it again."""

import json as json_format
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.words import harmless, language, say
from tawthiq.cli.workspaces import Home, open_register, workspace_of
from tawthiq.errors import InvalidRecord, TawthiqError, Unreachable, Unreadable

if TYPE_CHECKING:
    from tawthiq.desk import models as m

Urls = Annotated[list[str] | None, typer.Argument(metavar="URL…", help=say("help.capture.urls"), show_default=False)]


def capture(
    urls: Urls = None,
    *,
    home: Home = None,
    listed: Annotated[Path | None, typer.Option("--list", metavar="FILE", help=say("help.capture.list"))] = None,
    why: Annotated[str, typer.Option(metavar="WORDS", help=say("help.capture.why"))] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help=say("help.capture.by"))] = "operator",
    again: Annotated[bool, typer.Option("--again", help=say("help.capture.again"))] = False,
    recheck: Annotated[bool, typer.Option("--recheck", help=say("help.capture.recheck"))] = False,
    json: Annotated[bool, typer.Option("--json", help=say("help.capture.json"))] = False,
) -> None:
    """Visit pages one after the other; each is preserved before the next is visited."""
    wanted = list(dict.fromkeys([*(urls or []), *(_read(listed) if listed else [])]))
    if not wanted and not recheck:
        raise InvalidRecord(say("capture.nothing"))
    open_register(workspace_of(home))
    lines = _looks(wanted) if recheck else _captures(wanted, by=by, why=why, again=again)
    progress, counts = ProgressLine("capture.progress"), Counter[bool]()
    progress.show(done=0, all=len(wanted))
    for told in lines:
        progress.clear()
        counts[told["is_fine"]] += 1
        typer.echo(json_format.dumps(told, ensure_ascii=True) if json else _in_words(told))
        progress.show(done=counts.total(), all=max(len(wanted), counts.total()))
    progress.clear()
    typer.echo(say("capture.summary", fine=counts[True], not_fine=counts[False]), err=True)
    raise typer.Exit(1 if counts[False] else 0)


def _read(file: Path) -> list[str]:
    """The addresses of a list: one a line; empty lines and lines that begin with # are nothing."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as odd:
        raise Unreadable(say("capture.not_text", file=file.name)) from odd
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def _captures(wanted: list[str], *, by: str, why: str, again: bool) -> Iterator[dict[str, Any]]:
    from tawthiq.desk.actions.captures import ask_for, captured_before

    for url in wanted:
        before = None if again else captured_before(url)
        if before is not None:
            yield _told(url, before, outcome="captured", is_fine=True, note="already")
            continue
        asked = ask_for([url], actor=by, why=why)
        if asked.refused:
            yield _told(url, None, outcome="refused", is_fine=False, note=asked.refused[0][1])
            continue
        yield _make(asked.captures[0], url=url)


def _make(row: "m.Capture", *, url: str) -> dict[str, Any]:
    """The capture made now; without a browser or a sandbox the whole command ends, and what waits goes on waiting."""
    from tawthiq.desk.actions.captures import run_capture

    try:
        done = run_capture(row)
    except Unreachable:
        raise
    except TawthiqError as odd:
        return _told(url, row, outcome="failed", is_fine=False, note=str(odd))
    if done is None:
        return _told(url, row, outcome="waiting", is_fine=False, note="elsewhere")
    return _told(url, done, outcome=done.outcome, is_fine=done.outcome == "captured")


def _looks(wanted: list[str]) -> Iterator[dict[str, Any]]:
    from tawthiq.desk.actions.captures import captured_before
    from tawthiq.desk.actions.looks import check_availability, due_looks

    named = [(url, captured_before(url)) for url in wanted]
    for url, row in named or [(row.url, row) for row in due_looks(most=10_000)]:
        if row is None:
            yield _told(url, None, outcome="refused", is_fine=False, note="capture_waits")
            continue
        found = check_availability(row, actor="operator")
        yield _told(url, row, outcome=found, is_fine=found == "there", note="look")


def _told(url: str, row: "m.Capture | None", *, outcome: str, is_fine: bool, note: str = "") -> dict[str, Any]:
    told: dict[str, Any] = {"url": url, "capture": row.ref if row else "", "outcome": outcome, "is_fine": is_fine}
    if row is not None and row.state == "done":
        told |= {"is_court_complete": row.is_court_complete, "missing": row.missing, "final_url": row.final_url}
        told |= {"files": [[one.role, one.item.ref] for one in row.files.select_related("item").order_by("pk")]}
    return {**told, "note": note}


def _in_words(told: dict[str, Any]) -> str:
    from tawthiq.desk.queries.captures import capture_word
    from tawthiq.desk.wording import explain

    url, note, lang = harmless(told["url"]), told["note"], language()
    if told["outcome"] == "refused":
        return say("capture.refused", url=url, reason=explain(note))
    if note == "elsewhere":
        return say("capture.elsewhere", url=url, capture=told["capture"])
    table = "availability" if note == "look" else "capture_outcomes"
    line = say("capture.line", capture=told["capture"], url=url, outcome=capture_word(table, told["outcome"], lang))
    if note == "already":
        return f"{line} {say('capture.already')}"
    if note == "look":
        return line
    return line if told.get("is_court_complete") else f"{line}\n  {_gaps(told.get('missing', {}), lang)}"


def _gaps(missing: dict[str, str], lang: str) -> str:
    from tawthiq.desk.queries.captures import capture_word

    named = (
        f"{capture_word('capture_roles', role, lang)}: {capture_word('capture_gaps', why, lang)}"
        for role, why in missing.items()
    )
    return say("capture.incomplete", gaps="; ".join(named))
