"""Reading a release: every query of the public site, over a file that cannot be written."""

import json
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tawthiq.core.balances import Balance, balance
from tawthiq.core.people import REMEMBERED
from tawthiq.core.releases import (
    Figure,
    PublicArticle,
    PublicClaim,
    PublicCorrection,
    PublicIncident,
    PublicLabel,
    PublicPerson,
)
from tawthiq.core.texts import fold
from tawthiq.errors import NotFound, Unreadable
from tawthiq.store.release.manifest import DATABASE, MANIFEST, Manifest, entry_of, read_manifest
from tawthiq.store.release.records import article_from, claim_from, incident_from

_WORDS_MAX = 8


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Which incidents: an empty field filters nothing; ``month`` is ``2015-06``, ``figure`` is TABLE:KEY:COUNTED."""

    party: str = ""
    kind: str = ""
    governorate: str = ""
    month: str = ""
    place: str = ""
    text: str = ""
    figure: str = ""
    massacres_only: bool = False


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """One page of incidents, newest first, without their claims; ``total`` counts all pages."""

    rows: tuple[PublicIncident, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class PlaceTotal:
    """What happened at one published place: newest incident, how many, and the range of killed (``Figure`` rules)."""

    newest: PublicIncident
    incidents: int
    killed_min: int
    killed_max: int | None
    killed_unknown: int
    killed_mentions: int


class ReleaseReader:
    """One release, open for reading from any number of threads; each thread has a connection of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest: Manifest = read_manifest(folder)
        self._local = threading.local()
        self._figures: dict[str, tuple[Figure, ...]] = {}
        self._connections: list[sqlite3.Connection] = []
        self._source = f"file:{quote(str((folder / DATABASE).resolve()))}?mode=ro&immutable=1"

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of one statement; raises Unreadable when the file is damaged or gone."""
        try:
            connection = getattr(self._local, "connection", None)
            if connection is None:
                connection = self._local.connection = self._connect()
            return connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as odd:
            raise Unreadable(f"release {self.manifest.number}: {DATABASE} cannot be read") from odd

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._source, uri=True, check_same_thread=False)
        self._connections.append(connection)
        return connection

    def close(self) -> None:
        """No thread reads from this release any more."""
        while self._connections:
            self._connections.pop().close()

    @cached_property
    def meta(self) -> dict[str, str]:
        """The release's own words and numbers, all as text."""
        return dict(self.rows("SELECT key, value FROM meta"))

    @cached_property
    def labels(self) -> dict[tuple[str, str], PublicLabel]:
        """Every label by (table, id), in the order of the release."""
        found = self.rows("SELECT tbl, id, en, ar, definition_en, definition_ar FROM labels ORDER BY position")
        return {(row[0], row[1]): PublicLabel(*row) for row in found}

    @cached_property
    def governorates(self) -> dict[str, tuple[str, str]]:
        """Names (English, Arabic) of the governorates in which incidents lie, by id."""
        sql = "SELECT governorate, max(body) FROM incidents WHERE governorate <> '' GROUP BY governorate ORDER BY 1"
        places = {key: json.loads(body)["place"] for key, body in self.rows(sql)}
        return {key: (place["governorate_en"], place["governorate_ar"]) for key, place in places.items()}

    @cached_property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The values that the filters can take in this release: party, kind, governorate, month."""
        statements = {
            "party": "SELECT DISTINCT party FROM incident_parties ORDER BY 1",
            "kind": "SELECT DISTINCT kind FROM incidents ORDER BY 1",
            "month": "SELECT DISTINCT substr(first_day, 1, 7) FROM incidents WHERE first_day <> '' ORDER BY 1 DESC",
        }
        found = {name: tuple(row[0] for row in self.rows(sql)) for name, sql in statements.items()}
        return found | {"governorate": tuple(self.governorates)}

    def incidents(self, wanted: IncidentFilter, *, page: int = 1, per_page: int = 25) -> IncidentPage:
        """One page of the incidents wanted; a page beyond the last is the last."""
        where, values = _where(wanted)
        total = self.rows(f"SELECT count(*) FROM incidents WHERE {where}", *values)[0][0]  # noqa: S608 - fixed words
        pages = max(1, -(-total // per_page))
        page = min(max(page, 1), pages)
        sql = f"SELECT body FROM incidents WHERE {where} ORDER BY position LIMIT ? OFFSET ?"  # noqa: S608 - fixed words
        found = self.rows(sql, *values, per_page, (page - 1) * per_page)
        return IncidentPage(tuple(incident_from(json.loads(row[0])) for row in found), total, page, pages)

    def incidents_after(
        self, wanted: IncidentFilter, *, position: int, limit: int
    ) -> tuple[tuple[int, PublicIncident], ...]:
        """The next incidents wanted behind a position, newest first, each with its position; no count, no offset."""
        where, values = _where(wanted)
        sql = f"SELECT position, body FROM incidents WHERE position > ? AND {where} ORDER BY position LIMIT ?"  # noqa: S608 - fixed words
        found = self.rows(sql, position, *values, limit)
        return tuple((at, incident_from(json.loads(body))) for at, body in found)

    @cached_property
    def party_totals(self) -> dict[str, int]:
        """How many incidents are attributed to each party."""
        return dict(self.rows("SELECT party, count(*) FROM incident_parties GROUP BY party ORDER BY party"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the manifest, 64 hex: it names the release and everything in it."""
        return entry_of(self.folder / MANIFEST).sha256

    def incident(self, ref: str) -> PublicIncident:
        """One incident with its claims; raises NotFound."""
        found = self.rows("SELECT body FROM incidents WHERE ref = ?", ref)
        if not found:
            raise NotFound(f"incident {ref!r} is not in release {self.manifest.number}")
        claims = self.rows("SELECT body FROM claims WHERE incident = ? ORDER BY position", ref)
        return incident_from(json.loads(found[0][0]), claims=tuple(claim_from(json.loads(row[0])) for row in claims))

    def all_incidents(self) -> tuple[PublicIncident, ...]:
        """Every incident with its claims, in the order of the release: what counting under a policy reads."""
        claims: dict[str, list[PublicClaim]] = {}
        for incident, body in self.rows("SELECT incident, body FROM claims ORDER BY position"):
            claims.setdefault(incident, []).append(claim_from(json.loads(body)))
        found = self.rows("SELECT ref, body FROM incidents ORDER BY position")
        return tuple(incident_from(json.loads(body), claims=tuple(claims.get(ref, ()))) for ref, body in found)

    @cached_property
    def balance(self) -> Balance:
        """How each alleged party stands in this release."""
        return balance(self.all_incidents())

    def incidents_named(self, refs: Iterable[str]) -> tuple[PublicIncident, ...]:
        """The incidents with these references, without claims, in the order given."""
        wanted = list(refs)
        marks = ", ".join("?" * len(wanted))
        found = self.rows(f"SELECT ref, body FROM incidents WHERE ref IN ({marks})", *wanted)  # noqa: S608 - marks only
        by_ref = {ref: incident_from(json.loads(body)) for ref, body in found}
        return tuple(by_ref[ref] for ref in wanted if ref in by_ref)

    @cached_property
    def named_people(self) -> tuple[PublicPerson, ...]:
        """The dead and the missing who are named, in the order in which it happened; kept in memory."""
        sql = """SELECT body FROM incidents WHERE instr(body, '"people":[]') = 0 ORDER BY position DESC"""
        found = (incident_from(json.loads(body)) for (body,) in self.rows(sql))
        return tuple(
            PublicPerson(en, ar, status, one.ref, one.edtf, one.place)
            for one in found
            for en, ar, status in one.people
            if status in REMEMBERED
        )

    def figures(self, table: str) -> tuple[Figure, ...]:
        """The figures of one table, in the order of the release; kept in memory, they never change."""
        if table not in self._figures:
            self._figures[table] = self._read_figures(table)
        return self._figures[table]

    def _read_figures(self, table: str) -> tuple[Figure, ...]:
        sql = """SELECT f.tbl, f.key, f.counted, f.min, f.max, f.unknown, group_concat(i.incident, ' ')
            FROM figures f LEFT JOIN figure_incidents i USING (tbl, key, counted)
            WHERE f.tbl = ? GROUP BY f.position ORDER BY f.position"""
        found = self.rows(sql, table)
        return tuple(
            Figure(t, k, c, low, high, unknown, tuple(sorted((refs or "").split())))
            for t, k, c, low, high, unknown, refs in found
        )

    def figure(self, name: str) -> Figure:
        """The figure TABLE:KEY:COUNTED; raises NotFound."""
        table, key, counted = _name_parts(name)
        for figure in self.figures(table):
            if (figure.key, figure.counted) == (key, counted):
                return figure
        raise NotFound(f"figure {name!r} is not in release {self.manifest.number}")

    @cached_property
    def place_totals(self) -> tuple[PlaceTotal, ...]:
        """Every published place, those with the most killed first; kept in memory, they never change."""
        sql = """SELECT min(i.position), i.body, count(*), total(c.min), total(c.max),
              sum(c.incident IS NOT NULL AND c.min IS NULL AND c.max IS NULL),
              sum(c.min IS NOT NULL AND c.max IS NULL), count(c.incident)
            FROM incidents i LEFT JOIN incident_counts c ON c.incident = i.ref AND c.counted = 'killed'
            WHERE i.place <> '' GROUP BY i.place ORDER BY 4 DESC, 1"""
        return tuple(
            PlaceTotal(incident_from(json.loads(body)), n, int(low), None if opened else int(high), unknown, mentions)
            for _, body, n, low, high, unknown, opened, mentions in self.rows(sql)
        )

    def incidents_without_place(self) -> int:
        """How many incidents have no published place at all."""
        return int(self.rows("SELECT count(*) FROM incidents WHERE place = ''")[0][0])

    def articles(self) -> tuple[PublicArticle, ...]:
        """All articles, newest first."""
        return tuple(
            article_from(json.loads(row[0])) for row in self.rows("SELECT body FROM articles ORDER BY position")
        )

    def article(self, slug: str) -> PublicArticle:
        """One article; raises NotFound."""
        found = self.rows("SELECT body FROM articles WHERE slug = ?", slug)
        if not found:
            raise NotFound(f"article {slug!r} is not in release {self.manifest.number}")
        return article_from(json.loads(found[0][0]))

    def articles_about(self, ref: str) -> tuple[PublicArticle, ...]:
        """The articles that name an incident, newest first."""
        sql = """SELECT a.body FROM articles a JOIN article_incidents i ON i.slug = a.slug
            WHERE i.incident = ? ORDER BY a.position"""
        return tuple(article_from(json.loads(row[0])) for row in self.rows(sql, ref))

    @cached_property
    def corrections(self) -> tuple[PublicCorrection, ...]:
        """What was wrong and is right now, newest first; a release from before there were any has none."""
        if not self.rows("SELECT 1 FROM sqlite_master WHERE name = 'corrections'"):
            return ()
        found = self.rows("SELECT about, day, text_en, text_ar FROM corrections ORDER BY position")
        return tuple(PublicCorrection(*row) for row in found)

    def corrections_of(self, about: str) -> tuple[PublicCorrection, ...]:
        """Those of one incident or article."""
        return tuple(one for one in self.corrections if one.about == about)


def _name_parts(name: str) -> tuple[str, str, str]:
    table, _, rest = name.partition(":")
    key, _, counted = rest.rpartition(":")
    return table, key, counted


def _where(wanted: IncidentFilter) -> tuple[str, list[str]]:
    parts = ["1"]
    values: list[str] = []
    for column, value in (("kind", wanted.kind), ("governorate", wanted.governorate), ("place", wanted.place)):
        if value:
            parts.append(f"{column} = ?")
            values.append(value)
    if wanted.party:
        parts.append("ref IN (SELECT incident FROM incident_parties WHERE party = ?)")
        values.append(wanted.party)
    if wanted.month:  # every incident that may have happened in that month
        parts.append("first_day <> '' AND first_day <= ? AND last_day >= ?")
        values += [f"{wanted.month}-31", f"{wanted.month}-01"]
    if wanted.figure:
        parts.append("ref IN (SELECT incident FROM figure_incidents WHERE tbl = ? AND key = ? AND counted = ?)")
        values += _name_parts(wanted.figure)
    if wanted.massacres_only:
        parts.append("is_massacre = 1")
    for word in fold(wanted.text).split()[:_WORDS_MAX]:
        parts.append("instr(search, ?) > 0")
        values.append(word)
    return " AND ".join(parts), values


def open_release(folder: Path) -> ReleaseReader:
    """A reader over one release folder; raises Tampered when there is no manifest."""
    return ReleaseReader(folder)
