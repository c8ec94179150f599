"""What was made from items, what became of them since, and who agreed to their use."""

from typing import Any

from django.db import models

from tawthiq.desk.models.accounts import User
from tawthiq.desk.models.base import Record
from tawthiq.desk.models.evidence import Item, Source
from tawthiq.desk.models.journal import JournalEntry
from tawthiq.desk.models.register import Person


class Derivative(Record):
    """One thing that a tool made from an item, or could not make: a failure is a row too, with its reason.

    ``kind`` is a row of ``data/derivations.yaml``. What is made lies in the vault under ``sha256``; small structured
    results (metadata, a picture hash) are in ``facts`` besides.
    """

    ref_kind = "derivative"
    state_fields = (
        "item",
        "kind",
        "number",
        "state",
        "sha256",
        "size_bytes",
        "media_type",
        "tool",
        "tool_version",
        "parameters",
        "facts",
        "reason",
        "made_at",
    )
    STATES = ("made", "empty", "failed")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="derivatives")
    kind = models.CharField(max_length=20)
    number = models.PositiveIntegerField(default=0, help_text="which one of several: a page, a keyframe")
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES])
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    size_bytes = models.BigIntegerField(default=0)
    media_type = models.CharField(max_length=100, blank=True)
    tool = models.CharField(max_length=60)
    tool_version = models.CharField(max_length=60)
    parameters = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    reason = models.CharField(max_length=60, blank=True, help_text="why it failed: a code")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "kind", "number"], name="derivative_once")]
        ordering = ["item", "kind", "number"]


class PictureHash(models.Model):
    """A PDQ value to look near-duplicates up by: 64 hexadecimal digits and a quality of 0 to 100; a hint, no proof."""

    derivative = models.ForeignKey(Derivative, on_delete=models.CASCADE, related_name="hashes")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="picture_hashes")
    value = models.CharField(max_length=64)
    quality = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        """The item."""
        return self.item.ref


class Capture(Record):
    """One visit to an address: asked for by a person, made by the program, never called complete where it is not."""

    ref_kind = "capture"
    state_fields = (
        "url",
        "asked_by",
        "asked_at",
        "state",
        "outcome",
        "started_at",
        "stopped_at",
        "final_url",
        "http_status",
        "tools",
        "missing",
        "is_court_complete",
        "availability",
    )
    STATES = ("waiting", "running", "done")

    url = models.TextField()
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    why = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES], default="waiting", db_index=True)
    outcome = models.CharField(
        max_length=30, blank=True, help_text="a code: captured, not_found, log_in_wall, blocked …"
    )
    started_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    final_url = models.TextField(blank=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    tools = models.JSONField(default=dict, help_text="name: version")
    missing = models.JSONField(default=dict, help_text="what a court-complete capture lacks: role: reason")
    is_court_complete = models.BooleanField(default=False)
    availability = models.CharField(
        max_length=20, blank=True, help_text="what the last look found: there, changed, gone …"
    )
    checked_at = models.DateTimeField(null=True)
    check_after = models.DateTimeField(null=True, db_index=True)

    def journal_state(self) -> dict[str, Any]:
        """The columns, and which items the capture made in which role."""
        files = sorted((file.role, file.item_id) for file in self.files.all())
        return {**super().journal_state(), "files": [list(pair) for pair in files]}


class CaptureFile(models.Model):
    """An item that a capture made: its role is warc, wacz, source, screenshot, pdf, media or download."""

    capture = models.ForeignKey(Capture, on_delete=models.PROTECT, related_name="files")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="capture_files")
    role = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["capture", "item", "role"], name="capture_file_once")]

    def __str__(self) -> str:
        """The role."""
        return self.role


class Consent(Record):
    """What one person agreed to, or refused, for one purpose: a row of ``data/consent_purposes.yaml``."""

    ref_kind = "consent"
    state_fields = (
        "source",
        "person",
        "purpose",
        "is_given",
        "lang",
        "explained_by",
        "how",
        "guardian",
        "evidence",
        "given_on",
        "expires_on",
        "withdrawn_at",
        "recorded_by",
    )

    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="consents")
    purpose = models.CharField(max_length=40)
    is_given = models.BooleanField()
    lang = models.CharField(max_length=8, help_text="the language in which it was explained")
    explained_by = models.CharField(max_length=150)
    how = models.TextField(help_text="how it was explained and given")
    guardian = models.CharField(max_length=150, blank=True)
    evidence = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    given_on = models.DateField()
    expires_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    recorded_by = models.CharField(max_length=150)


class Handover(Record):
    """One bundle given to somebody: to whom, what for, what was in it; the bundle itself is not kept."""

    ref_kind = "handover"
    state_fields = (
        "recipient",
        "purpose",
        "items",
        "checkpoint_size",
        "tag_manifest_sha256",
        "encrypted_to",
        "made_by",
        "made_at",
    )

    recipient = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40)
    items = models.JSONField(help_text="references of the items, in order")
    checkpoint_size = models.BigIntegerField()
    tag_manifest_sha256 = models.CharField(max_length=64)
    encrypted_to = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()


class Disposal(Record):
    """The end of an item: one person asks, another authorises; then its bytes, words and entries are gone."""

    ref_kind = "disposal"
    state_fields = ("item", "why", "asked_by", "asked_at", "authorised_by", "done_at")

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="disposal")
    why = models.CharField(max_length=40, help_text="a row of data/disposal_reasons.yaml")
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    authorised_by = models.CharField(max_length=150, blank=True)
    done_at = models.DateTimeField(null=True)


class DestroyedEntry(models.Model):
    """A journal entry whose body and salt a disposal destroyed; its commitment stays, and every proof with it."""

    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, primary_key=True, related_name="destroyed")
    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="entries")

    def __str__(self) -> str:
        """The entry's number."""
        return str(self.pk)


class Upload(models.Model):
    """A file on its way, in parts that may come hours apart; they lie encrypted in the workspace until it is whole."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="uploads")
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    told = models.JSONField(default=dict, help_text="name, source, date and language, as the sender gave them")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="+")
    refusal = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """The number."""
        return str(self.pk)
