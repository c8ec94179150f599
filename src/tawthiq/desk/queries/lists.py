"""Imported lists and their rows."""

from django.db.models import QuerySet

from tawthiq.desk import models as m

LIST_READER = "list"  # who proposed the claim of a row: its columns; no reader of words reads such a report again


def all_lists() -> QuerySet[m.ListImport]:
    """Every import, newest first."""
    return m.ListImport.objects.select_related("item", "source").order_by("-pk")


def rows_of_list(made: m.ListImport, *, state: str = "") -> QuerySet[m.ListRow]:
    """The rows in the order of the file, all of them or those of one state."""
    rows = made.rows.select_related("earlier__of", "report").order_by("number")
    return rows.filter(state=state) if state else rows
