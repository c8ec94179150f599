"""For those who audit: what was published and confirmed by others, how the bytes were found, when it was backed up."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tawthiq.desk.access import require
from tawthiq.desk.queries.standing import standing
from tawthiq.desk.views.showing import DeskRequest, show


@require_safe
def integrity(request: DeskRequest) -> HttpResponse:
    """Checkpoints, timestamps, witnesses, scrub, faults, backups."""
    require(request.user, "see_journal")
    return show(request, "integrity.html", section="integrity", standing=standing())
