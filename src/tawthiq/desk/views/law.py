"""The law: crimes with their elements, modes of liability and rules, searched and read in both languages."""

from django.http import HttpResponse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from tawthiq.desk.access import may_do, require
from tawthiq.desk.forms.law import LawFilterForm
from tawthiq.desk.queries.law_pages import law_lines, law_page
from tawthiq.desk.views.showing import DeskRequest, number_of, show


@require_safe
def law(request: DeskRequest) -> HttpResponse:
    """The tables as a list."""
    _require(request)
    form = LawFilterForm(request.GET)
    form.is_valid()
    wanted = {name: value for name, value in form.cleaned_data.items() if value}
    page = law_lines(**wanted, page=number_of(request))
    query = urlencode(wanted)
    return show(request, "law.html", section="law", page=page, form=form, query=query, is_narrowed=bool(wanted))


@require_safe
def law_row(request: DeskRequest, ref: str) -> HttpResponse:
    """A crime, mode or rule with all that has to be shown."""
    _require(request)
    return show(request, "law_row.html", section="law", page=law_page(ref))


def _require(request: DeskRequest) -> None:
    """Whoever sees figures or cases meets articles on their pages."""
    require(request.user, "see_case" if may_do(request.user, "see_case") else "see_figures")
