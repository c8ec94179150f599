"""For readers of feeds and for search engines: Atom and RSS of the articles, a site map in parts, and robots.txt."""

from datetime import UTC, datetime
from email.utils import format_datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tawthiq.store.release import ReleaseReader

_NEWEST = 30
# Source: sitemaps.org, at most 50,000 addresses in a file; each incident has two.
_PER_PART = 20_000
_ROOMS = (
    "",
    "incidents/",
    "map/",
    "timeline/",
    "massacres/",
    "memorial/",
    "figures/",
    "articles/",
    "method/",
    "about/",
)


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The newest articles. Source: RFC 4287."""
    return _feed(request, "public/atom.xml", kind="application/atom+xml")


@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """The newest articles. Source: RSS 2.0.11, RSS Advisory Board (2009)."""
    return _feed(request, "public/rss.xml", kind="application/rss+xml")


def _feed(request: HttpRequest, template: str, *, kind: str) -> HttpResponse:
    release = _release(request)
    articles = release.articles()[:_NEWEST]
    built = datetime.fromisoformat(release.manifest.built_at)
    dated = [(one, format_datetime(datetime.fromisoformat(one.published).replace(tzinfo=UTC))) for one in articles]
    context = {"dated": dated, "base": base_of(request), "built": format_datetime(built.astimezone(UTC))}
    return render(request, template, context, content_type=f"{kind}; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """Which parts the site map has. Source: sitemaps.org, protocol 0.9."""
    parts = range(1, 2 + -(-_incidents(request) // _PER_PART))
    context = {"parts": parts, "base": base_of(request)}
    return render(request, "public/sitemap_index.xml", context, content_type="application/xml; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest, part: int) -> HttpResponse:
    """Rooms and articles in the first part, incidents in the others; each in both languages."""
    release = _release(request)
    if part == 1:
        paths = [*_ROOMS, *(f"articles/{one.slug}/" for one in release.articles())]
    else:
        sql = "SELECT ref FROM incidents ORDER BY position LIMIT ? OFFSET ?"
        paths = [f"incidents/{ref}/" for (ref,) in release.rows(sql, _PER_PART, (part - 2) * _PER_PART)]
    if not paths:
        raise Http404
    context = {"paths": paths, "base": base_of(request), "day": release.manifest.built_at[:10]}
    return render(request, "public/sitemap.xml", context, content_type="application/xml; charset=utf-8")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read; what readers send is not for machines."""
    lines = ["User-agent: *", *(f"Disallow: /{lang}/{room}/" for lang in ("ar", "en") for room in ("write", "answer"))]
    return HttpResponse("\n".join([*lines, f"Sitemap: {base_of(request)}/sitemap.xml", ""]), content_type="text/plain")


def base_of(request: HttpRequest) -> str:
    """The address of the site, or that of the copy that is being frozen, without a slash at its end."""
    return settings.BASE or request.build_absolute_uri("/")[:-1]


def _incidents(request: HttpRequest) -> int:
    return int(_release(request).rows("SELECT count(*) FROM incidents")[0][0])


def _release(request: HttpRequest) -> ReleaseReader:
    return request.release  # type: ignore[attr-defined]
