"""What every answer of the public site passes through: its content policy, its language, its release."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve
from django.utils import translation

from tawthiq.errors import InvalidRecord, NotFound, Tampered, Unreadable
from tawthiq.public import shelf
from tawthiq.public.kept import KEPT
from tawthiq.public.views.errors import answer_api, is_api

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LANGUAGES = ("ar", "en")
Answer = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicy:
    """Nothing on a page comes from anywhere but this site, and no other site may frame it."""

    def __init__(self, get_response: Answer) -> None:
        """Wrap the rest of the site."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with its policy; a page may be kept for a minute, so that taking back is quick."""
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers.setdefault("Cache-Control", "public, max-age=60")
        return response


class LanguageOfPath:
    """The first part of the path is the language, ``/ar/`` or ``/en/``; there is no cookie."""

    def __init__(self, get_response: Answer) -> None:
        """Wrap the rest of the site."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language of the path, Arabic where it names none."""
        first = request.path_info.split("/", 2)[1] if request.path_info.startswith("/") else ""
        lang = first if first in LANGUAGES else "ar"
        request.LANGUAGE_CODE = lang
        with translation.override(lang):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", lang)
        return response


class CurrentRelease:
    """Every request reads from one release, the one that is public when it begins."""

    def __init__(self, get_response: Answer) -> None:
        """Wrap the views."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the release; before the first there is a page that says so."""
        request.release = shelf.current_release()  # type: ignore[attr-defined]
        if request.release is None and not _is_without_release(request):  # type: ignore[attr-defined]
            if is_api(request):
                return answer_api(404)
            return render(request, "public/nothing.html", status=200 if _is_home(request) else 404)
        if request.release is None or settings.IS_FROZEN:  # type: ignore[attr-defined]
            return self.get_response(request)
        number = request.release.manifest.number  # type: ignore[attr-defined]
        if kept := KEPT.page(request, number=number):
            return kept
        response = self.get_response(request)
        KEPT.keep(request, response, number=number)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """404 for what is not in the release, 400 for a question without sense, 503 when the files are damaged."""
        if isinstance(exception, NotFound):
            raise Http404
        if isinstance(exception, InvalidRecord):
            if is_api(request):
                return answer_api(400)
            return render(request, "public/refused.html", status=400)
        if isinstance(exception, Tampered | Unreadable):
            if is_api(request):
                return answer_api(503)
            # The page that says so must not read the release again.
            request.release = None  # type: ignore[attr-defined]
            return render(request, "public/unavailable.html", status=503)
        return None


def _is_home(request: HttpRequest) -> bool:
    return request.path_info in ("/ar/", "/en/")


def _is_without_release(request: HttpRequest) -> bool:
    """Whether the page needs no release: the root, the method, and what does not exist anyway."""
    try:
        return resolve(request.path_info).url_name in ("root", "method", "about", "contact", "api", "openapi")
    except Http404:
        return True
