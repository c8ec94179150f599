"""Items as received, who they came from, and the text that a report is."""

from datetime import UTC
from typing import Any

from django.db import models

from tawthiq.core.claims import Claim, to_json
from tawthiq.core.journal import digest_of
from tawthiq.desk.models.accounts import User
from tawthiq.desk.models.base import Record


class Source(Record):
    """Who provides information, under a pseudonym; the identity behind it is not in the register."""

    ref_kind = "source"
    state_fields = ("pseudonym", "kind", "reliability")

    pseudonym = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20)
    reliability = models.CharField(max_length=1, blank=True, help_text="A-F; empty until someone grades it")

    def __str__(self) -> str:
        """The pseudonym."""
        return self.pseudonym


class Item(Record):
    """One thing preserved as received; its bytes lie in the vault under ``sha256`` and never change."""

    ref_kind = "item"
    state_fields = ("sha256", "size_bytes", "media_type", "received_at")

    sha256 = models.CharField(max_length=64, unique=True)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    received_at = models.DateTimeField()
    fixity_checked_at = models.DateTimeField(null=True, db_index=True, help_text="when its bytes were last found whole")


class Receipt(Record):
    """One arrival of an item's bytes: a second arrival of the same bytes is another receipt, never a rejection."""

    ref_kind = "receipt"
    state_fields = ("item", "original_name", "channel", "source", "published", "lang", "received_at", "received_by")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="receipts")
    original_name = models.TextField(help_text="verbatim; bytes that are no UTF-8 are written as \\xNN")
    channel = models.CharField(max_length=20)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="receipts")
    published = models.CharField(max_length=40, blank=True, help_text="EDTF: the day the information was made known")
    lang = models.CharField(max_length=8, blank=True)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=150)


class Report(Record):
    """The text of an item, in a language, with the day it was made known and where it comes from."""

    ref_kind = "report"
    state_fields = (
        "item",
        "lang",
        "title",
        "text",
        "text_key",
        "published",
        "source",
        "state",
        "reader",
        "reader_version",
        "received_at",
    )
    STATES = ("received", "inbox", "done")

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="report")
    lang = models.CharField(max_length=8)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    text_key = models.CharField(max_length=64, db_index=True, help_text="SHA-256 of the folded text: copies share it")
    published = models.CharField(max_length=40, blank=True, help_text="EDTF")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="reports")
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES], default="received", db_index=True)
    reader = models.CharField(max_length=40, blank=True)
    reader_version = models.CharField(max_length=40, blank=True)
    lexicon = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the word lists it was read with")
    received_at = models.DateTimeField()

    def journal_state(self) -> dict[str, Any]:
        """The state; the word lists are in it once they are known, so that older entries go on vouching."""
        return super().journal_state() | ({"lexicon": self.lexicon} if self.lexicon else {})


class ClaimRow(Record):
    """One claim of a report. ``body`` is the claim as it stands, ``proposed`` as the machine first read it.

    Both are the reading contract's JSON; the narrow columns repeat what lists and filters need.
    """

    ref_kind = "claim"
    state_fields = ("report", "body", "proposed", "decision", "decided_by", "decided_at", "reason", "incident")
    DECISIONS = ("proposed", "accepted", "mended", "rejected")

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=40)
    status = models.CharField(max_length=12)
    quote = models.TextField()
    quote_start = models.IntegerField()
    quote_end = models.IntegerField()
    body = models.JSONField()
    proposed = models.JSONField(null=True, help_text="null for a claim that a person added")
    score = models.FloatField(default=0.0)
    decision = models.CharField(max_length=10, choices=[(d, d) for d in DECISIONS], default="proposed", db_index=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="decided_claims")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    incident = models.ForeignKey("desk.Incident", on_delete=models.PROTECT, null=True, related_name="claims")
    unfound_at = models.DateTimeField(null=True, help_text="when a later reading no longer found what was decided")

    class Meta:
        db_table = "desk_claim"
        ordering = ["report", "quote_start", "id"]

    @property
    def mark(self) -> str:
        """Tells this wording of the claim from any other: a page says with it what the person saw."""
        return digest_of(self.body)[:16]

    def write(self, claim: Claim) -> None:
        """The claim as it stands from now on, and the columns that repeat it; saved by the caller."""
        self.kind, self.status, self.body, self.score = claim.kind, claim.status, to_json(claim), claim.score
        self.quote, self.quote_start, self.quote_end = claim.quote.text, claim.quote.start, claim.quote.end

    def journal_state(self) -> dict[str, Any]:
        """The state; that a later reading no longer finds it is in it while that is so."""
        unfound = {"unfound_at": self.unfound_at.astimezone(UTC).isoformat()} if self.unfound_at else {}
        return super().journal_state() | unfound
