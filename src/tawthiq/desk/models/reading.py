"""The organisation's own words, and the rounds in which all reports are read again with them."""

from django.db import models
from django.db.models import Q

from tawthiq.desk.models.accounts import User
from tawthiq.desk.models.base import Record
from tawthiq.desk.models.evidence import Report


class OwnWord(Record):
    """A word that the organisation added to the reader's: ``text`` is a spelling or a trigger word of ``of``.

    ``what`` is party, place or trigger, ``of`` the code of the row that it is added to. It counts from the moment it is
    added until somebody takes it back; the row stays.
    """

    ref_kind = "word"
    state_fields = (
        "lang",
        "what",
        "of",
        "text",
        "note",
        "report",
        "added_by",
        "added_at",
        "undone_by",
        "undone_at",
        "undone_why",
    )

    lang = models.CharField(max_length=8)
    what = models.CharField(max_length=10)
    of = models.CharField(max_length=120)
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)
    note = models.TextField(blank=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="own_words")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="added_words")
    added_at = models.DateTimeField()
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="undone_words")
    undone_at = models.DateTimeField(null=True, db_index=True)
    undone_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lang", "what", "of", "folded"], condition=Q(undone_at=None), name="own_word_once"
            )
        ]

    @property
    def is_active(self) -> bool:
        """Whether the reader knows it."""
        return self.undone_at is None


class Rereading(Record):
    """One round through all reports that were read before: each is read again where its words or its reader changed.

    ``reached`` is the last report that was read again, so that whoever stops in the middle goes on there. A newer round
    takes the place of an open one.
    """

    ref_kind = "rereading"
    state_fields = ("asked_by", "asked_at", "why", "ended_at", "outcome")
    OUTCOMES = ("done", "replaced")

    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    why = models.CharField(max_length=40, blank=True, help_text="the reference of the word, or empty")
    last = models.BigIntegerField(default=0, help_text="the newest report at the time")
    reached = models.BigIntegerField(default=0)
    read_again = models.IntegerField(default=0)
    changed = models.IntegerField(default=0, help_text="reports whose proposals are others now")
    ended_at = models.DateTimeField(null=True, db_index=True)
    outcome = models.CharField(max_length=10, choices=[(o, o) for o in OUTCOMES], blank=True)
