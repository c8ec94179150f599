"""``tawthiq read FILE|-``: the claims of a report, straight from its text; needs no workspace unless one is named."""

import json as json_format
import os
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tawthiq.cli.evaluating import evaluate_decisions
from tawthiq.cli.words import harmless, say
from tawthiq.cli.workspaces import open_register, workspace_of
from tawthiq.core.claims import Claim, Count, Vote, to_json
from tawthiq.errors import InvalidRecord, TawthiqError, Unreachable, Unreadable
from tawthiq.reading.detecting import detect_lang, known_languages
from tawthiq.reading.reader import Document, Reader, Reading, read_checked
from tawthiq.reading.readers.choosing import Choice, choice_from, make_reader


def read(
    context: typer.Context,
    file: Annotated[str | None, typer.Argument(help="A text file in UTF-8, or - for standard input.")] = None,
    *,
    published: Annotated[
        str | None, typer.Option(help="The day the report was made known, such as 2015-07-01.")
    ] = None,
    lang: Annotated[str | None, typer.Option(help=say("help.read.lang"))] = None,
    conflict: Annotated[str, typer.Option(help="The conflict folder whose parties and places are known.")] = "syria",
    reader: Annotated[list[str] | None, typer.Option(help=say("help.read.reader"))] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per claim per line.")] = False,
    evaluate: Annotated[bool, typer.Option("--evaluate", help=say("help.read.evaluate"))] = False,
    home: Annotated[Path | None, typer.Option("--home", metavar="DIR", help=say("help.read.home"))] = None,
) -> None:
    """Read a report and print what it claims, with the exact words of every value."""
    if evaluate == (file is not None):
        raise InvalidRecord(say("read.which"))
    named: Path | None = home or (context.parent.params.get("home") if context.parent else None)
    if file is None:
        evaluate_decisions(named, as_json=json)
        return
    try:
        text = _text_of(file)
        document = Document(text, _language(lang, text), _published(published))
        choice = choice_from(os.environ, readers=reader or ())
        reading = read_checked(_reader_of(named, choice) if named else make_reader(choice, conflict=conflict), document)
    except TawthiqError as refused:
        typer.echo(f"tawthiq read: {refused}", err=True)
        raise typer.Exit(3 if isinstance(refused, Unreachable) else 2) from refused
    for claim in reading.claims:
        typer.echo(json_format.dumps(to_json(claim), ensure_ascii=False) if json else describe(claim))
    if not reading.claims and not json:
        typer.echo("No claims found.")
    if choice.readers != ("grammar",):
        _tell_grounding(reading, json=json)


def _tell_grounding(reading: Reading, *, json: bool) -> None:
    """What other readers made of the report, on standard error: how much of it stands in the text."""
    if json:
        told = {
            "made": len(reading.claims) + len(reading.refused),
            "refused": [asdict(refused) for refused in reading.refused],
            "grounded_rate": reading.grounded_rate,
            "silent": reading.silent,
        }
        typer.echo(json_format.dumps(told, ensure_ascii=False), err=True)
        return
    for refused in reading.refused:
        words = harmless(" ".join(refused.words.split()))
        typer.echo(say("read.refused", reader=refused.reader, reason=harmless(refused.reason), words=words), err=True)
    for name, reason in reading.silent.items():
        typer.echo(say("read.silent", reader=name, reason=harmless(reason)), err=True)
    if reading.grounded_rate is not None:
        kept = len(reading.claims)
        made = kept + len(reading.refused)
        typer.echo(say("read.grounded", kept=kept, made=made, rate=f"{reading.grounded_rate:.0%}"), err=True)


def _reader_of(home: Path, choice: Choice) -> Reader:
    """The readers chosen, with the conflict of a workspace and the words that its people added."""
    open_register(workspace_of(home))
    from tawthiq.desk.actions.reading import workspace_reader

    return workspace_reader(choice)


def _text_of(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as absent:
        raise Unreadable(f"cannot open the file: {absent.strerror}") from absent
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as odd:
        raise Unreadable(f"the file is not text in UTF-8 (byte {odd.start})") from odd


def _language(lang: str | None, text: str) -> str:
    if lang is None:
        return detect_lang(text)
    if lang not in known_languages():
        raise InvalidRecord(f"--lang {lang!r} is not one of {', '.join(known_languages())}")
    return lang


def _published(published: str | None) -> str | None:
    """Only one full day anchors "yesterday"; anything less would invent a day."""
    if published is None:
        return None
    try:
        day = date.fromisoformat(published)
    except ValueError as odd:
        raise InvalidRecord(f"--published {published!r} is not a day such as 2015-07-01") from odd
    return day.isoformat()


def describe(claim: Claim) -> str:
    """A claim in a few readable lines."""
    lines = [f"{claim.kind} ({claim.status}, {claim.score:.2f}): {' '.join(claim.quote.text.split())}"]
    rows = (
        ("where", ", ".join(f"{place.text} [{place.place or 'not in the gazetteer'}]" for place in claim.places)),
        ("when", f"{claim.when.text} [{claim.when.edtf or 'no date'}]" if claim.when else ""),
        ("by", ", ".join(f"{party.text or '(inferred)'} [{party.party}]" for party in claim.perpetrators)),
        ("against", f"{claim.target.text} [{claim.target.target_class}]" if claim.target else ""),
        ("counts", ", ".join(f"{name} {describe_count(count)}" for name, count in claim.counts.items())),
        ("people", ", ".join(f"{person.text} [{person.status or 'named'}]" for person in claim.people)),
        ("says", ", ".join(f"{item.text} [{item.kind} {item.stance}]" for item in claim.attribution)),
        ("sure", claim.confidence or ""),
        ("readers", ", ".join(_describe_vote(vote) for vote in claim.readers)),
    )
    lines += [f"  {label:8}{' '.join(value.split())}" for label, value in rows if value]
    return "\n".join(lines)


def _describe_vote(vote: Vote) -> str:
    """ "grammar: yes", "spacy: otherwise (when, counts.killed)", "server: no", "server: silent"."""
    if vote.found is None:
        said = say("read.vote.silent")
    elif vote.differs:
        said = f"{say('read.vote.differs')} ({', '.join(vote.differs)})"
    else:
        said = say("read.vote.yes" if vote.found else "read.vote.no")
    return f"{vote.reader}: {said}"


def describe_count(count: Count) -> str:
    """ "at least 11", "2 to 3", "about 25", "up to 7", "a number"."""
    if count.min is None and count.max is None:
        return "a number"
    if count.min == count.max:
        return f"about {count.min}" if count.approximate else str(count.min)
    if count.max is None:
        return f"at least {count.min}"
    return f"up to {count.max}" if count.min is None else f"{count.min} to {count.max}"
