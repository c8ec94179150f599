"""Consent: recorded as it was given or refused, shown, and taken back."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk import models as m
from tawthiq.desk.access import access_consent, access_item, access_person, require
from tawthiq.desk.actions.consents import Agreed, Withdrawn, record_consent, withdraw_consent
from tawthiq.desk.forms.keeping import ConsentForm
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.queries.consents import all_consents
from tawthiq.desk.queries.gazetteer import find_source, source_pseudonyms
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.paging import page_of
from tawthiq.desk.queries.publishing import receipts_of
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, number_of, say_errors, show, tried
from tawthiq.errors import NotFound


@require_safe
def consents(request: DeskRequest) -> HttpResponse:
    """Every record, newest first."""
    require(request.user, "record_consent")
    page = page_of(all_consents(), number=number_of(request))
    return show(request, "consents.html", section="consents", page=page)


@asks_and_takes
def new_consent(request: DeskRequest) -> HttpResponse:
    """What somebody said to one purpose."""
    require(request.user, "record_consent")
    form = ConsentForm(request.POST or None, initial=_known(request))
    if request.method == "POST" and form.is_valid():
        made: list[m.Consent] = []
        agreed = _agreed(request, form)
        if agreed and tried(
            request, lambda: made.append(record_consent(request.user, agreed)), said=_("It is recorded.")
        ):
            return redirect("consent", ref=made[0].ref)
    return show(request, "consent_form.html", section="consents", form=form, sources=source_pseudonyms())


def _known(request: DeskRequest) -> dict[str, str]:
    """What the form begins with where it is opened for an item: the source it came from. No pseudonym in an address."""
    ref = request.GET.get("item", "")
    receipts = receipts_of(access_item(request.user, ref)) if ref else []
    return {"source": next((one.source.pseudonym for one in receipts if one.source), "")}


def _agreed(request: DeskRequest, form: ConsentForm) -> Agreed | None:
    """What the form says; None, with the field's fault noted, where it names a record that is not there."""
    told = form.cleaned_data
    try:
        field = "person"
        person = access_person(request.user, told["person"].strip().upper()) if told["person"] else None
        field = "evidence"
        evidence = access_item(request.user, told["evidence"].strip().upper()) if told["evidence"] else None
    except NotFound:
        form.add_error(field, _("There is no such record."))
        return None
    source = find_source(told["source"].strip()) if told["source"].strip() else None
    if told["source"].strip() and source is None:
        form.add_error("source", _("There is no source of this pseudonym."))
        return None
    return Agreed(
        purpose=told["purpose"],
        is_given=told["is_given"] == "yes",
        lang=told["lang"],
        explained_by=told["explained_by"],
        how=told["how"],
        given_on=told["given_on"],
        source=source,
        person=person,
        expires_on=told["expires_on"],
        guardian=told["guardian"],
        evidence=evidence,
    )


@require_safe
def consent(request: DeskRequest, ref: str) -> HttpResponse:
    """One record, with its history."""
    found = access_consent(request.user, ref)
    return show(request, "consent.html", section="consents", consent=found, history=history_of(ref), form=ReasonForm())


@require_POST
def withdraw(request: DeskRequest, ref: str) -> HttpResponse:
    """It counts no more; what had left the house is named, because people have to see to that."""
    found, form = access_consent(request.user, ref), ReasonForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("consent", ref=ref)
    done: list[Withdrawn] = []
    reason = form.cleaned_data["reason"]
    if not tried(
        request, lambda: done.append(withdraw_consent(request.user, found, reason=reason)), said=_("It counts no more.")
    ):
        return redirect("consent", ref=ref)
    return show(request, "withdrawn.html", section="consents", consent=found, told=done[0])
