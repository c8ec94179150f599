"""What one release says otherwise than another: record by record, as their files hold them."""

import json
from dataclasses import dataclass

from tawthiq.core.releases import Figure
from tawthiq.store.release.reader import ReleaseReader


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that is in both and differs: the names of the fields that do."""

    ref: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure of the whole that is another number now; None: it was not there, or is no more."""

    counted: str
    was: Figure | None
    now: Figure | None


@dataclass(frozen=True, slots=True)
class Difference:
    """From one release to another; references of incidents and slugs of articles, in order. Names are (en, ar)."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Changed, ...]
    articles_added: tuple[str, ...]
    articles_removed: tuple[str, ...]
    articles_changed: tuple[Changed, ...]
    named: tuple[tuple[str, str], ...]
    named_no_more: tuple[tuple[str, str], ...]
    figures: tuple[Moved, ...]

    @property
    def is_any(self) -> bool:
        """Whether a reader finds anything changed at all."""
        return any((self.added, self.removed, self.changed, self.articles_added, self.articles_removed)) or any(
            (self.articles_changed, self.named, self.named_no_more, self.figures)
        )


def compare_releases(earlier: ReleaseReader, later: ReleaseReader) -> Difference:
    """What a reader of ``earlier`` finds changed in ``later``; claims count as a field of their incident."""
    was, now = _incidents(earlier), _incidents(later)
    articles_was, articles_now = dict(_rows(earlier, "slug", "articles")), dict(_rows(later, "slug", "articles"))
    names_was, names_now = _names(earlier), _names(later)
    return Difference(
        added=tuple(sorted(now.keys() - was.keys())),
        removed=tuple(sorted(was.keys() - now.keys())),
        changed=_changed(was, now),
        articles_added=tuple(sorted(articles_now.keys() - articles_was.keys())),
        articles_removed=tuple(sorted(articles_was.keys() - articles_now.keys())),
        articles_changed=_changed(articles_was, articles_now),
        named=tuple(sorted(names_now - names_was)),
        named_no_more=tuple(sorted(names_was - names_now)),
        figures=_moved(earlier, later),
    )


def _rows(reader: ReleaseReader, key: str, table: str) -> list[tuple[str, str]]:
    return [(ref, body) for ref, body in reader.rows(f"SELECT {key}, body FROM {table}")]  # noqa: S608 - our own names


def _incidents(reader: ReleaseReader) -> dict[str, str]:
    """The JSON of each incident with its claims, as one text: only what differs is ever taken apart."""
    claims: dict[str, list[str]] = {}
    for incident, body in reader.rows("SELECT incident, body FROM claims ORDER BY position"):
        claims.setdefault(incident, []).append(body)
    return {
        ref: f'{body[:-1]},"claims":[{",".join(claims.get(ref, ()))}]}}'
        for ref, body in reader.rows("SELECT ref, body FROM incidents")
    }


def _changed(was: dict[str, str], now: dict[str, str]) -> tuple[Changed, ...]:
    both = sorted(ref for ref in was.keys() & now.keys() if was[ref] != now[ref])
    return tuple(Changed(ref, _fields(json.loads(was[ref]), json.loads(now[ref]))) for ref in both)


def _fields(was: dict[str, object], now: dict[str, object]) -> tuple[str, ...]:
    return tuple(sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name)))


def _names(reader: ReleaseReader) -> set[tuple[str, str]]:
    bodies = reader.rows("SELECT body FROM incidents WHERE body NOT LIKE '%\"people\":[]%'")
    return {(en, ar) for (body,) in bodies for en, ar, _ in json.loads(body)["people"]}


def _moved(earlier: ReleaseReader, later: ReleaseReader) -> tuple[Moved, ...]:
    was = {figure.counted: figure for figure in earlier.figures("all")}
    now = {figure.counted: figure for figure in later.figures("all")}
    return tuple(
        Moved(name, was.get(name), now.get(name))
        for name in dict.fromkeys([*now, *was])
        if _numbers(was.get(name)) != _numbers(now.get(name))
    )


def _numbers(figure: Figure | None) -> tuple[int, int | None, int] | None:
    return (figure.min, figure.max, figure.unknown) if figure else None
