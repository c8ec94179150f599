"""Lists of others that were imported: each is an item; each of its rows is what its publisher claims, and no more."""

from typing import Any

from django.db import models

from tawthiq.desk.models.base import Record
from tawthiq.desk.models.evidence import Item, Report, Source


class ListImport(Record):
    """One reading of a list: the item, whose list it is, and every decision by which its rows were read (``recipe``).

    The same item read with the same recipe for the same ``folder`` is one import, however often it is asked for.
    ``reached`` is the last row of the file that is in the register: whoever goes on, goes on there.
    """

    ref_kind = "list"
    state_fields = (
        "item",
        "source",
        "folder",
        "recipe",
        "recipe_digest",
        "state",
        "reached",
        "stored",
        "matched",
        "refused",
        "expected_min",
        "expected_max",
        "asked_by",
        "started_at",
        "ended_at",
    )
    STATES = ("running", "done")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="lists")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="lists")
    folder = models.CharField(max_length=60, db_index=True, help_text="sources/<folder> of the workspace")
    recipe = models.JSONField(help_text="tables with headings and columns by field, decided values, order of dates")
    recipe_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES], default="running")
    reached = models.BigIntegerField(default=0)
    stored = models.BigIntegerField(default=0)
    matched = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    expected_min = models.BigIntegerField(null=True)
    expected_max = models.BigIntegerField(null=True)
    asked_by = models.CharField(max_length=150)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "folder", "recipe_digest"], name="list_import_once")]

    @property
    def is_too_few(self) -> bool:
        """Whether a finished list has fewer rows than its source was expected to have."""
        return self.state == "done" and self.expected_min is not None and self.reached < self.expected_min

    @property
    def is_too_many(self) -> bool:
        """Whether a finished list has more rows than its source was expected to have."""
        return self.state == "done" and self.expected_max is not None and self.reached > self.expected_max


class ListRow(Record):
    """One row of a list as written (``cells`` by heading) and as read (``told``); never changed but for ``report``.

    ``matched`` rows say the same as ``earlier``, one of the same source; a ``stored`` row with ``earlier`` says
    something else under the same key. ``reasons`` are why a row is refused: ``[[code, heading, value], …]``. ``report``
    is what a person made of the row for review.
    """

    ref_kind = "list_row"
    state_fields = (
        "of",
        "number",
        "table",
        "line",
        "part",
        "about",
        "key",
        "words_digest",
        "cells",
        "told",
        "state",
        "reasons",
        "earlier",
        "report",
    )
    STATES = ("stored", "matched", "refused")

    of = models.ForeignKey(ListImport, on_delete=models.PROTECT, related_name="rows")
    number = models.BigIntegerField(help_text="which row of the file, counted from 1")
    table = models.CharField(max_length=300, blank=True)
    line = models.BigIntegerField(help_text="line, row or record of the file")
    part = models.CharField(max_length=600, blank=True)
    about = models.CharField(max_length=10)
    key = models.CharField(max_length=270, db_index=True)
    words_digest = models.CharField(max_length=64)
    cells = models.JSONField()
    told = models.JSONField(help_text="what was read, by field")
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES])
    reasons = models.JSONField(default=list)
    earlier = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="later")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, null=True, related_name="list_row")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="list_row_once")]
        indexes = [models.Index(fields=["of", "state", "number"], name="list_row_state")]

    @property
    def said(self) -> dict[str, Any]:
        """The cells in the order of the table's headings."""
        headings = self.of.recipe["tables"].get(self.table, {}).get("headings", [])
        known = {heading: self.cells[heading] for heading in headings if heading in self.cells}
        return known | {heading: value for heading, value in self.cells.items() if heading not in known}
