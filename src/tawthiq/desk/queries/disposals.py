"""Disposals: which wait, what stands against one, what there is to destroy, and what cannot be called back."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet

from tawthiq.core.claims import from_json
from tawthiq.core.texts import fold
from tawthiq.desk import models as m
from tawthiq.desk.queries.handovers import handovers_of
from tawthiq.errors import InvalidRecord, Unreadable
from tawthiq.store.packs import load_table
from tawthiq.store.release import ReleaseReader, folder_name
from tawthiq.store.release.manifest import DATABASE

# Events that tell of people's doing with an item and hold nothing of what is in it: they stay.
KEPT = frozenset(
    {
        "accessed_original",
        "fixity_checked",
        "exported",
        "custody_certified",
        "consent_recorded",
        "consent_withdrawn",
        "disposal_asked",
        "disposal_allowed",
        "disposal_refused",
        "disposed",
        "checkpoint_published",
        "padded",
        "timestamped",
        "witnessed",
        "backed_up",
        "restored",
    }
)
CHUNK = 400


@dataclass(frozen=True, slots=True)
class Told:
    """Something about a disposal that people have to know, as a code, and the records it is about."""

    code: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remains:
    """What the register holds of an item: everything here, and nothing else, ends with it.

    ``people`` are those whom only this item's claims named. ``later`` are rows of other lists that say of themselves
    that they repeat or change one of this item's ``rows``. ``derivatives`` include any that holds the same bytes.
    """

    item: m.Item
    receipts: tuple[m.Receipt, ...]
    report: m.Report | None
    claims: tuple[m.ClaimRow, ...]
    derivatives: tuple[m.Derivative, ...]
    people: tuple[m.Person, ...]
    entries: tuple[m.JournalEntry, ...]
    lists: tuple[m.ListImport, ...] = ()
    rows: tuple[m.ListRow, ...] = ()
    later: tuple[m.ListRow, ...] = ()

    @property
    def removed(self) -> list[str]:
        """References of the records that end."""
        return [one.ref for one in (*self.claims, *self.derivatives, *self.lists, *self.rows)]

    @property
    def emptied(self) -> list[m.Record]:
        """The records that stay without their words."""
        return [*self.receipts, *([self.report] if self.report else []), *self.people, *self.later]


def all_disposals() -> QuerySet[m.Disposal]:
    """Every disposal, newest first."""
    return m.Disposal.objects.select_related("item").order_by("-pk")


def disposals_waiting() -> QuerySet[m.Disposal]:
    """Those that wait for a second person, oldest first."""
    return m.Disposal.objects.filter(authorised_by="").select_related("item").order_by("pk")


def disposals_unfinished() -> QuerySet[m.Disposal]:
    """Those that were allowed and not carried out to their end, oldest first."""
    return m.Disposal.objects.exclude(authorised_by="").filter(done_at=None).select_related("item").order_by("pk")


def disposal_of(item: m.Item) -> m.Disposal | None:
    """The item's disposal: asked for, allowed or done; None where nobody asked."""
    return m.Disposal.objects.filter(item=item).first()


def is_disposed(item: m.Item) -> bool:
    """Whether the item's end was allowed: from then on nothing of it is shown, made or handed over."""
    return m.Disposal.objects.filter(item=item).exclude(authorised_by="").exists()


def disposed_among(items: Iterable[m.Item]) -> set[int]:
    """Numbers of those of the items whose end was allowed."""
    rows = m.Disposal.objects.filter(item__in=list(items)).exclude(authorised_by="")
    return set(rows.values_list("item_id", flat=True))


def ended_items() -> dict[int, bool]:
    """Every item whose end was allowed, by number, and whether it was carried out."""
    rows = m.Disposal.objects.exclude(authorised_by="").values_list("item_id", "done_at")
    return {item: done_at is not None for item, done_at in rows}


def hindrances(item: m.Item) -> list[Told]:
    """What has to be undone first: incidents that its claims are attached to, releases that quote it."""
    found: list[Told] = []
    claims = m.ClaimRow.objects.filter(report__item=item)
    incidents = m.Incident.objects.filter(claims__in=claims).distinct().order_by("pk")
    if refs := tuple(one.ref for one in incidents):
        found.append(Told("item_in_incident", refs))
    proposed = m.Item.objects.filter(report__list_row__of__item=item).order_by("pk")
    if refs := tuple(one.ref for one in proposed if not is_disposed(one)):
        found.append(Told("list_rows_proposed", refs))
    if refs := tuple(one.ref for one in _quoting(item, states=("public", "built"))):
        found.append(Told("item_in_release", refs))
    return found


def past_recall(item: m.Item) -> list[Told]:
    """What a disposal does not reach, because it left the house, or is kept apart from the register."""
    found: list[Told] = []
    if refs := tuple(one.ref for one in handovers_of(item)):
        found.append(Told("handed_over", refs))
    if refs := tuple(one.ref for one in _quoting(item, states=("withdrawn",))):
        found.append(Told("in_release_files", refs))
    captures = m.Capture.objects.filter(files__item=item).distinct().order_by("pk")
    if refs := tuple(one.ref for one in captures):
        found.append(Told("captured_with", refs))
    if m.JournalEntry.objects.filter(event="backed_up").exists():
        found.append(Told("in_backups", ()))
    return found


def _quoting(item: m.Item, *, states: Sequence[str]) -> list[m.Release]:
    """The releases in these states that hold a claim of the item."""
    claims = [one.ref for one in m.ClaimRow.objects.filter(report__item=item).only("pk")]
    releases = m.Release.objects.filter(state__in=states).order_by("number") if claims else []
    return [release for release in releases if _holds(release, claims)]


def _holds(release: m.Release, claims: Sequence[str]) -> bool:
    folder = settings.WORKSPACE.releases / folder_name(release.number)
    if not (folder / DATABASE).is_file():
        return False
    with closing(ReleaseReader(folder)) as reader:
        for start in range(0, len(claims), CHUNK):
            some = claims[start : start + CHUNK]
            marks = ", ".join("?" * len(some))
            try:
                if reader.rows(f"SELECT 1 FROM claims WHERE ref IN ({marks}) LIMIT 1", *some):  # noqa: S608 - marks only
                    return True
            except Unreadable:
                return True  # what cannot be read cannot be said to be free of it
    return False


def remains_of(item: m.Item) -> Remains:
    """Everything that the register and the journal hold of the item."""
    report = m.Report.objects.filter(item=item).first()
    claims = tuple(m.ClaimRow.objects.filter(report__item=item).order_by("pk"))
    receipts = tuple(item.receipts.order_by("pk"))
    derivatives = tuple(m.Derivative.objects.filter(Q(item=item) | Q(sha256=item.sha256)).order_by("pk"))
    people = tuple(_people_of(claims))
    lists = tuple(m.ListImport.objects.filter(item=item).order_by("pk"))
    rows = tuple(m.ListRow.objects.filter(of__item=item).order_by("pk")) if lists else ()
    later = m.ListRow.objects.filter(earlier__of__item=item).exclude(of__item=item).order_by("pk") if lists else ()
    refs = [one.ref for one in (item, *receipts, *claims, *derivatives, *people, *([report] if report else []))]
    refs += [one.ref for one in (*lists, *rows)]
    entries = tuple(_entries_about(refs))
    return Remains(item, receipts, report, claims, derivatives, people, entries, lists, rows, tuple(later))


def _people_of(claims: Sequence[m.ClaimRow]) -> list[m.Person]:
    """Persons named in the claims who take part in no incident any more: their names came from here."""
    names: set[str] = set()
    for row in claims:
        for body in (row.body, row.proposed):
            try:
                names |= {fold(person.text[:200]) for person in from_json(body).people} if body else set()
            except (InvalidRecord, AttributeError):
                continue  # such a claim is a fault of its own; what it names cannot be read
    alone = m.Person.objects.filter(involvements=None) if names else m.Person.objects.none()
    return [one for one in alone.order_by("pk") if {fold(one.name_en), fold(one.name_ar)} & (names - {""})]


def _entries_about(refs: Sequence[str]) -> list[m.JournalEntry]:
    """The entries that tell of these records, but for those of ``KEPT``, in order."""
    found: dict[int, m.JournalEntry] = {}
    for start in range(0, len(refs), CHUNK):
        some = refs[start : start + CHUNK]
        about = m.JournalEntry.objects.filter(Q(mentions__ref__in=some) | Q(subject__in=some))
        found |= {entry.seq: entry for entry in about.exclude(event__in=KEPT).distinct()}
    return [found[seq] for seq in sorted(found)]


def objects_of(remains: Remains) -> list[str]:
    """SHA-256 of every object in the vault that ends: the item's own, and derived ones that nothing else is made of."""
    own = {one.sha256 for one in remains.derivatives if one.sha256} - {remains.item.sha256}
    others = m.Derivative.objects.exclude(pk__in=[one.pk for one in remains.derivatives])
    needed = set(m.Item.objects.filter(sha256__in=own).values_list("sha256", flat=True))
    needed |= set(others.filter(sha256__in=own).values_list("sha256", flat=True))
    return [remains.item.sha256, *sorted(own - needed)]


def told_name(code: str, lang: str) -> str:
    """What a disposal did not reach, in words; the code itself where the table does not have it."""
    return next((str(row[lang]) for row in load_table("past_recall") if row["id"] == code), code)
