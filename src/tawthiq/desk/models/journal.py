"""The journal's rows: appended, never changed. History, custody and audit are these rows and no others."""

from django.db import models

from tawthiq.core.journal import GENESIS, Entry


class JournalEntry(models.Model):
    """One entry. ``body`` is canonical JSON; the other columns repeat parts of it for looking things up."""

    seq = models.BigIntegerField(primary_key=True)
    body = models.TextField()
    salt = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)
    event = models.CharField(max_length=40)
    subject = models.CharField(max_length=24, blank=True)
    actor = models.CharField(max_length=150)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["subject", "seq"], name="journal_subject"),
            models.Index(fields=["event", "seq"], name="journal_event"),
        ]

    def __str__(self) -> str:
        """Number and event."""
        return f"{self.seq} {self.event}"

    def to_entry(self) -> Entry:
        """The row as the pure entry that ``core.journal`` checks."""
        return Entry(self.seq, self.body, self.salt, self.commitment, self.chain)


class JournalMention(models.Model):
    """A record that an entry touched beside its subject, so that each record's history is one look-up."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="mentions")
    ref = models.CharField(max_length=24)

    class Meta:
        indexes = [models.Index(fields=["ref", "entry"], name="journal_mention")]

    def __str__(self) -> str:
        """The reference mentioned."""
        return self.ref


class JournalHead(models.Model):
    """The one row that says where the journal ends; locking it puts writers in a queue."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    chain = models.CharField(max_length=64, default=GENESIS)
    frontier = models.TextField(blank=True, help_text="the Merkle tree's right edge; empty: from the commitments")

    def __str__(self) -> str:
        """The size."""
        return str(self.size)
