"""Lists of what is written for the public, what went out and what came back, each for who may see it."""

from django.db.models import Count

from tawthiq.core.ids import parse_ref
from tawthiq.desk import models as m
from tawthiq.desk.access import may_do
from tawthiq.desk.queries.paging import Page, page_of


def articles_for(user: m.User, *, page: int = 1) -> Page[m.Article]:
    """Articles, newest first, with ``incident_count``; none for who does not write them."""
    articles = m.Article.objects.select_related("written_by").annotate(incident_count=Count("incidents"))
    articles = articles.order_by("-published", "-pk")
    return page_of(articles if may_do(user, "write_article") else articles.none(), number=page)


def releases_for(user: m.User, *, page: int = 1) -> Page[m.Release]:
    """Releases, newest first; none for who may not see figures."""
    releases = m.Release.objects.select_related("built_by", "signed_by").order_by("-number")
    return page_of(releases if may_do(user, "see_figures") else releases.none(), number=page)


def standing_releases() -> list[m.Release]:
    """The releases that nobody took back, newest first."""
    return list(m.Release.objects.exclude(state="withdrawn").order_by("-number"))


def comments_for(user: m.User, *, state: str = "new", page: int = 1) -> Page[m.Comment]:
    """Readers' comments in a state ("" for all), newest first; none for who is no editor."""
    comments = m.Comment.objects.order_by("-received_at", "-pk")
    if state:
        comments = comments.filter(state=state)
    return page_of(comments if may_do(user, "write_article") else comments.none(), number=page)


def corrections_for(user: m.User, *, page: int = 1) -> Page[m.Correction]:
    """The public corrections, newest first; none for who is no editor."""
    corrections = m.Correction.objects.select_related("written_by").order_by("-pk")
    return page_of(corrections if may_do(user, "write_article") else corrections.none(), number=page)


def linked_incidents(article: m.Article | None) -> list[m.Incident]:
    """The incidents an article stands on, by reference."""
    return list(article.incidents.order_by("pk")) if article else []


def incidents_named(refs: list[str]) -> list[m.Incident]:
    """The incidents of these references, in their order; one that is not there is left out."""
    numbers = [parse_ref(ref)[1] for ref in refs]
    found = m.Incident.objects.in_bulk(numbers)
    return [found[number] for number in numbers if number in found]


def receipts_of(item: m.Item) -> list[m.Receipt]:
    """Every arrival of the item's bytes, first one first."""
    return list(item.receipts.select_related("source").order_by("pk"))


def report_of(item: m.Item) -> m.Report | None:
    """The report that the item's text is, or None where it is no text."""
    return m.Report.objects.filter(item=item).first()


def standing_value(incident: m.Incident, field: str) -> object:
    """What stands in this field of the incident, or None."""
    value = incident.values.filter(field=field, is_current=True).first()
    return value.body["value"] if value else None
