"""The rooms that persons stand in, as one rule for every page, search and export: ``core.people.room_of`` in SQL."""

from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Q, QuerySet

from tawthiq.core.access import ROLES
from tawthiq.core.people import ACCUSED, ALLEGED, NEVER_NAMED, OFFICIAL_STATUSES, ROOMS, VICTIM_STATUSES, WITNESSES
from tawthiq.core.veils import Veil
from tawthiq.desk import models as m
from tawthiq.desk.access import may_do
from tawthiq.errors import NotFound


def _is_in(room: str) -> Q:
    """Whether a person stands in this room, by what claims call them anywhere, and by the codenames of cases."""
    called = m.Involvement.objects.values("person")
    protected = Q(pk__in=called.filter(status__in=NEVER_NAMED)) | Q(
        pk__in=m.Codename.objects.exclude(person=None).values("person")
    )
    official = Q(pk__in=called.filter(status__in=OFFICIAL_STATUSES)) & ~Q(
        pk__in=called.filter(status__in=VICTIM_STATUSES)
    )
    accused = Q(pk__in=called.filter(status__in=ACCUSED)) | official
    if room == WITNESSES:
        return protected
    return ~protected & (accused if room == ALLEGED else ~accused)


def persons_in(room: str) -> QuerySet[m.Person]:
    """Everybody who stands in this room."""
    return m.Person.objects.filter(_is_in(room)).order_by("pk")


def persons_for(user: m.User) -> QuerySet[m.Person]:
    """Everybody whose room this user may enter: the only persons that any page, list or search shows them."""
    people = m.Person.objects.order_by("pk")
    open_rooms = [room for room, action in ROOMS.items() if may_do(user, action)]
    if not open_rooms or not may_do(user, "see_report"):
        return people.none()
    if len(open_rooms) == len(ROOMS):
        return people
    fits = Q()
    for room in open_rooms:
        fits |= _is_in(room)
    return people.filter(fits)


def _by_office() -> Q:
    called = m.Involvement.objects.values("person")
    return Q(pk__in=called.filter(status__in=OFFICIAL_STATUSES)) & ~Q(
        pk__in=called.filter(status__in=VICTIM_STATUSES | ACCUSED | NEVER_NAMED)
    )


def veil_for(user: m.User) -> Veil:
    """Covers the name of everybody whose room this user may not enter, in whatever text it stands.

    Who may be named in public needs no veil: by consent, or because nothing but an office is told of the person.
    """
    if all(may_do(user, action) for action in (*ROOMS.values(), "see_report")):
        return Veil()
    hidden = m.Person.objects.exclude(pk__in=persons_for(user).order_by().values("pk")).exclude(may_publish=True)
    rows = hidden.exclude(_by_office()).values_list("name_en", "name_ar")
    return _veil_over(tuple(name for names in rows for name in names if name))


@lru_cache(maxsize=len(ROLES))
def _veil_over(names: tuple[str, ...]) -> Veil:
    """Woven once for as long as the names stay the same: each answer of the desk asks for it."""
    return Veil(names)


def open_to(user: m.User, people: Iterable[m.Person]) -> set[int]:
    """The keys of those among them whose room this user may enter."""
    numbers = {one.pk for one in people}
    return set(persons_for(user).filter(pk__in=numbers).values_list("pk", flat=True)) if numbers else set()


def is_veiled(user: m.User, item: m.Item) -> bool:
    """Whether the item's report names somebody whose room this user may not enter, in its text or by its claims."""
    report = m.Report.objects.filter(item=item).only("text").first()
    if report is None:
        return False
    told = m.Person.objects.filter(involvements__claim__report=report).exclude(may_publish=True)
    if told.exclude(pk__in=persons_for(user).order_by().values("pk")).exclude(_by_office()).exists():
        return True
    return veil_for(user).hides_in(report.text)


def require_unveiled(user: m.User, item: m.Item) -> None:
    """Go on only where nothing in the item is kept from this user; else NotFound."""
    if is_veiled(user, item):
        raise NotFound("not_found")
