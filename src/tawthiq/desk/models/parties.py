"""Parties, and what binds them for a time: hierarchy, command, sponsorship, alliance; and who commands."""

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


class Dated(Record):
    """Something said of a party for a period, with certainty and source; taken back, it stays and counts no more.

    ``valid_from`` and ``valid_to`` are EDTF dates, empty where that end is open or not known. ``added_by`` is a working
    name, or that of the command which loaded the conflict folder.
    """

    SAID = ("valid_from", "valid_to", "certainty", "source", "note")
    KEPT = ("added_by", "added_at", "undone_by", "undone_at", "undone_why")

    valid_from = models.CharField(max_length=40, blank=True)
    valid_to = models.CharField(max_length=40, blank=True)
    certainty = models.CharField(max_length=20)
    source = models.TextField()
    note = models.TextField(blank=True)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    undone_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True, db_index=True)
    undone_why = models.TextField(blank=True)

    class Meta:
        abstract = True


class PartyTie(Dated):
    """What binds a party to another: ``party`` is part of, commands, supports, or fights beside ``other``.

    ``code`` is the row of the conflict folder that it came from, empty for one made at the desk; ``place`` the code of
    the place to which it is confined.
    """

    ref_kind = "tie"
    state_fields = ("code", "kind", "party", "other", "place", *Dated.SAID, *Dated.KEPT)

    code = models.CharField(max_length=120, blank=True, db_index=True)
    kind = models.CharField(max_length=20)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="ties")
    other = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="ties_to")
    place = models.CharField(max_length=120, blank=True)


class Commander(Dated):
    """Who commands a party, in what post, for a period. Shown only to those who may see reports; never published."""

    ref_kind = "commander"
    state_fields = ("party", "name_en", "name_ar", "post_en", "post_ar", *Dated.SAID, *Dated.KEPT)

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="commanders")
    name_en = models.CharField(max_length=200, blank=True)
    name_ar = models.CharField(max_length=200, blank=True)
    post_en = models.CharField(max_length=200, blank=True)
    post_ar = models.CharField(max_length=200, blank=True)
