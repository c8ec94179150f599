"""What people decide about an incident: values by hand, words, grade, attribution, sign-off, same or different."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tawthiq.desk.access import access_act, access_claim, access_incident, access_person, require
from tawthiq.desk.actions import grading
from tawthiq.desk.actions import incidents as actions
from tawthiq.desk.forms.incidents import CertaintyForm, DescribeForm, GradeForm, JudgeForm, value_form
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.queries.labels import place_choices
from tawthiq.desk.queries.publishing import standing_value
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, language, say_errors, show, tried
from tawthiq.errors import InvalidRecord, NotFound


@asks_and_takes
def set_value(request: DeskRequest, ref: str, field: str) -> HttpResponse:
    """A value under this person's name and reason, beside what the claims say."""
    require(request.user, "edit_incident")
    incident = access_incident(request.user, ref)
    current = standing_value(incident, field)
    try:
        form = value_form(field, request.POST or None, current=current)
    except InvalidRecord:
        return redirect("incident", ref=ref)
    if request.method == "POST" and form.is_valid():
        asked = {"field": field, "value": form.value_set(), "reason": form.cleaned_data["reason"]}
        if tried(request, lambda: actions.set_value(request.user, incident, **asked), said=_("The value stands.")):
            return redirect("incident", ref=ref)
    places = place_choices(language()) if field == "place" else []
    context = {"incident": incident, "field": field, "form": form, "places": places}
    return show(request, "value_form.html", section="incidents", **context)


def _act(request: DeskRequest, ref: str, form: Form, action: Callable[[], object], *, said: str) -> HttpResponse:
    if form.is_valid():
        tried(request, action, said=said)
    else:
        say_errors(request, form)
    return redirect("incident", ref=ref)


@require_POST
def describe(request: DeskRequest, ref: str) -> HttpResponse:
    """Titles and summaries."""
    incident, form = access_incident(request.user, ref), DescribeForm(request.POST)
    return _act(
        request,
        ref,
        form,
        lambda: actions.describe_incident(request.user, incident, **form.cleaned_data),
        said=_("Title and summary are saved."),
    )


@require_POST
def grade(request: DeskRequest, ref: str) -> HttpResponse:
    """How firmly it is established."""
    incident, form = access_incident(request.user, ref), GradeForm(request.POST)
    return _act(
        request,
        ref,
        form,
        lambda: grading.grade_incident(request.user, incident, **form.cleaned_data),
        said=_("The grade stands; a second person signs it off."),
    )


@require_POST
def sign_off(request: DeskRequest, ref: str) -> HttpResponse:
    """The second person's yes."""
    incident = access_incident(request.user, ref)
    tried(request, lambda: grading.sign_off(request.user, incident), said=_("%s is signed off.") % ref)
    return redirect("incident", ref=ref)


@require_POST
def certainty(request: DeskRequest, ref: str, act: str, party: str) -> HttpResponse:
    """How firmly a party is held to have done an act."""
    incident, found, form = (
        access_incident(request.user, ref),
        access_act(request.user, act),
        CertaintyForm(request.POST),
    )
    if found.incident_id != incident.pk:
        raise NotFound("not_found")
    return _act(
        request,
        incident.ref,
        form,
        lambda: grading.set_certainty(request.user, found, party=party, **form.cleaned_data),
        said=_("The attribution stands with its basis."),
    )


@require_POST
def judge(request: DeskRequest, ref: str, other: str) -> HttpResponse:
    """Same, different or unsure."""
    left, right, form = (
        access_incident(request.user, ref),
        access_incident(request.user, other),
        JudgeForm(request.POST),
    )
    return _act(
        request,
        ref,
        form,
        lambda: actions.judge_pair(request.user, left, right, **form.cleaned_data),
        said=_("The judgement stands."),
    )


@require_POST
def detach(request: DeskRequest, ref: str, claim: str) -> HttpResponse:
    """A claim leaves the incident."""
    incident, found, form = (
        access_incident(request.user, ref),
        access_claim(request.user, claim),
        ReasonForm(request.POST),
    )
    return _act(
        request,
        ref,
        form,
        lambda: actions.detach_claim(request.user, incident, found, reason=form.cleaned_data["reason"]),
        said=_("%s belongs to no incident now.") % claim,
    )


@require_POST
def allow_naming(request: DeskRequest, ref: str, person: str) -> HttpResponse:
    """A person may be named in public."""
    incident, found, form = (
        access_incident(request.user, ref),
        access_person(request.user, person),
        ReasonForm(request.POST),
    )
    return _act(
        request,
        incident.ref,
        form,
        lambda: actions.allow_naming(request.user, found, reason=form.cleaned_data["reason"]),
        said=_("The name may be published."),
    )
