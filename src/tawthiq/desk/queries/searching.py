"""Search by words: nobody is found by a name that the one who searches may not see."""

from django.db.models import QuerySet

from tawthiq.core.texts import fold
from tawthiq.desk import models as m
from tawthiq.desk.queries.rooms import veil_for


def worded(user: m.User, rows: QuerySet[m.SearchRow], text: str) -> QuerySet[m.SearchRow]:
    """Those of the rows that hold these words where this user may read them."""
    asked = fold(text)
    found = rows.filter(folded__contains=asked)
    if not (veil := veil_for(user).about(text)):
        return found
    seen = [ref for ref, folded in found.values_list("ref", "folded") if asked in veil.cover(folded)]
    return rows.filter(ref__in=seen)
