"""The register: incidents, their values with what each rests on, acts, victims, judgements and sign-offs."""

from typing import Any

from django.db import models
from django.db.models import Q

from tawthiq.desk.models.accounts import User
from tawthiq.desk.models.base import Record
from tawthiq.desk.models.evidence import ClaimRow
from tawthiq.desk.models.gazetteer import Place
from tawthiq.desk.models.parties import Party


class Incident(Record):
    """What the register holds to have happened at one place in one span of time.

    Its facts are ``IncidentValue`` rows; the titles and the summary are an editor's words about them.
    """

    ref_kind = "incident"
    state_fields = ("title_en", "title_ar", "summary_en", "summary_ar", "state", "grade", "grade_basis", "contrary")
    STATES = ("open", "graded", "signed")

    title_en = models.CharField(max_length=300)
    title_ar = models.CharField(max_length=300)
    summary_en = models.TextField(blank=True)
    summary_ar = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES], default="open", db_index=True)
    grade = models.CharField(max_length=40, blank=True)
    grade_basis = models.TextField(blank=True, help_text="why this grade, in the grader's words")
    contrary = models.TextField(blank=True, help_text="contrary information, or where it was looked for")
    graded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="graded_incidents")
    created_at = models.DateTimeField()

    def state_of_values(self) -> list[list[Any]]:
        """The standing values as plain rows, in a fixed order; read afresh unless ``standing`` was fetched ahead."""
        values = getattr(self, "standing", None)
        if values is None:
            values = self.values.filter(is_current=True).order_by("field", "id").prefetch_related("claims")
        return [[v.field, v.body, v.why, v.set_by_id, sorted(c.pk for c in v.claims.all())] for v in values]

    def state_of_people(self) -> list[list[Any]]:
        """Who takes part, as plain rows in a fixed order; read afresh unless ``involved`` was fetched ahead."""
        involved = getattr(self, "involved", None)
        if involved is None:
            involved = self.involvements.order_by("pk")
        return sorted([one.person_id, one.claim_id, one.role, one.status] for one in involved)

    def journal_state(self) -> dict[str, Any]:
        """Titles, grade, every standing value with the claims or the reason behind it, and the people involved."""
        more = {"graded_by": self.graded_by_id, "values": self.state_of_values(), "people": self.state_of_people()}
        return {**super().journal_state(), **more}


class IncidentValue(models.Model):
    """One value of one field, resting on claims, or on a person's signed reason, or on both.

    ``body`` is ``{"value": …, "disagreement": bool, "alternatives": [[value, [claim ids]], …]}``. Earlier values stay.
    """

    FIELDS = (
        "kind",
        "when",
        "place",
        "perpetrators",
        "target_class",
        "killed",
        "injured",
        "detained",
        "displaced",
        "munitions",
    )

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="values")
    field = models.CharField(max_length=20, choices=[(f, f) for f in FIELDS])
    body = models.JSONField()
    why = models.TextField(blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="set_values")
    set_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)
    claims = models.ManyToManyField(ClaimRow, related_name="values")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "field"], condition=Q(is_current=True), name="one_standing_value_per_field"
            )
        ]

    def __str__(self) -> str:
        """Incident and field."""
        return f"{self.incident.ref} {self.field}"


class VictimGroup(Record):
    """Unnamed victims of an incident, as a range per harm (``{"killed": {"min": 5, "max": null}}``)."""

    ref_kind = "group"
    state_fields = ("incident", "victim_class", "who", "counts")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="groups")
    victim_class = models.CharField(max_length=30, default="unknown")
    who = models.CharField(max_length=300, blank=True)
    counts = models.JSONField(default=dict)


class Person(Record):
    """A named person; shown to the world only where ``may_publish`` was set with a reason in the journal."""

    ref_kind = "person"
    state_fields = ("name_en", "name_ar", "may_publish")

    name_en = models.CharField(max_length=200, blank=True)
    name_ar = models.CharField(max_length=200, blank=True)
    may_publish = models.BooleanField(default=False)


class Involvement(models.Model):
    """A person's part in an incident, as a claim names it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="involvements")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="involvements")
    claim = models.ForeignKey(ClaimRow, on_delete=models.PROTECT, related_name="involvements")
    role = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        """References only."""
        return f"{self.person.ref} in {self.incident.ref}"


class Act(Record):
    """One violation inside an incident: what was done, to which group, by which alleged perpetrators."""

    ref_kind = "act"
    state_fields = ("incident", "violation", "kind", "group")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=40)
    violation = models.CharField(max_length=60, blank=True, help_text="empty where the kind is context, no violation")
    group = models.ForeignKey(VictimGroup, on_delete=models.PROTECT, null=True, related_name="acts")

    def journal_state(self) -> dict[str, Any]:
        """The act with its alleged perpetrators."""
        alleged = getattr(self, "alleged", None)  # fetched ahead by whoever checks many acts
        if alleged is None:
            alleged = self.perpetrators.select_related("party")
        in_order = sorted(alleged, key=lambda one: str(one.party.code))
        parties = [[one.party.code, one.certainty, one.basis, one.set_by_id] for one in in_order]
        return {**super().journal_state(), "perpetrators": parties}


class ActPerpetrator(models.Model):
    """An alleged perpetrator of an act; ``certainty`` is a grade of its own, ``basis`` is why, in a person's words.

    Without a basis the party is known inside and named nowhere in public.
    """

    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="perpetrators")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="acts")
    certainty = models.CharField(max_length=40, default="reported")
    basis = models.TextField(blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="attributions")

    def __str__(self) -> str:
        """Act and party."""
        return f"{self.act.ref} {self.party.code}"


class Judgement(Record):
    """What a person said about a pair of records: same, different or unsure. Clusters follow from these rows."""

    ref_kind = "judgement"
    state_fields = ("left", "right", "verdict", "reason", "by", "score", "judged_at", "is_standing")
    VERDICTS = ("same", "different", "unsure")

    left = models.CharField(max_length=24)
    right = models.CharField(max_length=24)
    verdict = models.CharField(max_length=10, choices=[(v, v) for v in VERDICTS])
    reason = models.TextField()
    score = models.FloatField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="judgements")
    judged_at = models.DateTimeField()
    is_standing = models.BooleanField(default=True)
    model = models.CharField(max_length=40, blank=True, help_text="the version that gave the score")
    moved = models.JSONField(
        default=dict, help_text="claims that came into the incident with this word, and its digest before"
    )

    def journal_state(self) -> dict[str, Any]:
        """The state; version and claims are in it where there are any, so that older entries go on vouching."""
        more = {"model": self.model, "moved": self.moved}
        return super().journal_state() | {name: value for name, value in more.items() if value}


class SignOff(Record):
    """A second person's yes to an incident exactly as its digest says it stood."""

    ref_kind = "signoff"
    state_fields = ("incident", "grade", "by", "incident_digest", "signed_at", "is_standing")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="signoffs")
    grade = models.CharField(max_length=40)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="signoffs")
    incident_digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    is_standing = models.BooleanField(default=True)


class SearchRow(models.Model):
    """The narrow row that lists, filters and figures read; made from the wide records and never edited."""

    ref = models.CharField(max_length=24, primary_key=True)
    record = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    kind = models.CharField(max_length=40, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    sort_day = models.DateField(null=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="search_rows")
    governorate = models.CharField(max_length=120, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    killed_min = models.IntegerField(null=True)
    killed_max = models.IntegerField(null=True)
    parties = models.CharField(max_length=400, blank=True, help_text="|party|party| for contains")
    folded = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["record", "state", "-sort_day"], name="search_newest"),
            models.Index(fields=["record", "kind", "-sort_day"], name="search_kind"),
            models.Index(fields=["record", "governorate"], name="search_governorate"),
            models.Index(fields=["record", "lat", "lon"], name="search_box"),
        ]

    def __str__(self) -> str:
        """The reference found."""
        return self.ref
