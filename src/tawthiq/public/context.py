"""What every page knows: its language, the same page in the other one, and the release it was read from."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tawthiq.public.words import lang_now

_OTHER = {"ar": ("en", "English", "ltr"), "en": ("ar", "العربية", "rtl")}


def page_words(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page; ``other_path`` is this very page in the other language."""
    lang = lang_now()
    other, other_name, other_dir = _OTHER[lang]
    path = request.get_full_path()
    is_localised = path.startswith(f"/{lang}/")
    return {
        "lang": lang,
        "dir": "rtl" if lang == "ar" else "ltr",
        "other_lang": other,
        "other_name": other_name,
        "other_dir": other_dir,
        "other_path": f"/{other}/{path[4:]}" if is_localised else f"/{other}/",
        "release": getattr(request, "release", None),
        "path": request.path,
        "is_frozen": settings.IS_FROZEN,
        "contact": settings.CONTACT,
        "has_feeds": bool(settings.BASE) or not settings.IS_FROZEN,
    }
