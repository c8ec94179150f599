"""The journal for those who audit: latest entries, of one record, person or event, or every access, where asked for."""

from django.http import HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tawthiq.desk import wording
from tawthiq.desk.access import require
from tawthiq.desk.queries.history import journal_page, lines_of
from tawthiq.desk.views.showing import EXAMPLE_REF, DeskRequest, number_of, show


@require_safe
def journal(request: DeskRequest) -> HttpResponse:
    """Entries, newest first."""
    require(request.user, "see_journal")
    ref, event = request.GET.get("ref", "").strip().upper(), request.GET.get("event", "")
    who = request.GET.get("who", "").strip()
    page = journal_page(ref=ref, event=event, who=who, page=number_of(request))
    return show(
        request,
        "journal.html",
        section="journal",
        page=page,
        history=lines_of(page.rows),
        ref=ref,
        event=event,
        who=who,
        events=[("accesses", _("every access to protected data")), *wording.choices("events")],
        example=EXAMPLE_REF,
        query=urlencode({"ref": ref, "event": event, "who": who}),
    )
