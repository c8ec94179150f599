"""A report as files: both languages as PDF and page, every figure it shows as data; equal release, equal bytes."""

import json
import re
from hashlib import sha256
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from tawthiq.core.figures import blocks_of, figure_names, name_of
from tawthiq.core.releases import Figure, PublicArticle
from tawthiq.errors import Unreachable
from tawthiq.public.markdown import render_article
from tawthiq.public.words import in_lang
from tawthiq.store.release import ReleaseReader

LANGS = ("en", "ar")
FIGURES = "figures.json"
DRAWING_STYLE = (
    ".sure, .open { fill: #9c3327; } .possible { fill: #e3b3a8; } .sea { fill: #e8eef1; } "
    ".land { fill: #fbfaf7; stroke: #b9c2c8; stroke-width: 1.5; } "
    ".country, .scale text { font-size: 22px; text-anchor: middle; fill: #56616a; } "
    ".dot { fill: #9c3327; fill-opacity: .8; stroke: #ffffff; stroke-width: 2; } .nought { fill: #14506e; } "
    ".halo { fill: #14506e; fill-opacity: .12; } .scale path { fill: none; stroke: #56616a; stroke-width: 2; }"
)
_DRAWING = re.compile(r"<svg[^>]*>")
_WRITING = re.compile(r"<text[^>]*>.*?</text>", re.DOTALL)
_HEADING = re.compile(r"<h2>(.*?)</h2>")


def figures_shown(article: PublicArticle, release: ReleaseReader) -> tuple[Figure, ...]:
    """Every figure behind the report's numbers, tables, charts and maps, each once, by name."""
    found: dict[str, Figure] = {}
    for body in (article.body_en, article.body_ar):
        for name in figure_names(body):
            found[name] = release.figure(name)
        for block in blocks_of(body):
            found |= {name_of(figure): figure for figure in release.figures(block.table)}
    return tuple(found[name] for name in sorted(found))


def figures_file(article: PublicArticle, release: ReleaseReader) -> bytes:
    """The figures as JSON: which report of which release, and each number with the incidents it is the sum of."""
    figures = {
        name_of(one): {"min": one.min, "max": one.max, "unknown": one.unknown, "incidents": list(one.incidents)}
        for one in figures_shown(article, release)
    }
    told = {"report": article.slug, "release": release.manifest.number, "figures": figures}
    return (json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def report_page(article: PublicArticle, release: ReleaseReader, lang: str) -> str:
    """The report as one page that needs nothing beside it, with contents and numbered figures."""
    with override(lang):
        body, contents = _with_contents(render_article(in_lang(article, "body"), release, lang))
        told: dict[str, Any] = {
            "article": article,
            "body": body,
            "contents": contents,
            "release": release,
            "lang": lang,
            "drawing_style": mark_safe(DRAWING_STYLE),  # noqa: S308 - our own, above
            "built_at": release.meta["built_at"][:10],
        }
        return render_to_string("public/report.html", told)


def report_paper(page: str, *, lang: str) -> bytes:
    """The page as PDF; equal pages make equal bytes with the same fonts and program.

    WeasyPrint styles a drawing by its own style sheet only, and sets its text letter by letter, which Arabic cannot
    bear: there the words stand beneath the drawing.
    """
    from weasyprint import HTML

    drawn = _DRAWING.sub(lambda match: f"{match.group(0)}<style>{DRAWING_STYLE}</style>", page)
    if lang == "ar":
        drawn = _WRITING.sub("", drawn)
    made: bytes = HTML(string=drawn, url_fetcher=_fetch_nothing).write_pdf(
        pdf_identifier=sha256(page.encode()).digest(), pdf_tags=True
    )
    return made


def report_files(article: PublicArticle, release: ReleaseReader) -> dict[str, bytes]:
    """File name and bytes of everything that the report is."""
    files = {FIGURES: figures_file(article, release)}
    for lang in LANGS:
        page = report_page(article, release, lang)
        files[f"report.{lang}.html"] = page.encode()
        files[f"report.{lang}.pdf"] = report_paper(page, lang=lang)
    return files


def _with_contents(body: SafeString) -> tuple[SafeString, list[tuple[str, SafeString]]]:
    contents: list[tuple[str, SafeString]] = []

    def number(match: re.Match[str]) -> str:
        contents.append((f"part-{len(contents) + 1}", mark_safe(match.group(1))))  # noqa: S308 - cleaned before
        return f'<h2 id="{contents[-1][0]}">{match.group(1)}</h2>'

    return mark_safe(_HEADING.sub(number, str(body))), contents  # noqa: S308 - cleaned before


def _fetch_nothing(url: str, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
    raise Unreachable(f"a report asks for {url.partition(':')[0]}: nothing is fetched")
