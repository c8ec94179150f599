"""Case files: what a case gathers, what is charged, and for every element what speaks for it and against it.

Only the members of a case see it. What its rows point at they name by reference, so that no other page finds its way
into a case. Nothing is deleted: what was taken back stays, with who took it back and why.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from tawthiq.desk.models.accounts import User
from tawthiq.desk.models.base import Record
from tawthiq.desk.models.evidence import Source
from tawthiq.desk.models.parties import Commander, Party
from tawthiq.desk.models.preservation import Handover
from tawthiq.desk.models.register import Person


class Case(Record):
    """An accountability file. Who is a member is part of its state."""

    ref_kind = "case"
    state_fields = ("title_en", "title_ar", "about_en", "about_ar", "state", "opened_by", "opened_at")
    STATES = ("open", "closed")

    title_en = models.CharField(max_length=300)
    title_ar = models.CharField(max_length=300)
    about_en = models.TextField(blank=True)
    about_ar = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES], default="open")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="opened_cases")
    opened_at = models.DateTimeField()

    def journal_state(self) -> dict[str, Any]:
        """The case with its members, those of before included."""
        rows = sorted(self.members.all(), key=lambda one: int(one.pk))
        members = [[one.user_id, one.added_by_id, one.left_at is None] for one in rows]
        return {**super().journal_state(), "members": members}


class CaseMember(models.Model):
    """Somebody who needs to know; ``left_at`` ends it, the row stays."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="case_memberships")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], condition=Q(left_at=None), name="case_member_once")
        ]

    def __str__(self) -> str:
        """The case."""
        return self.case.ref


class TakenBack(Record):
    """Something said in a case that can be taken back, and stays."""

    KEPT = ("added_by", "added_at", "undone_by", "undone_at", "undone_why")

    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, db_index=True)
    undone_why = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def is_standing(self) -> bool:
        """Whether nobody took it back."""
        return self.undone_at is None


class CaseMaterial(TakenBack):
    """An incident, act, person, party or item that belongs to a case, by its reference."""

    ref_kind = "case_material"
    state_fields = ("case", "what", "why", *TakenBack.KEPT)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="materials")
    what = models.CharField(max_length=24)
    why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "what"], condition=Q(undone_at=None), name="case_material_once")
        ]


class Charge(Record):
    """A crime of the law tables × an accused, party or person × a mode of liability.

    ``posts`` are the commands that the accused is said to have held: the upper end of the chain of command.
    """

    ref_kind = "charge"
    state_fields = (
        "case",
        "crime",
        "mode",
        "party",
        "person",
        "particulars",
        "state",
        "made_by",
        "made_at",
        "ready_by",
    )
    STATES = ("open", "ready")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="charges")
    crime = models.CharField(max_length=60, help_text="code of core.law")
    mode = models.CharField(max_length=60, blank=True, help_text="code of core.law")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="charges")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="charges")
    posts = models.ManyToManyField(Commander, related_name="charges")
    particulars = models.TextField(blank=True, help_text="what is alleged, in the lawyer's words")
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES], default="open")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ready_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    def journal_state(self) -> dict[str, Any]:
        """The charge with the posts of the accused."""
        return {**super().journal_state(), "posts": sorted(one.pk for one in self.posts.all())}


class EvidenceCell(TakenBack):
    """Material under one element of a charge: for it or against it, how strong, and the words that it rests on.

    ``what`` is the reference of a claim, incident, item, or row of a list; the span counts in the report's text.
    """

    ref_kind = "evidence_cell"
    state_fields = (
        "charge",
        "element",
        "side",
        "what",
        "quote",
        "quote_start",
        "quote_end",
        "strength",
        "note",
        *TakenBack.KEPT,
    )

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="cells")
    element = models.CharField(max_length=80, help_text="code of core.law")
    side = models.CharField(max_length=14)
    what = models.CharField(max_length=24, db_index=True)
    quote = models.TextField(blank=True)
    quote_start = models.IntegerField(null=True)
    quote_end = models.IntegerField(null=True)
    strength = models.CharField(max_length=20)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["charge", "element", "pk"]


class ContrarySearch(Record):
    """A search for material against a charge: what was gone through, up to which day, and whether any was found."""

    ref_kind = "contrary_search"
    state_fields = ("charge", "searched", "until", "outcome", "note", "by", "at")
    OUTCOMES = ("found", "none")

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="searches")
    searched = models.TextField()
    until = models.DateField()
    outcome = models.CharField(max_length=10, choices=[(o, o) for o in OUTCOMES])
    note = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Finding(Record):
    """How firmly an element is held to be proven, or the whole charge (``element`` empty), by one person for a reason.

    A second person signs it; evidence that comes or goes afterwards ends it (``is_standing``).
    """

    ref_kind = "finding"
    state_fields = (
        "charge",
        "element",
        "standard",
        "basis",
        "contrary",
        "set_by",
        "set_at",
        "signed_by",
        "signed_at",
        "is_standing",
    )

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="findings")
    element = models.CharField(max_length=80, blank=True)
    standard = models.CharField(max_length=40)
    basis = models.TextField()
    contrary = models.TextField(blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    is_standing = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["charge", "element"], condition=Q(is_standing=True), name="one_standing_finding"
            )
        ]


class Codename(Record):
    """What a source or a witness is called in everything of a case; who is behind it only custodians see.

    ``salt`` keeps the journal's digest from being guessed back to a person.
    """

    ref_kind = "codename"
    state_fields = ("case", "codename", "source", "person", "salt", "given_at")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="codenames")
    codename = models.CharField(max_length=20)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="codenames")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="codenames")
    salt = models.CharField(max_length=64)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "codename"], name="codename_once")]


class ProtectiveMeasure(TakenBack):
    """What protects a witness of a case: a row of ``data/protective_measures.yaml``."""

    ref_kind = "protective_measure"
    state_fields = ("case", "codename", "measure", "note", *TakenBack.KEPT)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="measures")
    codename = models.ForeignKey(Codename, on_delete=models.PROTECT, related_name="measures")
    measure = models.CharField(max_length=40)
    note = models.TextField(blank=True)


class Disclosure(Record):
    """What went out of a case: to whom, when, what for, under which consents, with what blacked out."""

    ref_kind = "disclosure"
    state_fields = (
        "case",
        "recipient",
        "purpose",
        "items",
        "consents",
        "redactions",
        "handover",
        "made_by",
        "disclosed_on",
        "recorded_at",
    )

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disclosures")
    recipient = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40, help_text="a row of data/consent_purposes.yaml")
    items = models.JSONField(help_text="references of the items, in order")
    consents = models.JSONField(help_text="references of the consents that stood on the day")
    redactions = models.TextField(blank=True)
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, null=True, related_name="disclosures")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    disclosed_on = models.DateField()
    recorded_at = models.DateTimeField()
