"""What every page shares: the section it stands in, the names that its codes are shown by, and plain refusals."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from tawthiq.desk import models as m
from tawthiq.desk import wording
from tawthiq.desk.queries.labels import party_labels, place_labels
from tawthiq.desk.queries.parties import ties_at_need
from tawthiq.errors import InvalidRecord, NotReleasable

EXAMPLE_REF = "IN-000001"  # how a reference looks, in fields that take one


asks_and_takes = require_http_methods(["GET", "HEAD", "POST"])  # a page that shows a form and takes it


class DeskRequest(HttpRequest):
    """A request by a person who signed in: nobody else gets past the login middleware."""

    user: m.User


def language() -> str:
    """The reader's language: "ar" or "en"."""
    return "ar" if (get_language() or "en").startswith("ar") else "en"


def show(request: DeskRequest, template: str, *, section: str, status: int = 200, **context: Any) -> HttpResponse:
    """The page; ``section`` is the entry of the menu that it belongs to."""
    return render(request, template, {"section": section, **context}, status=status)


def names_for(claims: Iterable[m.ClaimRow], *, codes: Iterable[str] = ()) -> dict[str, Any]:
    """Names of parties, and of the places that the claims or ``codes`` speak of, in two queries.

    ``ties`` gives what binds parties, asked for when a claim names two of them.
    """
    mentioned = {place["place"] for claim in claims for place in claim.body["places"] if place["place"]}
    wanted = mentioned | set(codes)
    places = place_labels(wanted, language()) if wanted else {}
    return {"parties": party_labels(language()), "places": places, "ties": ties_at_need()}


def number_of(request: DeskRequest) -> int:
    """The page of a list that was asked for; 1 where it is no number."""
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdecimal() else 1


def tried(request: DeskRequest, action: Callable[[], object], *, said: str) -> bool:
    """Whether the action went through; says so, or says in words why not."""
    try:
        action()
    except (InvalidRecord, NotReleasable) as refusal:
        messages.error(request, wording.explain(str(refusal)))
        return False
    messages.success(request, said)
    return True


def say_errors(request: DeskRequest, form: BaseForm) -> None:
    """The faults of a small form that has no page of its own."""
    for field, faults in form.errors.items():
        name = "" if field == "__all__" else f"{form.fields[field].label}: "
        for fault in faults:
            messages.error(request, f"{name}{fault}")
