"""What is shown when something is not there, makes no sense, or is broken; in both languages."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

_WORDS = {
    400: ("not_understood", "The question makes no sense.", "السؤال غير مفهوم."),
    404: ("not_found", "Not in this release, or no such release.", "غير موجود في هذا الإصدار، أو لا يوجد إصدار كهذا."),
    503: ("unavailable", "The files of the release are damaged.", "ملفات الإصدار تالفة."),
}


def is_api(request: HttpRequest) -> bool:
    """Whether a program asked, which wants JSON also where something is wrong."""
    return request.path_info.startswith("/api/")


def answer_api(status: int) -> JsonResponse:
    """The error as the API says it; nothing of the request is repeated."""
    code, detail_en, detail_ar = _WORDS[status]
    body = {"error": code, "detail_en": detail_en, "detail_ar": detail_ar}
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django names its arguments
    """404."""
    if is_api(request):
        return answer_api(404)
    return render(request, "public/not_found.html", status=404)


def refuse(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400; also for a host name that is not ours, so nothing of the request is shown again."""
    if is_api(request):
        return answer_api(400)
    text = "400: not understood / طلب غير مفهوم\n"
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500: plain text, so that a broken template cannot break its own apology."""
    text = "The page could not be made. / تعذّر إعداد الصفحة.\n"
    return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")
