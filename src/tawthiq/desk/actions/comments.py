"""Messages from the public site: opened here with the workspace's key, answered under their codename, handled."""

import json
import re

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.journal import record
from tawthiq.errors import InvalidRecord, Tampered
from tawthiq.store import keys
from tawthiq.store.answers import Said, seal_answer

SEALED = "*.age"
REPLY_KEY = re.compile(r"[0-9a-f]{128}")


def collect_comments() -> tuple[int, list[str]]:
    """How many sealed comments came in, and the names of those that do not open: these stay where they are.

    A comment's file is removed only after its row and journal entry are committed; taking one twice changes nothing.
    """
    workspace, taken, refused = settings.WORKSPACE, 0, []
    for path in sorted(workspace.drop.glob(SEALED)):
        try:
            body = json.loads(keys.open_sealed(path.read_bytes(), folder=workspace.keys))
            taken += _take(path.name, body)
        except (Tampered, ValueError, KeyError, TypeError):
            refused.append(path.name)
            continue
        path.unlink()
    return taken, refused


def _take(name: str, body: dict[str, str]) -> bool:
    with transaction.atomic():
        comment, is_new = m.Comment.objects.get_or_create(
            drop_name=name[:64],
            defaults={
                "article_slug": (body["about"] if "about" in body else body["article"])[:120],
                "kind": _kind_of(body),
                "reply_key": _key_of(body),
                "name": body.get("name", "")[:120],
                "email": body.get("email", "")[:254],
                "text": body["text"].replace("\0", ""),
                "lang": body["lang"][:2],
                "received_at": timezone.now(),
            },
        )
        if is_new:
            record("comment_received", actor="public", subject=comment, changed=[comment])
    return is_new


def _kind_of(body: dict[str, str]) -> str:
    kind = body.get("kind", "comment")
    return kind if kind in m.Comment.KINDS else "comment"


def _key_of(body: dict[str, str]) -> str:
    key = body.get("reply", "")
    return key if REPLY_KEY.fullmatch(key) else ""


def answer_comment(user: m.User, comment: m.Comment, *, text: str) -> None:
    """The reader finds the answer under their codename, beside whatever was answered there before.

    It is in the register first; where the folder of answers does not take it, the next answer under the codename, or
    this one said again, brings it.
    """
    require(user, "write_article")
    if not text.strip():
        raise InvalidRecord("answer_missing")
    if not comment.reply_key:
        raise InvalidRecord("no_codename")
    with transaction.atomic():
        comment.answer, comment.state = text.strip(), "handled"
        comment.answered_by, comment.answered_on = user, timezone.now().date()
        comment.save()
        record("comment_answered", actor=user.username, subject=comment, changed=[comment])
    said = [
        Said(on=str(one.answered_on), text=one.answer)
        for one in m.Comment.objects.filter(reply_key=comment.reply_key)
        .exclude(answer="")
        .order_by("answered_on", "pk")
    ]
    seal_answer(said, key=comment.reply_key, folder=settings.WORKSPACE.answers)


def publish_correction(
    user: m.User, *, about: str, text_en: str, text_ar: str, comment: m.Comment | None = None
) -> m.Correction:
    """The correction stands in the public log from the next release on, in both languages."""
    require(user, "write_article")
    if not (about.strip() and text_en.strip() and text_ar.strip()):
        raise InvalidRecord("correction_incomplete")
    with transaction.atomic():
        correction = m.Correction.objects.create(
            about=about.strip()[:120],
            on=timezone.now().date(),
            text_en=text_en.strip(),
            text_ar=text_ar.strip(),
            written_by=user,
            comment=comment,
        )
        record("correction_written", actor=user.username, subject=correction, changed=[correction])
    return correction


def handle_comment(user: m.User, comment: m.Comment, *, note: str) -> None:
    """The comment has been dealt with, as the note says."""
    require(user, "write_article")
    if not note.strip():
        raise InvalidRecord("reason_missing")
    with transaction.atomic():
        comment.state = "handled"
        comment.save()
        record("comment_handled", actor=user.username, subject=comment, changed=[comment], why=note)
