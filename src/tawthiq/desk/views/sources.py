"""The room of sources, for custodians; and the form by which anybody who met a source seals who it is."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk.access import access_custodian_key, access_sealed_identity, access_source, require
from tawthiq.desk.actions.sealing import (
    add_custodian_key,
    grade_source,
    retire_custodian_key,
    seal_identity,
    take_out_identity,
)
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.forms.sources import IdentityForm, KeyForm, ReliabilityForm
from tawthiq.desk.queries.gazetteer import source_pseudonyms
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.paging import page_of
from tawthiq.desk.queries.sources import all_sources, envelopes_of, standing_keys
from tawthiq.desk.views.items import to_be_saved
from tawthiq.desk.views.proving import proves_anew
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, number_of, say_errors, show, tried


@require_safe
def sources(request: DeskRequest) -> HttpResponse:
    """Every source under its pseudonym, and the keys to which is sealed."""
    require(request.user, "see_source")
    page = page_of(all_sources(), number=number_of(request))
    told: dict[str, Any] = {"keys": standing_keys(), "form": KeyForm(), "reason_form": ReasonForm()}
    return show(request, "sources.html", section="sources", page=page, **told)


@require_safe
def source(request: DeskRequest, ref: str) -> HttpResponse:
    """One source: grade, sealed files, history."""
    found = access_source(request.user, ref)
    told: dict[str, Any] = {"envelopes": envelopes_of(found), "history": history_of(ref)}
    form = ReliabilityForm(initial={"reliability": found.reliability})
    return show(request, "source.html", section="sources", source=found, form=form, **told)


@asks_and_takes
def seal(request: DeskRequest) -> HttpResponse:
    """Who a source is goes in and is not shown again; the answer does not tell whether the pseudonym was known."""
    require(request.user, "ingest")
    form = IdentityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        said = _("It is sealed. Nobody can read it at this desk.")
        if tried(request, lambda: _sealed(request, told), said=said):
            return redirect("seal_identity")
    known: dict[str, Any] = {"sources": source_pseudonyms(), "has_keys": standing_keys().exists()}
    return show(request, "seal.html", section="seal", form=form, **known)


def _sealed(request: DeskRequest, told: dict[str, str]) -> None:
    seal_identity(request.user, told["source"].strip(), kind=told["source_kind"], identity=told["identity"])


@proves_anew("see_source")
@require_POST
def add_key(request: DeskRequest) -> HttpResponse:
    """From now on is sealed to this key too."""
    form = KeyForm(request.POST)
    return _done(
        request,
        form,
        lambda: add_custodian_key(request.user, form.cleaned_data["recipient"]),
        said=_("The key is added."),
    )


@proves_anew("see_source")
@require_POST
def retire_key(request: DeskRequest, ref: str) -> HttpResponse:
    """From now on nothing is sealed to this key."""
    key, form = access_custodian_key(request.user, ref), ReasonForm(request.POST)
    return _done(
        request,
        form,
        lambda: retire_custodian_key(request.user, key, why=form.cleaned_data["reason"]),
        said=_("Nothing more is sealed to this key."),
    )


@require_POST
def grade(request: DeskRequest, ref: str) -> HttpResponse:
    """How reliable the source is."""
    found, form = access_source(request.user, ref), ReliabilityForm(request.POST)

    def change() -> None:
        told = form.cleaned_data
        grade_source(request.user, found, reliability=told["reliability"], why=told["reason"])

    _done(request, form, change, said=_("It is graded."))
    return redirect("source", ref=ref)


@proves_anew("see_source")
@require_safe
def take_out(request: DeskRequest, ref: str) -> HttpResponse:
    """The sealed file, for the machine on which the secret key is."""
    sealed = access_sealed_identity(request.user, ref)
    response = HttpResponse(take_out_identity(request.user, sealed), content_type="application/octet-stream")
    to_be_saved(response, name=f"{sealed.ref}.age")
    return response


def _done(request: DeskRequest, form: KeyForm | ReasonForm, change: Callable[[], object], *, said: str) -> HttpResponse:
    if not form.is_valid():
        say_errors(request, form)
    else:
        tried(request, change, said=said)
    return redirect("sources")
