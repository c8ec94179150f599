"""Places: filled from the conflict folder and from gazetteers, added and mended at the desk."""

from typing import Any

from django.db import models

from tawthiq.desk.models.accounts import User
from tawthiq.desk.models.base import Record
from tawthiq.desk.models.evidence import ClaimRow


class Gazetteer(Record):
    """A gazetteer of others that was imported; its rows lie in the file ``index`` of the workspace.

    Its next edition, imported under the same ``name``, takes its place. ``added``, ``changed`` and ``gone`` say what
    this edition changed against the one before; null for the first.
    """

    ref_kind = "gazetteer"
    state_fields = ("name", "format", "original_name", "sha256", "used", "left_out", "imported_by", "imported_at")

    name = models.CharField(max_length=40, unique=True)
    format = models.CharField(max_length=20)
    original_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    index = models.CharField(max_length=120)
    used = models.IntegerField()
    left_out = models.IntegerField()
    added = models.IntegerField(null=True)
    changed = models.IntegerField(null=True)
    gone = models.IntegerField(null=True)
    imported_by = models.CharField(max_length=150)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]


class Place(Record):
    """A gazetteer entry: names in both scripts, parents, a point with a radius in metres.

    ``valid_from`` and ``valid_to`` are EDTF dates, empty where the place has always been or where it is not known;
    ``note`` is what somebody who looks for it should know.
    """

    ref_kind = "place"
    state_fields = ("code", "kind", "name_en", "name_ar", "lat", "lon", "radius_m", "parent", "source")

    code = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    name_en = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    radius_m = models.IntegerField(null=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    source = models.TextField()
    valid_from = models.CharField(max_length=40, blank=True)
    valid_to = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def journal_state(self) -> dict[str, Any]:
        """As of every record; what came later is in it where it says something, so that old entries stay true."""
        told = {name: getattr(self, name) for name in ("valid_from", "valid_to", "note")}
        return super().journal_state() | {name: value for name, value in told.items() if value}


class PlaceSpelling(models.Model):
    """A way a place is written, with the folded key that search and matching use."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="spellings")
    text = models.CharField(max_length=200)
    lang = models.CharField(max_length=2)
    folded = models.CharField(max_length=200, db_index=True)

    def __str__(self) -> str:
        """The spelling."""
        return self.text


class PlaceName(Record):
    """A name that the desk gave a place beside those it came with: added by hand, or learnt from a person's decision.

    ``party`` is the code of the party that calls it so, empty for everybody; ``learnt_from`` the claim whose place a
    person settled. It counts from the moment it is there until somebody takes it back; the row stays.
    """

    ref_kind = "place_name"
    state_fields = (
        *("place", "text", "lang", "party", "valid_from", "valid_to", "note", "learnt_from"),
        *("added_by", "added_at", "undone_by", "undone_at", "undone_why"),
    )

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="own_names")
    text = models.CharField(max_length=200)
    lang = models.CharField(max_length=8)
    folded = models.CharField(max_length=200, db_index=True)
    party = models.CharField(max_length=60, blank=True)
    valid_from = models.CharField(max_length=40, blank=True)
    valid_to = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    learnt_from = models.ForeignKey(ClaimRow, on_delete=models.PROTECT, null=True, related_name="taught_names")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, db_index=True)
    undone_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "folded", "party"],
                condition=models.Q(undone_at=None),
                name="place_name_once",
            )
        ]


class PlaceUnit(Record):
    """A unit that a place lies in by another system than the register's own: OCHA, a party's provinces, an old order.

    ``system`` is a row of ``data/unit_systems.yaml`` or ``party:CODE``; ``code`` the unit's code there, if it has one.
    """

    ref_kind = "place_unit"
    state_fields = (
        *("place", "system", "name_en", "name_ar", "code", "valid_from", "valid_to", "source"),
        *("added_by", "added_at", "undone_by", "undone_at", "undone_why"),
    )

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="units")
    system = models.CharField(max_length=80)
    name_en = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=60, blank=True)
    valid_from = models.CharField(max_length=40, blank=True)
    valid_to = models.CharField(max_length=40, blank=True)
    source = models.TextField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, db_index=True)
    undone_why = models.TextField(blank=True)
