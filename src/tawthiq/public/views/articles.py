"""Articles, and what readers write to the editors about them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from tawthiq.core.releases import PublicArticle
from tawthiq.public import drop
from tawthiq.public.forms import CommentForm, MessageForm
from tawthiq.public.markdown import render_article
from tawthiq.public.views.writing import take
from tawthiq.public.words import in_lang, lang_now
from tawthiq.store.release import ReleaseReader


@require_safe
def list_articles(request: HttpRequest) -> HttpResponse:
    """All articles, newest first."""
    return render(request, "public/articles.html", {"articles": _release(request).articles(), "section": "articles"})


@require_http_methods(["GET", "HEAD", "POST"])
def show_article(request: HttpRequest, slug: str) -> HttpResponse:
    """An article with its live numbers; what is sent from its form is sealed to the editors."""
    article = _release(request).article(slug)
    if request.method != "POST":
        context = _context(request, article) | {"form": CommentForm() if drop.find_recipient() else None}
        return render(request, "public/article.html", context)
    sent = request.POST.copy()
    sent["about"] = slug
    return take(request, MessageForm(sent), again="public/article.html", context=_context(request, article))


def _context(request: HttpRequest, article: PublicArticle) -> dict[str, Any]:
    release = _release(request)
    articles = {other.slug: other for other in release.articles()}
    return {
        "article": article,
        "body": render_article(in_lang(article, "body"), release, lang_now()),
        "incidents": release.incidents_named(article.incidents),
        "related": [articles[slug] for slug in article.related if slug in articles],
        "corrections": release.corrections_of(article.slug),
        "section": "articles",
    }


def _release(request: HttpRequest) -> ReleaseReader:
    return request.release  # type: ignore[attr-defined]
