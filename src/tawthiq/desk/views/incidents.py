"""Incidents: the list that every figure leads to, and the page with each value beside its claims."""

from django.http import HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tawthiq.desk import models as m
from tawthiq.desk.access import access_incident, may_do
from tawthiq.desk.forms.incidents import CertaintyForm, DescribeForm, FilterForm, GradeForm, JudgeForm
from tawthiq.desk.forms.review import ReasonForm
from tawthiq.desk.queries.figures import figure_named
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.incidents import IncidentFilter, IncidentPage, incident_page, incidents_for, lines_for
from tawthiq.desk.queries.rooms import open_to
from tawthiq.desk.views.showing import DeskRequest, names_for, number_of, show


@require_safe
def incidents(request: DeskRequest) -> HttpResponse:
    """The list; ``?figure=TABLE:KEY:COUNTED`` narrows it to exactly the incidents that a number is the sum of."""
    form = FilterForm(request.GET)
    form.is_valid()  # a filter that cannot be says so beside its field; the others narrow
    wanted = {name: value for name, value in form.cleaned_data.items() if value}
    name = request.GET.get("figure", "")
    figure = figure_named(request.user, name) if name else None
    refs = frozenset(figure.incidents) if figure else None
    page = incidents_for(request.user, IncidentFilter(**wanted, refs=refs), page=number_of(request))
    lines = lines_for(page)
    parties = {code for line in lines for code in line.row.parties.strip("|").split("||")}
    kept = {key: str(value) for key, value in request.GET.items() if key != "page" and value}
    return show(
        request,
        "incidents.html",
        section="incidents",
        page=page,
        lines=lines,
        form=form,
        figure=figure,
        query=urlencode(kept),
        is_narrowed=bool(kept),
        names=names_for([], codes={figure.key} if figure else ()) | {"shown": sorted(parties)},
    )


@require_safe
def incident(request: DeskRequest, ref: str) -> HttpResponse:
    """Everything the register holds about an incident; quotes only for who may see reports."""
    found = access_incident(request.user, ref)
    page = incident_page(request.user, found)
    return show(
        request,
        "incident.html",
        section="incidents",
        page=page,
        incident=page.incident,
        names=names_for(page.claims, codes=_places(page)),
        sees_reports=may_do(request.user, "see_report"),
        silent=_silent(page),
        people=_people(page, seen=open_to(request.user, [one.person for one in page.involvements])),
        history=history_of(ref),
        describe_form=DescribeForm(initial=_words_of(page)),
        grade_form=GradeForm(initial=_grade_of(page)),
        certainty_form=CertaintyForm(),
        judge_form=JudgeForm(),
        reason_form=ReasonForm(),
    )


def _places(page: IncidentPage) -> set[str]:
    for field in page.fields:
        if field.field == "place":
            return {field.value, *(other.value for other in field.alternatives)}
    return set()


def _silent(page: IncidentPage) -> list[str]:
    """Fields about which no claim says anything and nobody set anything."""
    told = {field.field for field in page.fields}
    return [name for name in m.IncidentValue.FIELDS if name not in told]


def _people(page: IncidentPage, *, seen: set[int]) -> list[tuple[m.Person, list[m.Involvement]]]:
    """Each person of an open room once, with every part a claim gives them."""
    parts: dict[int, tuple[m.Person, list[m.Involvement]]] = {}
    for one in page.involvements:
        if one.person_id in seen:
            parts.setdefault(one.person_id, (one.person, []))[1].append(one)
    return list(parts.values())


def _words_of(page: IncidentPage) -> dict[str, str]:
    return {name: getattr(page.incident, name) for name in ("title_en", "title_ar", "summary_en", "summary_ar")}


def _grade_of(page: IncidentPage) -> dict[str, str]:
    """What was given before; no grade is chosen beforehand, the person who argues it chooses it."""
    held = page.incident
    return {"grade": held.grade, "basis": held.grade_basis, "contrary": held.contrary}
