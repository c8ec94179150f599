"""Persons followed over time: the dated chain of their states, each with what it rests on."""

from django.db import models
from django.db.models import Q

from tawthiq.desk.models.accounts import User
from tawthiq.desk.models.base import Record
from tawthiq.desk.models.evidence import ClaimRow
from tawthiq.desk.models.gazetteer import Place
from tawthiq.desk.models.parties import Party
from tawthiq.desk.models.register import Person


class PersonState(Record):
    """A state of a person (``code`` of ``data/person_states.yaml``) on a day or in a span (EDTF), or undated.

    It rests on a claim, or on what somebody signed (``why``). Taken back, it stays and counts no more.
    """

    ref_kind = "person_state"
    state_fields = (
        *("person", "code", "when", "place", "party", "claim", "why"),
        *("added_by", "added_at", "undone_by", "undone_at", "undone_why"),
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="states")
    code = models.CharField(max_length=30)
    when = models.CharField(max_length=60, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="person_states")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="person_states")
    claim = models.ForeignKey(ClaimRow, on_delete=models.PROTECT, null=True, related_name="person_states")
    why = models.TextField(blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, db_index=True)
    undone_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(claim__isnull=False) | ~Q(why=""), name="state_rests_on_something")
        ]
