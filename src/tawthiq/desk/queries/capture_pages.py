"""Web captures as the desk lists and shows them."""

from tawthiq.desk import models as m
from tawthiq.desk.queries.paging import Page, page_of


def captures_page(*, outcome: str = "", availability: str = "", page: int = 1) -> Page[m.Capture]:
    """Captures, newest first, of one outcome or availability where asked for."""
    rows = m.Capture.objects.order_by("-pk")
    if outcome:
        rows = rows.filter(outcome=outcome)
    if availability:
        rows = rows.filter(availability=availability)
    return page_of(rows, number=page)


def capture_files(capture: m.Capture) -> list[m.CaptureFile]:
    """The items that the capture made, by role."""
    return list(capture.files.select_related("item").order_by("role", "item_id"))
