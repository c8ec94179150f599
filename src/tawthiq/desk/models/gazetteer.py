"""Parties and places, filled from the conflict folder and mended at the desk."""

from django.db import models

from tawthiq.desk.models.base import Record


class Party(Record):
    """A force, armed group or state under its neutral id (``code``)."""

    ref_kind = "party"
    state_fields = ("code", "name_en", "name_ar", "kind")

    code = models.CharField(max_length=60, unique=True)
    name_en = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["code"]


class Place(Record):
    """A gazetteer entry: names in both scripts, parents, a point with a radius in metres."""

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

    class Meta:
        ordering = ["code"]


class PlaceSpelling(models.Model):
    """A way a place is written, with the folded key that search and matching use."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="spellings")
    text = models.CharField(max_length=200)
    lang = models.CharField(max_length=2)
    folded = models.CharField(max_length=200, db_index=True)

    def __str__(self) -> str:
        """The spelling."""
        return self.text
