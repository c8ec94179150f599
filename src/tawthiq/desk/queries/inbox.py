"""What waits: reports in the inbox, and what each person's role has to do."""

from django.db.models import Count, Q, QuerySet

from tawthiq.desk import models as m
from tawthiq.desk.access import may_do
from tawthiq.desk.queries.paging import Page, page_of
from tawthiq.desk.queries.searching import worded


def inbox_for(user: m.User, *, text: str = "", state: str = "inbox", page: int = 1) -> Page[m.Report]:
    """Reports in a state ("" for all), newest first, with ``claim_count`` and ``open_count``; empty for who may not."""
    reports = m.Report.objects.select_related("source", "item").order_by("-pk")
    if not may_do(user, "see_report"):
        reports = reports.none()
    if state:
        reports = reports.filter(state=state)
    if text.strip():
        found = worded(user, m.SearchRow.objects.filter(record="report"), text).values("ref")
        reports = reports.filter(pk__in=[int(row["ref"].split("-")[1]) for row in found])
    counted = reports.annotate(
        claim_count=Count("claims"), open_count=Count("claims", filter=Q(claims__decision="proposed"))
    )
    return page_of(counted, number=page)


def next_in_inbox(user: m.User, report: m.Report) -> m.Report | None:
    """The next older report that waits, then the newest one; None when nothing else waits."""
    if not may_do(user, "see_report"):
        return None
    waiting = m.Report.objects.filter(state="inbox").exclude(pk=report.pk).order_by("-pk")
    return waiting.filter(pk__lt=report.pk).first() or waiting.first()


def waiting_for(user: m.User) -> dict[str, int]:
    """What waits for this person, as counts by the name of the list that shows it."""
    counts: dict[str, int] = {}
    if may_do(user, "review_claim"):
        counts["reports"] = m.Report.objects.filter(state="inbox").count()
        counts["unattached"] = unattached_claims(user).count()
    if may_do(user, "grade"):
        counts["ungraded"] = m.Incident.objects.filter(state="open").count()
    if may_do(user, "sign_off"):
        counts["unsigned"] = m.Incident.objects.filter(state="graded").exclude(graded_by=user).count()
    if may_do(user, "sign_release"):
        counts["releases"] = m.Release.objects.filter(state="built").exclude(built_by=user).count()
    if may_do(user, "allow_disposal"):
        counts["disposals"] = m.Disposal.objects.filter(authorised_by="").exclude(asked_by=user.username).count()
    if may_do(user, "write_article"):
        counts["comments"] = m.Comment.objects.filter(state="new").count()
        counts["drafts"] = m.Article.objects.filter(state="draft").count()
    return counts


def unattached_claims(user: m.User) -> QuerySet[m.ClaimRow]:
    """Accepted claims that belong to no incident yet, newest first; none for who may not see reports."""
    claims = m.ClaimRow.objects.filter(decision__in=("accepted", "mended"), incident=None, status="asserted")
    claims = claims.select_related("report__source", "report__item").order_by("-pk")
    return claims if may_do(user, "see_report") else claims.none()
