"""What is shown when a page is absent, refused or broken. Absent and forbidden answer alike."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext, override


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Absent, or not for this person."""
    return render(request, "404.html", {"section": ""}, status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers as if it were absent."""
    return not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """A page in both languages that needs neither the database nor the session of the program that just failed."""
    words = {}
    for lang in ("ar", "en"):
        with override(lang):
            words[f"words_{lang}"] = gettext("Something broke here.")
            words[f"more_{lang}"] = gettext("What was acknowledged before is safe. Tell the administrator the time.")
    return HttpResponse(render_to_string("500.html", words), status=500)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """A form whose token is missing or old: nothing was changed, and trying again is safe."""
    return render(request, "stale.html", {"section": ""}, status=403)
