"""Papers for people and courts: PDF from our own words and installed fonts; equal words make equal bytes."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from tawthiq.core.journal import canonical
from tawthiq.errors import Unreachable


def _fetch_nothing(url: str, *_args: Any, **_kwargs: Any) -> dict[str, Any]:
    raise Unreachable(f"a paper asks for {url.partition(':')[0]}: nothing is fetched")


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
    made: bytes = HTML(string=page, url_fetcher=_fetch_nothing).write_pdf(
        attachments=[attached], pdf_identifier=sha256(written).digest(), pdf_tags=True
    )
    return made
