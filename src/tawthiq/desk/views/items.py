"""What was received: its receipts, its custody in the journal, and the preserved bytes themselves."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk.access import access_item
from tawthiq.desk.actions.evidence import open_original
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.publishing import receipts_of, report_of
from tawthiq.desk.views.showing import DeskRequest, show


@require_safe
def item(request: DeskRequest, ref: str) -> HttpResponse:
    """An item as received."""
    found = access_item(request.user, ref)
    return show(
        request,
        "item.html",
        section="inbox",
        item=found,
        receipts=receipts_of(found),
        report=report_of(found),
        history=history_of(ref),
        where=settings.WORKSPACE.vault.where(found.sha256),
    )


@require_POST
def original(request: DeskRequest, ref: str) -> HttpResponse:
    """The preserved bytes as plain text to be saved, of which nothing can run; that they were opened is journalled."""
    found = access_item(request.user, ref)
    response = HttpResponse(open_original(request.user, found), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.ref}.txt"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
