"""What an export would hold: rows of a list as their publisher wrote them, or incidents as the public may see them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.utils import timezone

from tawthiq.core.leaks import find_leaks
from tawthiq.core.releases import PublicIncident, ReleaseContent
from tawthiq.core.texts import fold
from tawthiq.core.times import bounds
from tawthiq.core.veils import Veil
from tawthiq.desk import models as m
from tawthiq.desk.queries.consents import Blocked, blocked
from tawthiq.desk.queries.lists import rows_of_list
from tawthiq.desk.queries.protected import protected_values
from tawthiq.desk.queries.releasing import HeldBack, outgoing
from tawthiq.errors import NotReleasable
from tawthiq.store.exports.guarding import as_text
from tawthiq.store.exports.records import About, Outgoing, Sheet
from tawthiq.store.lists.sources import SourceFolder, load_source
from tawthiq.store.release import ReleaseReader, folder_name

# Who speaks in private is not named in what goes out. Source: core.disclosure, the same kinds of voices.
OPEN_KINDS = ("media", "organisation", "party")
SILENCE = ("consent_missing", "consent_expired")
INCIDENT_COLUMNS = (
    *("ref", "kind", "title_en", "title_ar", "summary_en", "summary_ar", "edtf", "first_day", "last_day"),
    *("place", "place_en", "place_ar", "lat", "lon", "radius_m", "governorate", "governorate_en", "governorate_ar"),
    *("grade", "perpetrators", "victim_class", "is_massacre", "violations"),
    *(f"{counted}_{end}" for counted in ("killed", "injured", "detained", "displaced") for end in ("min", "max")),
    *("disagreements", "unknown", "people", "sources", "signed_on"),
)
INCIDENT_FIELDS = {
    **{name: (name,) for name in ("kind", "lat", "lon", "killed_min", "killed_max")},
    "id": ("ref",),
    "date": ("edtf",),
    "place": ("place_en", "place_ar"),
    "admin1": ("governorate_en",),
    "party": ("perpetrators",),
    "text": ("summary_en", "summary_ar"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which rows or incidents; "" and () choose all. Days are ISO, ``text`` is looked for in every cell, folded."""

    states: tuple[str, ...] = ()
    first_day: str = ""
    last_day: str = ""
    text: str = ""
    kind: str = ""
    party: str = ""
    governorate: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An export that may be written: ``records(table)`` starts anew at each call. ``held_back`` does not go out."""

    subject: m.Record | None
    sheets: tuple[Sheet, ...]
    records: Callable[[str | None], Iterable[Outgoing]]
    about: About
    withheld: tuple[str, ...] = ()
    held_back: tuple[HeldBack, ...] = ()


def source_of(made: m.ListImport) -> SourceFolder:
    """The source as its folder has it now; one without a folder is as the register knows it."""
    found = load_source(settings.WORKSPACE.sources, made.folder)
    return found or SourceFolder(made.folder, made.source.pseudonym, kind=made.source.kind)


def refusals_of_list(made: m.ListImport, *, purpose: str) -> list[Blocked]:
    """Whose word stands against the use; a list that is published on terms needs no consent, but heeds a no."""
    found = blocked([made.item], purpose=purpose, on=timezone.now().date())
    return [one for one in found if not (source_of(made).terms and one.reason in SILENCE)]


def prepare_list(made: m.ListImport, chosen: Chosen, *, veil: Veil) -> Prepared:
    """The chosen rows with their cells exactly as written, but for withheld columns and names under the veil."""
    source = source_of(made)
    withheld = frozenset(source.withheld)
    tables = made.recipe["tables"]
    sheets = tuple(
        Sheet(
            name,
            [heading for heading in told["headings"] if heading not in withheld],
            {field: [one for one in names if one not in withheld] for field, names in told["columns"].items()},
        )
        for name, told in tables.items()
    )
    hidden = {
        name: {field for field, names in told["columns"].items() if withheld & set(names)}
        for name, told in tables.items()
    }

    def records(table: str | None) -> Iterator[Outgoing]:
        rows = rows_of_list(made).filter(**({"state__in": chosen.states} if chosen.states else {}))
        rows = rows if table is None else rows.filter(table=table)
        for row in rows.iterator(chunk_size=2000):
            if _is_chosen(row, chosen, veil=veil):
                yield _veiled(_row_out(row, made, withheld=withheld, hidden=hidden[row.table]), veil)

    publisher = source.publisher if made.source.kind in OPEN_KINDS else ""
    about = About(made.folder, publisher=publisher, terms=source.terms)
    return Prepared(made, sheets, records, about, withheld=tuple(sorted(withheld)))


def _veiled(row: Outgoing, veil: Veil) -> Outgoing:
    if not veil:
        return row
    cells, told = ({name: _covered(value, veil) for name, value in some.items()} for some in (row.cells, row.told))
    return replace(row, cells=cells, told=told)


def _covered(value: Any, veil: Veil) -> Any:
    if isinstance(value, list):
        return [_covered(one, veil) for one in value]
    return veil.cover(value) if isinstance(value, str) else value


def _row_out(row: m.ListRow, made: m.ListImport, *, withheld: frozenset[str], hidden: set[str]) -> Outgoing:
    cells = {heading: value for heading, value in row.said.items() if heading not in withheld}
    told = {field: value for field, value in row.told.items() if field not in hidden | _made_of(hidden)}
    origin = {"list": made.ref, "item": made.item.ref, "line": row.line, "part": row.part, "state": row.state}
    return Outgoing(row.ref, row.about, cells, told, table=row.table, origin=origin)


def _made_of(hidden: set[str]) -> set[str]:
    """Fields that other fields were made into: a hidden column leaves nothing behind."""
    made: set[str] = set()
    if hidden & {"date", "date_start", "date_end", "year", "month", "day"}:
        made.add("when")
    if "point" in hidden:
        made |= {"lat", "lon"}
    if "killed" in hidden:
        made |= {"killed_min", "killed_max"}
    return made


def _is_chosen(row: m.ListRow, chosen: Chosen, *, veil: Veil) -> bool:
    texts = (veil.cover(as_text(value)) for value in row.cells.values())
    if chosen.text and not any(fold(chosen.text) in fold(text) for text in texts):
        return False
    return _is_within(str(row.told.get("when") or ""), chosen)


def _is_within(edtf: str, chosen: Chosen) -> bool:
    """Whether the day may lie in the span; one that is not known lies in none that is bounded."""
    if not (chosen.first_day or chosen.last_day):
        return True
    if not edtf:
        return False
    first, last = bounds(edtf)
    after = not chosen.first_day or last is None or last.isoformat() >= chosen.first_day
    return after and (not chosen.last_day or first is None or first.isoformat() <= chosen.last_day)


def prepare_incidents(chosen: Chosen) -> Prepared:
    """Every signed incident of the register through the disclosure rules; raises NotReleasable where one leaks."""
    going = outgoing()
    content = ReleaseContent(0, "", "", "", "", "", "", "", 0, "", incidents=going.incidents)  # no words of its own
    if leaks := find_leaks(content, protected=protected_values()):
        raise NotReleasable("leak_found: " + "; ".join(f"{leak.where}: {leak.what_kind}" for leak in leaks[:20]))
    return _prepared(None, going.incidents, chosen, held_back=going.held_back, title="incidents")


def prepare_release(release: m.Release, chosen: Chosen) -> Prepared:
    """The incidents of a release, exactly as it published them."""
    if release.state == "withdrawn":
        raise NotReleasable("release_not_public")
    with closing(ReleaseReader(settings.WORKSPACE.releases / folder_name(release.number))) as reader:
        refs = [ref for (ref,) in reader.rows("SELECT ref FROM incidents ORDER BY position")]
        incidents = tuple(reader.incident(ref) for ref in refs)
    return _prepared(release, incidents, chosen, title=f"release-{release.number:04}")


def _prepared(
    subject: m.Release | None,
    incidents: Iterable[PublicIncident],
    chosen: Chosen,
    *,
    title: str,
    held_back: tuple[HeldBack, ...] = (),
) -> Prepared:
    name = settings.ORGANISATION["en"]
    found = tuple(incident_out(one, origin=title) for one in incidents if _is_wanted(one, chosen))
    sheets = (Sheet("", INCIDENT_COLUMNS, INCIDENT_FIELDS),)
    return Prepared(subject, sheets, lambda _table: found, About(title, publisher=name), held_back=held_back)


def _is_wanted(one: PublicIncident, chosen: Chosen) -> bool:
    governorate = one.place.governorate if one.place else ""
    named = {party for party, _certainty in one.perpetrators}
    return (
        (not chosen.kind or one.kind == chosen.kind)
        and (not chosen.party or chosen.party in named)
        and (not chosen.governorate or governorate == chosen.governorate)
        and (not chosen.text or fold(chosen.text) in fold(" ".join((one.title_en, one.title_ar, one.summary_en))))
        and _is_within(one.edtf, chosen)
    )


def incident_out(one: PublicIncident, *, origin: str) -> Outgoing:
    """A public incident as a row; ``whole`` is all of it, claims and quotes as masked for the public."""
    body = asdict(one)
    place = body["place"] or {}
    cells: dict[str, Any] = {name: body[name] for name in INCIDENT_COLUMNS if isinstance(body.get(name), str | bool)}
    cells |= {name: place.get(name) for name in ("lat", "lon", "radius_m")}
    cells |= {name: place.get(name, "") for name in ("governorate", "governorate_en", "governorate_ar")}
    cells |= {"place": place.get("ref", ""), "place_en": place.get("name_en", ""), "place_ar": place.get("name_ar", "")}
    cells["perpetrators"] = "; ".join(f"{party} ({sure})" if sure else party for party, sure in one.perpetrators)
    cells |= {name: "; ".join(body[name]) for name in ("violations", "disagreements", "unknown")}
    cells["people"] = "; ".join(" / ".join(filter(None, person)) for person in one.people)
    cells["sources"] = "; ".join(sorted({voice for claim in one.claims for voice in claim.said_by}))
    for counted, count in one.counts.items():
        cells |= {f"{counted}_min": count.min, f"{counted}_max": count.max}
    kept = {name: value for name, value in cells.items() if value not in ("", None)}
    told = {field: kept[names[0]] for field, names in INCIDENT_FIELDS.items() if names[0] in kept}
    told |= {"when": one.edtf} if one.edtf else {}
    return Outgoing(one.ref, "incidents", kept, told, origin={"from": origin}, whole=body)
