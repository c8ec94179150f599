"""``tawthiq places resolve TEXT``: where a place is, from its name or from the way to it; needs no workspace."""

import json as json_format
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from tawthiq.cli.words import harmless, say
from tawthiq.cli.workspaces import open_register, workspace_of
from tawthiq.core.place_ranking import Candidate, Fit, Near
from tawthiq.errors import InvalidRecord, TawthiqError
from tawthiq.reading.detecting import detect_lang
from tawthiq.reading.geocoding import resolve_phrase
from tawthiq.reading.place_phrases import Phrase, read_phrase
from tawthiq.store.gazetteer import Index
from tawthiq.store.gazetteer_files import BadRow, Gathered, load_gazetteer
from tawthiq.store.known_places import NONE, KnownPlaces, OwnPlaces, load_known_places
from tawthiq.store.packs import load_countries

LANGUAGES = ("en", "ar")
_NEAR_RADIUS_M = 1_000
_BAD_SHOWN = 50

places_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@places_app.callback()
def places() -> None:
    """Places on the command line."""


@places_app.command(help=say("help.places.resolve"))
def resolve(
    text: Annotated[str, typer.Argument(help=say("help.places.text"))],
    *,
    near: Annotated[list[str] | None, typer.Option(help=say("help.places.near"))] = None,
    country: Annotated[list[str] | None, typer.Option(help=say("help.places.country"))] = None,
    gazetteer: Annotated[list[Path] | None, typer.Option(metavar="FILE", help=say("help.places.gazetteer"))] = None,
    conflict: Annotated[str, typer.Option(help=say("help.places.conflict"))] = "syria",
    lang: Annotated[str | None, typer.Option(help=say("help.places.lang"))] = None,
    top: Annotated[int, typer.Option(min=1, max=50, help=say("help.places.top"))] = 5,
    json: Annotated[bool, typer.Option("--json", help=say("help.places.json"))] = False,
    home: Annotated[Path | None, typer.Option("--home", metavar="DIR", help=say("help.places.home"))] = None,
) -> None:
    """Candidates for a place, best first, with reasons."""
    try:
        own = _own_places(home) if home else NONE
        finder = Finder(gazetteer or [], known=load_known_places(conflict, own))
        countries = tuple(map(_country, country or ()))
        for phrase in _phrases(text):
            language = _language(lang, phrase)
            points = tuple(finder.point(place, language, countries) for place in near or ())
            found = finder.resolve(read_phrase(phrase, lang=language), countries=countries, near=points)
            _show(phrase, found[:top], json=json)
    except TawthiqError as refused:
        typer.echo(f"tawthiq places resolve: {refused}", err=True)
        raise typer.Exit(2) from refused


def _own_places(home: Path) -> OwnPlaces:
    """What the workspace added and imported; raises Unreachable where it is not made."""
    open_register(workspace_of(home))
    from tawthiq.desk.queries.own_places import own_places

    return own_places()


class Finder:
    """Gazetteer files, the places of a conflict and the floor of the world, asked as one."""

    def __init__(self, files: Sequence[Path], *, known: KnownPlaces) -> None:
        """Reads the files; rows that cannot be used are named on standard error. Raises Unreadable, InvalidRecord."""
        self._known = known
        self._index: Index | None = None
        if files:
            from tawthiq.capture.sheets import read_workbook

            self._index, gathered = load_gazetteer(files, workbooks=read_workbook)
            for path, tally in gathered.items():
                _report(path, tally)

    def find(self, name: str, countries: tuple[str, ...]) -> list[Fit]:
        """Rows of this name in all of them."""
        own = self._index.find(name, countries=("", *countries) if countries else ()) if self._index else []
        return [*own, *self._known.find(name, countries, loose=bool(countries) or self._index is None)]

    def resolve(self, phrase: Phrase, *, countries: tuple[str, ...], near: tuple[Near, ...]) -> list[Candidate]:
        """Candidates for a phrase, best first."""
        return resolve_phrase(phrase, find=self.find, countries=countries, near=near)

    def point(self, written: str, lang: str, countries: tuple[str, ...]) -> Near:
        """A point given as "35.9,39.0" or as a place; raises InvalidRecord where it is neither."""
        parts = written.split(",")
        try:
            lat, lon = map(float, parts)
        except ValueError:
            found = self.resolve(read_phrase(written, lang=lang), countries=countries, near=())
            placed = [(row.name_en, row.lat, row.lon, row.radius_m or 0) for row in (one.row for one in found)]
            for name, lat_of, lon_of, radius in placed:
                if lat_of is not None and lon_of is not None:
                    return Near(name, lat_of, lon_of, radius)
            raise InvalidRecord(say("places.no_near", near=harmless(written))) from None
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise InvalidRecord(say("places.no_near", near=harmless(written)))
        return Near(written, lat, lon, _NEAR_RADIUS_M)


def _report(path: Path, tally: Gathered) -> None:
    typer.echo(say("places.file", name=harmless(path.name), used=tally.used, bad=len(tally.bad)), err=True)
    name_bad_rows(path.name, tally.bad)


def name_bad_rows(name: str, bad: Sequence[BadRow]) -> None:
    """The rows left out, on standard error, each with its line and the reason."""
    for row in bad[:_BAD_SHOWN]:
        reason = say(f"places.bad.{row.code}", value=harmless(row.value))
        typer.echo(say("places.bad_row", name=harmless(name), line=row.line, reason=reason), err=True)
    if len(bad) > _BAD_SHOWN:
        typer.echo(say("places.more_bad", number=len(bad) - _BAD_SHOWN), err=True)


def _phrases(text: str) -> Iterator[str]:
    """The phrase given, or with "-" every line of standard input that holds one."""
    if text != "-":
        yield text
        return
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", errors="replace").strip()
        if line:
            yield line


def _language(lang: str | None, text: str) -> str:
    if lang is not None and lang not in LANGUAGES:
        raise InvalidRecord(f"--lang {lang!r}: {', '.join(LANGUAGES)}")
    found = lang or detect_lang(text)
    return found if found in LANGUAGES else LANGUAGES[0]


def _country(written: str) -> str:
    """The ISO alpha-2 code of a country given by code or name; raises InvalidRecord."""
    wanted = written.strip().casefold()
    for row in load_countries():
        names = [
            row.iso2,
            row.iso3,
            *row.names.values(),
            *(name for listed in row.spellings.values() for name in listed),
        ]
        if wanted in (name.casefold() for name in names):
            return row.iso2
    raise InvalidRecord(say("places.no_country", country=harmless(written)))


def _show(phrase: str, found: list[Candidate], *, json: bool) -> None:
    if json:
        candidates = [as_json(candidate) for candidate in found]
        typer.echo(json_format.dumps({"text": phrase, "candidates": candidates}, ensure_ascii=False))
        return
    typer.echo(harmless(phrase))
    for number, candidate in enumerate(found, start=1):
        row = candidate.row
        names = " / ".join(name for name in (row.name_en, row.name_ar) if name)
        where = say("places.no_point") if row.lat is None else f"{row.lat:.5f}, {row.lon:.5f}"
        reach = f" ± {(row.radius_m or 0) / 1000:g} km" if row.lat is not None else ""
        about = f"{harmless(names)} ({row.country or '?'}, {say(f'places.kind.{row.kind}')})"
        typer.echo(f"  {number}. {about} {where}{reach}  {candidate.score:.2f}  [{row.ref}; {harmless(row.source)}]")
        typer.echo(f"     {'; '.join(map(say_reason, candidate.reasons))}")
    if not found:
        typer.echo(f"  {say('places.none')}")


def as_json(candidate: Candidate) -> dict[str, Any]:
    """A candidate as the reading contract lists it, with kind and source besides."""
    row = candidate.row
    return {
        "place": row.ref,
        "name": row.name_en,
        "name_ar": row.name_ar or None,
        "kind": row.kind,
        "country": row.country or None,
        "within": list(row.within),
        "lat": row.lat,
        "lon": row.lon,
        "radius_m": row.radius_m,
        "population": row.population or None,
        "score": candidate.score,
        "reasons": list(candidate.reasons),
        "source": row.source,
    }


def say_reason(reason: str) -> str:
    """A reason code in words."""
    code, _, value = reason.partition(": ")
    return harmless(say(f"places.reason.{code}", value=value))
