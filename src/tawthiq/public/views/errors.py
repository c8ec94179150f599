"""What is shown when something is not there, makes no sense, or is broken; in both languages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names its arguments
    """404."""
    return render(request, "public/not_found.html", status=404)


def refuse(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400; also for a host name that is not ours, so nothing of the request is shown again."""
    text = "400: not understood / طلب غير مفهوم\n"
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500: plain text, so that a broken template cannot break its own apology."""
    text = "The page could not be made. / تعذّر إعداد الصفحة.\n"
    return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")
