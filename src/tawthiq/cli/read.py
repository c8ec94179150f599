"""``tawthiq read FILE|-``: the claims of a report, straight from its text; needs no workspace."""

import json as json_format
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tawthiq.core.claims import Claim, Count, to_json
from tawthiq.errors import InvalidRecord, TawthiqError, Unreadable
from tawthiq.reading.grammar import GrammarReader, detect_lang
from tawthiq.reading.reader import Document

LANGUAGES = ("en", "ar")


def read(
    file: Annotated[str, typer.Argument(help="A text file in UTF-8, or - for standard input.")],
    published: Annotated[
        str | None, typer.Option(help="The day the report was made known, such as 2015-07-01.")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="en or ar; without it the script of the text decides.")] = None,
    conflict: Annotated[str, typer.Option(help="The conflict folder whose parties and places are known.")] = "syria",
    json: Annotated[bool, typer.Option("--json", help="One JSON object per claim per line.")] = False,
) -> None:
    """Read a report and print what it claims, with the exact words of every value."""
    try:
        text = _text_of(file)
        document = Document(text, _language(lang, text), _published(published))
        claims = GrammarReader(conflict=conflict).read(document)
    except TawthiqError as refused:
        typer.echo(f"tawthiq read: {refused}", err=True)
        raise typer.Exit(2) from refused
    for claim in claims:
        typer.echo(json_format.dumps(to_json(claim), ensure_ascii=False) if json else describe(claim))
    if not claims and not json:
        typer.echo("No claims found.")


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
    if lang not in LANGUAGES:
        raise InvalidRecord(f"--lang {lang!r} is not one of {', '.join(LANGUAGES)}")
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
    )
    lines += [f"  {label:8}{' '.join(value.split())}" for label, value in rows if value]
    return "\n".join(lines)


def describe_count(count: Count) -> str:
    """ "at least 11", "2 to 3", "about 25", "up to 7", "a number"."""
    if count.min is None and count.max is None:
        return "a number"
    if count.min == count.max:
        return f"about {count.min}" if count.approximate else str(count.min)
    if count.max is None:
        return f"at least {count.min}"
    return f"up to {count.max}" if count.min is None else f"{count.min} to {count.max}"
