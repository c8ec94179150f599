"""The rooms that persons stand in, as one rule for every page, search and export: ``core.people.room_of`` in SQL."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from tawthiq.core.people import ACCUSED, ALLEGED, NEVER_NAMED, OFFICIAL_STATUSES, ROOMS, VICTIM_STATUSES, WITNESSES
from tawthiq.desk import models as m
from tawthiq.desk.access import may_do


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


def open_to(user: m.User, people: Iterable[m.Person]) -> set[int]:
    """The keys of those among them whose room this user may enter."""
    numbers = {one.pk for one in people}
    return set(persons_for(user).filter(pk__in=numbers).values_list("pk", flat=True)) if numbers else set()
