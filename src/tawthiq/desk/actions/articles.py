"""Articles: written by an editor in both languages, ready when every figure they ask for exists."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.text import slugify

from tawthiq.core.figures import blocks_of, figure_names, is_period
from tawthiq.counting.tables import COUNTED as COUNTED_THINGS
from tawthiq.counting.tables import TABLES
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.journal import record
from tawthiq.errors import InvalidRecord

FIELDS = ("category", "title_en", "title_ar", "dateline_en", "dateline_ar", "body_en", "body_ar")
_FIGURE_PARTS = 3
VICTIMS = "victims"  # the table that a release adds: who was hit


def save_article(
    user: m.User, article: m.Article | None, *, published: date, incidents: Iterable[m.Incident], **words: str
) -> m.Article:
    """The article says what the editor wrote, in both languages; a ready one becomes a draft again."""
    require(user, "write_article")
    if not words.get("title_en", "").strip() or not words.get("title_ar", "").strip():
        raise InvalidRecord("title_missing")
    for body in (words.get("body_en", ""), words.get("body_ar", "")):
        for name in figure_names(body):
            _check_figure(name)
        for block in blocks_of(body):
            _check_figure(f"{block.table}:all:{block.counted}")
    with transaction.atomic():
        article = article or m.Article(written_by=user, slug=_free_slug(words["title_en"]))
        for name in FIELDS:
            setattr(article, name, words.get(name, "").strip())
        article.published, article.state = published, "draft"
        article.save()
        article.incidents.set(incidents)
        record("article_saved", actor=user.username, subject=article, changed=[article])
    return article


def mark_ready(user: m.User, article: m.Article) -> None:
    """The article goes out with the next release in which all of its incidents are."""
    require(user, "write_article")
    if article.state != "draft":
        raise InvalidRecord("not_a_draft")
    with transaction.atomic():
        article.state = "ready"
        article.save()
        record("article_ready", actor=user.username, subject=article, changed=[article])


def _check_figure(name: str) -> None:
    parts = name.split(":")
    table, at, period = parts[0].partition("@")
    is_known = len(parts) == _FIGURE_PARTS and table in (*TABLES, VICTIMS) and (not at or is_period(period))
    if not is_known or parts[2] not in (*COUNTED_THINGS, "incidents", "munitions"):
        raise InvalidRecord(f"figure_unknown: {name}")


def _free_slug(title: str) -> str:
    base = slugify(title)[:100] or "article"
    taken = set(m.Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)
