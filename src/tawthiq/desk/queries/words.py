"""The organisation's own words: those that the reader knows now, the list of all, and the round of reading again."""

from collections.abc import Mapping

from django.db.models import F, Q, QuerySet

from tawthiq.desk import models as m
from tawthiq.desk.access import may_do
from tawthiq.desk.queries.lists import LIST_READER
from tawthiq.desk.queries.paging import Page, page_of
from tawthiq.reading.additions import AddedWord


def own_words() -> tuple[AddedWord, ...]:
    """Every word that counts now, in a fixed order."""
    rows = active_words().values_list("lang", "what", "of", "text")
    return tuple(sorted(AddedWord(*row) for row in rows))


def active_words() -> QuerySet[m.OwnWord]:
    """The words that nobody took back."""
    return m.OwnWord.objects.filter(undone_at=None)


def words_page(user: m.User, *, page: int = 1) -> Page[m.OwnWord]:
    """Every word, those that count before those taken back, newest first; none for who may not see reports."""
    rows = m.OwnWord.objects.select_related("added_by", "undone_by", "report")
    rows = rows.order_by(F("undone_at").desc(nulls_first=True), "-pk")
    return page_of(rows if may_do(user, "see_report") else rows.none(), number=page)


def open_rereading() -> m.Rereading | None:
    """The round that is not at its end; None where there is none."""
    return m.Rereading.objects.filter(ended_at=None).order_by("-pk").first()


def last_rereading() -> m.Rereading | None:
    """The newest round, open or ended."""
    return m.Rereading.objects.order_by("-pk").first()


def reports_to_reread(
    rereading: m.Rereading, *, read_by: tuple[str, str], lexicons: Mapping[str, str]
) -> QuerySet[m.Report]:
    """The reports of the round that another reader or version read, or with other words, in order.

    ``read_by`` is the reader's name and version, ``lexicons`` the digest of its words by language. A report that nobody
    has read yet is no part of a round, nor is one whose words a disposal took.
    """
    current = Q()
    for lang, digest in lexicons.items():
        current |= Q(lang=lang, lexicon=digest)
    rows = m.Report.objects.filter(pk__gt=rereading.reached, pk__lte=rereading.last).exclude(state="received")
    rows = rows.exclude(reader=LIST_READER)
    return rows.exclude(current & Q(reader=read_by[0], reader_version=read_by[1])).exclude(text="").order_by("pk")
