"""The SQLite file of a release: the same content gives the same bytes."""

import dataclasses
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tawthiq.core.journal import canonical
from tawthiq.core.releases import PublicIncident, ReleaseContent
from tawthiq.core.texts import fold
from tawthiq.store.release.manifest import FORMAT

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE labels (tbl TEXT, id TEXT, en TEXT NOT NULL, ar TEXT NOT NULL, definition_en TEXT NOT NULL,
  definition_ar TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (tbl, id)) WITHOUT ROWID;
CREATE TABLE incidents (position INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, grade TEXT NOT NULL,
  first_day TEXT NOT NULL, last_day TEXT NOT NULL, place TEXT NOT NULL, governorate TEXT NOT NULL,
  is_massacre INTEGER NOT NULL, search TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE incident_parties (incident TEXT, party TEXT, certainty TEXT NOT NULL, PRIMARY KEY (incident, party))
  WITHOUT ROWID;
CREATE TABLE incident_counts (incident TEXT, counted TEXT, min INTEGER, max INTEGER, approximate INTEGER NOT NULL,
  PRIMARY KEY (incident, counted)) WITHOUT ROWID;
CREATE TABLE claims (ref TEXT PRIMARY KEY, incident TEXT NOT NULL, position INTEGER NOT NULL, body TEXT NOT NULL)
  WITHOUT ROWID;
CREATE TABLE figures (tbl TEXT, key TEXT, counted TEXT, min INTEGER NOT NULL, max INTEGER, unknown INTEGER NOT NULL,
  position INTEGER NOT NULL, PRIMARY KEY (tbl, key, counted)) WITHOUT ROWID;
CREATE TABLE figure_incidents (tbl TEXT, key TEXT, counted TEXT, incident TEXT,
  PRIMARY KEY (tbl, key, counted, incident)) WITHOUT ROWID;
CREATE TABLE articles (position INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, ref TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE article_incidents (slug TEXT, incident TEXT, position INTEGER NOT NULL, PRIMARY KEY (slug, incident))
  WITHOUT ROWID;
CREATE TABLE corrections (position INTEGER PRIMARY KEY, about TEXT NOT NULL, day TEXT NOT NULL, text_en TEXT NOT NULL,
  text_ar TEXT NOT NULL);
CREATE INDEX incidents_by_place ON incidents (place);
CREATE INDEX parties_by_party ON incident_parties (party);
CREATE INDEX claims_by_incident ON claims (incident, position);
CREATE INDEX articles_by_incident ON article_incidents (incident);
"""
_VERSION_AT, _VERSION_BYTES = 96, 4
_NEVER = "0000-00-00"


def write_database(content: ReleaseContent, path: Path) -> None:
    """A new SQLite file holds the content; the caller makes it durable."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # The file is thrown away unless it is finished, so it needs neither journal nor syncing while it grows.
        for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF", "encoding = 'UTF-8'"):
            connection.execute(f"PRAGMA {pragma}")
        connection.executescript(f"BEGIN; {_SCHEMA}")
        for table, rows in _rows_of(content).items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own names
        connection.execute("COMMIT")
    # SQLite notes its own version in the header; without it the bytes depend on the content alone.
    with path.open("r+b") as header:
        header.seek(_VERSION_AT)
        header.write(bytes(_VERSION_BYTES))


def _rows_of(content: ReleaseContent) -> dict[str, list[tuple[Any, ...]]]:
    incidents = sorted(content.incidents, key=lambda i: (i.first_day or _NEVER, i.last_day, i.ref), reverse=True)
    articles = sorted(content.articles, key=lambda a: (a.published, a.slug), reverse=True)
    return {
        "meta": sorted(_meta_of(content).items()),
        "labels": [
            (r.table, r.id, r.en, r.ar, r.definition_en, r.definition_ar, n) for n, r in enumerate(content.labels)
        ],
        "incidents": [_incident_row(incident, position=n) for n, incident in enumerate(incidents, start=1)],
        "incident_parties": [
            (i.ref, party, sure) for i in incidents for party, sure in (dict(i.perpetrators) or {"unknown": ""}).items()
        ],
        "incident_counts": [
            (i.ref, name, c.min, c.max, int(c.approximate)) for i in incidents for name, c in sorted(i.counts.items())
        ],
        "claims": [
            (claim.ref, i.ref, n, canonical(dataclasses.asdict(claim)))
            for i in incidents
            for n, claim in enumerate(i.claims)
        ],
        "figures": [(f.table, f.key, f.counted, f.min, f.max, f.unknown, n) for n, f in enumerate(content.figures)],
        "figure_incidents": [(f.table, f.key, f.counted, ref) for f in content.figures for ref in f.incidents],
        "articles": [(n, a.slug, a.ref, canonical(dataclasses.asdict(a))) for n, a in enumerate(articles, start=1)],
        "corrections": [
            (n, c.about, c.on, c.text_en, c.text_ar)
            for n, c in enumerate(sorted(content.corrections, key=lambda c: (c.on, c.about), reverse=True), start=1)
        ],
        "article_incidents": [(a.slug, ref, n) for a in articles for n, ref in enumerate(a.incidents)],
    }


def _meta_of(content: ReleaseContent) -> dict[str, str]:
    words = ("organisation_en", "organisation_ar", "about_en", "about_ar", "conflict_en", "conflict_ar")
    numbers = ("number", "built_at", "journal_size", "journal_chain")
    held = {name: str(getattr(content, name)) for name in words + numbers}
    return held | {"format": str(FORMAT)} | {f"note.{name}": text for name, text in content.notes.items()}


def _incident_row(incident: PublicIncident, *, position: int) -> tuple[Any, ...]:
    place = incident.place
    words = [incident.title_en, incident.title_ar, incident.summary_en, incident.summary_ar, incident.ref]
    if place:
        words += [place.name_en, place.name_ar, place.governorate_en, place.governorate_ar]
    body = dataclasses.asdict(dataclasses.replace(incident, claims=()))
    return (
        position,
        incident.ref,
        incident.kind,
        incident.grade,
        incident.first_day,
        incident.last_day,
        place.ref if place else "",
        place.governorate if place else "",
        int(incident.is_massacre),
        " ".join(fold(word) for word in words),
        canonical(body),
    )
