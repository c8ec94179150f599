"""Accepted claims that belong to no incident yet, and the incident each may belong to."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tawthiq.desk import models as m
from tawthiq.desk.access import access_claim, access_incident, require
from tawthiq.desk.actions import incidents
from tawthiq.desk.forms.review import NewIncidentForm
from tawthiq.desk.queries.inbox import unattached_claims
from tawthiq.desk.queries.incidents import candidates_for_claim
from tawthiq.desk.queries.paging import page_of
from tawthiq.desk.views.naming import propose_titles
from tawthiq.desk.views.showing import EXAMPLE_REF, DeskRequest, asks_and_takes, names_for, number_of, show, tried


@require_safe
def waiting(request: DeskRequest) -> HttpResponse:
    """Claims waiting for an incident, to be ticked and attached together."""
    require(request.user, "edit_incident")
    page = page_of(unattached_claims(request.user), number=number_of(request))
    return show(request, "waiting.html", section="waiting", page=page, names=names_for(page.rows))


@asks_and_takes
def attach(request: DeskRequest) -> HttpResponse:
    """The chosen claims, the incidents that the first of them may belong to, and the titles of a new one."""
    require(request.user, "edit_incident")
    refs = (request.POST if request.method == "POST" else request.GET).getlist("claim")
    claims = [access_claim(request.user, ref) for ref in dict.fromkeys(refs)]
    if not claims:
        return redirect("waiting")
    if request.method == "POST":
        done = _attach(request, claims)
        if done is not None:
            return done
    titles = dict(zip(("title_en", "title_ar"), propose_titles(claims[0]), strict=True))
    return show(
        request,
        "attach.html",
        section="waiting",
        claims=claims,
        candidates=candidates_for_claim(claims[0]),
        form=NewIncidentForm(request.POST if "create" in request.POST else None, initial=titles),
        names=names_for(claims),
        example=EXAMPLE_REF,
    )


def _attach(request: DeskRequest, claims: list[m.ClaimRow]) -> HttpResponse | None:
    if ref := request.POST.get("incident"):
        incident = access_incident(request.user, ref)
        attached = tried(
            request,
            lambda: incidents.attach_claims(request.user, incident, claims, why=request.POST.get("why", "")),
            said=_("The claims belong to %s.") % ref,
        )
        return redirect("incident", ref=ref) if attached else None
    form = NewIncidentForm(request.POST)
    if not form.is_valid():
        return None
    made: list[m.Incident] = []
    created = tried(
        request,
        lambda: made.append(incidents.create_incident(request.user, claims, **form.cleaned_data)),
        said=_("A new incident holds the claims."),
    )
    return redirect("incident", ref=made[0].ref) if created else None
