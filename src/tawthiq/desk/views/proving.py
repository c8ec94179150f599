"""Asking again who somebody is, before what cannot be taken back leaves the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from tawthiq.desk.access import require
from tawthiq.desk.queries.accounts import proved_recently
from tawthiq.desk.views.showing import DeskRequest

View = Callable[..., HttpResponseBase]


def proves_anew(action: str) -> Callable[[View], View]:
    """The page is for those who may do ``action`` and proved not long ago who they are; others are asked first.

    Whoever may not do it gets the answer of a page that is absent, and is asked nothing.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require(request.user, action)
            if proved_recently(request):
                return view(request, *args, **kwargs)
            if request.method == "POST":
                messages.warning(request, _("Nothing was done yet: say once more who you are, then repeat the step."))
            where = urlencode({"next": _way_back(request)})
            return redirect(f"{reverse('account_reauthenticate')}?{where}")

        return guarded

    return decorate


def _way_back(request: DeskRequest) -> str:
    """The page that was asked for, or the one from which a form was sent."""
    if request.method != "POST":
        return request.get_full_path()
    sent_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(sent_from, allowed_hosts={request.get_host()})
    return urlsplit(sent_from).path if is_ours and sent_from else reverse("home")
