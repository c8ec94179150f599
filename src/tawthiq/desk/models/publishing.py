"""What is written for the public, what went out, and what came back."""

from typing import Any

from django.db import models

from tawthiq.desk.models.accounts import User
from tawthiq.desk.models.base import Record
from tawthiq.desk.models.register import Incident


class Article(Record):
    """A post in both languages. Numbers in its body are ``{{figure:…}}`` and come from the release, never by hand."""

    ref_kind = "article"
    state_fields = (
        "slug",
        "category",
        "title_en",
        "title_ar",
        "dateline_en",
        "dateline_ar",
        "body_en",
        "body_ar",
        "state",
        "published",
    )
    STATES = ("draft", "ready")

    slug = models.SlugField(max_length=120, unique=True)
    category = models.CharField(max_length=40)
    title_en = models.CharField(max_length=300)
    title_ar = models.CharField(max_length=300)
    dateline_en = models.CharField(max_length=120, blank=True)
    dateline_ar = models.CharField(max_length=120, blank=True)
    body_en = models.TextField()
    body_ar = models.TextField()
    published = models.DateField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES], default="draft")
    incidents = models.ManyToManyField(Incident, related_name="articles")
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="articles")

    def journal_state(self) -> dict[str, Any]:
        """The words, who wrote them, and the incidents they are about (read afresh unless ``about`` was fetched)."""
        about = getattr(self, "about", None)
        if about is None:
            about = self.incidents.order_by("pk")
        return {**super().journal_state(), "by": self.written_by_id, "incidents": sorted(one.pk for one in about)}


class Release(Record):
    """A frozen, numbered, hashed set of public records; ``manifest_sha256`` covers every file in its folder."""

    ref_kind = "release"
    state_fields = ("number", "state", "manifest_sha256", "built_by", "signed_by")
    STATES = ("built", "public", "withdrawn")

    number = models.IntegerField(unique=True)
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES], default="built")
    manifest_sha256 = models.CharField(max_length=64)
    built_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="built_releases")
    built_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="signed_releases")
    signed_at = models.DateTimeField(null=True)


class Comment(Record):
    """What a reader wrote on the public site: it arrives sealed and is shown to editors only.

    ``reply_key`` seals the answer so that only the reader's codename opens it; what was answered is ``answer``.
    """

    ref_kind = "comment"
    state_fields = ("article_slug", "name", "email", "text", "state")
    STATES = ("new", "handled")
    KINDS = ("comment", "correction", "relative", "reply", "tip")

    drop_name = models.CharField(max_length=64, unique=True)
    article_slug = models.CharField(max_length=120)
    name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    text = models.TextField()
    lang = models.CharField(max_length=2)
    state = models.CharField(max_length=10, choices=[(s, s) for s in STATES], default="new")
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=12, default="comment")
    reply_key = models.CharField(max_length=128, blank=True, db_index=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)

    def journal_state(self) -> dict[str, Any]:
        """The state; kind and answer are in it where there are any, so that older entries go on vouching."""
        told: dict[str, Any] = {} if self.kind == "comment" else {"kind": self.kind}
        if self.answer:
            day = self.answered_on.isoformat() if self.answered_on else None
            told |= {"answer": self.answer, "answered_by": self.answered_by_id, "answered_on": day}
        return super().journal_state() | told


class Correction(Record):
    """Something published that was wrong, and what is right: it goes out with every release from the next one on."""

    ref_kind = "correction"
    state_fields = ("about", "on", "text_en", "text_ar", "written_by", "comment")

    about = models.CharField(max_length=120, help_text="an incident's reference or an article's slug")
    on = models.DateField()
    text_en = models.TextField()
    text_ar = models.TextField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="corrections")
    comment = models.ForeignKey("desk.Comment", on_delete=models.PROTECT, null=True, related_name="corrections")
