"""Articles, and what readers write to the editors about them."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from tawthiq.core.releases import PublicArticle
from tawthiq.errors import Unreachable
from tawthiq.public import drop
from tawthiq.public.forms import CommentForm, is_from_here
from tawthiq.public.markdown import render_article
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
        return _page(request, article, form=CommentForm() if drop.find_recipient() else None)
    if not is_from_here(request):
        return render(request, "public/refused.html", status=403)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, article, form=form, status=422)
    try:
        drop.seal_comment({"article": slug, "lang": lang_now(), **form.cleaned_data})
    except Unreachable:
        return _page(request, article, form=form, status=503)
    # A fragment of its own: browsers carry the form's along otherwise.
    return HttpResponseRedirect(f"/{lang_now()}/articles/{slug}/thanks/#main")


@require_safe
def show_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """The comment was taken and sealed."""
    article = _release(request).article(slug)
    return render(request, "public/thanks.html", {"article": article, "section": "articles"})


def _page(request: HttpRequest, article: PublicArticle, *, form: CommentForm | None, status: int = 200) -> HttpResponse:
    release = _release(request)
    articles = {other.slug: other for other in release.articles()}
    context: dict[str, Any] = {
        "article": article,
        "body": render_article(in_lang(article, "body"), release, lang_now()),
        "incidents": release.incidents_named(article.incidents),
        "related": [articles[slug] for slug in article.related if slug in articles],
        "form": form,
        "is_full": status == 503,
        "section": "articles",
    }
    return render(request, "public/article.html", context, status=status)


def _release(request: HttpRequest) -> ReleaseReader:
    return request.release  # type: ignore[attr-defined]
