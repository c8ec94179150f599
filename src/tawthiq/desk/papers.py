"""Papers for people and courts: PDF from our own words and installed fonts; equal words make equal bytes."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from html import unescape
from typing import Any
from unicodedata import bidirectional

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from tawthiq.core.cases import STANDARDS
from tawthiq.core.journal import canonical
from tawthiq.desk.queries.dossiers import Dossier, parts_of
from tawthiq.desk.queries.labels import label
from tawthiq.errors import Unreachable
from tawthiq.store.bundle import BundleContent, case_document, file_names

_BDI = re.compile(r"(<bdi[^>]*>)(.*?)(</bdi>)", re.DOTALL)
_AUTO = re.compile(r'dir="auto"')
_TAG = re.compile(r"<[^>]*>?")
_STRONG, _FIRST_WORDS = frozenset({"L", "R", "AL"}), 2_000
_MARKS = {"ltr": "\u200e", "rtl": "\u200f"}


def _fetch_nothing(url: str, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
    raise Unreachable(f"a paper asks for {url.partition(':')[0]}: nothing is fetched")


def with_directions(page: str) -> str:
    """The page with what WeasyPrint leaves out: ``bdi`` isolates its words, and ``dir="auto"`` is what they begin with.

    Without it the full stop of an English sentence in an Arabic paper stands before its last words. The marks at both
    ends hold where the words go over several lines, each of which WeasyPrint lays out by itself.
    """
    isolated = _BDI.sub(lambda found: found[1] + _isolate(found[2]) + found[3], page)
    return _AUTO.sub(lambda found: f'dir="{_direction(isolated[isolated.index(">", found.end()) + 1 :])}"', isolated)


def _isolate(words: str) -> str:
    mark = _MARKS[_direction(words)]
    return f"\u2068{mark}{words}{mark}\u2069"


def _direction(words: str) -> str:
    """How the first letter that has a direction runs; tags and references are left out."""
    strong = (bidirectional(letter) for letter in unescape(_TAG.sub("", words[:_FIRST_WORDS])))
    return "ltr" if next((one for one in strong if one in _STRONG), "L") == "L" else "rtl"


def render_certificate(certificate: dict[str, Any], lang: str) -> bytes:
    """The certificate as PDF in one language, with its JSON attached; equal certificates make equal bytes."""
    from weasyprint import HTML, Attachment

    written = canonical(certificate).encode()
    checked_at = datetime.fromisoformat(certificate["fixity"]["checked_at"])
    with override(lang):
        page = render_to_string("papers/certificate.html", {"paper": certificate, "lang": lang})
    name = f"{certificate['item']['ref']}-custody.json"
    attached = Attachment(
        string=written, name=name, url_fetcher=_fetch_nothing, created=checked_at, modified=checked_at
    )
    made: bytes = HTML(string=with_directions(page), url_fetcher=_fetch_nothing).write_pdf(
        attachments=[attached], pdf_identifier=sha256(written).digest(), pdf_tags=True
    )
    return made


def render_case(content: BundleContent, lang: str) -> bytes:
    """What a bundle holds, as PDF in one language; equal content makes equal bytes with the same fonts and program."""
    from weasyprint import HTML

    paper = case_document(content, names=file_names(content))
    told = {
        "paper": paper,
        "lang": lang,
        "organisation": content.organisation,
        "limits": paper["limits"][lang],
        "custody": list(_custody(content)),
    }
    with override(lang):
        page = render_to_string("papers/case.html", told)
    made: bytes = HTML(string=with_directions(page), url_fetcher=_fetch_nothing).write_pdf(
        pdf_identifier=sha256(page.encode()).digest(), pdf_tags=True
    )
    return made


def render_dossier(dossier: Dossier, content: BundleContent, lang: str) -> bytes:
    """The dossier of a case as PDF in one language; equal records make equal bytes with the same fonts and program."""
    from weasyprint import HTML

    told = {
        "paper": dossier,
        "masks": dossier.masks,
        "lang": lang,
        "organisation": settings.ORGANISATION[lang],
        "as_of": content.as_of[:10],
        "checkpoint": content.checkpoint.decode().split("\n", maxsplit=2)[1],
        "key": sha256(content.public_key).hexdigest(),
        "opening": dossier.receiver[f"opening_{lang}"],
        "parts": parts_of(dossier, lang),
        "numbers": [one.number for one in dossier.exhibits],
        "standards": [(standard, label("grades", standard, lang)) for standard in STANDARDS],
    }
    with override(lang):
        page = render_to_string("papers/dossier.html", told)
    made: bytes = HTML(string=with_directions(page), url_fetcher=_fetch_nothing).write_pdf(
        pdf_identifier=sha256(page.encode()).digest(), pdf_tags=True
    )
    return made


def _custody(content: BundleContent) -> Iterator[dict[str, Any]]:
    """The opened entries, oldest first."""
    for one in sorted(content.events, key=lambda one: one.index):
        yield json.loads(one.body) | {"premis": one.premis, "commitment": one.commitment}
