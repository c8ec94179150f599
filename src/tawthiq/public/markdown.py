"""Markdown to clean HTML: article bodies with their live numbers, and the site's own long pages."""

import re
from collections.abc import Set
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from markdown_it import MarkdownIt

from tawthiq.core.figures import figure_names, replace_figures
from tawthiq.public.blocks import put_blocks, take_blocks
from tawthiq.public.words import figure_words
from tawthiq.store.release import ReleaseReader

# No picture and no link that leaves the site: a page of ours never makes the reader's browser call a stranger.
_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "blockquote", "a", "code", "pre", "hr", "br"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_ANCHOR = re.compile(r"<h2>(.*?) \{#([a-z-]+)\}</h2>")  # "## Title {#name}"
_PAGES = Path(__file__).parent / "pages"


def fill_figures(body: str, release: ReleaseReader, lang: str) -> str:
    """The Markdown with each ``{{figure:NAME}}`` as a link to its incidents; raises NotFound for an unknown name."""
    words = {}
    with override(lang):
        for name in figure_names(body):
            address = f"/{lang}/incidents/?{urlencode({'figure': name})}"
            words[name] = f"[{figure_words(release.figure(name))}]({address})"
    return replace_figures(body, words=words)


def render_article(body: str, release: ReleaseReader, lang: str) -> SafeString:
    """The article's body as HTML, its numbers, tables, charts and maps filled from the release."""
    text, blocks = take_blocks(body)
    with override(lang):
        return put_blocks(to_html(fill_figures(text, release, lang)), blocks, release)


def to_html(text: str, *, tags: Set[str] = frozenset(_TAGS)) -> SafeString:
    """Clean HTML: a small set of tags, links only within the site."""
    made = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    cleaned = nh3.clean(
        made, tags=set(tags), attributes={"a": {"href"}}, url_schemes=set(), link_rel=None, attribute_filter=_own_links
    )
    return mark_safe(cleaned)  # noqa: S308 - it was cleaned in the line above


def _own_links(_tag: str, _name: str, value: str) -> str | None:
    own = value.startswith("#") or (value.startswith("/") and not value.startswith(("//", "/\\")))
    return value if own else None


@cache
def load_page(name: str, lang: str) -> SafeString:
    """One of the site's own long pages, from ``pages/NAME.LANG.md``."""
    page = to_html((_PAGES / f"{name}.{lang}.md").read_text(encoding="utf-8"), tags=_TAGS | {"h1"})
    return mark_safe(_ANCHOR.sub(r'<h2 id="\2">\1</h2>', page))  # noqa: S308 - our own file, cleaned above
